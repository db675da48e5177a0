// How many accelerators a run takes to be done in time.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/working_sizes.hpp>

#include <optional>
#include <vector>

namespace scalewall {

/// Those to choose from, ascending: E * 2^i accelerators, i < 60. Where some of a cluster may stand idle, up to the
/// largest of these every number that can work: with one more to stand idle a cluster is no faster.
constexpr std::vector<count> cluster_sizes(const model_shape& model, const batch& read,
                                           const plan_space& within) {
  std::vector<count> sizes;
  count accelerators = model.experts;
  for (int i = 0; i < 60; ++i, accelerators *= 2) sizes.push_back(accelerators);
  return within.idle == choices::every ? working_sizes(model, read, sizes.back()) : sizes;
}

/// The best plan of the smallest cluster that takes less than `deadline`; nothing if that is no cluster. Smaller ones
/// than arithmetic at the sustained rate needs are passed over.
constexpr std::optional<run_estimate> smallest_cluster(const training_run& wanted, const cluster& machines,
                                                       seconds deadline, const execution& how = {},
                                                       const plan_space& within = space::reference) {
  require(is_positive_and_finite(deadline), "a deadline is a positive time", {{"seconds", deadline.value()}});
  const step_estimator question(wanted.model, machines, wanted.batch, how);
  const double steps = wanted.data / size(wanted.batch);
  const double fewest = wanted.compute / (deadline * sustained(machines.gpu));
  plan_space all_work = within;
  all_work.idle = choices::by_rule_of_thumb;
  for (const count accelerators : cluster_sizes(wanted.model, wanted.batch, within)) {
    if (double(accelerators) < fewest) continue;
    const plan_search search = search_plans(question, accelerators, all_work, 1, deadline / steps);
    for (const step_estimate& best : search.best()) {
      const run_estimate run = repeat_step(best, wanted.model, wanted.batch, wanted.data);
      if (run.duration() < deadline) return run;
    }
  }
  return std::nullopt;
}

}  // namespace scalewall
