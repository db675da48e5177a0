// Whole numbers that outgrow 64 bits: parameters reach 1e20, clusters 2^59 GPUs times the sparsity.
//
// A single degree, width or batch is a std::int64_t; products of them are a `count`, which checks its
// arithmetic.

#pragma once

#include <scalewall/error.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>

namespace scalewall {

/// A non-negative whole number below 2^128. Sums, differences and products that leave the range throw `broken_rule`.
class count {
 public:
  __extension__ using representation = unsigned __int128;

  constexpr count() = default;

  template <std::integral Integer>
  constexpr count(Integer value) : value_(static_cast<representation>(value)) {
    if (value < Integer{}) require(false, "a count is not negative", {{"value", value}});
  }

  /// The nearest double: exact below 2^53, within 2^-53 relative above.
  constexpr explicit operator double() const { return static_cast<double>(value_); }

  constexpr bool fits_int64() const { return value_ <= static_cast<representation>(INT64_MAX); }

  /// Throws `broken_rule` if the value needs more than 63 bits.
  constexpr std::int64_t as_int64() const {
    if (!fits_int64())
      require(false, "a single degree, width or batch stays below 2^63", {{"value", double(*this)}});
    return static_cast<std::int64_t>(value_);
  }

  friend constexpr count operator*(count a, count b) {
    count product;
    if (__builtin_mul_overflow(a.value_, b.value_, &product.value_))
      require(false, "a count stays below 2^128", {{"factor", double(a)}, {"factor", double(b)}});
    return product;
  }

  friend constexpr count operator+(count a, count b) {
    count sum;
    if (__builtin_add_overflow(a.value_, b.value_, &sum.value_))
      require(false, "a count stays below 2^128", {{"summand", double(a)}, {"summand", double(b)}});
    return sum;
  }

  friend constexpr count operator-(count a, count b) {
    if (a.value_ < b.value_)
      require(false, "a count is not negative", {{"minuend", double(a)}, {"subtrahend", double(b)}});
    a.value_ -= b.value_;
    return a;
  }

  /// Rounded down.
  friend constexpr count operator/(count a, count b) {
    require(b.value_ != 0, "a count is not divided by zero");
    a.value_ /= b.value_;
    return a;
  }

  friend constexpr count operator%(count a, count b) {
    require(b.value_ != 0, "a count is not divided by zero");
    a.value_ %= b.value_;
    return a;
  }

  constexpr count& operator*=(count other) { return *this = *this * other; }
  constexpr count& operator+=(count other) { return *this = *this + other; }

  friend constexpr bool operator==(count, count) = default;
  friend constexpr auto operator<=>(count, count) = default;

 private:
  representation value_ = 0;
};

constexpr count gcd(count a, count b) {
  while (b != count{}) {
    const count rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/// Decimal digits, without separators.
inline std::string to_string(count value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + (value % 10).as_int64()));
    value = value / 10;
  } while (value != count{});
  return digits;
}

}  // namespace scalewall
