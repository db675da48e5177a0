// Inputs that are known within a range, as they are written: "matmul latency=0.5..2", "batch~0.5..2".

#pragma once

#include "written_values.hpp"
#include <scalewall/analysis/uncertainty.hpp>
#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// `=` stands for log-uniform, `~` for log-normal; the factors are of the nominal value. Throws `broken_rule` where the
/// text is neither, and with the nearest names where there is no such parameter.
template <class Parameter>
scalewall::uncertain_of<Parameter> read_uncertain(const std::string& text,
                                                  const std::vector<Parameter>& known) {
  using shape = typename scalewall::uncertain_of<Parameter>::shape;
  const std::size_t sign = text.find_first_of("=~");
  const std::size_t dots = sign == std::string::npos ? sign : text.find("..", sign);
  if (dots == std::string::npos)
    throw scalewall::broken_rule("--vary is NAME=LOW..HIGH or NAME~LOW..HIGH, not " +
                                 scalewall::quoted_text(text));
  const auto factor = [&](std::size_t from, std::size_t to) {
    return read_positive<double>("a factor of --vary", text.substr(from, to - from), "a positive number");
  };
  scalewall::uncertain_of<Parameter> input{scalewall::choose(known, "parameter", text.substr(0, sign)),
                                           factor(sign + 1, dots), factor(dots + 2, text.size()),
                                           text[sign] == '=' ? shape::log_uniform : shape::log_normal};
  scalewall::require(input.low <= input.high, "a range of factors ascends",
                     {{"low", input.low}, {"high", input.high}});
  return input;
}

inline constexpr std::int64_t most_draws = 1'000'000;

/// Throws `broken_rule` where there are too many draws.
inline scalewall::monte_carlo checked_draws(std::int64_t draws, std::int64_t seed) {
  if (draws > most_draws)
    throw scalewall::broken_rule("--draws is at most " + to_text(scalewall::count{most_draws}) + ", not '" +
                                 std::to_string(draws) + "'");
  return {.draws = static_cast<std::size_t>(draws), .seed = static_cast<std::uint64_t>(seed)};
}

/// Adds all that were given. Throws `broken_rule` where one is given twice.
template <class Parameter>
void add_uncertain(std::vector<scalewall::uncertain_of<Parameter>>& inputs,
                   const std::vector<std::string>& texts, const std::vector<Parameter>& known) {
  for (const std::string& text : texts) {
    const scalewall::uncertain_of<Parameter> input = read_uncertain(text, known);
    if (std::any_of(inputs.begin(), inputs.end(), [&](const scalewall::uncertain_of<Parameter>& other) {
          return other.parameter.name == input.parameter.name;
        }))
      throw scalewall::broken_rule("'" + input.parameter.name + "' is varied twice");
    inputs.push_back(input);
  }
}

/// What is assumed where nothing is said. The ranges are illustrative: none of them has been measured. Latencies and
/// the batch within a factor of two either way, bandwidths within a quarter, arithmetic within a tenth.
inline std::vector<scalewall::uncertain> illustrative_inputs(const std::vector<scalewall::parameter>& known) {
  std::vector<scalewall::uncertain> inputs;
  for (const scalewall::parameter& one : known) {
    const std::string_view name = one.name;
    if (name.ends_with("latency") || name == "batch") inputs.push_back({one, 0.5, 2});
    if (name.ends_with("bandwidth")) inputs.push_back({one, 0.8, 1.25});
    if (name == "arithmetic rate") inputs.push_back({one, 0.9, 1.1});
  }
  return inputs;
}

/// As it would be written.
template <class Parameter>
std::string to_text(const scalewall::uncertain_of<Parameter>& input) {
  const bool uniform = input.distribution == scalewall::uncertain_of<Parameter>::shape::log_uniform;
  return input.parameter.name + (uniform ? "=" : "~") + scalewall::exact_text(input.low) + ".." +
         scalewall::exact_text(input.high);
}
