// Time or accelerators: what a run takes on clusters of every size, and which of them are worth having.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/cluster_sizes.hpp>
#include <scalewall/search/obstacle.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace scalewall {

/// What an accelerator draws and costs for as long as it is there; nothing where nobody says.
struct running_costs {
  std::optional<watts> power{};
  std::optional<money_per_second> price{};
};

/// Energy and cost of all accelerators for as long as a run takes, N T P and N T c; nothing where nobody says.
struct run_costs {
  std::optional<joules> energy{};
  std::optional<money> cost{};
};

/// Throws `broken_rule` where energy or cost pass what a double holds.
constexpr run_costs costs_of(count accelerators, seconds duration, const running_costs& each) {
  const seconds accelerator_time = double(accelerators) * duration;
  run_costs whole;
  if (each.power) whole.energy = accelerator_time * *each.power;
  if (each.price) whole.cost = accelerator_time * *each.price;
  require(!whole.energy || math::is_finite(whole.energy->value()), "the energy of a run is finite");
  require(!whole.cost || math::is_finite(whole.cost->value()), "the cost of a run is finite");
  return whole;
}

/// The best plan on one size of cluster.
struct frontier_point {
  run_estimate run;

  // Of all accelerators for as long as the run takes; nothing where the descriptor does not say.
  std::optional<joules> energy{};
  std::optional<money> cost{};

  seconds duration() const { return run.duration(); }
  count accelerators() const { return run.step.accelerators; }
  double utilization() const { return run.step.utilization; }
};

/// Throws `broken_rule` where energy or cost pass what a double holds.
inline frontier_point priced(const run_estimate& run, const cluster& machines) {
  const auto [energy, cost] = costs_of(run.step.accelerators, run.duration(),
                                       {.power = machines.gpu.power, .price = machines.gpu.price});
  return {.run = run, .energy = energy, .cost = cost};
}

/// A cluster of a size that was asked for, without a plan.
struct cluster_without_plan {
  count accelerators;
  no_plan why;
};

/// Clusters of several sizes: what a run takes on those that have a plan, and why the others have none.
struct clusters_compared {
  std::vector<frontier_point> points;
  std::vector<cluster_without_plan> without_plan;
};

/// The best plan on a cluster of every given size.
inline clusters_compared compare_clusters(const training_run& wanted, const cluster& machines,
                                          const std::vector<cluster_size>& sizes, const stack_recipe& how,
                                          const plan_space& within) {
  const step_estimator question(wanted.model, machines, wanted.batch, how);
  clusters_compared compared;
  for (const auto& [accelerators, working] : sizes) {
    const plan_search search = accelerators == working
                                   ? search_plans(question, accelerators, within)
                                   : search_plans_on(working, question, accelerators, within);
    if (search.best().empty())
      compared.without_plan.push_back({accelerators, why_no_plan(question, accelerators, within)});
    for (const step_estimate& step : search.best())
      compared.points.push_back(priced(repeat_step(step, wanted.model, wanted.batch, wanted.data), machines));
  }
  return compared;
}

/// The same, where all accelerators of each are there to work.
inline clusters_compared compare_clusters(const training_run& wanted, const cluster& machines,
                                          const std::vector<count>& sizes, const stack_recipe& how,
                                          const plan_space& within) {
  std::vector<cluster_size> whole;
  whole.reserve(sizes.size());
  for (const count size : sizes) whole.push_back({.accelerators = size, .working = size});
  return compare_clusters(wanted, machines, whole, how, within);
}
inline clusters_compared compare_clusters(const training_run& wanted, const cluster& machines,
                                          const std::vector<count>& sizes, const stack_recipe& how = {}) {
  return compare_clusters(wanted, machines, sizes, how, default_space(how.rules));
}

/// What there should be little of, of the point of any front. Energy and cost that are not known count as none at all.
namespace aim {

inline constexpr auto time = [](const auto& point) { return point.duration(); };
inline constexpr auto few_accelerators = [](const auto& point) { return point.accelerators(); };
inline constexpr auto many_accelerators = [](const auto& point) { return -double(point.accelerators()); };
inline constexpr auto energy = [](const auto& point) { return point.energy; };
inline constexpr auto cost = [](const auto& point) { return point.cost; };
inline constexpr auto idle_share = [](const auto& point) { return 1 - point.utilization(); };

}  // namespace aim

/// Whether one point is no worse in any of the aims, each a function of a point to be made small, and better in one.
template <class Point, class... Aims>
bool dominates(const Point& a, const Point& b, const Aims&... aims) {
  return (... && !(aims(b) < aims(a))) && (... || (aims(a) < aims(b)));
}

/// For every point whether no other dominates it.
template <class Point, class... Aims>
std::vector<bool> on_pareto_front(const std::vector<Point>& points, const Aims&... aims) {
  std::vector<bool> on_front;
  on_front.reserve(points.size());
  for (const Point& candidate : points)
    on_front.push_back(std::none_of(points.begin(), points.end(), [&](const Point& other) {
      return dominates(other, candidate, aims...);
    }));
  return on_front;
}

/// The points that no other dominates, in their order.
template <class Point, class... Aims>
std::vector<Point> pareto_front(const std::vector<Point>& points, const Aims&... aims) {
  const std::vector<bool> on_front = on_pareto_front(points, aims...);
  std::vector<Point> front;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (on_front[i]) front.push_back(points[i]);
  return front;
}

}  // namespace scalewall
