// The fastest plans of a language model: looked for, and told as a table, as CSV and as JSON.

#pragma once

#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/search/best_training_plans.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <ostream>

/// The fastest plans, so many of them. Throws `broken_rule` where none is allowed, or none fits with its margin.
scalewall::training_ranking ranked_plans_of(const training_request& request, std::size_t places);

void write_plans_table(std::ostream& out, const training_request& request,
                       const scalewall::training_ranking& ranking);

void write_plans_csv(std::ostream& out, const training_request& request,
                     const scalewall::training_ranking& ranking);

/// The whole answer of which_plan about a language model.
nlohmann::ordered_json json_of(const training_request& request, const scalewall::training_ranking& ranking);
