// Quantities as a person writes them: 2.05e28 FLOP, 3.35 TB/s, 17.3 ms, 2.4 months, 4.19 M tokens.
//
// A prefix up to E (1e18) keeps the number between 1 and 1000; from 1e21 on it is written with an exponent,
// as training compute is. Bytes have SI prefixes. Prefixes and units are spelled as in the literals. Time has
// the largest of ns, us, ms, s, min, h, days, months and years of which there is one; a month is 3.154e7/12
// s.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/report/number_text.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace scalewall {

namespace detail {

struct unit_spelling {
  std::string_view name;
  std::string_view name_of_one = name;
  std::string_view after_prefix = "";  ///< between prefix and name
  int least_exponent = 0;              ///< of ten, in the smallest prefix in use
};

inline std::string text_with_prefix(double value, int digits, const unit_spelling& unit) {
  constexpr std::string_view prefixes[] = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
  constexpr int least = -9, largest = 18;
  return signed_text(value, std::string(" ").append(unit.name), [&](double magnitude) {
    const decimal rounded = round_to(magnitude, digits);
    if (rounded.exponent >= largest + 3 || rounded.exponent < unit.least_exponent - 3)
      return rounded.scientific() + " " + std::string(unit.name);
    const int power = rounded.exponent < unit.least_exponent ? unit.least_exponent
                                                             : least + (rounded.exponent - least) / 3 * 3;
    const std::string_view prefix = prefixes[static_cast<std::size_t>((power - least) / 3)];
    std::string text = rounded.with_point(power);
    const bool one = text == "1" && prefix.empty();
    text.append(" ").append(prefix);
    if (!prefix.empty()) text.append(unit.after_prefix);
    return text.append(one ? unit.name_of_one : unit.name);
  });
}

}  // namespace detail

inline std::string to_text(flop value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"FLOP"});
}

inline std::string to_text(bytes value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"B"});
}

inline std::string to_text(tokens value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"tokens", "token", " "});
}

inline std::string to_text(hertz value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"Hz"});
}

inline std::string to_text(flop_per_second value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"FLOP/s"});
}

inline std::string to_text(bytes_per_second value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"B/s"});
}

inline std::string to_text(tokens_per_second value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"tokens/s", "token/s", " "});
}

inline std::string to_text(flop_per_byte value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"FLOP/B"});
}

inline std::string to_text(flop_per_token value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"FLOP/token"});
}

inline std::string to_text(watts value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"W"});
}

/// In watt-hours, as they are paid for.
inline std::string to_text(joules value, int digits = default_digits) {
  return detail::text_with_prefix(value / 1_Wh, digits, {"Wh"});
}

inline std::string to_text(money value, int digits = default_digits) {
  return detail::text_with_prefix(value.value(), digits, {"dollars", "dollar", " "});
}

inline std::string to_text(seconds value, int digits = default_digits) {
  struct long_unit {
    seconds size;
    std::string_view name, name_of_one;
  };
  constexpr long_unit longest_first[] = {
      {1_years, "years", "year"}, {1_months, "months", "month"}, {1_days, "days", "day"}, {1_h, "h", "h"},
      {1_min, "min", "min"},
  };
  const double magnitude = value.value() < 0 ? -value.value() : value.value();
  for (const long_unit& unit : longest_first) {
    const double number = magnitude / unit.size.value();
    if (!math::is_finite(number) || number == 0 || detail::round_to(number, digits).exponent < 0) continue;
    const std::string text = number_text(number, digits);
    return (value.value() < 0 ? "-" : "") + text + " " +
           std::string(text == "1" ? unit.name_of_one : unit.name);
  }
  return detail::text_with_prefix(value.value(), digits, {.name = "s", .least_exponent = -9});
}

/// What has a text is printed as that.
template <class Dimension>
  requires requires(quantity_of<Dimension> value) { to_text(value); }
std::ostream& operator<<(std::ostream& out, quantity_of<Dimension> value) {
  return out << to_text(value);
}

inline std::ostream& operator<<(std::ostream& out, count number) { return out << to_text(number); }

}  // namespace scalewall
