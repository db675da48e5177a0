#include <scalewall/parallel/stage_layout.hpp>

#include <doctest/doctest.h>

namespace {

using scalewall::layer_range;
using scalewall::layers_of;
using scalewall::stage_layout;

// Every chunk of every rank, one after the other as activations pass through them, has the whole stack once.
std::int64_t layers_in_order(const stage_layout& layout, std::int64_t layers, std::int64_t ranks) {
  std::int64_t next = 0;
  for (std::int64_t chunk = 0; chunk < layout.chunks; ++chunk)
    for (std::int64_t rank = 0; rank < ranks; ++rank) {
      const layer_range range = layers_of(layout, layers, ranks, rank, chunk);
      CHECK(range.first == next);
      CHECK(range.number >= 0);
      next = range.first + range.number;
    }
  return next;
}

TEST_CASE("every layer stands on one stage") {
  CHECK(layers_in_order({}, 80, 16) == 80);
  CHECK(layers_in_order({.chunks = 5}, 80, 4) == 80);
  CHECK(layers_in_order({.chunks = 8, .lighter_ends = true}, 126, 8) == 126);
  CHECK(layers_in_order({.lighter_ends = true}, 61, 16) == 61);
  CHECK(layers_in_order({.first_rank = 3, .last_rank = 2}, 61, 16) == 61);
  CHECK(layers_in_order({.chunks = 8, .embedding_counts = true, .loss_counts = true}, 126, 8) == 126);
  CHECK(layers_in_order({.listed = {1, 2, 2, 0}}, 5, 4) == 5);
}

TEST_CASE("a stack that does not divide has lighter ends, or one of them, or more in the middle") {
  constexpr stage_layout lighter{.lighter_ends = true};
  CHECK(layers_of(lighter, 126, 8, 0, 0) == layer_range{0, 15});
  CHECK(layers_of(lighter, 126, 8, 1, 0) == layer_range{15, 16});
  CHECK(layers_of(lighter, 126, 8, 7, 0) == layer_range{111, 15});
  CHECK(layers_of(lighter, 31, 4, 3, 0) == layer_range{24, 7});
  CHECK(layers_of(lighter, 31, 4, 0, 0) == layer_range{0, 8});
  CHECK(layers_of(lighter, 61, 16, 0, 0) == layer_range{0, 3});
  CHECK(layers_of(lighter, 61, 16, 2, 0) == layer_range{7, 4});
}

TEST_CASE("embedding and loss take the place of a layer where they count") {
  constexpr stage_layout counting{.embedding_counts = true, .loss_counts = true};
  CHECK(layers_of(counting, 126, 16, 0, 0) == layer_range{0, 7});
  CHECK(layers_of(counting, 126, 16, 15, 0) == layer_range{119, 7});
}

TEST_CASE("a layout that does not hold the stack breaks a rule") {
  CHECK_THROWS_WITH(
      layers_of({}, 126, 16, 0, 0),
      "the layers divide evenly over the stages of the pipeline, or a layout says how they are spread "
      "(layers = 126, pipeline = 16, chunks = 1)");
  CHECK_THROWS_WITH(layers_of({.listed = {1, 2}}, 5, 2, 0, 0),
                    "the layers of a layout are those of the model (in the layout = 3, layers = 5)");
  CHECK_THROWS_WITH(layers_of({.listed = {1, 2, 2}}, 5, 2, 0, 0),
                    "a layout lists every virtual stage (listed = 3, pipeline = 2, chunks = 1)");
  CHECK_THROWS_WITH(
      layers_of({.first_rank = 3}, 10, 4, 0, 0),
      "the layers between the ends divide evenly over the other ranks (layers between = 7, ranks between "
      "= 3, chunks = 1)");
  CHECK_THROWS_WITH(layers_of({.chunks = 2}, 8, 1, 0, 0),
                    "only a pipeline of several ranks is interleaved (chunks = 2, pipeline = 1)");
  CHECK_THROWS_WITH(layers_of({}, 8, 2, 2, 0),
                    "a pipeline has the rank and chunk (rank = 2, chunk = 0, pipeline = 2, chunks = 1)");
}

}  // namespace
