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
#include <functional>
#include <span>
#include <string>
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
  if (of.format == precision::tf32) sought("gradient_share", of.gradient_share, 5, 1);
  // Power may allow more than there is.
  sought("sustained", of.sustained, 5, 2 * of.peak.value());
  sought("headroom", of.headroom, 200, 0.9);
  sought("global", of.global, 5);
  sought("accumulation", of.accumulation, 5);
  sought("ramp", of.ramp, 100);
  sought("cached", of.cached);
  sought("cached_activations", of.cached_activations);
  sought("l2", of.l2);
  sought("store", of.store);
  sought("step", of.step);
  sought("exposed", of.exposed, 100, 1);
  sought("quantization", of.quantization, 100, 1);
  sought("launch", of.launch);
  sought("split", of.split);
  sought("quantized", of.quantized);
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
  const auto probe_of = [](const measurement& row) -> const matmul_probe& {
    return std::get<matmul_probe>(row.what);
  };
  std::vector<measurement> used;
  bool gradients = false;
  for (const measurement& row : rows) {
    const auto* one = std::get_if<matmul_probe>(&row.what);
    if (one == nullptr || one->format != start.format || is_held_out(row.what)) continue;
    gradients = gradients || one->kind == matmul_kind::weight_gradient;
    used.push_back(row);
  }
  require(!used.empty(), "kernels are fitted to multiplications in their format that are not held out");
  matmul_kernels from = start;
  if (!gradients && moves("accumulation")) from.accumulation = {};
  return fit_descriptor(
      from, used,
      [&](const matmul_kernels& kernels, const measurement& row) {
        return time_tiled_matmul(kernels, probe_of(row).shape, probe_of(row).kind).total();
      },
      {.pull = [&](const std::string& name) { return moves(name) ? 0 : math::infinity; },
       .weight = [&](const measurement& row) { return flop_of(probe_of(row).shape) < 1_GFLOP ? 0.2 : 1; },
       .fit = settings});
}

/// The same with the tiles, single, paired or fine, that come nearer to the rows: more of them where the loss falls by a
/// twentieth. Formats without tensor cores have single ones.
inline matmul_fit fit_kernels_and_tiles(matmul_kernels start, std::span<const measurement> rows,
                                        const fit_settings& settings = {.starts = 4},
                                        const moves_number& moves = all_move) {
  const auto loss_with = [&](const matmul_tiles& tiles) {
    start.tiles = tiles;
    return fit_matmul_kernels(start, rows, {.tolerance = 1e-3}, moves).found.loss;
  };
  const matmul_tiles* chosen = &single_tiles;
  if (start.format != precision::fp32 && start.format != precision::fp64) {
    double least = 0.95 * loss_with(single_tiles);
    for (const matmul_tiles* finer : {&paired_tiles, &fine_tiles}) {
      const double loss = loss_with(*finer);
      if (!(loss < least)) continue;
      chosen = finer;
      least = 0.95 * loss;
    }
  }
  start.tiles = *chosen;
  return fit_matmul_kernels(start, rows, settings, moves);
}

}  // namespace scalewall
