// How a weight matrix is cut into tiles that fit a level of the memory hierarchy.
//
//     count  = ceil(m n beta / c)           w = m n / count words in a tile
//     height = max(min(m, sqrt w), w / n)   width = w / height
//
// The fewest tiles of at most c bytes, then as near to squares as the matrix allows. Rows and columns of
// tiles are real numbers: the search over whole ones is left out.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the simulation's model of one GPU.

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

namespace scalewall {

struct tile_grid {
  double rows = 1;
  double columns = 1;
  friend constexpr bool operator==(const tile_grid&, const tile_grid&) = default;
};

/// Of a matrix of `height` x `width` words, in tiles of at most `capacity`. Throws `broken_rule` unless all are
/// positive.
constexpr tile_grid tile(double height, double width, bytes word, bytes capacity) {
  if (!(height > 0 && width > 0 && word.value() > 0 && capacity.value() > 0))
    require(false, "a matrix and its tiles are not empty",
            {{"height", height}, {"width", width}, {"word", word.value()}, {"capacity", capacity.value()}});
  const double words = height * width;
  const double tiles = math::ceil(words * word / capacity);
  const double in_tile = words / tiles;
  const double side = math::sqrt(in_tile);
  // Where a tile is as high or as wide as the matrix there is exactly one, whatever a quotient rounds to.
  if (side >= height) return {.rows = 1, .columns = tiles};
  if (side >= width) return {.rows = tiles, .columns = 1};
  return {.rows = height / side, .columns = width / side};
}

}  // namespace scalewall
