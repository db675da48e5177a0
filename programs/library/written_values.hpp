// Positive numbers and times as they are written in an option or in a field of the page.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <optional>
#include <string>
#include <string_view>

/// The number that the whole text spells. Throws `broken_rule` with `rule` where that is none, or is not positive.
template <class Number>
Number read_positive(const std::string& option, const std::string& text, const char* rule) {
  const std::optional<Number> value = scalewall::spelled_number<Number>(text);
  if (!value || !(*value > 0))
    throw scalewall::broken_rule(option + " is " + rule + ", not " + scalewall::quoted_text(text));
  return *value;
}

struct time_unit_choice {
  std::string_view name;
  scalewall::seconds size;
};

inline constexpr time_unit_choice known_time_units[] = {{"ms", scalewall::seconds::from_value(1e-3)},
                                                        {"s", scalewall::seconds::from_value(1)},
                                                        {"min", scalewall::seconds::from_value(60)},
                                                        {"h", scalewall::seconds::from_value(3600)}};

/// A time with its unit: `7.1s`, `850 ms`, `2.5min`. Throws `broken_rule` where the text is none, or not from 1 us to 1,000 h.
scalewall::seconds read_time(const std::string& option, const std::string& text);
