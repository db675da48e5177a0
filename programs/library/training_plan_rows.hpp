// Many plans of a language model, each with what it comes to or why it is none: as a table, as CSV and as JSON.

#pragma once

#include "training_options.hpp"
#include "training_request.hpp"
#include <scalewall/model/batch.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/search/training_question.hpp>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

/// A plan on its number of GPUs and its batch; without an answer, why there is none.
struct training_plan_row {
  /// The place of the plan among those on its GPUs, or its line in a file.
  std::int64_t place = 0;

  std::int64_t gpus = 0;
  scalewall::batch batch{};
  std::optional<scalewall::training_answer> answer{};
  std::string why_not{};
};

struct training_plan_rows {
  training_request request{};

  /// `place` or `line`
  const char* place = "place";

  run_goal goal{};

  std::vector<training_plan_row> rows{};

  /// Plans that were looked at, where they were looked for.
  std::optional<std::int64_t> looked_at{};
};

/// The goal with tokens where a time is said: the usual ones, told as assumed, unless they are said too.
run_goal goal_of(training_request& request, run_goal asked);

scalewall::document document_of(const training_plan_rows& found);

/// What rows of CSV have as columns.
std::vector<std::string> columns_of(const training_plan_rows& found);

void write_csv(std::ostream& out, const training_plan_rows& found);

void write_json(std::ostream& out, const training_plan_rows& found);
