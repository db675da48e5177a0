#include <scalewall/timing/cuda_buffers.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

namespace {

namespace sw = scalewall;

static_assert(sw::aligned_size(0) == 0);
static_assert(sw::aligned_size(1) == 256);
static_assert(sw::aligned_size(256) == 256);
static_assert(sw::aligned_size(257) == 512);

// All sets are twice the cache, and there are always two.
static_assert(sw::plan_buffers(256, 1024) == sw::buffer_sets{.size = 256, .number = 8});
static_assert(sw::plan_buffers(768, 1024) == sw::buffer_sets{.size = 768, .number = 3});
static_assert(sw::plan_buffers(1 << 20, 1024) == sw::buffer_sets{.size = 1 << 20, .number = 2});
static_assert(sw::plan_buffers(256, 0) == sw::buffer_sets{.size = 256, .number = 2});

TEST_CASE("a set is met again only after the cache has been passed through twice") {
  constexpr std::size_t cache = 50'000'000;
  for (const std::size_t size : {std::size_t{256}, std::size_t{25'088}, std::size_t{80'000'000}}) {
    const sw::buffer_sets sets = sw::plan_buffers(size, cache);
    CHECK(sets.total() >= 2 * cache);
    CHECK(sets.offset(0) == 0);
    CHECK(sets.offset(sets.number) == 0);
    CHECK(sets.offset(sets.number - 1) + size == sets.total());
    CHECK(sets.offset(2 * sets.number + 1) == size);
  }
}

TEST_CASE("what no device holds is refused, and no number wraps") {
  CHECK_THROWS_WITH_AS(sw::aligned_size(sw::count(INT64_MAX) * INT64_MAX),
                       "no device has memory for such a probe", sw::cannot_measure);
  CHECK_THROWS_AS(sw::aligned_size((std::int64_t{1} << 48) + 1), sw::cannot_measure);
  CHECK_NOTHROW(sw::aligned_size(std::int64_t{1} << 48));
}

}  // namespace
