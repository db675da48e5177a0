// Every cluster of the catalog, to be found by name.

#pragma once

#include <scalewall/hardware/catalog/amd.hpp>
#include <scalewall/hardware/catalog/hypothetical.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/named_choice.hpp>

#include <string_view>

namespace scalewall::catalog {

inline constexpr cluster all[] = {dgx_v100,
                                  dgx_a100,
                                  dgx_a100_80gb,
                                  h100_pcie_nodes,
                                  dgx_h100,
                                  measured_dgx_h100,
                                  h800_nodes,
                                  dgx_h200,
                                  measured_dgx_h200,
                                  dgx_b200,
                                  dgx_b300,
                                  gb200_nvl72,
                                  gb300_nvl72,
                                  rtx_4090_cards,
                                  mi300x_platform,
                                  mi325x_platform,
                                  mi355x_platform,
                                  h100_superpod,
                                  h100_low_latency,
                                  h100_superpod_low_latency,
                                  h100_global_nvlink,
                                  h100_global_nvlink_low_latency,
                                  h100_infinite_network_low_latency};

/// The cluster of that name (`"H100 SXM"`, whatever its capitals). Throws `broken_rule` with the names that there are,
/// the nearest first.
constexpr const cluster& at(std::string_view name) { return choose(all, "GPU", name); }

/// The cluster of exactly that name, or nullptr: where one may be missing.
constexpr const cluster* find(std::string_view name) {
  for (const cluster& candidate : all)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

/// An accelerator that was read off a device, with the rates that the catalog knows to be published of one with the name that
/// the device gives itself: the highest clock, which a device tells, is not always that of its data sheet.
constexpr accelerator with_published_rates(accelerator known, std::string_view device) {
  const cluster* listed = find(device);
  if (listed == nullptr) return known;
  for (arithmetic_rate& rate : known.rates)
    for (const arithmetic_rate& other : listed->gpu.rates)
      if (other.format == rate.format && other.published) rate.published = other.published;
  return known;
}

}  // namespace scalewall::catalog
