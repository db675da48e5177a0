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

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

enum class matmul_kind {
  activation,      ///< forward pass, or gradient of the input
  weight_gradient  ///< the product is added to what the weight's place holds
};

inline constexpr std::array<std::string_view, 2> matmul_kind_names = {"activation", "weight gradient"};

constexpr std::string_view name(matmul_kind kind) {
  return matmul_kind_names[static_cast<std::size_t>(kind)];
}

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

/// A multiplication and an addition for every word of the result and every word of the inner dimension.
constexpr flop flop_of(const matmul_shape& shape) {
  return flop::from_value(2.0 * static_cast<double>(shape.rows) * static_cast<double>(shape.columns) *
                          static_cast<double>(shape.tokens));
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

/// A weight and the grids of its tiles at every level of a memory hierarchy, the outermost first. Outer grids count
/// for transfers from the level above, inner ones for exchange within the level. The global memory has no tiles.
struct tiled_weight {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  tile_grid outer[max_memory_levels]{};
  tile_grid inner[max_memory_levels]{};

  constexpr tiled_weight transposed() const {
    tiled_weight other{.rows = columns, .columns = rows};
    for (std::size_t k = 0; k < max_memory_levels; ++k) {
      other.outer[k] = {.rows = outer[k].columns, .columns = outer[k].rows};
      other.inner[k] = {.rows = inner[k].columns, .columns = inner[k].rows};
    }
    return other;
  }
};

/// Times multiplications on one accelerator, in its format. What they have in common is computed once.
class matmul_timer {
 public:
  /// Of a valid accelerator.
  constexpr explicit matmul_timer(const accelerator& gpu)
      : word_(word_size(gpu)), rate_(sustained(gpu)), latency_(gpu.matmul_latency), size_(gpu.memory.size()) {
    bytes largest_inside{};
    for (std::size_t k = size_; k-- > 0;) {
      const memory_level& memory = gpu.memory[k];
      // A tile of a level is never smaller than one of the level below it.
      const bytes usable = gpu.tile_share * memory.capacity;
      if (usable > largest_inside) largest_inside = usable;
      levels_[k] = {.tile = largest_inside,
                    .all_tiles = memory.units * largest_inside,
                    .speed = bandwidth(gpu, memory),
                    .exchanges = memory.units_exchange_data,
                    .waits_for = bandwidth_bottleneck(memory.kind)};
    }
  }

  constexpr tiled_weight tile(std::int64_t rows, std::int64_t columns) const {
    const double m = static_cast<double>(rows);
    const double n = static_cast<double>(columns);
    tiled_weight weight{.rows = rows, .columns = columns};
    for (std::size_t k = 1; k < size_; ++k) {
      const level& here = levels_[k];
      weight.outer[k] = scalewall::tile(m, n, word_, here.exchanges ? here.all_tiles : here.tile);
      if (here.exchanges) weight.inner[k] = scalewall::tile(m, n, word_, here.tile);
    }
    return weight;
  }

  constexpr matmul_time time(const tiled_weight& weight, std::int64_t tokens_met, matmul_kind kind) const {
    const bool gradient = kind == matmul_kind::weight_gradient;
    const double b = static_cast<double>(tokens_met);
    const bytes w = static_cast<double>(weight.rows) * static_cast<double>(weight.columns) * word_;
    const bytes x = static_cast<double>(weight.columns) * b * word_;
    const bytes y = static_cast<double>(weight.rows) * b * word_;

    matmul_time time{.busy = padded_flop({weight.rows, weight.columns, tokens_met}) / rate_,
                     .latency = latency_};
    bytes from_above{};
    bytes exchanged{};
    for (std::size_t k = 0; k < size_; ++k) {
      bytes to_below{};
      bytes exchanged_below{};
      if (k + 1 < size_) {
        const auto& [rows, columns] = weight.outer[k + 1];
        const auto& [inner_rows, inner_columns] = weight.inner[k + 1];
        // Weight and gradient stay below if both fit.
        if (2.0 * w > levels_[k + 1].all_tiles) to_below = gradient ? 2.0 * w : w;
        to_below += rows * x + (gradient ? columns : 2 * columns - 1) * y;
        if (inner_rows > 1) exchanged_below += inner_rows * x;
        if (!gradient)
          exchanged_below += 2 * (inner_columns - 1) * y;
        else if (inner_columns > 1)
          exchanged_below += inner_columns * y;
      }
      if (levels_[k].speed.value() > 0) {
        const seconds moving = (from_above + exchanged + to_below) / levels_[k].speed;
        if (moving > time.busy) {
          time.busy = moving;
          time.busy_with = levels_[k].waits_for;
        }
      }
      from_above = to_below;
      exchanged = exchanged_below;
    }
    return time;
  }

  constexpr matmul_time time(const matmul_shape& shape, matmul_kind kind) const {
    return time(tile(shape.rows, shape.columns), shape.tokens, kind);
  }

 private:
  struct level {
    bytes tile{};       // of one unit
    bytes all_tiles{};  // of all units
    bytes_per_second speed{};
    bool exchanges = false;
    bottleneck waits_for = bottleneck::arithmetic;
  };

  bytes word_;
  flop_per_second rate_;
  seconds latency_;
  std::size_t size_;
  level levels_[max_memory_levels]{};
};

/// One multiplication. Throws `broken_rule` unless the accelerator is valid and the sizes are positive.
constexpr matmul_time time_matmul(const accelerator& gpu, const matmul_shape& shape, matmul_kind kind) {
  require_valid(gpu);
  require_valid(shape);
  return matmul_timer(gpu).time(shape, kind);
}

}  // namespace scalewall
