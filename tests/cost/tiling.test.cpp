// Mirrors include/scalewall/cost/tiling.hpp.

#include <scalewall/cost/tiling.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

// 1024 x 1024 words of 2 B are 2 MiB.
static_assert(tile(1024, 1024, 2_B, 2_MiB) == tile_grid{1, 1}, "it fits");
static_assert(tile(1024, 1024, 2_B, 1_GiB) == tile_grid{1, 1});
static_assert(tile(1024, 1024, 2_B, 512_KiB) == tile_grid{2, 2}, "four squares of 512 x 512");
static_assert(tile(1024, 1024, 2_B, 32_KiB) == tile_grid{8, 8});
static_assert(tile(1024, 1024, 1_B, 512_KiB).rows < 2, "words of half the size need fewer tiles");

// A matrix that is not square is still cut into squares...
static_assert(tile(2048, 512, 2_B, 512_KiB) == tile_grid{4, 1});
static_assert(tile(512, 2048, 2_B, 512_KiB) == tile_grid{1, 4});
static_assert(tile(2048, 512, 2_B, 32_KiB) == tile_grid{16, 4}, "64 squares of 128 x 128");

// ... unless it is too thin: 65536 x 4 words of 2 B in 64 KiB are 8 tiles of 8192 x 4.
static_assert(tile(65536, 4, 2_B, 64_KiB) == tile_grid{8, 1});
static_assert(tile(4, 65536, 2_B, 64_KiB) == tile_grid{1, 8});

// 300 x 300 words of 1 B in 40000 B are three tiles, square ones, sqrt(3) of them along either side.
constexpr tile_grid thirds = tile(300, 300, 1_B, 40000_B);
static_assert(thirds.rows > 1.7320508075688 && thirds.rows < 1.7320508075689);
static_assert(thirds.columns > 1.7320508075688 && thirds.columns < 1.7320508075689);

static_assert(tile_grid{} == tile_grid{1, 1});

TEST_CASE("tiles of nothing, or into nothing, are told") {
  CHECK_THROWS_WITH_AS(
      tile(0, 8, 2_B, 1_KiB),
      "a matrix and its tiles are not empty (height = 0, width = 8, word = 2, capacity = 1024)", broken_rule);
  CHECK_THROWS_WITH_AS(tile(8, 8, 2_B, 0_KiB),
                       "a matrix and its tiles are not empty (height = 8, width = 8, word = 2, capacity = 0)",
                       broken_rule);
}

}  // namespace
