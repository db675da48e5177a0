// Divisors in order.

#pragma once

#include <scalewall/math.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace scalewall {

/// Ascending. Throws `broken_rule` unless n >= 1.
constexpr std::vector<std::int64_t> divisors(std::int64_t n) {
  std::vector<std::int64_t> found;
  math::for_each_divisor(math::factorize(n), [&](std::int64_t divisor) { found.push_back(divisor); });
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace scalewall
