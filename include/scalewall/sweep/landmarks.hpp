// The two numbers that people ask of a curve.

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/sweep/curve.hpp>

#include <range/v3/range/concepts.hpp>

#include <optional>

namespace scalewall {

struct curve_landmarks {
  /// The compute of the first point that has lost a fifth of the sustained share; nothing if none has.
  std::optional<flop> linear_scaling_ends;

  /// The compute of the last point; nothing for an empty curve.
  std::optional<flop> largest_feasible;
};

/// The landmarks of the points of one curve, in ascending order. `sustained_utilization` is that of its accelerator.
template <ranges::input_range Points>
curve_landmarks landmarks(Points&& points, double sustained_utilization) {
  curve_landmarks found;
  for (const curve_point& point : points) {
    if (!found.linear_scaling_ends && point.run.step.utilization <= 0.8 * sustained_utilization)
      found.linear_scaling_ends = point.wanted.compute;
    found.largest_feasible = point.wanted.compute;
  }
  return found;
}

/// Where linear scaling ends between the points: where the curve crosses four fifths of the sustained share,
/// interpolated between the logarithms of compute and utilization. A curve that begins beyond has it at its beginning;
/// nothing for one that never crosses.
template <ranges::input_range Points>
std::optional<flop> interpolated_end_of_linear_scaling(Points&& points, double sustained_utilization) {
  const double threshold = 0.8 * sustained_utilization;
  std::optional<curve_point> before;
  for (const curve_point& point : points) {
    const double utilization = point.run.step.utilization;
    if (utilization <= threshold) {
      if (!before) return point.wanted.compute;
      const double fallen = before->run.step.utilization;
      const double share = math::log(fallen / threshold) / math::log(fallen / utilization);
      return before->wanted.compute *
             math::exp(share * math::log(point.wanted.compute / before->wanted.compute));
    }
    before = point;
  }
  return std::nullopt;
}

/// The utilization of a curve at a compute between two of its points, interpolated between the logarithms of both; nothing
/// before its beginning or behind its end.
template <ranges::input_range Points>
std::optional<double> utilization_at(Points&& points, flop compute) {
  std::optional<curve_point> before;
  for (const curve_point& point : points) {
    if (point.wanted.compute == compute) return point.run.step.utilization;
    if (point.wanted.compute > compute) {
      if (!before) return std::nullopt;
      const flop from = before->wanted.compute;
      const double share = math::log(compute / from) / math::log(point.wanted.compute / from);
      const double low = before->run.step.utilization, high = point.run.step.utilization;
      return low * math::exp(share * math::log(high / low));
    }
    before = point;
  }
  return std::nullopt;
}

}  // namespace scalewall
