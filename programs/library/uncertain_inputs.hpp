// Inputs that are known within a range, as they are written: "matmul latency=0.5..2", "batch~0.5..2".

#pragma once

#include "written_values.hpp"
#include <scalewall/analysis/uncertainty.hpp>
#include <scalewall/error.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// `=` stands for log-uniform, `~` for log-normal; the factors are of the nominal value. Throws `broken_rule` where the
/// text is neither, and with the nearest names where there is no such parameter.
inline scalewall::uncertain read_uncertain(const std::string& text,
                                           const std::vector<scalewall::parameter>& known) {
  const std::size_t sign = text.find_first_of("=~");
  const std::size_t dots = sign == std::string::npos ? sign : text.find("..", sign);
  if (dots == std::string::npos)
    throw scalewall::broken_rule("--vary is NAME=LOW..HIGH or NAME~LOW..HIGH, not " +
                                 scalewall::quoted_text(text));
  const auto factor = [&](std::size_t from, std::size_t to) {
    return read_positive<double>("a factor of --vary", text.substr(from, to - from), "a positive number");
  };
  const scalewall::uncertain input{
      scalewall::choose(known, "parameter", text.substr(0, sign)), factor(sign + 1, dots),
      factor(dots + 2, text.size()),
      text[sign] == '=' ? scalewall::uncertain::shape::log_uniform : scalewall::uncertain::shape::log_normal};
  scalewall::require(input.low <= input.high, "a range of factors ascends",
                     {{"low", input.low}, {"high", input.high}});
  return input;
}

/// Adds all that were given. Throws `broken_rule` where one is given twice.
inline void add_uncertain(std::vector<scalewall::uncertain>& inputs, const std::vector<std::string>& texts,
                          const std::vector<scalewall::parameter>& known) {
  for (const std::string& text : texts) {
    const scalewall::uncertain input = read_uncertain(text, known);
    if (std::any_of(inputs.begin(), inputs.end(), [&](const scalewall::uncertain& other) {
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
inline std::string to_text(const scalewall::uncertain& input) {
  const bool uniform = input.distribution == scalewall::uncertain::shape::log_uniform;
  return input.parameter.name + (uniform ? "=" : "~") + scalewall::exact_text(input.low) + ".." +
         scalewall::exact_text(input.high);
}
