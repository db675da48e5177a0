// Numbers as text: rounded to a few significant digits for a person, or exactly for another program.
//
// What is not a number never looks like one: for a person infinity is `unlimited` and NaN is `not a number`;
// an exact text refuses both.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/math.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace scalewall {

/// Significant digits of a text for a person, where nothing else is asked for.
inline constexpr int default_digits = 3;

namespace detail {

/// d.ddd * 10^exponent: at least one digit, no trailing zeros.
struct decimal {
  std::string digits;
  int exponent = 0;

  std::string scientific() const { return with_point(exponent) + "e" + std::to_string(exponent); }

  /// Divided by 10^shift, without an exponent; thousands are grouped.
  std::string with_point(int shift) const {
    const int whole = exponent - shift + 1;
    if (whole <= 0) return "0." + std::string(static_cast<std::size_t>(-whole), '0') + digits;
    const auto split = static_cast<std::size_t>(whole);
    if (split < digits.size()) return grouped(digits.substr(0, split)) + "." + digits.substr(split);
    return grouped(digits + std::string(split - digits.size(), '0'));
  }

  static std::string grouped(std::string whole) {
    for (std::size_t left = whole.size(); left > 3;) whole.insert(left -= 3, 1, ',');
    return whole;
  }
};

/// Of a positive finite number, correctly rounded.
inline decimal round_to(double magnitude, int digits) {
  require(digits >= 1 && digits <= 17, "a text has between 1 and 17 significant digits",
          {{"digits", digits}});
  char buffer[32];
  const char* end =
      std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific, digits - 1).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t mark = text.find('e');

  decimal rounded{.digits = std::string(text.substr(0, mark))};
  if (digits > 1) rounded.digits.erase(1, 1);
  rounded.digits.erase(rounded.digits.find_last_not_of('0') + 1);
  const char* exponent = buffer + mark + (text[mark + 1] == '+' ? 2 : 1);
  std::from_chars(exponent, end, rounded.exponent);
  return rounded;
}

/// The sign, what `positive` makes of a magnitude other than zero, then `unit`. What is not finite has no
/// unit.
template <class Positive>
std::string signed_text(double value, std::string_view unit, Positive&& positive) {
  if (std::isnan(value)) return "not a number";
  const std::string sign = value < 0 ? "-" : "";
  if (!math::is_finite(value)) return sign + "unlimited";
  if (value == 0) return "0" + std::string(unit);
  return sign + positive(value < 0 ? -value : value);
}

}  // namespace detail

/// A number without a unit: `0.62`, `12,300`, `2.05e28` from a million on, `3e-5` below a thousandth.
inline std::string number_text(double value, int digits = default_digits) {
  return detail::signed_text(value, "", [&](double magnitude) {
    const detail::decimal rounded = detail::round_to(magnitude, digits);
    return rounded.exponent >= 6 || rounded.exponent < -3 ? rounded.scientific() : rounded.with_point(0);
  });
}

/// A share of a whole: `89.5%`.
inline std::string percent_text(double share, int digits = default_digits) {
  return detail::signed_text(share, "%",
                             [&](double magnitude) { return number_text(100 * magnitude, digits) + "%"; });
}

/// Every digit, `671,026,419,200`.
inline std::string digits_text(count number) { return detail::decimal::grouped(to_string(number)); }

/// Exactly, `294,912`, below a billion; from there on rounded, `1.1e12`.
inline std::string to_text(count number, int digits = default_digits) {
  if (number < count{1'000'000'000}) return digits_text(number);
  return detail::round_to(double(number), digits).scientific();
}

/// The shortest text that reads back as the same double. Throws `broken_rule` for NaN and infinities.
inline std::string exact_text(double value) {
  require(math::is_finite(value), "a number that is written for a program is finite", {{"value", value}});
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

}  // namespace scalewall
