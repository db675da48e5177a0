// How long one matrix multiplication takes on one accelerator.
//
// A weight of m x n words times activations of n x b, or, for the gradient of the weight, m x b times b x n.
// Work is tiled by the weight at every level of the memory hierarchy. Between a level that is cut into tiles
// and the one above it move, with W = m n beta, X = n b beta, Y = m b beta,
//
//     [2 W > c n] (gradient ? 2 W : W) + R X + (gradient ? C Y : (2 C - 1) Y)
//
// bytes, where n units hold c bytes each and (R, C) is the grid of tiles of c bytes. Where units exchange
// data it is the grid of tiles of c n bytes and, with (r, q) that of tiles of c bytes, the units exchange
//
//     [r > 1] r X + (gradient ? [q > 1] q Y : 2 (q - 1) Y).
//
// A level passes on what comes from above, what its units exchange and what goes below. The time is that of
// the slowest level or of the arithmetic, in blocks of 8 x 8 x 8 words, plus a fixed latency.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the simulation's model of one GPU.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/tiling.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

enum class matmul_kind {
  activation,      ///< forward pass, or gradient of the input
  weight_gradient  ///< the product is added to what the weight's place holds
};

/// A weight of `rows` x `columns` meets `tokens` columns of activations.
struct matmul_shape {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t tokens = 0;
  friend constexpr bool operator==(const matmul_shape&, const matmul_shape&) = default;
};

struct matmul_time {
  seconds busy{};     ///< the slowest of arithmetic and data movement
  seconds latency{};  ///< the fixed part
  bottleneck busy_with = bottleneck::arithmetic;

  constexpr seconds total() const { return busy + latency; }
  constexpr bottleneck bound_by() const { return latency > busy ? bottleneck::matmul_latency : busy_with; }
  friend constexpr bool operator==(const matmul_time&, const matmul_time&) = default;
};

/// What moves at one level of the memory hierarchy.
struct level_traffic {
  bytes from_above{};
  bytes exchanged{};
};

/// The largest tile that a unit of the level can hold; it is never smaller than one of the level below.
constexpr bytes tile_capacity(const accelerator& gpu, std::size_t level) {
  bytes capacity{};
  for (std::size_t k = level; k < gpu.memory.size(); ++k)
    if (gpu.tile_share * gpu.memory[k].capacity > capacity)
      capacity = gpu.tile_share * gpu.memory[k].capacity;
  return capacity;
}

constexpr level_traffic traffic_at(const accelerator& gpu, std::size_t level, const matmul_shape& shape,
                                   matmul_kind kind) {
  const bool gradient = kind == matmul_kind::weight_gradient;
  const double m = static_cast<double>(shape.rows);
  const double n = static_cast<double>(shape.columns);
  const double b = static_cast<double>(shape.tokens);
  const bytes word = word_size(gpu);
  const bytes weight = m * n * word;
  const bytes x = n * b * word;
  const bytes y = m * b * word;

  const memory_level& held_at = gpu.memory[level];
  const bytes tile_bytes = tile_capacity(gpu, level);
  const bytes all_tiles = static_cast<double>(held_at.units) * tile_bytes;
  const tile_grid outer = tile(m, n, word, held_at.units_exchange_data ? all_tiles : tile_bytes);
  const tile_grid inner = held_at.units_exchange_data ? tile(m, n, word, tile_bytes) : tile_grid{};

  level_traffic moved;
  // Weight and gradient stay in the level if both fit.
  if (2.0 * weight > all_tiles) moved.from_above = gradient ? 2.0 * weight : weight;
  moved.from_above += outer.rows * x + (gradient ? outer.columns : 2 * outer.columns - 1) * y;
  if (inner.rows > 1) moved.exchanged += inner.rows * x;
  if (!gradient)
    moved.exchanged += 2 * (inner.columns - 1) * y;
  else if (inner.columns > 1)
    moved.exchanged += inner.columns * y;
  return moved;
}

/// FLOP of the blocks of 8 x 8 x 8 that a matrix unit works in.
constexpr flop padded_flop(const matmul_shape& shape) {
  constexpr std::int64_t block = 8;
  const double blocks = static_cast<double>(math::divide_up(shape.rows, block)) *
                        static_cast<double>(math::divide_up(shape.columns, block)) *
                        static_cast<double>(math::divide_up(shape.tokens, block));
  return flop::from_value(2.0 * block * block * block * blocks);
}

/// Throws `broken_rule` unless the sizes are positive.
constexpr void require_valid(const matmul_shape& shape) {
  require(shape.rows >= 1 && shape.columns >= 1 && shape.tokens >= 1,
          "the sizes of a matrix multiplication are positive",
          {{"rows", shape.rows}, {"columns", shape.columns}, {"tokens", shape.tokens}});
}

/// Of a valid shape on a valid accelerator, in its format.
constexpr matmul_time time_matmul(const accelerator& gpu, const matmul_shape& shape, matmul_kind kind) {
  matmul_time time{.busy = padded_flop(shape) / sustained(gpu), .latency = gpu.matmul_latency};
  level_traffic here{};
  for (std::size_t level = 0; level < gpu.memory.size(); ++level) {
    const bool innermost = level + 1 == gpu.memory.size();
    const level_traffic below = innermost ? level_traffic{} : traffic_at(gpu, level + 1, shape, kind);
    const bytes_per_second speed = bandwidth(gpu, gpu.memory[level]);
    if (speed.value() > 0) {
      const seconds moving = (here.from_above + here.exchanged + below.from_above) / speed;
      if (moving > time.busy) {
        time.busy = moving;
        time.busy_with = bandwidth_bottleneck(gpu.memory[level].kind);
      }
    }
    here = below;
  }
  return time;
}

}  // namespace scalewall
