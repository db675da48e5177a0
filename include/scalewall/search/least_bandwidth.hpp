// The least bandwidth at which something is as good as wanted, where more bandwidth makes nothing worse.
//
//     g(infinity) >= x ?     then b in [low, high] with g(b) >= x > g(b / (1 + e)), by bisection of ln b
//
// A plan's step takes no longer over faster links, and whether it fits does not depend on them: so a plan's utilization never
// falls with a bandwidth, nor does that of the best plan.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>

#include <cmath>
#include <optional>

namespace scalewall {

/// The bandwidths between which one is looked for, and by how much the answer may be above the least.
struct bandwidth_search {
  bytes_per_second low = 1_MB_per_s;
  bytes_per_second high = 1000_TB_per_s;
  double tolerance = 0.01;
};

/// The least bandwidth, up to the tolerance, at which `is_enough(bandwidth)` holds, which holds at every larger one; none where
/// it does not at the largest. Throws `broken_rule` unless the bounds are positive, finite and in order.
template <class Enough>
std::optional<bytes_per_second> least_bandwidth(const Enough& is_enough,
                                                const bandwidth_search& within = {}) {
  require(
      is_positive_and_finite(within.low) && is_positive_and_finite(within.high) && within.low <= within.high,
      "a bandwidth is looked for between two positive, finite ones",
      {{"low", within.low.value()}, {"high", within.high.value()}});
  require(within.tolerance > 0, "a bandwidth is found up to a positive tolerance",
          {{"tolerance", within.tolerance}});
  if (!is_enough(within.high)) return {};
  if (is_enough(within.low)) return within.low;
  bytes_per_second low = within.low, high = within.high;
  while (high > (1 + within.tolerance) * low) {
    const bytes_per_second middle = std::sqrt(static_cast<double>(high / low)) * low;
    (is_enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace scalewall
