#include "written_values.hpp"

#include <cstddef>

scalewall::seconds read_time(const std::string& option, const std::string& text) {
  const std::string rule = "a time from 1 us to 1000 h with its unit, as in 7.1s, 850ms, 2.5min or 1h";
  const std::size_t end = text.find_last_of("0123456789.") + 1;  // 0 where there is none
  const std::size_t unit = text.find_first_not_of(' ', end);
  if (const auto number = scalewall::spelled_number<double>(text.substr(0, end));
      number && unit < text.size())
    for (const time_unit_choice& known : known_time_units)
      if (text.substr(unit) == known.name) {
        const scalewall::seconds time = *number * known.size;
        if (time.value() >= 1e-6 && time.value() <= 3.6e6) return time;
      }
  throw scalewall::broken_rule(option + " is " + rule + ", not " + scalewall::quoted_text(text));
}
