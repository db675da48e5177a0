// Fitting the numbers of matmul_kernels to multiplications that were measured.
//
// Multiplications of less than a GFLOP, where launching weighs most, count less: they are many in any list of shapes,
// and little of any run.

#pragma once

#include <scalewall/calibration/fitted_numbers.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace scalewall {

template <class Visit>
constexpr void for_each_number(matmul_kernels& of, const Visit& visit) {
  // Sought within a factor, but not above `most`.
  const auto sought = [&](const char* name, auto& number, double within = fit_reach,
                          double most = math::infinity) {
    const double value = detail::value_of(number);
    visit(name, number, value / within, std::min(value * within, most));
  };
  // Clocks may be a little above that of the data sheet.
  const double fastest = 1.1 * of.peak.value();
  sought("burst", of.burst, 5, fastest);
  // Power may allow more than there is.
  sought("sustained", of.sustained, 5, 2 * of.peak.value());
  sought("headroom", of.headroom, 200, 0.9);
  sought("global", of.global, 5);
  sought("ramp", of.ramp, 100);
  sought("cached", of.cached);
  sought("cached_activations", of.cached_activations, 4);
  sought("l2", of.l2);
  sought("store", of.store);
  sought("step", of.step);
  sought("exposed", of.exposed, 100, 1);
  sought("quantization", of.quantization, 100, 1);
  sought("launch", of.launch);
  sought("split", of.split);
  sought("quantized", of.quantized);
}

struct matmul_fit {
  matmul_kernels kernels;
  fit_result found;
};

/// From multiplications in the format of `start` among `rows`, those that are held out aside. A number that is zero in
/// `start` stays zero, and one whose name is in `kept` stays as it is: where there are few rows, as of a format that
/// shares its library with another. Throws `broken_rule` where no row is left, and what robust_fit throws.
inline matmul_fit fit_matmul_kernels(const matmul_kernels& start, std::span<const measurement> rows,
                                     int redraws = 0, std::span<const std::string_view> kept = {},
                                     int starts = 4) {
  require_valid(start);
  std::vector<matmul_probe> probes;
  std::vector<fit_row> measured;
  for (const measurement& row : rows) {
    const auto* multiplication = std::get_if<matmul_probe>(&row.what);
    if (multiplication == nullptr || multiplication->format != start.format || is_held_out(row.what))
      continue;
    probes.push_back(*multiplication);
    measured.push_back(
        {.measured = row.took.median, .weight = flop_of(multiplication->shape) < 1_GFLOP ? 0.2 : 1.0});
  }
  require(!probes.empty(), "kernels are fitted to multiplications in their format that are not held out");

  const std::vector<fit_parameter> parameters = fit_parameters(start, [&](const std::string& name) {
    return std::find(kept.begin(), kept.end(), name) == kept.end() ? 0 : math::infinity;
  });
  const auto kernels_of = [&](std::span<const double> values) {
    return with_numbers(start, parameters, values);
  };
  const auto predict = [&](std::span<const double> numbers, std::size_t row) {
    return time_tiled_matmul(kernels_of(numbers), probes[row].shape, probes[row].kind).total();
  };
  matmul_fit fit{.kernels = start,
                 .found = robust_fit(parameters, measured, predict, starts, redraws, {.tolerance = 1e-5})};
  fit.kernels = kernels_of(fit.found.values());
  return fit;
}

/// The same with the tiles, single or paired, that come nearer to the rows; formats without tensor cores have no pairs.
inline matmul_fit fit_kernels_and_tiles(matmul_kernels start, std::span<const measurement> rows,
                                        int redraws = 0) {
  if (start.format == precision::fp32 || start.format == precision::fp64)
    return fit_matmul_kernels(start, rows, redraws);
  const auto loss_with = [&](const matmul_tiles& tiles) {
    start.tiles = tiles;
    return fit_matmul_kernels(start, rows, 0, {}, 1).found.loss;
  };
  start.tiles = loss_with(paired_tiles) < loss_with(single_tiles) ? paired_tiles : single_tiles;
  return fit_matmul_kernels(start, rows, redraws);
}

}  // namespace scalewall
