// Roots, powers, quantiles and divisors that work in constant expressions with every compiler.
//
// std::sqrt, std::pow and std::ceil are not constexpr in C++20. What is here gives the same bits at compile
// time and at run time, so that a formula has one value.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace scalewall::math {

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr bool is_finite(double x) { return x > -infinity && x < infinity; }

/// The least whole number not below `x`. Throws `broken_rule` unless 0 <= x (finite).
constexpr double ceil(double x) {
  if (!(x >= 0 && is_finite(x)))
    require(false, "ceil takes a finite number that is not negative", {{"x", x}});
  if (x >= 4503599627370496.0) return x;  // 2^52: every double from here on is whole
  const double whole = static_cast<double>(static_cast<std::int64_t>(x));
  return whole < x ? whole + 1 : whole;
}

/// Rounded down. Exact for every 64-bit value, which a root in double is not.
constexpr std::int64_t integer_sqrt(std::int64_t n) {
  require(n >= 0, "a square root is taken of a number that is not negative", {{"n", n}});
  std::uint64_t rest = static_cast<std::uint64_t>(n), root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 62; bit != 0; bit >>= 2) {
    if (rest >= root + bit) {
      rest -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  }
  return static_cast<std::int64_t>(root);
}

namespace detail {

/// The correctly rounded root of a positive normal number, in integers: of x = m * 4^k with a 108 bit m, the
/// root's 54 bits are those of a double and one more, which decides the rounding. No root lies exactly half
/// way.
constexpr double correctly_rounded_sqrt(double x) {
  __extension__ using wide = unsigned __int128;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int exponent = static_cast<int>(bits >> 52) - 1075;  // x = fraction * 2^exponent
  const std::uint64_t fraction = (bits & 0xF'FFFF'FFFF'FFFF) | 0x10'0000'0000'0000;
  const int shift = exponent % 2 == 0 ? 54 : 55;
  const wide scaled = static_cast<wide>(fraction) << shift;

  // Newton from above descends monotonically to the root rounded down.
  wide root = wide{1} << 54;
  for (wide next = (root + scaled / root) / 2; next < root; next = (root + scaled / root) / 2) root = next;
  const auto rounded = static_cast<std::uint64_t>((root + 1) / 2);

  const int half_exponent = (exponent - shift) / 2 + 1;
  const double scale = std::bit_cast<double>(static_cast<std::uint64_t>(half_exponent + 1023) << 52);
  return static_cast<double>(rounded) * scale;
}

}  // namespace detail

/// The correctly rounded square root. Throws `broken_rule` for negative numbers and NaN.
constexpr double sqrt(double x) {
  if (!(x >= 0)) require(false, "a square root is taken of a number that is not negative", {{"x", x}});
  if (x == 0 || x == infinity) return x;
  if (!std::is_constant_evaluated()) return __builtin_sqrt(x);
  require(x >= std::numeric_limits<double>::min(), "a root in a constant expression is of a normal number");
  return detail::correctly_rounded_sqrt(x);
}

/// Natural logarithm, to about an ulp of its type. Nothing but the four operations is used, so a double has the same bits
/// on every machine. Throws `broken_rule` unless 0 < x < infinity.
template <std::floating_point Real>
constexpr Real log(Real x) {
  require(x > 0 && x < static_cast<Real>(infinity), "a logarithm is taken of a positive finite number",
          {{"x", x}});
  constexpr Real ln2 = static_cast<Real>(0.693147180559945309417232121458176568L);
  constexpr Real root_half = static_cast<Real>(0.70710678118654752440L);
  int exponent = 0;
  for (; x >= 2 * root_half; x /= 2) ++exponent;
  for (; x < root_half; x *= 2) --exponent;
  // log(x) = 2 artanh(s) with s = (x - 1) / (x + 1), |s| < 0.172
  const Real s = (x - 1) / (x + 1);
  Real sum = 0;
  for (int k = 27; k >= 1; k -= 2) sum = sum * s * s + Real{1} / static_cast<Real>(k);
  return 2 * s * sum + static_cast<Real>(exponent) * ln2;
}

/// e to the power of `x`, to about an ulp of its type for |x| < 1 and |x| ulps beyond. Throws `broken_rule` where the
/// result is no finite double.
template <std::floating_point Real>
constexpr Real exp(Real x) {
  require(x > -700 && x < 700, "the exponent stays within the range of a double", {{"x", x}});
  constexpr Real ln2 = static_cast<Real>(0.693147180559945309417232121458176568L);
  constexpr Real half = static_cast<Real>(0.5L);
  const int exponent = static_cast<int>(x / ln2 + (x < 0 ? -half : half));
  const Real rest = x - static_cast<Real>(exponent) * ln2;
  Real sum = 1;
  for (int k = 22; k >= 1; --k) sum = 1 + sum * rest / static_cast<Real>(k);
  for (int i = 0; i < exponent; ++i) sum *= 2;
  for (int i = 0; i > exponent; --i) sum /= 2;
  return sum;
}

/// `base` to the power of `exponent`, for a positive base; within 1e-15 relative.
constexpr double pow(double base, double exponent) {
  return static_cast<double>(exp(static_cast<long double>(exponent) * log(static_cast<long double>(base))));
}

/// Of values that ascend: between the least, for a share of 0, and the greatest, for 1; interpolated between two values.
/// Throws `broken_rule` unless there are values, and the share lies in [0, 1].
template <class Ascending>
constexpr auto quantile(const Ascending& values, double share) {
  require(!values.empty(), "a quantile is one of some values");
  require(share >= 0 && share <= 1, "a quantile lies in [0, 1]", {{"share", share}});
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = below + 1 < values.size() ? below + 1 : below;
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

constexpr std::int64_t divide_up(std::int64_t numerator, std::int64_t denominator) {
  return numerator / denominator + (numerator % denominator != 0);
}

struct prime_power {
  std::int64_t prime = 2;
  int exponent = 0;
  friend constexpr bool operator==(const prime_power&, const prime_power&) = default;
};

/// Ascending primes. Fifteen distinct ones already multiply to more than 63 bits.
using factorization = fixed_list<prime_power, 16>;

/// Throws `broken_rule` unless n >= 1. Takes as many steps as the largest but one prime factor.
constexpr factorization factorize(std::int64_t n) {
  require(n >= 1, "only a positive number has divisors", {{"n", n}});
  factorization factors;
  const auto take_out = [&](std::int64_t prime) {
    int exponent = 0;
    for (; n % prime == 0; n /= prime) ++exponent;
    if (exponent > 0) factors.push_back({prime, exponent});
  };
  take_out(2);
  for (std::int64_t candidate = 3; candidate <= n / candidate; candidate += 2) take_out(candidate);
  if (n > 1) factors.push_back({n, 1});
  return factors;
}

/// Calls `visit(divisor)` for every divisor of the factorized number, in no particular order.
template <class Visitor>
constexpr void for_each_divisor(const factorization& factors, Visitor&& visit, std::size_t from = 0,
                                std::int64_t product = 1) {
  if (from == factors.size()) {
    visit(product);
    return;
  }
  for (int power = 0; power <= factors[from].exponent; ++power) {
    for_each_divisor(factors, visit, from + 1, product);
    if (power < factors[from].exponent) product *= factors[from].prime;
  }
}

/// The least divisor of `n` that is not below `bound`, or 0 where every divisor is.
constexpr std::int64_t least_divisor_not_below(std::int64_t n, std::int64_t bound) {
  std::int64_t least = 0;
  for_each_divisor(factorize(n), [&](std::int64_t divisor) {
    if (divisor >= bound && (least == 0 || divisor < least)) least = divisor;
  });
  return least;
}

}  // namespace scalewall::math
