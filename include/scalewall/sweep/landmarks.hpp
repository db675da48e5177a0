// The two numbers that people ask of a curve.

#pragma once

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

/// Of the points of one curve, in ascending order. `sustained_share` is that of its accelerator.
template <ranges::input_range Points>
curve_landmarks landmarks(Points&& points, double sustained_share) {
  curve_landmarks found;
  for (const curve_point& point : points) {
    if (!found.linear_scaling_ends && point.run.step.utilization <= 0.8 * sustained_share)
      found.linear_scaling_ends = point.wanted.compute;
    found.largest_feasible = point.wanted.compute;
  }
  return found;
}

}  // namespace scalewall
