// Where the difference between a measured and a predicted step may come from: as a waterfall, and as JSON.

#pragma once

#include "training_request.hpp"
#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/training_question.hpp>

#include <nlohmann/json.hpp>

#include <ostream>
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

/// What the comparison takes for granted.
std::vector<std::string> assumed_of(const measured_step_answer& answer);

void write_measured(std::ostream& out, const measured_step_answer& answer);

nlohmann::ordered_json json_of(const measured_step_answer& answer);
