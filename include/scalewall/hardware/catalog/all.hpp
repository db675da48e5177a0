// Every cluster of the catalog, to be found by name.

#pragma once

#include <scalewall/hardware/catalog/hypothetical.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/named_choice.hpp>

#include <string_view>

namespace scalewall::catalog {

inline constexpr cluster all[] = {dgx_v100,
                                  dgx_a100,
                                  h100_pcie_nodes,
                                  dgx_h100,
                                  measured_dgx_h100,
                                  dgx_h200,
                                  measured_dgx_h200,
                                  dgx_b200,
                                  dgx_b300,
                                  gb200_nvl72,
                                  gb300_nvl72,
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

}  // namespace scalewall::catalog
