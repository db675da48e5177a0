// A device and what is known of it as JSON, so that a recording can be replayed where the device is not.
//
//     {"name": ..., "backend": ..., "facts": {"driver": "535.104"}, "known": {"memory": [{"kind": "global", ...}], ...}}
//
// Units stand in the keys, numbers are exact. Instead of "known" may stand {"catalog": "H100 SXM"}: the descriptor is
// then that of the catalog, which whoever reads the file looks up.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/timing/backend.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace scalewall {

/// A device that was read, and the name of its descriptor in the catalog where it has none of its own.
struct described_machine {
  device_description device;
  std::string catalog{};
};

namespace detail {

/// The rule that nlohmann-json says is broken, without its number.
inline std::string reason_of(const nlohmann::json::exception& error) {
  const std::string_view told = error.what();
  const std::size_t end = told.find("] ");
  return std::string(end == std::string_view::npos ? told : told.substr(end + 2));
}

template <class Enumeration, std::size_t N>
Enumeration enumerator_named(const std::string& written, const std::array<std::string_view, N>& names) try {
  return value_named<Enumeration>(written, names);
} catch (const broken_rule& broken) {
  throw broken_rule(quoted_text(written) + ": " + broken.what());
}

/// Longer ones fill a terminal.
inline constexpr std::size_t longest_name = 200;

/// A name that programs, plots and headers show as it is. Throws `broken_rule` where a terminal would obey it.
inline std::string read_name(const nlohmann::ordered_json& json, const std::string& what) {
  std::string text = json.get<std::string>();
  if (text.size() > longest_name || printable_text(text) != text)
    throw broken_rule(what + " has no control characters and at most " + std::to_string(longest_name) +
                      " bytes, not as in " + quoted_text(text));
  return text;
}

/// The number of a key, zero where it is not there.
inline double number_or_zero(const nlohmann::ordered_json& object, const char* key) {
  return object.contains(key) ? object.at(key).get<double>() : 0;
}

inline std::int64_t whole_number(const nlohmann::ordered_json& object, const char* key) {
  const nlohmann::ordered_json& value = object.at(key);
  if (!value.is_number_integer()) throw broken_rule("'" + std::string(key) + "' is a whole number");
  return value.get<std::int64_t>();
}

inline memory_level read_memory_level(const nlohmann::ordered_json& json) {
  return {.kind = enumerator_named<memory_kind>(json.at("kind").get<std::string>(), memory_kind_names),
          .capacity = bytes::from_value(json.at("capacity_bytes").get<double>()),
          .units = whole_number(json, "units"),
          .bandwidth = bytes_per_second::from_value(number_or_zero(json, "bandwidth_bytes_per_s")),
          .unit_bytes_per_clock = bytes::from_value(number_or_zero(json, "unit_bytes_per_clock")),
          .units_exchange_data = json.value("units_exchange_data", false)};
}

/// Throws `broken_rule` where the accelerator does not compute in the format.
inline arithmetic_rate& rate_of(accelerator& gpu, precision format) {
  for (arithmetic_rate& rate : gpu.rates)
    if (rate.format == format) return rate;
  throw broken_rule("'published_flop_per_s' has '" + std::string(name(format)) +
                    "', which 'flop_per_clock_and_thread' has not");
}

inline accelerator read_accelerator(const nlohmann::ordered_json& json) {
  accelerator gpu;
  for (const nlohmann::ordered_json& level : json.at("memory"))
    gpu.memory.push_back(read_memory_level(level));
  for (const auto& [format, per_clock] : json.at("flop_per_clock_and_thread").items())
    gpu.rates.push_back(
        {enumerator_named<precision>(format, precision_names), flop::from_value(per_clock.get<double>())});
  if (json.contains("published_flop_per_s"))
    for (const auto& [format, rate] : json.at("published_flop_per_s").items())
      rate_of(gpu, enumerator_named<precision>(format, precision_names)).published =
          flop_per_second::from_value(rate.get<double>());
  gpu.format = enumerator_named<precision>(json.at("format").get<std::string>(), precision_names);
  gpu.threads = whole_number(json, "threads");
  gpu.clock = hertz::from_value(json.at("clock_hz").get<double>());
  gpu.sustained_share = json.at("sustained_share").get<double>();
  if (json.contains("evidence"))
    gpu.evidence = enumerator_named<evidence>(json.at("evidence").get<std::string>(), evidence_names);
  gpu.tile_share = json.at("tile_share").get<double>();
  gpu.matmul_latency = seconds::from_value(number_or_zero(json, "matmul_latency_s"));
  if (json.contains("power_w")) gpu.power = watts::from_value(json.at("power_w").get<double>());
  if (json.contains("price_per_s"))
    gpu.price = money_per_second::from_value(json.at("price_per_s").get<double>());
  require_valid(gpu);
  return gpu;
}

}  // namespace detail

