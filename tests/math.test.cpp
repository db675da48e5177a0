// Mirrors include/scalewall/math.hpp.

#include "constant.hpp"
#include <scalewall/fixed_list.hpp>
#include <scalewall/math.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace {

using namespace scalewall;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

static_assert(math::is_finite(0) && math::is_finite(-1e300));
static_assert(!math::is_finite(math::infinity) && !math::is_finite(nan));

static_assert(math::ceil(0) == 0);
static_assert(math::ceil(1e-300) == 1);
static_assert(math::ceil(2) == 2 && math::ceil(2.5) == 3);
static_assert(math::ceil(4503599627370495.5) == 4503599627370496.0, "the last double with a fraction");
static_assert(math::ceil(1e300) == 1e300, "beyond 64 bits everything is whole");
static_assert(!constant<[] { return math::ceil(-0.5); }>);
static_assert(!constant<[] { return math::ceil(math::infinity); }>);

static_assert(math::integer_sqrt(0) == 0 && math::integer_sqrt(1) == 1);
static_assert(math::integer_sqrt(99) == 9 && math::integer_sqrt(100) == 10);
// 3037000499^2 = 9223372030926249001 is the last square below 2^63; in double it and its neighbour are one number.
static_assert(math::integer_sqrt(9223372030926249001) == 3037000499);
static_assert(math::integer_sqrt(9223372030926249000) == 3037000498);
static_assert(math::integer_sqrt(INT64_MAX) == 3037000499);
static_assert(!constant<[] { return math::integer_sqrt(-1); }>);

static_assert(math::sqrt(0) == 0 && math::sqrt(math::infinity) == math::infinity);
static_assert(math::sqrt(0.25) == 0.5 && math::sqrt(9) == 3);
static_assert(math::sqrt(2) == 1.4142135623730951, "1.41421356237309504880..., to the nearest double");
static_assert(math::sqrt(1e300) == 1e150);
static_assert(math::sqrt(std::numeric_limits<double>::min()) == 0x1p-511,
              "the least normal number is 2^-1022");
static_assert(math::sqrt(0x1.fffffffffffffp+1023) == 0x1.fffffffffffffp+511, "the largest rounds down");
static_assert(!constant<[] { return math::sqrt(-1e-300); }>);
static_assert(!constant<[] { return math::sqrt(nan); }>);

// Powers of integers are exact: long double carries 11 bits more than are asked for.
static_assert(math::pow(2, 10) == 1024 && math::pow(2, -1) == 0.5 && math::pow(10, 15) == 1e15);
static_assert(math::pow(1, 1e6) == 1 && math::pow(7, 0) == 1);
static_assert(math::pow(64, 1.0 / 6) == 2);
static_assert(!constant<[] { return math::pow(0, 2); }>, "the logarithm of the base is taken");
static_assert(!constant<[] { return math::pow(-2, 2); }>);
static_assert(!constant<[] { return math::pow(10, 309); }>, "no power is infinite");

static_assert(math::divide_up(0, 8) == 0);
static_assert(math::divide_up(1, 8) == 1 && math::divide_up(8, 8) == 1 && math::divide_up(9, 8) == 2);
static_assert(math::divide_up(INT64_MAX, 2) == INT64_MAX / 2 + 1, "nothing is added before dividing");

static_assert(math::factorize(1).empty());
static_assert(math::factorize(2) == math::factorization{{2, 1}});
static_assert(math::factorize(360) == math::factorization{{2, 3}, {3, 2}, {5, 1}});
static_assert(math::factorize(49152) == math::factorization{{2, 14}, {3, 1}}, "d_ff of GPT-3");
static_assert(math::factorize(1009 * 1009) == math::factorization{{1009, 2}}, "the square of a prime");
static_assert(math::factorize(614889782588491410).size() == 15, "the product of the primes up to 47");
static_assert(math::factorize(std::int64_t{1} << 62) == math::factorization{{2, 62}});
static_assert(!constant<[] { return math::factorize(0); }>, "everything divides zero");

struct divisors {
  int number = 0;
  std::int64_t sum = 0;
  friend constexpr bool operator==(const divisors&, const divisors&) = default;
};
constexpr divisors divisors_of(std::int64_t n) {
  divisors met;
  math::for_each_divisor(math::factorize(n), [&](std::int64_t divisor) {
    ++met.number;
    met.sum += divisor;
  });
  return met;
}
static_assert(divisors_of(1) == divisors{1, 1});
static_assert(divisors_of(97) == divisors{2, 98});
// 360 = 2^3 3^2 5: (3 + 1)(2 + 1)(1 + 1) divisors, whose sum is (1 + 2 + 4 + 8)(1 + 3 + 9)(1 + 5).
static_assert(divisors_of(360) == divisors{24, 1170});

static_assert(math::least_divisor_not_below(360, 1) == 1);
static_assert(math::least_divisor_not_below(360, 7) == 8 && math::least_divisor_not_below(360, 8) == 8);
static_assert(math::least_divisor_not_below(360, 181) == 360);
static_assert(math::least_divisor_not_below(360, 361) == 0, "every divisor is smaller");

