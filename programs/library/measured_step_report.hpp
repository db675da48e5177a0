// Where the difference between a measured and a predicted step may come from: as a waterfall, and as JSON.

#pragma once

#include "training_request.hpp"
#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/training_question.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/// A measured step held against its prediction.
struct measured_step_answer {
  scalewall::step_inputs inputs{};
  scalewall::step_difference difference{};

  /// Whether the plan was found by a search and not stated, so that another may have been measured.
  bool plan_was_found = false;
};

measured_step_answer answer_measured(const training_request& request,
                                     const scalewall::training_answer& answer, scalewall::seconds measured);

/// What the inputs have of one, in words.
std::string value_of(scalewall::step_input input, const scalewall::step_inputs& inputs);

/// What an alternative takes instead.
std::string other_value(const measured_step_answer& answer, const scalewall::step_alternative& alternative);

/// How large the difference is beside the errors of its class, as a sentence.
std::string verdict_on_difference(const scalewall::step_difference& found);

/// What is left of it, as a sentence.
std::string verdict_on_remainder(const scalewall::step_difference& found);

/// Those that lead towards the measurement by themselves and are not in the waterfall, the largest first.
std::vector<const scalewall::step_alternative*> other_alternatives(const scalewall::step_difference& found);

/// `+1.2 s`.
std::string change_text(scalewall::seconds change);

/// What the comparison takes for granted.
std::vector<std::string> assumed_of(const measured_step_answer& answer);

scalewall::document document_of(const measured_step_answer& answer);

nlohmann::ordered_json json_of(const measured_step_answer& answer);
