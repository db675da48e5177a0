#include "curve_figures.hpp"

#include <algorithm>
#include <cmath>

namespace {

std::vector<double> compute_of(const compared_curve& curve) {
  std::vector<double> compute;
  compute.reserve(curve.points.size());
  for (const scalewall::curve_point& point : curve.points) compute.push_back(point.wanted.compute.value());
  return compute;
}

}  // namespace

scalewall::plot_axis compute_axis() { return {.label = "Training compute (FLOP)", .logarithmic = true}; }

scalewall::plot_axis utilization_axis() {
  return {.label = "Model FLOP utilization (share of peak)", .from = 0, .to = 1};
}

std::optional<scalewall::plot_series> end_of_linear_scaling(const compared_curve& curve) {
  const auto end = curve.landmarks().linear_scaling_ends;
  if (!end) return std::nullopt;
  const auto at =
      std::find_if(curve.points.begin(), curve.points.end(),
                   [&](const scalewall::curve_point& point) { return point.wanted.compute == *end; });
  return scalewall::plot_series{.title = "linear scaling ends",
                                .x = {end->value()},
                                .y = {at->run.step.utilization},
                                .style = scalewall::series_style::mark,
                                .labels = {scalewall::to_text(*end)}};
}

scalewall::figure utilization_figure(const comparison& compared, scalewall::seconds deadline) {
  scalewall::figure drawn{.title = compared.name + ", trained in " + scalewall::to_text(deadline),
                          .x = compute_axis(),
                          .y = utilization_axis(),
                          .notes = rounding_notes};
  for (const compared_curve& curve : compared.curves) {
    std::vector<double> utilization;
    utilization.reserve(curve.points.size());
    for (const scalewall::curve_point& point : curve.points)
      utilization.push_back(point.run.step.utilization);
    if (utilization.empty()) continue;
    drawn.series.push_back({curve.setting(), compute_of(curve), utilization});
    if (const auto end = end_of_linear_scaling(curve)) drawn.series.push_back(*end);
  }
  return drawn;
}

scalewall::figure_page parallelism_figures(const comparison& compared, scalewall::seconds deadline) {
  using scalewall::plan;
  struct kind {
    const char* title;
    std::vector<scalewall::level_degrees plan::*> axes;
  };
  const auto share = [](const kind& one, const scalewall::step_estimate& step) {
    double degree = 0;
    for (const auto axis : one.axes) degree += std::log2((step.plan.*axis).total());
    return degree > 0 ? degree / std::log2(double(step.accelerators)) : 0;
  };
  std::vector<kind> kinds = {{"data", {&plan::data}},
                             {"tensor", {&plan::tensor_model, &plan::tensor_ff}},
                             {"pipeline", {&plan::pipeline}},
                             {"expert", {&plan::expert}}};
  std::erase_if(kinds, [&](const kind& one) {
    for (const compared_curve& curve : compared.curves)
      for (const scalewall::curve_point& point : curve.points)
        if (share(one, point.run.step) > 0) return false;
    return true;
  });

  scalewall::figure_page page{.heading = {"How the best plans split the work: " + compared.name +
                                          ", trained in " + scalewall::to_text(deadline)}};
  for (const compared_curve& curve : compared.curves) {
    if (curve.points.empty()) continue;
    scalewall::figure& drawn = page.panels.emplace_back(scalewall::figure{
        .title = curve.setting(),
        .x = compute_axis(),
        .y = {.label = "Share of the doublings of GPUs", .from = 0, .to = 1},
        .notes = {"Splitting in two doubles the GPUs: 8,192 GPUs are 13 doublings, of which 64 "
                  "pipeline stages are 6."}});
    for (const kind& one : kinds) {
      std::vector<double> shares;
      shares.reserve(curve.points.size());
      for (const scalewall::curve_point& point : curve.points) shares.push_back(share(one, point.run.step));
      drawn.series.push_back({one.title, compute_of(curve), shares, scalewall::series_style::stacked_area});
    }
  }
  if (kinds.empty()) page.panels.clear();
  return page;
}
