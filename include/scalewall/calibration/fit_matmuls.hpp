// Fitting the numbers of matmul_kernels to multiplications that were measured.
//
// Multiplications of less than a GFLOP, where launching weighs most, count less: they are many in any list of shapes,
// and little of any run.

#pragma once

#include <scalewall/calibration/fitted_numbers.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace scalewall {

/// Every number of kernels. Where nothing limits the power, there is no headroom below its limit.
template <class Visit>
constexpr void for_each_number(matmul_kernels& of, const Visit& visit) {
  if (of.sustained.value() == math::infinity) of.headroom = 0;
  const auto sought = [&](const char* name, auto& number, double within = fit_reach) {
    visit(name, number, bounds_around(number, within));
  };
  const auto share = [&](const char* name, double& number, double within) {
    fit_bounds bounds = bounds_around(number, within, 1);
    bounds.beyond_most = 1;
    visit(name, number, bounds);
  };
  // Clocks may be a little above that of the data sheet. Where that is not enough, something else is off.
  fit_bounds burst = bounds_around(of.burst, 5, 1.1 * of.peak.value());
  burst.beyond_most = of.peak.value();
  visit("burst", of.burst, burst);
  if (of.format == precision::tf32)
    visit("gradient_share", of.gradient_share,
          fit_bounds{.least = of.gradient_share / 5, .most = 1, .beyond_most = 1});
  // Power may allow more than there is.
  visit("sustained", of.sustained, bounds_around(of.sustained, 5, 2 * of.peak.value()));
  share("headroom", of.headroom, 200);
  fit_bounds memory = bounds_around(of.global, 5);
  memory.beyond_most = {};
  visit("global", of.global, memory);
  memory = bounds_around(of.accumulation, 5);
  memory.beyond_most = {};
  visit("accumulation", of.accumulation, memory);
  sought("ramp", of.ramp, 100);
  sought("cached", of.cached);
  sought("cached_activations", of.cached_activations);
  sought("l2", of.l2);
  sought("store", of.store);
  sought("step", of.step);
  share("exposed", of.exposed, 100);
  share("quantization", of.quantization, 100);
  sought("launch", of.launch);
  sought("split", of.split);
  fit_bounds quantized = bounds_around(of.quantized);
  quantized.beyond_most = {};
  visit("quantized", of.quantized, quantized);
}

/// Whether a fit may move the number of that name.
using moves_number = std::function<bool(const std::string&)>;
inline bool all_move(const std::string&) { return true; }

using matmul_fit = fitted<matmul_kernels>;

/// From multiplications in the format of `start` among `rows`, those that are held out aside. A number that is zero in
/// `start` stays zero; where `moves(name)` is false, it stays as it is: where there are few rows, as of a format that
/// shares its library with another. Throws `broken_rule` where no row is left, and what robust_fit throws.
inline matmul_fit fit_matmul_kernels(const matmul_kernels& start, std::span<const measurement> rows,
                                     fit_settings settings = {.starts = 4},
                                     const moves_number& moves = all_move) {
  require_valid(start);
  settings.tolerance = std::max(settings.tolerance, 1e-5);
  settings.leave_out_unseen = true;
  const std::vector<measurement> used = multiplications_of(rows, start.format);
  require(!used.empty(), "kernels are fitted to multiplications in their format that are not held out");
  const bool gradients = std::any_of(used.begin(), used.end(), [](const measurement& row) {
    return multiplication_of(row).kind == matmul_kind::weight_gradient;
  });
  matmul_kernels from = start;
  if (!gradients && moves("accumulation")) from.accumulation = {};
  return fit_descriptor(
      from, used,
      [](const matmul_kernels& kernels, const measurement& row) {
        const matmul_probe& what = multiplication_of(row);
        return time_tiled_matmul(kernels, what.shape, what.kind).total();
      },
      {.pull = [&](const std::string& name) { return moves(name) ? 0 : math::infinity; },
       .weight =
           [](const measurement& row) { return flop_of(multiplication_of(row).shape) < 1_GFLOP ? 0.2 : 1; },
       .fit = settings});
}

/// The one of the starts to fit from, the simplest first: a later one takes the place of an earlier one where the loss falls
/// by a twentieth. Throws what `fit_matmul_kernels` throws.
inline matmul_kernels chosen_start(std::span<const matmul_kernels> starts, std::span<const measurement> rows,
                                   const moves_number& moves = all_move) {
  const auto loss_from = [&](const matmul_kernels& start) {
    return fit_matmul_kernels(start, rows, {.tolerance = 1e-3}, moves).found.loss;
  };
  const matmul_kernels* chosen = &starts.front();
  double least = loss_from(*chosen);
  for (const matmul_kernels& other : starts.subspan(1)) {
    const double loss = loss_from(other);
    if (!(loss < 0.95 * least)) continue;
    chosen = &other;
    least = loss;
  }
  return *chosen;
}

/// The same as `fit_matmul_kernels` with single, paired or fine tiles; formats without tensor cores have single ones.
inline matmul_fit fit_kernels_and_tiles(matmul_kernels start, std::span<const measurement> rows,
                                        const fit_settings& settings = {.starts = 4},
                                        const moves_number& moves = all_move) {
  start.tiles = single_tiles;
  if (start.format == precision::fp32 || start.format == precision::fp64)
    return fit_matmul_kernels(start, rows, settings, moves);
  matmul_kernels paired = start, fine = start;
  paired.tiles = paired_tiles;
  fine.tiles = fine_tiles;
  return fit_matmul_kernels(chosen_start(std::array{start, paired, fine}, rows, moves), rows, settings,
                            moves);
}

}  // namespace scalewall