TEST_CASE("the root of constant expressions is the one of the processor, bit for bit") {
  std::mt19937_64 random{20241101};
  for (int i = 0; i < 300'000; ++i) {
    // Any positive normal number: all exponents but the least and the largest, any fraction.
    const std::uint64_t exponent = 1 + random() % 2046;
    const double x = std::bit_cast<double>(exponent << 52 | random() >> 12);
    REQUIRE(math::detail::correctly_rounded_sqrt(x) == std::sqrt(x));
  }
}

TEST_CASE("it rounds as well where a root is whole, or nearly") {
  std::mt19937_64 random{20241102};
  for (int i = 0; i < 100'000; ++i) {
    const auto root = static_cast<double>(random() >> (37 + random() % 20));
    if (root < 2) continue;
    for (const double x :
         {root * root, std::nextafter(root * root, 0), std::nextafter(root * root, math::infinity)})
      REQUIRE(math::detail::correctly_rounded_sqrt(x) == std::sqrt(x));
  }
}

TEST_CASE("whole roots are right where a double is not") {
  __extension__ using wide = unsigned __int128;
  std::mt19937_64 random{20241103};
  for (int i = 0; i < 100'000; ++i) {
    const auto n = static_cast<std::int64_t>(random() >> 1);
    const auto root = static_cast<wide>(math::integer_sqrt(n));
    REQUIRE(root * root <= static_cast<wide>(n));
    REQUIRE((root + 1) * (root + 1) > static_cast<wide>(n));
  }
}

double difference(double a, double b) { return std::abs(a - b) / std::abs(b); }

TEST_CASE("logarithm, exponential and power agree with the standard library") {
  std::mt19937_64 random{20241104};
  std::uniform_real_distribution<double> exponent_of_ten{-200, 200}, power{-1.5, 1.5};
  for (int i = 0; i < 20'000; ++i) {
    const double x = std::pow(10, exponent_of_ten(random));
    const double y = power(random);
    CAPTURE(x);
    CAPTURE(y);
    REQUIRE(difference(static_cast<double>(math::log(static_cast<long double>(x))), std::log(x)) < 4e-16);
    REQUIRE(difference(static_cast<double>(math::exp(static_cast<long double>(400 * y))), std::exp(400 * y)) <
            4e-16);
    REQUIRE(difference(math::pow(x, y), std::pow(x, y)) < 1e-15);
    REQUIRE(difference(math::log(x), std::log(x)) < 4e-16);
    REQUIRE(difference(math::exp(y), std::exp(y)) < 4e-16);
    REQUIRE(difference(math::exp(400 * y), std::exp(400 * y)) < 4e-16 * (1 + std::abs(400 * y)));
  }
}

TEST_CASE("a logarithm of a number near 1 keeps its digits") {
  for (const double x : {1e-3, -1e-5, 1e-9, -1e-12}) {
    CAPTURE(x);
    CHECK(difference(math::log(1 + x), std::log(1 + x)) < 4e-16);
  }
}

TEST_CASE("a power is the same in a constant expression and when it runs") {
  constexpr double when_compiled[] = {math::pow(3e23, -0.2), math::pow(12288.0 * 49152.0, 0.3751)};
  const volatile double bases[] = {3e23, 12288.0 * 49152.0}, exponents[] = {-0.2, 0.3751};
  for (std::size_t i = 0; i < 2; ++i) CHECK(math::pow(bases[i], exponents[i]) == when_compiled[i]);
}

static_assert([] {
  const fixed_list<double, 3> values = {1, 2, 4};
  return math::quantile(values, 0) == 1 && math::quantile(values, 0.25) == 1.5 &&
         math::quantile(values, 0.5) == 2 && math::quantile(values, 1) == 4;
}());

TEST_CASE("what has no root, logarithm, quantile or divisor is told") {
  CHECK_THROWS_WITH_AS(math::ceil(-2), "ceil takes a finite number that is not negative (x = -2)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(math::sqrt(-2), "a square root is taken of a number that is not negative (x = -2)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(math::sqrt(nan), doctest::Contains("nan"), broken_rule);
  CHECK_THROWS_WITH_AS(math::integer_sqrt(-4),
                       "a square root is taken of a number that is not negative (n = -4)", broken_rule);
  CHECK_THROWS_WITH_AS(math::pow(0, 2), "a logarithm is taken of a positive finite number (x = 0)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(math::exp(1000.0), "the exponent stays within the range of a double (x = 1000)",
                       broken_rule);
  const fixed_list<double, 3> one = {1};
  CHECK_THROWS_WITH_AS(math::quantile(one, 1.5), "a quantile lies in [0, 1] (share = 1.5)", broken_rule);
  CHECK_THROWS_WITH_AS(math::quantile(one, nan), doctest::Contains("nan"), broken_rule);
  CHECK_THROWS_WITH_AS(math::quantile(fixed_list<double, 3>{}, 0.5), "a quantile is one of some values",
                       broken_rule);
  CHECK_THROWS_WITH_AS(math::factorize(-6), "only a positive number has divisors (n = -6)", broken_rule);
}

}  // namespace
