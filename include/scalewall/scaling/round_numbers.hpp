// Numbers that divide well: what a fitted law says is rounded to one of them, so that it can be split.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/math.hpp>

#include <cstdint>

namespace scalewall {

/// The nearest of f * 2^i, f in {1, 3, 5, 7, 9}, 0 <= i < 60; the smaller one when tied. Throws `broken_rule`
/// unless 0 <= x < 2^63. Source: the public simulation behind arXiv 2411.01137.
constexpr std::int64_t nearest_round_number(double x) {
  require(x >= 0 && x < 9223372036854775808.0, "what is rounded lies in [0, 2^63)", {{"x", x}});
  std::int64_t nearest = 1;
  const auto distance = [x](std::int64_t n) {
    const double difference = static_cast<double>(n) - x;
    return difference < 0 ? -difference : difference;
  };
  for (const std::int64_t odd : {1, 3, 5, 7, 9})
    for (int i = 0; i < 60; ++i) {
      const std::int64_t candidate = odd << i;
      const double nearer_by = distance(nearest) - distance(candidate);
      if (nearer_by > 0 || (nearer_by == 0 && candidate < nearest)) nearest = candidate;
    }
  return nearest;
}

}  // namespace scalewall
