// Mirrors include/scalewall/hardware/catalog/hypothetical.hpp.

#include <scalewall/hardware/catalog/hypothetical.hpp>

#include <cstdint>
#include <limits>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using namespace scalewall::catalog;

constexpr auto infinite = bytes_per_second::from_value(std::numeric_limits<double>::infinity());

// The accelerator is the H100 SXM in all of them; four of the six answer ten times sooner.
constexpr accelerator gpu_with_latency(seconds of_a_matmul) {
  accelerator gpu = h100_sxm;
  gpu.matmul_latency = of_a_matmul;
  return gpu;
}
static_assert(h100_superpod.gpu == h100_sxm && h100_global_nvlink.gpu == h100_sxm);
static_assert(h100_low_latency.gpu == gpu_with_latency(4.5_us / 10));
static_assert(h100_superpod_low_latency.gpu == h100_low_latency.gpu);
static_assert(h100_global_nvlink_low_latency.gpu == h100_low_latency.gpu);
static_assert(h100_infinite_network_low_latency.gpu == h100_low_latency.gpu);

constexpr network_level within(std::int64_t size, bytes_per_second bandwidth, seconds latency) {
  return {.size = size, .bandwidth = both_directions(bandwidth), .latency = latency, .name = "NVLink"};
}
constexpr network_level between_nodes(seconds latency) {
  return {.bandwidth = one_direction(400_Gbit_per_s), .latency = latency, .name = "InfiniBand"};
}
constexpr seconds slow = 1.125_us, fast = 1.125_us / 10;

static_assert(
    h100_superpod.network ==
    network{within(8, 900_GB_per_s, slow),
            {.size = 32, .bandwidth = both_directions(450_GB_per_s), .latency = slow, .name = "superpod"},
            between_nodes(slow)});
static_assert(h100_low_latency.network == network{within(8, 900_GB_per_s, fast), between_nodes(fast)});
static_assert(h100_superpod_low_latency.network ==
              network{within(256, 900_GB_per_s, fast), between_nodes(fast)});
static_assert(h100_global_nvlink.network == network{within(unbounded, 900_GB_per_s, slow)});
static_assert(h100_global_nvlink_low_latency.network == network{within(unbounded, 900_GB_per_s, fast)});
static_assert(h100_infinite_network_low_latency.network == network{within(unbounded, infinite, fast)});

}  // namespace
