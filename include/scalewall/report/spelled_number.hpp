// Text as numbers, whatever the locale. Not every standard library reads floating-point numbers with std::from_chars
// (libc++ does from 20 on, and no long double in 22); where it does not, a stream does, and that of libc++ takes
// subnormal numbers for too small.

#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <locale>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

namespace scalewall {

namespace detail {

/// The digits that `text` starts with, which are taken off it.
inline std::string_view take_digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  text.remove_prefix(digits.size());
  return digits;
}

/// The floating-point number that std::from_chars finds in a text which it reads to the end.
template <std::floating_point Number>
std::optional<Number> read_by_stream(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with('-')) rest.remove_prefix(1);
  const std::string_view whole = take_digits(rest);
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
  }
  if (whole.empty() && fraction.empty()) return {};
  if (rest.starts_with('e') || rest.starts_with('E')) {
    rest.remove_prefix(1);
    if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
    if (take_digits(rest).empty()) return {};
  }
  if (!rest.empty()) return {};

  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  Number number{};
  in >> number;
  const auto has_value = [](std::string_view digits) {
    return digits.find_first_not_of('0') != std::string_view::npos;
  };
  const bool is_too_small = !(number < 0 || number > 0) && (has_value(whole) || has_value(fraction));
  if (in.fail() || is_too_small) return {};
  return number;
}

}  // namespace detail

/// The finite number that the whole text spells: "-12", and where `Number` has fractions "0.5" and "6.4e24". Nothing
/// where it spells none, or one that is beyond the range of `Number`.
template <class Number>
std::optional<Number> spelled_number(std::string_view text) {
  Number number{};
  if constexpr (requires { std::from_chars(text.data(), text.data(), number); }) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    if constexpr (std::floating_point<Number>)
      if (!std::isfinite(number)) return {};
    return number;
  } else {
    return detail::read_by_stream<Number>(text);
  }
}

}  // namespace scalewall
