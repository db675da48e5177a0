// Figures of curves: how utilization falls, and how the best plans split the work.

#pragma once

#include "curve_report.hpp"
#include <scalewall/parallel/plan.hpp>
#include <scalewall/report/figure.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

inline std::vector<double> compute_of(const compared_curve& curve) {
  std::vector<double> compute;
  for (const scalewall::curve_point& point : curve.points) compute.push_back(point.wanted.compute.value());
  return compute;
}

inline scalewall::plot_axis compute_axis() {
  return {.label = "Training compute (FLOP)", .logarithmic = true};
}

/// Utilization over training compute, one line for every curve that has points.
inline scalewall::figure utilization_figure(const comparison& compared, scalewall::seconds deadline) {
  scalewall::figure drawn{.title = compared.name + ", trained in " + scalewall::to_text(deadline),
                          .x = compute_axis(),
                          .y = {.label = "Model FLOP utilization", .from = 0, .to = 1}};
  for (const compared_curve& curve : compared.curves) {
    std::vector<double> utilization;
    for (const scalewall::curve_point& point : curve.points)
      utilization.push_back(point.run.step.utilization);
    if (!utilization.empty()) drawn.series.push_back({curve.setting(), compute_of(curve), utilization});
  }
  return drawn;
}

/// For every curve that has points: what share each kind of parallelism has in the best plans, as a part of log N.
/// A kind that no curve uses is left out.
inline std::vector<scalewall::figure> parallelism_figures(const comparison& compared) {
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

  std::vector<scalewall::figure> panels;
  for (const compared_curve& curve : compared.curves) {
    if (curve.points.empty()) continue;
    scalewall::figure& drawn = panels.emplace_back(scalewall::figure{
        .title = curve.setting(), .x = compute_axis(), .y = {.label = "Share of log N", .from = 0, .to = 1}});
    for (const kind& one : kinds) {
      std::vector<double> shares;
      for (const scalewall::curve_point& point : curve.points) shares.push_back(share(one, point.run.step));
      drawn.series.push_back({one.title, compute_of(curve), shares, scalewall::series_style::stacked_area});
    }
  }
  if (kinds.empty()) panels.clear();
  return panels;
}
