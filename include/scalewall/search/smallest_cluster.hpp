// How many accelerators a run takes to be done in time.

#pragma once

#include <scalewall/cost/optimistic.hpp>
#include <scalewall/count.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/cluster_sizes.hpp>

#include <optional>
#include <vector>

namespace scalewall {

/// The best plan of the smallest cluster that takes less than `deadline`; nothing if that is no cluster. Smaller ones
/// than arithmetic at the fastest rate needs are passed over.
constexpr std::optional<run_estimate> smallest_cluster(const training_run& wanted, const cluster& machines,
                                                       seconds deadline, const stack_recipe& how,
                                                       const plan_space& within) {
  require(is_positive_and_finite(deadline), "a deadline is a positive time", {{"seconds", deadline.value()}});
  const step_estimator question(wanted.model, machines, wanted.batch, how);
  const double steps = wanted.data / size(wanted.batch);
  const double fewest = wanted.compute / (deadline * sustained(optimistic(machines).gpu));
  for (const auto& [accelerators, working] : cluster_sizes(question, within)) {
    if (double(working) < fewest) continue;
    const plan_search search = search_plans_on(working, question, accelerators, within, 1, deadline / steps);
    for (const step_estimate& best : search.best()) {
      const run_estimate run = repeat_step(best, wanted.model, wanted.batch, wanted.data);
      if (run.duration() < deadline) return run;
    }
  }
  return std::nullopt;
}
constexpr std::optional<run_estimate> smallest_cluster(const training_run& wanted, const cluster& machines,
                                                       seconds deadline, const stack_recipe& how = {}) {
  return smallest_cluster(wanted, machines, deadline, how, default_space(how.rules));
}

}  // namespace scalewall