inline void to_json(nlohmann::ordered_json& json, const memory_level& level) {
  json = {{"kind", name(level.kind)},
          {"capacity_bytes", level.capacity.value()},
          {"units", level.units},
          {"bandwidth_bytes_per_s", level.bandwidth.value()},
          {"unit_bytes_per_clock", level.unit_bytes_per_clock.value()},
          {"units_exchange_data", level.units_exchange_data}};
}

/// Without its name.
inline void to_json(nlohmann::ordered_json& json, const accelerator& gpu) {
  nlohmann::ordered_json rates = nlohmann::ordered_json::object();
  nlohmann::ordered_json published = nlohmann::ordered_json::object();
  for (const arithmetic_rate& rate : gpu.rates) {
    rates[std::string(name(rate.format))] = rate.per_clock_and_thread.value();
    if (rate.published) published[std::string(name(rate.format))] = rate.published->value();
  }
  nlohmann::ordered_json memory = nlohmann::ordered_json::array();
  for (const memory_level& level : gpu.memory) memory.push_back(level);
  json = {{"memory", memory},
          {"flop_per_clock_and_thread", rates},
          {"format", name(gpu.format)},
          {"threads", gpu.threads},
          {"clock_hz", gpu.clock.value()},
          {"sustained_share", gpu.sustained_share},
          {"evidence", name(gpu.evidence)},
          {"tile_share", gpu.tile_share},
          {"matmul_latency_s", gpu.matmul_latency.value()}};
  if (!published.empty()) json["published_flop_per_s"] = published;
  if (gpu.power) json["power_w"] = gpu.power->value();
  if (gpu.price) json["price_per_s"] = gpu.price->value();
}

inline void to_json(nlohmann::ordered_json& json, const device_description& device) {
  nlohmann::ordered_json facts = nlohmann::ordered_json::object();
  for (const auto& [what, fact] : device.facts) facts[what] = fact;
  json = {{"name", device.name}, {"backend", device.backend}, {"facts", facts}, {"known", device.known}};
}

/// Throws `broken_rule` where the text is no JSON, or describes no device that can compute.
inline described_machine read_machine(std::string_view text) try {
  const auto json = parse_json<nlohmann::ordered_json>(text);
  described_machine machine;
  machine.device.name = detail::read_name(json.at("name"), "the name of a machine");
  if (json.contains("backend"))
    machine.device.backend = detail::read_name(json.at("backend"), "the name of a backend");
  if (json.contains("facts"))
    for (const auto& [what, fact] : json.at("facts").items())
      machine.device.facts.emplace_back(what, fact.get<std::string>());
  machine.catalog = json.value("catalog", "");
  if (machine.catalog.empty()) machine.device.known = detail::read_accelerator(json.at("known"));
  return machine;
} catch (const nlohmann::json::exception& error) {
  throw broken_rule(detail::reason_of(error));
}

}  // namespace scalewall
