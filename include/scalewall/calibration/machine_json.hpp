// A device and what is known of it as JSON, so that a recording can be replayed where the device is not.
//
//     {"name": ..., "backend": ..., "facts": {"driver": "535.104"}, "known": {"memory": [{"kind": "global", ...}], ...}}
//
// Units stand in the keys, numbers are exact. Instead of "known" may stand {"catalog": "H100 SXM"}: the descriptor is
// then that of the catalog, which whoever reads the file looks up.

#pragma once

#include <scalewall/calibration/descriptor_json.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/timing/backend.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace scalewall {

/// A device that was read, and the name of its descriptor in the catalog where it has none of its own.
struct described_machine {
  device_description device;
  std::string catalog{};
};

inline void to_json(nlohmann::ordered_json& json, const device_description& device) {
  nlohmann::ordered_json facts = nlohmann::ordered_json::object();
  for (const auto& [what, fact] : device.facts) facts[what] = fact;
  json = {{"name", device.name}, {"backend", device.backend}, {"facts", facts}, {"known", device.known}};
}

/// Throws `broken_rule` where the text is no JSON, or describes no device that can compute.
inline described_machine read_machine(std::string_view text) try {
  const auto json = parse_json<nlohmann::ordered_json>(text);
  described_machine machine;
  machine.device.name = shown_name(json.at("name"), "the name of a machine");
  if (json.contains("backend"))
    machine.device.backend = shown_name(json.at("backend"), "the name of a backend");
  if (json.contains("facts"))
    for (const auto& [what, fact] : json.at("facts").items())
      machine.device.facts.emplace_back(what, fact.get<std::string>());
  machine.catalog = json.value("catalog", "");
  if (machine.catalog.empty()) {
    json.at("known").get_to(machine.device.known);
    require_valid(machine.device.known);
  }
  return machine;
} catch (const nlohmann::json::exception& error) {
  throw broken_rule(detail::reason_of(error));
}

}  // namespace scalewall
