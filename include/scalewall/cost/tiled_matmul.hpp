// How long one matrix multiplication takes with the kernels of a library: tiles and rounds of tiles.
//
// cost/matmul.hpp is the reference, smooth and from a data sheet. Kernels are not smooth: a result is cut into tiles,
// S multiprocessors compute as many at a time, and a last round may find few of them left. For a result of m x n words
// of r bytes, from factors of m x k and k x n words of beta bytes, in tiles of a x b words, the inner dimension split
// into s parts of kappa words, whole steps of 128 bytes (a' = min(a, m), b' = min(b, n)):
//
//     N      = s ceil(m / a) ceil(n / b)                                 tiles
//     rounds = q ceil(N / S) + (1 - q) max(N / S, 1)
//     tile   = |2 a b kappa S / rate, steps * step| + a' b' r / store
//     memory = x + ramp x / (x + ramp)                                   x = (F / (1 + (cached / F)^2) + m n r) / global
//     cache  = (N (a' + b') kappa beta + m n r) / l2                     F = (m + n) k beta
//     busy   = |rounds * tile, memory, cache| + exposed min(rounds * tile, max(memory, cache))
//     time   = launch + busy + [s > 1] (split + 4 s m n / l2)
//
// with |x, y, ...| = (x^4 + y^4 + ...)^(1/4): the largest counts, and those next to it a little. The rate falls from
// `burst` to `sustained` where 2 m n k FLOP take more than about a millisecond: clocks follow power and heat that slowly.
// The time is the least over the tiles of the library, either way round, and over splits in 1, 2, 4, ...; parts are added
// in fp32. Of the gradient of a weight, the result is read as well as written. Where another kernel quantizes the
// activations first, its bytes / global come on top.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

namespace detail {

/// |x, y, ...|
constexpr seconds norm(auto... times) {
  const auto fourth_power = [](double x) { return (x * x) * (x * x); };
  return seconds::from_value(math::sqrt(math::sqrt((fourth_power(times.value()) + ...))));
}

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
  const seconds moving = (factors / (1 + reuse * reuse) + result) / kernels.global;
  const seconds memory = moving + kernels.ramp * (moving / (moving + kernels.ramp));

  constexpr seconds heating = seconds::from_value(1e-3);
  const seconds unheated = flop::from_value(2 * m * n * k) / kernels.burst;
  const flop_per_second rate =
      kernels.sustained + (kernels.burst - kernels.sustained) * (heating / (unheated + heating));

  const double step_words = kernels.step_width / word;
  const double all_steps = math::ceil(k / step_words);

  matmul_time best{.busy = seconds::from_value(math::infinity)};
  const auto consider = [&](double height, double width, double parts) {
    const double high = std::min(height, m), wide = std::min(width, n);
    const double tiles = parts * math::ceil(m / height) * math::ceil(n / width);
    const double rounds = kernels.quantization * math::ceil(tiles / units) +
                          (1 - kernels.quantization) * std::max(tiles / units, 1.0);
    const double steps = math::ceil(all_steps / parts);
    const double depth = steps * step_words;

    const seconds computing = flop::from_value(2 * height * width * depth) * units / rate;
    const seconds stepping = steps * kernels.step;
    const seconds storing = high * wide * kernels.result_word / kernels.store;
    const seconds in_tiles = rounds * (detail::norm(computing, stepping) + storing);
    const seconds cache = (tiles * (high + wide) * depth * word + result) / kernels.l2;

    const seconds not_hidden = kernels.exposed * std::min(in_tiles, std::max(memory, cache));
    matmul_time time{.busy = detail::norm(in_tiles, memory, cache) + not_hidden, .latency = kernels.launch};
    if (parts > 1) {
      time.busy += parts * m * n * word_size(precision::fp32) / kernels.l2;
      time.latency += kernels.split;
    }
    if (!(time.total() < best.total())) return;
    best = time;
    if (memory > in_tiles && memory > cache)
      best.busy_with = bottleneck::global_memory;
    else if (cache > in_tiles || storing > std::max(computing, stepping))
      best.busy_with = bottleneck::l2_cache;
    else if (stepping > computing)
      best.busy_with = bottleneck::matmul_latency;
  };
  for (const matmul_tile& tile : kernels.tiles) {
    const double height = static_cast<double>(tile.height), width = static_cast<double>(tile.width);
    for (std::int64_t parts = 1; parts <= kernels.most_splits; parts *= 2) {
      // A part of less than two steps is not worth adding.
      if (parts > 1 && all_steps < static_cast<double>(2 * parts)) break;
      consider(height, width, static_cast<double>(parts));
      if (tile.height != tile.width) consider(width, height, static_cast<double>(parts));
    }
  }
  // Of a gradient, both factors are activations.
  if (kernels.quantized.value() > 0)
    best.busy += (gradient ? m + n : n) * k * kernels.quantized / kernels.global;
  return best;
}

}  // namespace scalewall
