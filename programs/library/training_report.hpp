// What does_it_fit answers: a plan with its memory and its time, and what would make it fit.

#pragma once

#include "fit_report.hpp"
#include "training_flags.hpp"
#include "training_request.hpp"
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/training_question.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

/// What an estimate does not take into account, told with every answer.
inline constexpr std::array<std::string_view, 4> left_out_of_training = {
    "waiting for data, checkpoints and evaluation", "failures and stragglers",
    "experts that are more popular than others, beyond the margin",
    "fragmentation of memory beyond the margin"};

/// What the time of a run takes for granted beside that of a step.
inline constexpr const char* steps_alike = "nothing fails, and every step takes as long";

/// A choice that differs between two plans: its name, before and after.
struct plan_difference {
  std::string choice;
  std::string before;
  std::string after;
};

std::vector<plan_difference> differences(const scalewall::training_answer& from,
                                         const scalewall::training_answer& to);

/// Shown of the changes that make a plan fit.
inline constexpr std::size_t changes_shown = 5;

/// A class with the held-out errors of its runs: `90 % of held-out runs of this class within 11 %`.
std::string band_text(scalewall::step_evidence evidence);

/// The band of an estimate by its class.
std::string band_text(const scalewall::training_step& step);

/// `Llama-3.1 70B (catalog): 7.06e10 parameters, 7.06e10 met by a token, on 64 GPUs of kind H100 SXM`
std::string asked_text(const training_request& request);

/// `128 sequences of 8192 tokens`
std::string batch_text(const scalewall::batch& batch);

/// `Llama-3.1 70B on 64 GPUs of kind H100 SXM, 128 sequences of 8192 tokens`
std::string setting_text(const training_request& request);

/// MFU of an answer to the request, FLOP as Megatron-LM counts them.
double utilization_of(const training_request& request, const scalewall::training_answer& answer);

/// A plan with its recipe and the batch on one line.
std::string plan_line(const scalewall::training_answer& answer, const scalewall::batch& batch);

std::string verdict_text(const scalewall::fit_verdict& verdict);

/// What was taken for granted on the way to the question, and then by the estimate.
std::vector<std::string> assumed_of(const training_request& request, const scalewall::training_step& step);

/// What an answer takes for granted, what it did not understand and what it leaves out.
scalewall::document grounds_of(const training_request& request, const scalewall::training_step& step,
                               const std::vector<std::string>& also_assumed = {});

/// The whole answer of does_it_fit, for a person.
scalewall::document document_of(const training_request& request, const fit_report& report);

nlohmann::ordered_json json_of(const scalewall::training_step& step);

/// A plan with its recipe, and what they come to.
nlohmann::ordered_json json_of(const scalewall::training_answer& answer);

nlohmann::ordered_json json_of_change(const training_request& request, const fit_report& report,
                                      const scalewall::training_answer& change);

/// The class of an answer, with the errors of held-out runs of the class where there are any.
nlohmann::ordered_json json_of(const scalewall::evidence_class& evidence);

/// The same, for a program.
nlohmann::ordered_json json_of(const training_request& request, const fit_report& report);
