#include <scalewall/timing/cuda_copy.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

static_assert(sw::blocks_of_each(16, 1) == 1);
static_assert(sw::blocks_of_each(17, 1) == 2);
static_assert(sw::blocks_of_each(16 * 132, 132) == 1);
static_assert(sw::blocks_of_each(16 * 132 + 1, 132) == 2);
static_assert(sw::blocks_of_each(1, 132) == 1);

TEST_CASE("sizes are whole, and those that no device holds are refused") {
  CHECK(sw::whole_bytes(1.5_B) == 2);
  CHECK(sw::whole_bytes(1_GiB) == std::size_t{1} << 30);
  CHECK_THROWS_AS(sw::whole_bytes(1e300_B), sw::cannot_measure);
  CHECK_THROWS_AS(sw::whole_bytes(sw::bytes::from_value(std::numeric_limits<double>::quiet_NaN())),
                  sw::cannot_measure);
}

TEST_CASE("a kernel that copies lasts as long as a sample") {
  CHECK(sw::rounds_per_sample(16, 3_us) == 2667);
  CHECK(sw::rounds_per_sample(16, 1_s) == 16);
  CHECK(sw::rounds_per_sample(16, 1e-20_s) == 16'000'000);  // whatever a clock says
}

TEST_CASE("what a cache does not hold is not copied within it") {
  const sw::cuda_properties device = {.multiprocessors = 2, .shared_memory = 64, .l2 = 1000};
  CHECK_THROWS_WITH_AS(sw::require_within_l2(device, 501),
                       "the L2 holds 1000 bytes, and both places of such a copy 1002", sw::cannot_measure);
  CHECK_NOTHROW(sw::require_within_l2(device, 500));
  CHECK_THROWS_WITH_AS(
      sw::require_within_shared(device, 65),
      "the shared memory of a multiprocessor holds 64 bytes, and its part of both places of such a "
      "copy 96",
      sw::cannot_measure);
  CHECK_NOTHROW(sw::require_within_shared(device, 64));
}

}  // namespace
