// Multiplications that take what kernels say, and how far kernels are from rows.

#pragma once

#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/cost/tiled_matmul.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

/// One that takes what the kernels say.
inline scalewall::measurement row_by(const scalewall::matmul_kernels& kernels,
                                     const scalewall::matmul_probe& what) {
  const scalewall::seconds took = scalewall::time_tiled_matmul(kernels, what.shape, what.kind).total();
  return {.what = what, .took = {took, took, took, 1}};
}

/// The worst error over rows in the format of the kernels.
inline double worst_error(const scalewall::matmul_kernels& kernels,
                          const std::vector<scalewall::measurement>& rows) {
  double worst = 0;
  for (const scalewall::measurement& row : rows) {
    const auto& what = scalewall::multiplication_of(row);
    if (what.format != kernels.format) continue;
    worst = std::max(worst, std::abs(row_by(kernels, what).took.median / row.took.median - 1));
  }
  return worst;
}
