// Mirrors include/scalewall/scaling/round_numbers.hpp.

#include "../constant.hpp"
#include <scalewall/scaling/round_numbers.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace {

using namespace scalewall;

constexpr bool stays(std::int64_t n) { return nearest_round_number(static_cast<double>(n)) == n; }

static_assert(stays(1) && stays(2) && stays(3) && stays(5) && stays(7) && stays(9));
static_assert(stays(12288) && stays(7 << 20) && stays(std::int64_t{9} << 52));
static_assert(nearest_round_number(0) == 1, "the least one");
static_assert(nearest_round_number(0.4) == 1 && nearest_round_number(1.6) == 2);
static_assert(nearest_round_number(99) == 96 && nearest_round_number(105) == 112, "3 * 32, 7 * 16");

// Half way, the smaller one: 10 or 12, 12 or 14, 16 or 18, 96 or 112.
static_assert(nearest_round_number(11) == 10);
static_assert(nearest_round_number(13) == 12);
static_assert(nearest_round_number(17) == 16);
static_assert(nearest_round_number(104) == 96);

static_assert(nearest_round_number(9.2e18) == std::int64_t{9} << 59, "the largest one");

static_assert(!constant<[] { return nearest_round_number(-1); }>);

TEST_CASE("what is not on the list's scale is told") {
  CHECK_THROWS_WITH_AS(nearest_round_number(-1), "what is rounded lies in [0, 2^63) (x = -1)", broken_rule);
  CHECK_THROWS_WITH_AS(nearest_round_number(0x1p63),
                       "what is rounded lies in [0, 2^63) (x = 9.22337203685478e+18)", broken_rule);
  CHECK_THROWS_AS(nearest_round_number(std::numeric_limits<double>::quiet_NaN()), broken_rule);
}

}  // namespace
