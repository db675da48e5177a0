// Errors of predictions in a few numbers.
//
//     error = predicted / measured - 1        signed; its absolute value has the median and the 90th percentile

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/math.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace scalewall {

struct error_summary {
  std::size_t rows = 0;
  double signed_median = 0;
  double median = 0;     ///< of the absolute error
  double ninetieth = 0;  ///< percentile of the absolute error
};

/// Quantiles are interpolated between errors. Throws `broken_rule` unless there is an error, and all are finite.
inline error_summary summarize(std::vector<double> errors) {
  require(!errors.empty(), "errors are summarized where there are some");
  for (const double error : errors) require(math::is_finite(error), "an error is finite", {{"error", error}});
  std::sort(errors.begin(), errors.end());
  error_summary found{.rows = errors.size(), .signed_median = math::quantile(errors, 0.5)};
  for (double& error : errors) error = std::abs(error);
  std::sort(errors.begin(), errors.end());
  found.median = math::quantile(errors, 0.5);
  found.ninetieth = math::quantile(errors, 0.9);
  return found;
}

}  // namespace scalewall
