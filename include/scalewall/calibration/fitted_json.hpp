// The numbers that fits found, as JSON beside the machine that they are of, and read again as ranges.
//
//     [{"number": "accelerator.memory[1].bandwidth_bytes_per_s", "value": 7.6e12, "low": 7.5e12, "high": 8.1e12,
//       "from": "5 copies"}, {"number": "bf16.cached_bytes", "stopped": "at least", "bound": 350000, "left_out": true}, ...]

#pragma once

#include <scalewall/calibration/descriptor_json.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/report/json_text.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

template <class Value>
void add_paths(std::vector<std::string>& paths, const std::string& path, const Value& value) {
  if constexpr (descriptor_number<Value>) {
    paths.push_back(path);
  } else if constexpr (is_optional<Value>) {
    if (value) add_paths(paths, path, *value);
  } else if constexpr (described<Value>) {
    for_each_member<Value>(
        [&](const auto& member) { add_paths(paths, path + "." + key_of(member), value.*member.pointer); });
  } else if constexpr (is_described_list<Value>) {
    for (std::size_t k = 0; k < value.size(); ++k)
      add_paths(paths, path + "[" + std::to_string(k) + "]", value[k]);
  }
}

}  // namespace detail

/// The way to every number of a descriptor called `name`, by place: `gpu.memory[1].bandwidth_bytes_per_s`.
template <class Descriptor>
std::vector<std::string> number_paths(const std::string& name, const Descriptor& descriptor) {
  std::vector<std::string> paths;
  detail::add_paths(paths, name, descriptor);
  return paths;
}

/// Adds the numbers that were found of a descriptor called `name` to an array.
template <class Descriptor>
void add_fitted(nlohmann::ordered_json& all, const std::string& name,
                const fitted_descriptor<Descriptor>& fit) {
  const std::vector<std::string> paths = number_paths(name, fit.descriptor);
  for (std::size_t place = 0; place < fit.numbers.size(); ++place) {
    if (!fit.numbers[place]) continue;
    const fitted<>& found = *fit.numbers[place];
    nlohmann::ordered_json one = {{"number", paths[place]}};
    if (!found.left_out) one.update({{"value", found.value}, {"low", found.low}, {"high", found.high}});
    one["from"] = to_text(found.evidence);
    if (found.end != fit_end::between) {
      one["stopped"] = fit_end_names[static_cast<std::size_t>(found.end)];
      one["bound"] = found.bound;
    }
    if (found.left_out) one["left_out"] = true;
    all.push_back(std::move(one));
  }
}

/// A number that was found and how far from it it may be: nine of ten fits lie between the two factors.
struct fitted_range {
  std::string number;
  double low_factor = 1;
  double high_factor = 1;
};

/// A number that was found, by its way.
struct fitted_number {
  std::string number;
  double value = 0;
};

/// The numbers of a machine.json that were found, those at which a fit stopped among them. Throws `broken_rule` where the text
/// is no JSON of a machine.
inline std::vector<fitted_number> read_fitted_numbers(std::string_view text) try {
  const auto json = parse_json<nlohmann::ordered_json>(text);
  std::vector<fitted_number> numbers;
  const auto calibration = json.find("calibration");
  if (calibration == json.end() || !calibration->contains("fitted")) return numbers;
  for (const auto& one : calibration->at("fitted"))
    if (one.contains("value")) numbers.push_back({one.at("number"), one.at("value")});
  return numbers;
} catch (const nlohmann::json::exception& error) {
  throw broken_rule(detail::reason_of(error));
}

/// Sets the numbers of a descriptor called `name` that were found of it, and returns how many.
template <class Descriptor>
std::size_t set_fitted(const std::vector<fitted_number>& found, const std::string& name,
                       Descriptor& descriptor) {
  const std::vector<std::string> paths = number_paths(name, descriptor);
  std::size_t place = 0, set = 0;
  for_each_number(descriptor, [&](const auto&, auto& number) {
    const std::string& path = paths[place++];
    for (const fitted_number& one : found)
      if (one.number == path) {
        set_base_value(number, one.value);
        ++set;
      }
  });
  return set;
}

/// The numbers of a machine.json that have an interval. Throws `broken_rule` where the text is no JSON of a machine, or an
/// interval does not hold its value.
inline std::vector<fitted_range> read_fitted_ranges(std::string_view text) try {
  const auto json = parse_json<nlohmann::ordered_json>(text);
  std::vector<fitted_range> ranges;
  const auto calibration = json.find("calibration");
  if (calibration == json.end() || !calibration->contains("fitted")) return ranges;
  for (const auto& one : calibration->at("fitted")) {
    const auto number = one.at("number").get<std::string>();
    if (one.contains("stopped") || one.contains("left_out")) continue;
    const double value = one.at("value"), low = one.at("low"), high = one.at("high");
    require(0 < low && low <= value && value <= high && high < without_limit,
            "a fitted number is positive and lies in its interval",
            {{"value", value}, {"low", low}, {"high", high}});
    if (low < high) ranges.push_back({number, low / value, high / value});
  }
  return ranges;
} catch (const nlohmann::json::exception& error) {
  throw broken_rule(detail::reason_of(error));
}

}  // namespace scalewall
