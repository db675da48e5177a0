// How long one matrix multiplication takes with the kernels of a library: tiles and rounds of tiles.
//
// cost/matmul.hpp is the reference, smooth and from a data sheet. Kernels are not smooth: a result is cut into tiles,
// S multiprocessors compute as many at a time, and a last round may find few of them left. For a result of m x n words
// of r bytes, R in all, from factors of m x k and k x n words of beta bytes, in tiles of a x b words, the inner dimension
// split into s parts of kappa words, whole steps of 128 bytes (a' = min(a, m), b' = min(b, n)):
//
//     N      = s ceil(m / a) ceil(n / b)                                 tiles, of c multiprocessors each
//     rounds = q ceil(c N / S) + (1 - q) max(c N / S, 1)
//     tile   = |2 a b kappa S / (c burst), steps * step| + a' b' r / (c store)
//     power  = f (1 - headroom ms / (f + ms))                            f = 2 m n k / sustained
//     memory = x + ramp x / (x + ramp)                                   x = (found(F) + R) / global
//     cache  = (N (a' + b') kappa beta + R) / l2
//     busy   = |rounds * tile, power, memory, cache| + exposed min(max(rounds * tile, power), max(memory, cache))
//     time   = launch + busy + [s > 1] (split + 4 s m n / l2)
//
// with |x, y, ...| = (x^4 + y^4 + ...)^(1/4): the largest counts, and those next to it a little. Power and cooling follow
// in about a millisecond (ms). Of the factors, F = (m + n) k beta, is moved what the last cache does not hold:
// m k beta / (1 + (cached / F)^2) of the weight and A / (1 + (cached activations / A)^2) of the activations, A = n k beta.
// The time is the least over the tiles of the library, either way round, and over splits in 1, 2, 4, ...; parts are added
// in fp32.
//
// The gradient of a weight is read, added to and written: x = found(F) / global + 2 R / accumulation. Its factors are those
// of the shape that is multiplied, and the rate within its tiles is a share of burst. Where another kernel quantizes the
// activations first, its bytes / global come on top.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

