// Fitting the numbers of matmul_kernels to multiplications that were measured.
//
// Multiplications of less than a GFLOP, where launching weighs most, count less: they are many in any list of shapes,
// and little of any run.

#pragma once

#include <scalewall/calibration/fit_descriptor.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace scalewall {

/// What a fit may move of kernels, from where they start.
inline std::vector<fit_parameter> kernel_parameters(const matmul_kernels& start) {
  std::vector<fit_parameter> parameters = parameters_of(start);
  // Clocks may be a little above that of the data sheet. Where that is not enough, something else is off.
  fit_parameter& burst = parameter_at(parameters, place_of(start, start.burst));
  burst.most = std::max(burst.start, std::min(burst.most, 1.1 * start.peak.value()));
  burst.beyond_most = start.peak.value();
  if (start.format != precision::tf32) hold(parameters, place_of(start, start.gradient_share));
  if (is_there(start.sustained)) {
    // Power may allow more than there is.
    fit_parameter& sustained = parameter_at(parameters, place_of(start, start.sustained));
    sustained.most = std::max(sustained.start, std::min(sustained.most, 2 * start.peak.value()));
  } else {
    // Where nothing limits the power, there is no headroom below its limit.
    hold(parameters, place_of(start, start.headroom));
  }
  return parameters;
}

/// Whether a fit may move the number of that place.
using moved_numbers = std::function<bool(std::size_t place)>;

/// `only(&matmul_kernels::burst, &matmul_kernels::launch)`.
template <class... Numbers>
moved_numbers only(Numbers matmul_kernels::*... numbers) {
  return [places = places_of(numbers...)](std::size_t place) {
    return std::find(places.begin(), places.end(), place) != places.end();
  };
}
template <class... Numbers>
moved_numbers all_but(Numbers matmul_kernels::*... numbers) {
  return std::not_fn(only(numbers...));
}
inline bool all_move(std::size_t) { return true; }

using matmul_fit = fitted_descriptor<matmul_kernels>;

/// Kernels by the multiplications in the format of `start` among `rows`. A number that is zero in `start` stays zero; where `moves` is
/// false, it stays as it is: where there are few rows, as of a format that shares its library with another. Throws
/// `broken_rule` where no row is left, and what robust_fit throws.
inline matmul_fit fit_matmul_kernels(const matmul_kernels& start, const rows_to_fit& rows,
                                     fit_settings settings = {.starts = 4},
                                     const moved_numbers& moves = all_move) {
  require_valid(start);
  const std::vector<measurement> used = multiplications_of(rows, start.format);
  require(!used.empty(), "kernels are fitted to multiplications in their format that are not held out");
  settings.tolerance = std::max(settings.tolerance, 1e-5);
  settings.leave_out_unseen = true;
  settings.evidence = {used.size(), row_kind::multiplication, start.format};

  const bool gradients = std::any_of(used.begin(), used.end(), [](const measurement& row) {
    return multiplication_of(row).kind == matmul_kind::weight_gradient;
  });
  matmul_kernels from = start;
  if (!gradients && moves(place_of(from, from.accumulation))) from.accumulation = {};
  std::vector<fit_parameter> parameters = kernel_parameters(from);
  std::erase_if(parameters, [&](const fit_parameter& one) { return !moves(one.place); });
  matmul_fit fit = fit_descriptor(
      from, parameters,
      times_of(
          used,
          [](const measurement& row) { return flop_of(multiplication_of(row).shape) < 1_GFLOP ? 0.2 : 1; }),
      [&](const matmul_kernels& kernels) {
        return [&, kernels](std::size_t row) {
          const matmul_probe& what = multiplication_of(used[row]);
          return time_tiled_matmul(kernels, what.shape, what.kind).total();
        };
      },
      settings);

  if (double& headroom = fit.descriptor.headroom; headroom > 0 && !is_there(fit.descriptor.sustained)) {
    const std::size_t place = place_of(fit.descriptor, headroom);
    headroom = 0;
    if (fit.of(headroom)) fit.set(place, {.left_out = true, .evidence = settings.evidence});
  }
  return fit;
}

/// The one of the starts to fit from, the simplest first: a later one takes the place of an earlier one where the loss falls
/// by a twentieth. Throws what `fit_matmul_kernels` throws.
inline matmul_kernels chosen_start(std::span<const matmul_kernels> starts, const rows_to_fit& rows,
                                   const moved_numbers& moves = all_move) {
  const auto loss_from = [&](const matmul_kernels& start) {
    return fit_matmul_kernels(start, rows, {.tolerance = 1e-3}, moves).loss;
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
inline matmul_fit fit_kernels_and_tiles(matmul_kernels start, const rows_to_fit& rows,
                                        const fit_settings& settings = {.starts = 4},
                                        const moved_numbers& moves = all_move) {
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
