// Clusters that nobody has built: what the H100 SXM would be with a better network or lower latencies.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137) and the public simulation behind it.

#pragma once

#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/variants.hpp>

namespace scalewall::catalog {

/// Nodes joined by 32 over NVLink switches at half of NVLink's bandwidth.
inline constexpr cluster h100_superpod =
    dgx_h100 |
    with_level_below_outermost(
        {.size = 32, .bandwidth = both_directions(450_GB_per_s), .latency = 1.125_us, .name = "superpod"}) |
    named("H100 SXM Superpod");

inline constexpr cluster h100_low_latency =
    dgx_h100 | latencies_divided_by(10) | named("H100 SXM Low Latency");

/// One NVLink domain of 256 at full bandwidth, with low latency.
inline constexpr cluster h100_superpod_low_latency =
    h100_low_latency | with_level_size(0, 256) | named("H100 SXM Superpod ZL");

inline constexpr cluster h100_global_nvlink =
    dgx_h100 | innermost_network_everywhere() | named("H100 SXM Global NVLink");

inline constexpr cluster h100_global_nvlink_low_latency =
    h100_global_nvlink | latencies_divided_by(10) | named("H100 SXM Global NVLink and LL");

inline constexpr cluster h100_infinite_network_low_latency =
    h100_global_nvlink_low_latency | infinite_network_bandwidth() | named("H100 SXM Infinite Network and LL");

}  // namespace scalewall::catalog
