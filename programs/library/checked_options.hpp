// Options whose values are checked as they are read: whole numbers, months, choices.

#pragma once

#include "written_values.hpp"
#include <scalewall/error.hpp>
#include <scalewall/math.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

enum class output_format { table, markdown, csv, json };

struct format_choice {
  const char* name;
  output_format format;
};

inline constexpr const char* whole_number_rule = "a whole number from 1 to 2^63 - 1, in digits";

/// An option for a whole number from 1 on; `Target` holds a std::int64_t.
template <class Target>
CLI::Option* add_whole_number_option(CLI::App& app, const std::string& name, Target& value,
                                     const std::string& meaning) {
  return app
      .add_option_function<std::string>(
          name,
          [name, &value](const std::string& text) {
            value = read_positive<std::int64_t>(name, text, whole_number_rule);
          },
          meaning)
      ->type_name("N");
}

/// The same, repeatable.
CLI::Option* add_whole_numbers_option(CLI::App& app, const std::string& name,
                                      std::vector<std::int64_t>& values, const std::string& meaning);

/// An option for so many of a unit, positive and finite; `Target` holds a quantity.
template <class Target, class Quantity>
CLI::Option* add_quantity_option(CLI::App& app, const std::string& name, Target& value, Quantity unit,
                                 const std::string& meaning) {
  return app
      .add_option_function<std::string>(
          name,
          [name, &value, unit](const std::string& text) {
            const char* rule = "a positive, finite number";
            const Quantity read = read_positive<double>(name, text, rule) * unit;
            if (!scalewall::is_positive_and_finite(read))
              throw scalewall::broken_rule(name + " is " + rule + ", not " + scalewall::quoted_text(text));
            value = read;
          },
          meaning)
      ->type_name("X");
}

/// An option for a time with its unit; `Target` holds seconds.
template <class Target>
CLI::Option* add_time_option(CLI::App& app, const std::string& name, Target& value,
                             const std::string& meaning) {
  return app
      .add_option_function<std::string>(
          name, [name, &value](const std::string& text) { value = read_time(name, text); },
          meaning + ", with its unit: ms, s, min or h")
      ->type_name("TIME");
}

/// --months or, instead, --days: a positive, finite time.
CLI::Option* add_months_option(CLI::App& app, scalewall::seconds& time, const std::string& meaning);
CLI::Option* add_months_option(CLI::App& app, std::optional<scalewall::seconds>& time,
                               const std::string& meaning);

/// --seconds: how long measuring may take.
CLI::Option* add_seconds_option(CLI::App& app, scalewall::seconds& budget);

/// What is offered where nothing is written as CSV.
inline const std::vector<format_choice> formats_without_csv = {
    {"table", output_format::table}, {"markdown", output_format::markdown}, {"json", output_format::json}};

/// --format, one of `offered`.
CLI::Option* add_format_option(CLI::App& app, output_format& format,
                               const std::vector<format_choice>& offered = {
                                   {"table", output_format::table},
                                   {"markdown", output_format::markdown},
                                   {"csv", output_format::csv},
                                   {"json", output_format::json}});
