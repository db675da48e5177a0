// All plans of a language model on numbers of GPUs: the answer of explore_design_space where a --model is given, and of
// explore_design_space_mpi, whose ranks answer a number of GPUs at a time.

#pragma once

#include "training_options.hpp"
#include "training_plan_rows.hpp"
#include <scalewall/grid/question_block.hpp>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Plans on a number of GPUs, at most.
inline constexpr std::int64_t most_training_plans = 1000;

/// What is asked of all plans of a language model.
struct training_design {
  training_options training{};
  std::vector<std::int64_t> numbers{};
  run_goal goal{};
  std::int64_t plans = most_training_plans;
};

/// The options that say it.
void add_training_design_options(CLI::App& app, training_design& asked);

/// The question, to be answered on one number of GPUs after the other.
class training_design_answers {
 public:
  /// Throws `broken_rule` where the options do not make a question.
  explicit training_design_answers(training_design asked);

  /// Numbers of GPUs, ascending.
  const std::vector<std::int64_t>& numbers() const { return asked_.numbers; }

  /// What is asked, without rows.
  const training_plan_rows& question() const { return question_; }

  /// Adds the plans on a number of GPUs, the fastest first, or why there is none.
  void add_rows(training_plan_rows& found, std::int64_t gpus) const;

  /// The names of the columns in CSV, without the end of the line.
  std::string header() const;

  /// The rows of the numbers at these places, in CSV.
  std::string lines(const scalewall::question_block& places) const;

 private:
  training_design asked_;
  training_plan_rows question_;
};

/// The program explore_design_space, where a --model is given.
int explore_training_plans(int argc, char** argv);
