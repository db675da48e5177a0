// Time or accelerators: what a run takes on clusters of every size, and which of them are worth having.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>

#include <optional>
#include <vector>

namespace scalewall {

/// The best plan on one size of cluster.
struct frontier_point {
  run_estimate run;

  // Of all accelerators for as long as the run takes; nothing where the descriptor does not say.
  std::optional<joules> energy{};
  std::optional<money> cost{};

  seconds duration() const { return run.duration(); }
  count accelerators() const { return run.step.accelerators; }
};

inline frontier_point priced(const run_estimate& run, const cluster& machines) {
  frontier_point point{.run = run};
  const auto accelerator_time = double(point.accelerators()) * point.duration();
  if (machines.gpu.power) point.energy = accelerator_time * *machines.gpu.power;
  if (machines.gpu.price) point.cost = accelerator_time * *machines.gpu.price;
  return point;
}

/// A cluster of every given size that has a plan.
inline std::vector<frontier_point> time_on_clusters(const training_run& wanted, const cluster& machines,
                                                    const std::vector<count>& sizes,
                                                    const execution& how = {},
                                                    const plan_space& within = space::reference) {
  const step_estimator question(wanted.model, machines, wanted.batch, how);
  std::vector<frontier_point> points;
  for (const count accelerators : sizes)
    for (const step_estimate& step : best_plans(question, accelerators, 1, within))
      points.push_back(priced(repeat_step(step, wanted.model, wanted.batch, wanted.data), machines));
  return points;
}

/// Whether one point is no worse in any of the aims, each a function of a point to be made small, and better in one.
template <class Point, class... Aims>
bool dominates(const Point& a, const Point& b, const Aims&... aims) {
  return (... && !(aims(b) < aims(a))) && (... || (aims(a) < aims(b)));
}

/// The points that no other dominates, in their order.
template <class Point, class... Aims>
std::vector<Point> pareto_front(const std::vector<Point>& points, const Aims&... aims) {
  std::vector<Point> front;
  for (const Point& candidate : points) {
    bool dominated = false;
    for (const Point& other : points) dominated = dominated || dominates(other, candidate, aims...);
    if (!dominated) front.push_back(candidate);
  }
  return front;
}

}  // namespace scalewall
