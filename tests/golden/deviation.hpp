// How far the library is from a golden number.

#pragma once

namespace golden {

inline constexpr double tolerance = 1e-12;

/// Relative to the golden number; 0 for equal numbers, NaN if one is.
constexpr double deviation(double computed, double golden) {
  if (computed == golden) return 0;
  const double ratio = computed / golden - 1;
  return ratio < 0 ? -ratio : ratio;
}

}  // namespace golden
