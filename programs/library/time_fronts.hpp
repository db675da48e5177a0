// Fronts of time against GPUs, energy and cost, and of utilization against GPUs, among points that are clusters with a run:
// of the paper's model or of a language model. What they are called, which points are on them, and their figures.

#pragma once

#include "checked_options.hpp"
#include "counted_text.hpp"
#include <scalewall/analysis/frontier.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/figure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

/// --watts and --dollars-per-hour
inline void add_running_costs_options(CLI::App& app, scalewall::running_costs& each) {
  using namespace scalewall::literals;
  add_quantity_option(app, "--watts", each.power, scalewall::watts(1_W),
                      "What a GPU draws, with its share of the machine around it");
  add_quantity_option(app, "--dollars-per-hour", each.price, scalewall::money_per_second(1_dollars_per_h),
                      "What a GPU costs in an hour");
}

/// What a figure shows of a point.
template <class Point>
struct front_measure {
  const char* label;
  double (*of)(const Point&);
  bool is_share = false;
};

/// Two measures, and for every point whether no other is better in one and no worse in the other.
template <class Point>
struct time_front {
  const char* name;
  const char* key;
  const char* title;
  front_measure<Point> x, y;
  std::vector<bool> holds;
};

/// The fronts of at least one point; those of energy and cost where they are known.
template <class Point>
std::vector<time_front<Point>> time_fronts_of(const std::vector<Point>& points) {
  using namespace scalewall::literals;
  namespace aim = scalewall::aim;
  using measure = front_measure<Point>;
  const measure gpus{"GPUs", [](const Point& point) { return double(point.accelerators()); }};
  const measure days{"Time (days)", [](const Point& point) { return double(point.duration() / 1_days); }};
  const measure energy{"Energy (MWh)", [](const Point& point) { return double(*point.energy / 1_MWh); }};
  const measure cost{"Cost (million dollars)",
                     [](const Point& point) { return double(*point.cost / 1_Mdollars); }};
  const measure utilization{"Model FLOP utilization (share of peak)",
                            [](const Point& point) { return point.utilization(); }, true};

  std::vector<time_front<Point>> fronts;
  const auto add = [&](const char* name, const char* key, const char* title, measure x, measure y,
                       const auto&... aims) {
    fronts.push_back({name, key, title, x, y, scalewall::on_pareto_front(points, aims...)});
  };
  add("time/GPUs", "time_gpus", "Time over GPUs", gpus, days, aim::time, aim::few_accelerators);
  if (points.front().energy)
    add("time/energy", "time_energy", "Time over energy", energy, days, aim::time, aim::energy);
  if (points.front().cost) add("time/cost", "time_cost", "Time over cost", cost, days, aim::time, aim::cost);
  add("utilization/GPUs", "utilization_gpus", "Utilization over GPUs", gpus, utilization, aim::idle_share,
      aim::many_accelerators);
  return fronts;
}

/// The share of the utilization of the cluster that is used best from which a larger one is of use.
inline constexpr double useful_share = 0.1;

/// Whether points have been dropped, which ascend with their clusters: those beyond the largest that is of use.
template <class Point>
bool drop_useless(std::vector<Point>& points) {
  double best = 0;
  for (const Point& point : points) best = std::max(best, point.utilization());
  std::size_t useful = points.size();
  while (useful > 1 && points[useful - 1].utilization() < useful_share * best) --useful;
  const bool dropped = useful < points.size();
  points.erase(points.begin() + static_cast<std::ptrdiff_t>(useful), points.end());
  return dropped;
}

/// Why there are no larger clusters than the largest of use.
inline std::string useless_beyond_text(scalewall::count largest) {
  return "Beyond " + counted(largest, "GPU") + " none is used a tenth as well as the best.";
}

/// A front as a line through its points.
template <class Point>
scalewall::figure front_figure(const std::vector<Point>& points, const time_front<Point>& drawn) {
  namespace sw = scalewall;
  sw::plot_series all{.title = "clusters", .style = sw::series_style::points};
  sw::plot_series on_front{.title = "front", .style = sw::series_style::line};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = drawn.x.of(points[i]), y = drawn.y.of(points[i]);
    all.x.push_back(x);
    all.y.push_back(y);
    if (!drawn.holds[i]) continue;
    on_front.x.push_back(x);
    on_front.y.push_back(y);
  }
  const auto axis = [](const front_measure<Point>& shown) {
    return shown.is_share ? sw::plot_axis{.label = shown.label, .from = 0, .to = 1}
                          : sw::plot_axis{.label = shown.label, .logarithmic = true};
  };
  return {.title = drawn.title, .x = axis(drawn.x), .y = axis(drawn.y), .series = {on_front, all}};
}
