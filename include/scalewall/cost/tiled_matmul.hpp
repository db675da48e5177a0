// How long one matrix multiplication takes with the kernels of a library: tiles and rounds of tiles.
//
// cost/matmul.hpp is the reference, smooth and from a data sheet. Kernels are not smooth: a result is cut into tiles,
// S multiprocessors compute as many at a time, and a last round may find few of them left. For a result of m x n words
// of r bytes, from factors of m x k and k x n words of beta bytes, in tiles of a x b words, the inner dimension split
// into s parts of kappa words, whole steps of 128 bytes (a' = min(a, m), b' = min(b, n)):
//
//     N      = s ceil(m / a) ceil(n / b)                                        tiles
//     rounds = q ceil(N / S) + (1 - q) max(N / S, 1)
//     tile   = |2 a b kappa S / peak, (a' + b') kappa beta / feed, steps * step| + a' b' r / store
//     memory = (X^3 / (X^2 + cached^2) + m n r) / global                        X = (m + n) k beta
//     cache  = (N (a' + b') kappa beta + m n r) / l2
//     power  = f (1 + fade f / (f + 1 ms))                                      f = 2 m n k / sustained
//
//     time   = launch + |rounds * tile, memory, cache, power| + [s > 1] (split + 4 s m n / l2)
//
// where |x, y, ...| = (x^4 + y^4 + ...)^(1/4) lets the largest count, and those next to it a little. The time is the
// least over the tiles of the library, either way round, and over splits in 1, 2, 4, ...; sums of parts are in fp32. Of
// the gradient of a weight, the result is read as well as written. Activations that are quantized by another kernel first
// take their bytes / global more.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace scalewall {

namespace detail {

/// |x, y, ...| to the fourth power.
constexpr double fourth_powers(auto... times) {
  const auto fourth = [](double x) { return (x * x) * (x * x); };
  return (fourth(times.value()) + ...);
}

constexpr seconds fourth_root(double x) { return seconds::from_value(math::sqrt(math::sqrt(x))); }

}  // namespace detail

/// Throws `broken_rule` unless the kernels are valid and the sizes are positive.
constexpr matmul_time time_tiled_matmul(const matmul_kernels& kernels, const matmul_shape& shape,
                                        matmul_kind kind = matmul_kind::activation) {
  require_valid(kernels);
  require_valid(shape);
  const bool gradient = kind == matmul_kind::weight_gradient;
  const double m = static_cast<double>(shape.rows);
  const double n = static_cast<double>(gradient ? shape.columns : shape.tokens);
  const double k = static_cast<double>(gradient ? shape.tokens : shape.columns);
  const double units = static_cast<double>(kernels.multiprocessors);
  const bytes word = word_size(kernels.format);
  const bytes result = (gradient ? 2 : 1) * m * n * kernels.result_word;

  const bytes factors = (m + n) * k * word;
  const double reuse = kernels.cached / factors;
  const seconds memory = (factors / (1 + reuse * reuse) + result) / kernels.global;

  const flop work = flop::from_value(2 * m * n * k);
  const seconds unfaded = work / kernels.sustained;
  const seconds power = unfaded * (1 + kernels.fade * (unfaded / (unfaded + seconds::from_value(1e-3))));

  // What no choice of a kernel changes.
  const double whole = detail::fourth_powers(memory, power);
  const flop_per_second unit_rate = kernels.peak / units;
  const double step_words = kernels.step_width / word;
  const double all_steps = math::ceil(k / step_words);

  matmul_time best{.busy = seconds::from_value(math::infinity)};
  const auto consider = [&](double height, double width, double parts) {
    const double high = std::min(height, m), wide = std::min(width, n);
    const double tiles = parts * math::ceil(m / height) * math::ceil(n / width);
    const double steps = math::ceil(all_steps / parts);
    const double depth = steps * step_words;

    const bytes fetched = (high + wide) * depth * word;
    const seconds computing = flop::from_value(2 * height * width * depth) / unit_rate;
    const seconds feeding = fetched / kernels.feed;
    const seconds stepping = steps * kernels.step;
    const seconds storing = high * wide * kernels.result_word / kernels.store;
    const seconds tile = detail::fourth_root(detail::fourth_powers(computing, feeding, stepping)) + storing;
    const double rounds = kernels.quantization * math::ceil(tiles / units) +
                          (1 - kernels.quantization) * std::max(tiles / units, 1.0);
    const seconds cache = (tiles * fetched + result) / kernels.l2;

    seconds busy = detail::fourth_root(whole + detail::fourth_powers(rounds * tile, cache));
    seconds latency = kernels.launch;
    if (parts > 1) {
      busy += parts * m * n * word_size(precision::fp32) / kernels.l2;
      latency += kernels.split;
    }
    if (!(busy + latency < best.total())) return;
    best.busy = busy;
    best.latency = latency;
    const seconds in_rounds = rounds * tile;
    const seconds slowest = std::max({in_rounds, memory, cache, power});
    const seconds in_tile = std::max({computing, feeding, stepping, storing});
    best.busy_with = slowest == power       ? bottleneck::arithmetic
                     : slowest == memory    ? bottleneck::global_memory
                     : slowest == cache     ? bottleneck::l2_cache
                     : in_tile == computing ? bottleneck::arithmetic
                     : in_tile == stepping  ? bottleneck::matmul_latency
                                            : bottleneck::l2_cache;
  };
  for (const matmul_tile& tile : kernels.tiles) {
    const double height = static_cast<double>(tile.height), width = static_cast<double>(tile.width);
    for (std::int64_t parts = 1; parts <= kernels.most_splits; parts *= 2) {
      // A part of less than two steps is not worth adding.
      if (parts > 1 && all_steps < 2 * static_cast<double>(parts)) break;
      consider(height, width, static_cast<double>(parts));
      if (tile.height != tile.width) consider(width, height, static_cast<double>(parts));
    }
  }
  if (kernels.quantized.value() > 0) best.busy += n * k * kernels.quantized / kernels.global;
  return best;
}

}  // namespace scalewall
