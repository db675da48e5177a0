#include "property.hpp"
#include <scalewall/math.hpp>
#include <scalewall/scaling/round_numbers.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace properties;
namespace math = scalewall::math;

namespace {

__extension__ using wide = __int128;

/// With many small prime factors or with a large one.
std::int64_t any_factorable() {
  std::int64_t n = whole(1, 1'000'000);
  for (const std::int64_t prime : {2, 3, 5, 7, 11, 13})
    for (std::int64_t power = whole(0, 12); power > 0 && n <= INT64_MAX / prime; --power) n *= prime;
  return n;
}

bool is_prime(std::int64_t n) {
  for (std::int64_t d = 2; d * d <= n; ++d)
    if (n % d == 0) return false;
  return n >= 2;
}

/// Any double that is neither zero nor subnormal.
double any_normal() {
  const auto exponent = static_cast<std::uint64_t>(whole(1, 2046));
  const auto fraction = static_cast<std::uint64_t>(whole(0, (std::int64_t{1} << 52) - 1));
  return std::bit_cast<double>(exponent << 52 | fraction);
}

}  // namespace

TEST_CASE("a factorization multiplies back and consists of ascending primes") {
  check([] {
    const std::int64_t n = any_factorable();
    wide product = 1;
    std::int64_t before = 1;
    for (const auto& [prime, exponent] : math::factorize(n)) {
      RC_ASSERT(is_prime(prime));
      RC_ASSERT(prime > before);
      RC_ASSERT(exponent >= 1);
      before = prime;
      for (int i = 0; i < exponent; ++i) product *= prime;
    }
    RC_ASSERT(product == wide{n});
  });
}

TEST_CASE("every divisor is visited once") {
  check([] {
    const std::int64_t n = whole(1, 20'000);
    std::vector<std::int64_t> visited, expected;
    math::for_each_divisor(math::factorize(n), [&](std::int64_t divisor) { visited.push_back(divisor); });
    for (std::int64_t d = 1; d <= n; ++d)
      if (n % d == 0) expected.push_back(d);
    std::sort(visited.begin(), visited.end());
    RC_ASSERT(visited == expected);
  });
}

TEST_CASE("the least divisor not below a bound") {
  check([] {
    const std::int64_t n = whole(1, 20'000);
    const std::int64_t bound = whole(1, 1 + n + n / 8);
    std::int64_t expected = bound;
    while (expected <= n && n % expected != 0) ++expected;
    RC_ASSERT(math::least_divisor_not_below(n, bound) == (expected <= n ? expected : 0));
  });
}

TEST_CASE("an integer root is the largest whose square is not above the number") {
  check([] {
    const auto n = static_cast<std::int64_t>(bits(63));
    const wide root = math::integer_sqrt(n);
    RC_ASSERT(root * root <= wide{n});
    RC_ASSERT((root + 1) * (root + 1) > wide{n});
  });
}

TEST_CASE("division upwards is the least enough") {
  check([] {
    const auto numerator = static_cast<std::int64_t>(bits(63));
    const auto denominator = std::max<std::int64_t>(1, static_cast<std::int64_t>(bits(63)));
    const wide quotient = math::divide_up(numerator, denominator);
    RC_ASSERT(quotient * denominator >= wide{numerator});
    RC_ASSERT((quotient - 1) * denominator < wide{numerator});
  });
}

TEST_CASE("a square root has the same bits in a constant expression and at run time") {
  check([] {
    const double x = any_normal();
    RC_ASSERT(math::detail::correctly_rounded_sqrt(x) == std::sqrt(x));
    RC_ASSERT(math::sqrt(x) == std::sqrt(x));
  });
}

TEST_CASE("the least whole number not below") {
  check([] {
    const double x = flag() ? any_normal() : real(1e-3, 1e17);
    RC_ASSERT(math::ceil(x) == std::ceil(x));
  });
}

TEST_CASE("powers are within 1e-15 of those in long double") {
  check([] {
    const double base = real(1e-30, 1e40);
    const double exponent = real(1e-3, 5) * (flag() ? -1 : 1);
    const long double expected = std::pow(static_cast<long double>(base), static_cast<long double>(exponent));
    RC_ASSERT(std::abs(static_cast<long double>(math::pow(base, exponent)) / expected - 1) <= 1e-15L);
  });
}

TEST_CASE("a logarithm undoes an exponential") {
  check([] {
    const auto x = static_cast<long double>(real(1e-6, 690) * (flag() ? -1 : 1));
    RC_ASSERT(std::abs(math::log(math::exp(x)) - x) <= 1e-16L * (1 + std::abs(x)));
  });
}

TEST_CASE("the nearest round number, the smaller one when tied") {
  check([] {
    static const std::vector<std::int64_t> ascending = [] {
      std::vector<std::int64_t> all;
      for (const std::int64_t odd : {1, 3, 5, 7, 9})
        for (int i = 0; i < 60; ++i) all.push_back(odd << i);
      std::sort(all.begin(), all.end());
      return all;
    }();
    const auto at = static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(ascending.size()) - 2));
    const double middle = static_cast<double>(ascending[at]) / 2 + static_cast<double>(ascending[at + 1]) / 2;
    const double x = flag() ? middle : flag() ? real(0.1, 9.2e18) : std::nextafter(middle, flag() ? 0 : 1e19);

    // Differences to the neighbours are exact: they are within a factor of 2.
    std::int64_t nearest = ascending.front();
    for (const std::int64_t candidate : ascending)
      if (std::abs(static_cast<double>(candidate) - x) < std::abs(static_cast<double>(nearest) - x))
        nearest = candidate;
    RC_ASSERT(scalewall::nearest_round_number(x) == nearest);
  });
}
