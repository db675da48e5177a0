// Numbers and names as a C++ source file has them.
//
// A quantity is a short literal that reads back as the same double: `80_GB`, `50_MiB`, `4.5_us`. Where
// only so many digits were measured, the number is rounded to them first.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace scalewall {

/// As many as a fit to measurements is worth.
inline constexpr int measured_digits = 4;

/// All the digits that it takes.
inline constexpr int exact_digits = 17;

/// Rounded correctly. Zero, what is not finite and what would no longer be finite stay as they are.
inline double rounded(double value, int digits) {
  if (value == 0 || !math::is_finite(value) || digits >= exact_digits) return value;
  char text[32];
  const char* end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits - 1).ptr;
  return spelled_number<double>({text, end}).value_or(value);
}

namespace detail {

struct literal_unit {
  const char* suffix;
  long double factor;
};

/// The shortest text that, as a literal of the unit, is the value again; empty where there is none.
inline std::string text_in_unit(double value, long double factor) {
  for (int digits = 1; digits <= exact_digits; ++digits) {
    std::string text =
        exact_text(rounded(static_cast<double>(static_cast<long double>(value) / factor), digits));
    // A whole number beyond 64 bits is no literal.
    if (text.size() > 18 && text.find_first_of(".e") == std::string::npos) text += ".0";
    const std::optional<long double> read = spelled_number<long double>(text);
    if (read && static_cast<double>(*read * factor) == value) return text;
  }
  return "";
}

inline std::string shortest_literal(const char* type, double value, int digits,
                                    std::initializer_list<literal_unit> units) {
  if (value == math::infinity) return std::string(type) + "::from_value(math::infinity)";
  value = rounded(value, digits);
  std::string shortest;
  std::size_t length = 0;
  for (const literal_unit& unit : units) {
    const std::string text = text_in_unit(value, unit.factor);
    const double number = static_cast<double>(static_cast<long double>(value) / unit.factor);
    // Shorter, or at least better to read.
    const std::size_t counted =
        text.size() + std::strlen(unit.suffix) + (number < 1 || number >= 1000 ? 2 : 0);
    if (text.empty() || (!shortest.empty() && counted >= length)) continue;
    shortest = text + unit.suffix;
    length = counted;
  }
  if (shortest.empty()) return std::string(type) + "::from_value(" + exact_text(value) + ")";
  return shortest;
}

}  // namespace detail

// Throw `broken_rule` for NaN.

inline std::string literal(double value, int digits = exact_digits) {
  if (value == math::infinity) return "math::infinity";
  return exact_text(rounded(value, digits));
}
inline std::string literal(bytes value, int digits = exact_digits) {
  return detail::shortest_literal("bytes", value.value(), digits,
                                  {{"_B", 1},
                                   {"_kB", 1e3L},
                                   {"_MB", 1e6L},
                                   {"_GB", 1e9L},
                                   {"_KiB", 1024},
                                   {"_MiB", 1048576},
                                   {"_GiB", 1073741824}});
}
inline std::string literal(seconds value, int digits = exact_digits) {
  return detail::shortest_literal("seconds", value.value(), digits,
                                  {{"_s", 1}, {"_ms", 1e-3L}, {"_us", 1e-6L}, {"_ns", 1e-9L}});
}
inline std::string literal(hertz value, int digits = exact_digits) {
  return detail::shortest_literal("hertz", value.value(), digits,
                                  {{"_Hz", 1}, {"_MHz", 1e6L}, {"_GHz", 1e9L}});
}
inline std::string literal(flop value, int digits = exact_digits) {
  return detail::shortest_literal("flop", value.value(), digits, {{"_FLOP", 1}});
}
inline std::string literal(flop_per_second value, int digits = exact_digits) {
  return detail::shortest_literal(
      "flop_per_second", value.value(), digits,
      {{"_FLOP_per_s", 1}, {"_GFLOP_per_s", 1e9L}, {"_TFLOP_per_s", 1e12L}, {"_PFLOP_per_s", 1e15L}});
}
inline std::string literal(bytes_per_second value, int digits = exact_digits) {
  return detail::shortest_literal(
      "bytes_per_second", value.value(), digits,
      {{"_B_per_s", 1}, {"_MB_per_s", 1e6L}, {"_GB_per_s", 1e9L}, {"_TB_per_s", 1e12L}});
}

/// In quotes. What is not a letter of ASCII that can be printed is left out.
inline std::string string_literal(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c < ' ' || c > '~') continue;
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// Small letters, digits and single underscores, a letter first: `nvidia_h100_80gb_hbm3`. It may be a keyword; with a
/// word behind it, it is not.
inline std::string identifier_of(std::string_view name) {
  std::string made;
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    if (letter < 128 && std::isalnum(letter) != 0)
      made += static_cast<char>(std::tolower(letter));
    else if (!made.empty() && made.back() != '_')
      made += '_';
  }
  while (!made.empty() && made.back() == '_') made.pop_back();
  if (made.empty()) return "machine";
  return std::isdigit(static_cast<unsigned char>(made.front())) != 0 ? "machine_" + made : made;
}

}  // namespace scalewall
