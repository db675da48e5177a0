// Whether a language model fits: a plan with its memory and its time, and what would make it fit.

#pragma once

#include "measured_step_report.hpp"
#include "nearest_runs_report.hpp"
#include "training_request.hpp"
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/fitting_changes.hpp>
#include <scalewall/search/training_question.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct fit_report {
  scalewall::training_answer answer{};

  /// Plans of the space, where they were looked for.
  std::int64_t plans = 0;
  std::int64_t fitting = 0;

  /// What fits, by as few changes as any need, the fastest first.
  std::vector<scalewall::training_answer> changes{};

  /// Where no change helps: the fastest on the fewest GPUs that do.
  std::optional<scalewall::training_answer> on_more_gpus{};

  /// Measured runs that are like it, the most alike first; and why there are none, where none were found.
  std::vector<nearby_run> nearest{};
  std::string without_runs{};

  /// Where a step was measured: what it differs by.
  std::optional<measured_step_answer> measured{};
};

/// The fastest plans that fit, so many of them. Throws `broken_rule` where the options allow none, whether it fits or not.
scalewall::training_ranking allowed_plans_of(const training_request& request, std::size_t places);

/// The plan of the launch line, or the fastest that fits; where none does, the one that needs the least.
fit_report chosen_plan(const training_request& request);

/// The plan, and what makes it fit where it does not.
fit_report report_of(const training_request& request);
