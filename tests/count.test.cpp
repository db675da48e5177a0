// Mirrors include/scalewall/count.hpp.

#include "constant.hpp"
#include <scalewall/count.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>

namespace {

using namespace scalewall;

constexpr count two_to_64 = count{std::int64_t{1} << 32} * (std::int64_t{1} << 32);
constexpr count largest = two_to_64 * UINT64_MAX + UINT64_MAX;  // 2^128 - 1

static_assert(count{} == 0);
static_assert(count{7} * 6 == 42 && count{7} + 6 == 13);
static_assert(count{7} / 2 == 3, "rounded down");
static_assert(count{7} % 2 == 1);
static_assert(count{3} < count{4} && count{4} >= count{4});

// 64 bits end at 1.8e19; the paper's models have 1e20 parameters.
constexpr count parameters_of_the_largest = count{10'000'000'000} * 10'000'000'000;
static_assert(parameters_of_the_largest / 10'000'000'000 == 10'000'000'000, "nothing was lost");
static_assert(parameters_of_the_largest > UINT64_MAX);
static_assert(double(parameters_of_the_largest) == 1e20);
static_assert(double(count{9007199254740993}) == 9007199254740992.0, "2^53 + 1 lies half way: to even");
static_assert(double(largest) == 340282366920938463463374607431768211456.0, "2^128 is the nearest double");

static_assert(count{INT64_MAX}.fits_int64() && !(count{INT64_MAX} + 1).fits_int64());
static_assert(count{INT64_MAX}.as_int64() == INT64_MAX);

static_assert(gcd(12, 18) == 6 && gcd(18, 12) == 6);
static_assert(gcd(count{}, 5) == 5 && gcd(5, count{}) == 5, "everything divides zero");
static_assert(gcd(two_to_64 * 9, two_to_64 * 6) == two_to_64 * 3, "beyond 64 bits");

constexpr count product_of(count factor, count times) {
  factor *= times;
  factor += 1;
  return factor;
}
static_assert(product_of(6, 7) == 43);

static_assert(std::is_convertible_v<std::int64_t, count>, "a degree is a count");
static_assert(!std::is_constructible_v<count, double>, "a count is a whole number");
static_assert(!std::is_convertible_v<count, double>, "what rounds is asked for by name");
static_assert(!std::is_convertible_v<count, std::int64_t>, "what narrows is asked for by name");

static_assert(two_to_64 - 1 < two_to_64 && two_to_64 - two_to_64 == count{});

static_assert(constant<[] { return two_to_64 * (two_to_64 / 2); }>);
static_assert(!constant<[] { return two_to_64 * two_to_64; }>, "no product wraps");
static_assert(!constant<[] { return largest + 1; }>, "no sum wraps");
static_assert(!constant<[] { return count{-1}; }>);
static_assert(!constant<[] { return count{1} - 2; }>, "no difference wraps");
static_assert(!constant<[] { return count{1} / 0; }>);
static_assert(!constant<[] { return count{1} % 0; }>);
static_assert(!constant<[] { return two_to_64.as_int64(); }>);

TEST_CASE("what leaves the range is told") {
  CHECK_THROWS_WITH_AS(
      two_to_64 * two_to_64,
      "a count stays below 2^128 (factor = 1.84467440737096e+19, factor = 1.84467440737096e+19)",
      broken_rule);
  CHECK_THROWS_WITH_AS(largest + 1, "a count stays below 2^128 (summand = 3.40282366920938e+38, summand = 1)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(count{-1}, "a count is not negative (value = -1)", broken_rule);
  CHECK_THROWS_WITH_AS(count{1} - 2, "a count is not negative (minuend = 1, subtrahend = 2)", broken_rule);
  CHECK_THROWS_WITH_AS(count{1} / 0, "a count is not divided by zero", broken_rule);
  CHECK_THROWS_WITH_AS(count{1} % 0, "a count is not divided by zero", broken_rule);
  CHECK_THROWS_WITH_AS(two_to_64.as_int64(),
                       "a single degree, width or batch stays below 2^63 (value = 1.84467440737096e+19)",
                       broken_rule);
}

TEST_CASE("all digits are printed") {
  CHECK(to_string(count{}) == "0");
  CHECK(to_string(count{907}) == "907");
  CHECK(to_string(two_to_64) == "18446744073709551616");
  CHECK(to_string(parameters_of_the_largest) == "100000000000000000000");
  CHECK(to_string(largest) == "340282366920938463463374607431768211455");
}

}  // namespace