namespace detail {

/// |x, y, ...| to the fourth power.
constexpr double fourth_powers(auto... times) {
  const auto fourth_power = [](double x) { return (x * x) * (x * x); };
  return (fourth_power(times.value()) + ...);
}

constexpr seconds norm(auto... times) {
  return seconds::from_value(math::sqrt(math::sqrt(fourth_powers(times...))));
}

/// The time with kernels and of a shape that are valid.
constexpr matmul_time time_in_tiles(const matmul_kernels& kernels, const matmul_shape& shape,
                                    matmul_kind kind) {
  const bool gradient = kind == matmul_kind::weight_gradient;
  const double m = static_cast<double>(shape.rows);
  const double n = static_cast<double>(gradient ? shape.columns : shape.tokens);
  const double k = static_cast<double>(gradient ? shape.tokens : shape.columns);
  const double units = static_cast<double>(kernels.multiprocessors);
  const bytes word = word_size(kernels.format);
  const bytes result_word = gradient ? kernels.gradient_word : kernels.result_word;
  const bytes result = m * n * result_word;

  const bytes weight = m * k * word, activations = n * k * word;
  const auto not_found = [](bytes factor, double reuse) { return factor / (1 + reuse * reuse); };
  const bytes factors = not_found(weight, kernels.cached / (weight + activations)) +
                        not_found(activations, kernels.cached_activations / activations);
  const bytes_per_second accumulation =
      kernels.accumulation.value() > 0 ? kernels.accumulation : kernels.global;
  const seconds moving =
      factors / kernels.global + (gradient ? 2.0 * result / accumulation : result / kernels.global);
  const seconds memory = moving + kernels.ramp * (moving / (moving + kernels.ramp));

  constexpr seconds heating = seconds::from_value(1e-3);
  const seconds heated = flop::from_value(2 * m * n * k) / kernels.sustained;
  const seconds power = heated * (1 - kernels.headroom * (heating / (heated + heating)));

  // Of the whole inner dimension, and of the parts of every split. A part of less than two steps is not worth adding.
  struct part {
    double parts = 1;
    double depth = 0;  // in words
    seconds stepping{};
    seconds adding{};
    seconds latency{};
  };
  fixed_list<part, 11> splits;
  const double step_words = kernels.step_width / word;
  const double all_steps = math::ceil(k / step_words);
  for (double parts = 1; parts <= static_cast<double>(kernels.most_splits); parts *= 2) {
    if (parts > 1 && all_steps < 2 * parts) break;
    const double steps = math::ceil(all_steps / parts);
    const bool split = parts > 1;
    splits.push_back({.parts = parts,
                      .depth = steps * step_words,
                      .stepping = steps * kernels.step,
                      .adding = (split ? parts * m * n : 0) * word_size(precision::fp32) / kernels.l2,
                      .latency = split ? kernels.launch + kernels.split : kernels.launch});
  }

  matmul_time best{.busy = seconds::from_value(math::infinity)};
  const seconds result_passes = result / kernels.l2;
  const double per_unit = 1 / units;
  const auto unit_per_flop = units / (gradient ? kernels.gradient_share * kernels.burst : kernels.burst);
  const auto unit_per_word = result_word / kernels.store;
  const auto consider = [&](double height, double width, double multiprocessors) {
    const double share = 1 / multiprocessors;
    const double high = std::min(height, m), wide = std::min(width, n);
    const double in_result = math::ceil(m / height) * math::ceil(n / width);
    const seconds storing = high * wide * share * unit_per_word;
    // For a word of depth.
    const seconds word_computes = flop::from_value(2 * height * width * share) * unit_per_flop;
    const seconds word_passes = (high + wide) * word / kernels.l2;
    for (const part& split : splits) {
      const double tiles = split.parts * in_result;
      const double at_work = tiles * multiprocessors;
      const double even = std::max(at_work * per_unit, 1.0);
      const seconds computing = split.depth * word_computes;
      const seconds cache = tiles * split.depth * word_passes + result_passes;
      const seconds moving_data = std::max(memory, cache);

      // Most choices are seen to be no better before rounds are rounded and roots are taken.
      const seconds at_least = even * (std::max(computing, split.stepping) + storing);
      const seconds better = best.total() - split.adding - split.latency -
                             kernels.exposed * std::min(std::max(at_least, power), moving_data);
      if (better < at_least || fourth_powers(better) < fourth_powers(at_least, power, memory, cache)) {
        // Where all multiprocessors have work, more splits only add to it.
        if (at_work >= units) break;
        continue;
      }

      const double rounds =
          kernels.quantization * math::ceil(at_work / units) + (1 - kernels.quantization) * even;
      const seconds in_tiles = rounds * (norm(computing, split.stepping) + storing);
      const seconds working = std::max(in_tiles, power);
      const seconds not_hidden = kernels.exposed * std::min(working, moving_data);
      const matmul_time time{.busy = norm(in_tiles, power, memory, cache) + not_hidden + split.adding,
                             .latency = split.latency};
      if (!(time.total() < best.total())) continue;
      best = time;
      if (memory > working && memory > cache)
        best.busy_with = bottleneck::global_memory;
      else if (cache > working || (in_tiles > power && storing > std::max(computing, split.stepping)))
        best.busy_with = bottleneck::l2_cache;
      else if (in_tiles > power && split.stepping > computing)
        best.busy_with = bottleneck::matmul_latency;
    }
  };
  for (const matmul_tile& tile : kernels.tiles) {
    const double height = static_cast<double>(tile.height), width = static_cast<double>(tile.width);
    const double multiprocessors = static_cast<double>(tile.multiprocessors);
    consider(height, width, multiprocessors);
    if (tile.height != tile.width) consider(width, height, multiprocessors);
  }
  // Of a gradient, both factors are activations.
  if (kernels.quantized.value() > 0)
    best.busy += (gradient ? m + n : n) * k * kernels.quantized / kernels.global;
  return best;
}

}  // namespace detail

/// Throws `broken_rule` unless the kernels are valid and the sizes are positive.
constexpr matmul_time time_tiled_matmul(const matmul_kernels& kernels, const matmul_shape& shape,
                                        matmul_kind kind = matmul_kind::activation) {
  require_valid(kernels);
  require_valid(shape);
  return detail::time_in_tiles(kernels, shape, kind);
}

}  // namespace scalewall
