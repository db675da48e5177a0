// The fastest plans of a language model: looked for, and told as a document, as CSV and as JSON.

#pragma once

#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/model/batch.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/search/best_training_plans.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

/// `none of 120 plans fits with its margin: the leanest, ...`, of plans that were looked at on a GPU of so much memory.
std::string no_plan_fits_text(const scalewall::training_ranking& found, scalewall::bytes memory);

/// The same, or why there were none, where no plan is answered with on so many GPUs and a batch.
std::string why_no_plan_text(training_request request, std::int64_t gpus, const scalewall::batch& batch,
                             const scalewall::training_ranking& found);

/// The fastest plans, so many of them. Throws `broken_rule` where none is allowed, or none fits with its margin.
scalewall::training_ranking ranked_plans_of(const training_request& request, std::size_t places);

/// Tells of a given plan that is looked at though it does not fit, or is tight.
void tell_unless_it_fits(training_request& request, const scalewall::training_answer& answer);

/// The answer of a given plan, which is told where it does not fit; without one that of the fastest that does. Throws
/// `broken_rule` where none is allowed, or none fits with its margin.
scalewall::training_answer answer_looked_at(training_request& request);

/// The whole answer of which_plan about a language model, for a person.
scalewall::document document_of(const training_request& request, const scalewall::training_ranking& ranking);

/// What a row of CSV says of the plan alone.
std::vector<std::string> degree_columns();

std::vector<scalewall::csv_field> degree_fields(const scalewall::training_answer& answer);

/// What it says of what the plan comes to, behind the plan.
inline constexpr std::array estimate_columns = {"sharded",
                                                "step_s",
                                                "tokens_per_s_per_gpu",
                                                "mfu",
                                                "fullest_rank_bytes",
                                                "fits",
                                                "precision",
                                                "attention",
                                                "sequence_parallel",
                                                "framework",
                                                "release",
                                                "evidence"};

/// The columns of both.
std::vector<std::string> training_plan_columns();

std::vector<scalewall::csv_field> training_plan_fields(const training_request& request,
                                                       const scalewall::training_answer& answer);

void write_plans_csv(std::ostream& out, const training_request& request,
                     const scalewall::training_ranking& ranking);

/// The same, for a program.
nlohmann::ordered_json json_of(const training_request& request, const scalewall::training_ranking& ranking);
