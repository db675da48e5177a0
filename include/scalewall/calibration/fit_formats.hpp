// The kernels of every format that a machine was measured in.
//
// Its own format has the most rows and is fitted first. What has little to do with the format is then known for the others,
// which have fewer: of fp8, whose kernels are those of bf16 with factors half as wide, all but four numbers; of the rest,
// what main memory and the last cache do.

#pragma once

#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/calibration/fit_matmuls.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/timing/recording.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace scalewall {

/// Kernels of one format.
struct found_kernels {
  matmul_fit fit;

  /// That of the kernels from which the numbers are that were not fitted, if there are such.
  std::optional<precision> as_in{};
};

/// Fewer multiplications than twice the numbers of its kernels do not describe a format.
inline constexpr std::size_t least_for_kernels = [] {
  std::size_t twice = 0;
  for_each_member<matmul_kernels>([&](const auto& member) { twice += member.reach.is_fitted() ? 2U : 0U; });
  return twice;
}();

namespace detail {

/// What kernels in bf16 let expect in fp8: the known of `known`, and twice the rates. Activations that are quantized are
/// read in bf16 and written in fp8.
constexpr matmul_kernels in_fp8(matmul_kernels kernels, const matmul_kernels& known) {
  kernels.name = known.name;
  kernels.format = known.format;
  kernels.result_word = known.result_word;
  kernels.gradient_word = known.gradient_word;
  kernels.peak = known.peak;
  kernels.burst *= 2.0;
  kernels.sustained = is_positive_and_finite(kernels.sustained) ? 2.0 * kernels.sustained : known.sustained;
  kernels.quantized = word_size(precision::bf16) + word_size(precision::fp8);
  return kernels;
}

/// With and without a kernel that quantizes activations; with it only where that is seen.
inline matmul_fit fit_fp8(const matmul_kernels& bf16, const matmul_kernels& known, const rows_to_fit& rows,
                          const fit_settings& settings) {
  const moved_numbers own = only(&matmul_kernels::burst, &matmul_kernels::sustained, &matmul_kernels::launch,
                                 &matmul_kernels::quantized);
  const matmul_kernels with = in_fp8(bf16, known);
  matmul_kernels without = with;
  without.quantized = {};
  return fit_matmul_kernels(chosen_start(std::array{without, with}, rows, own), rows, settings, own);
}

/// With the memory of `other`, of the same accelerator.
inline matmul_fit fit_with_memory(const matmul_kernels& other, matmul_kernels start, const rows_to_fit& rows,
                                  const fit_settings& settings) {
  start.global = other.global;
  start.accumulation = other.accumulation;
  start.cached = other.cached;
  start.cached_activations = other.cached_activations;
  return fit_kernels_and_tiles(start, rows, settings,
                               all_but(&matmul_kernels::global, &matmul_kernels::accumulation,
                                       &matmul_kernels::cached, &matmul_kernels::cached_activations));
}

}  // namespace detail

/// `gpu` as it was calibrated, its own format first, if it is among them. Throws what the fits throw.
inline std::vector<found_kernels> fit_formats(const accelerator& gpu, const rows_to_fit& rows,
                                              int redraws = 0) {
  const fit_settings settings{.starts = 4, .redraws = redraws};
  std::vector<precision> formats = {gpu.format};
  for (const arithmetic_rate& rate : gpu.rates)
    if (rate.format != gpu.format) formats.push_back(rate.format);

  std::vector<found_kernels> found;
  for (const precision format : formats) {
    if (multiplications_of(rows, format).size() < least_for_kernels) continue;
    accelerator in_format = gpu;
    in_format.format = format;
    const matmul_kernels start = start_of(in_format);
    if (found.empty()) {
      found.push_back({.fit = fit_kernels_and_tiles(start, rows, settings)});
      continue;
    }
    const matmul_kernels& first = found.front().fit.descriptor;
    found_kernels one{.fit = format == precision::fp8 && first.format == precision::bf16
                                 ? detail::fit_fp8(first, start, rows, settings)
                                 : detail::fit_with_memory(first, start, rows, settings),
                      .as_in = first.format};
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace scalewall
