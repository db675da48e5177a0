// NVIDIA accelerators and the clusters built of them.
//
// Where no other source is given, a number is from the accelerator models of the public simulation behind
// arXiv 2411.01137 (github.com/ege-erdil/limits_to_distributed_training, gpu/gpu_model.py) in the state that
// made the paper's tables; that holds for every sustained share (observed there over long runs of large
// matrix multiplications) and every latency.

#pragma once

#include <scalewall/hardware/cluster.hpp>

#include <cstdint>

namespace scalewall::catalog {

namespace detail {

// A streaming multiprocessor has 128 threads in 4 processing blocks with 64 KiB of registers each, and 32
// banks of shared memory that pass 4 bytes a clock each. The weight tile it works on stays in its registers,
// so these are what the level "shared" offers to a tile. Source: CUDA C++ Programming Guide, compute
// capabilities 7.0 to 9.0.
constexpr std::int64_t threads_per_multiprocessor = 128;
constexpr std::int64_t blocks_per_multiprocessor = 4;
constexpr bytes block_registers = 64_KiB;
constexpr bytes shared_memory_per_clock = 32 * 4_B;

constexpr memory_level multiprocessors(std::int64_t number, bool distributed_shared_memory) {
  return {.kind = memory_kind::shared,
          .capacity = blocks_per_multiprocessor * block_registers,
          .units = number,
          .unit_bytes_per_clock = shared_memory_per_clock,
          .units_exchange_data = distributed_shared_memory};
}

constexpr memory_level registers(std::int64_t multiprocessors) {
  return {.kind = memory_kind::registers,
          .capacity = block_registers,
          .units = blocks_per_multiprocessor * multiprocessors};
}

}  // namespace detail

/// V100 SXM2 with 32 GB. Source: NVIDIA Tesla V100 GPU Architecture, whitepaper WP-08608-001 (2017).
inline constexpr accelerator v100_sxm{
    .name = "V100 SXM",
    .memory =
        {{.kind = memory_kind::global, .capacity = 32_GB, .bandwidth = 900_GB_per_s},
         // bandwidth: Jia et al. 2018, "Dissecting the NVIDIA Volta GPU architecture via microbenchmarking"
         {.kind = memory_kind::l2, .capacity = 6_MiB, .bandwidth = 2155_GB_per_s},
         detail::multiprocessors(80, false),
         detail::registers(80)},
    .rates = {{precision::fp32, 1_FLOP}, {precision::fp16, 8_FLOP}},
    .format = precision::fp16,
    .threads = 80 * detail::threads_per_multiprocessor,
    .clock = 1533_MHz,
    .sustained_share = 0.9,
    .matmul_latency = 4.5_us,
};

/// A100 SXM4 with 40 GB. Source: NVIDIA A100 Tensor Core GPU Architecture, whitepaper (2020).
inline constexpr accelerator a100_sxm{
    .name = "A100 SXM",
    .memory =
        {{.kind = memory_kind::global, .capacity = 40_GB, .bandwidth = 1555_GB_per_s},
         // bandwidth: measured by Chips and Cheese 2023, "Nvidia's H100: Funny L2, and Tons of Bandwidth"
         {.kind = memory_kind::l2, .capacity = 40_MiB, .bandwidth = 5603_GB_per_s},
         detail::multiprocessors(108, false),
         detail::registers(108)},
    .rates = {{precision::fp32, 1_FLOP},
              {precision::fp16, 16_FLOP},
              {precision::bf16, 16_FLOP},
              {precision::int8, 32_FLOP}},
    .format = precision::bf16,
    .threads = 108 * detail::threads_per_multiprocessor,
    .clock = 1410_MHz,
    .sustained_share = 0.85,
    .matmul_latency = 4.5_us,
};

/// H100 PCIe with 80 GB. Source: NVIDIA H100 Tensor Core GPU Architecture, whitepaper v1.03 (2022).
inline constexpr accelerator h100_pcie{
    .name = "H100 PCIe",
    .memory = {{.kind = memory_kind::global, .capacity = 80_GB, .bandwidth = 2039_GB_per_s},
               // bandwidth: measured by Chips and Cheese 2023, as for the A100
               {.kind = memory_kind::l2, .capacity = 50_MiB, .bandwidth = 5563_GB_per_s},
               detail::multiprocessors(114, true),
               detail::registers(114)},
    .rates = {{precision::fp32, 2_FLOP},
              {precision::fp16, 32_FLOP},
              {precision::bf16, 32_FLOP},
              {precision::fp8, 64_FLOP},
              {precision::int8, 64_FLOP}},
    .format = precision::bf16,
    .threads = 114 * detail::threads_per_multiprocessor,
    .clock = 1620_MHz,
    .sustained_share = 0.55,
    .matmul_latency = 4.5_us,
};

/// H100 SXM5 with 80 GB. Source: NVIDIA H100 Tensor Core GPU Architecture, whitepaper v1.03 (2022).
inline constexpr accelerator h100_sxm{
    .name = "H100 SXM",
    .memory = {{.kind = memory_kind::global, .capacity = 80_GB, .bandwidth = 3352_GB_per_s},
               // bandwidth: that of the H100 PCIe scaled by the number of multiprocessors, 5563 * 132 / 114
               {.kind = memory_kind::l2, .capacity = 50_MiB, .bandwidth = 6441_GB_per_s},
               detail::multiprocessors(132, true),
               detail::registers(132)},
    .rates = h100_pcie.rates,
    .format = precision::bf16,
    .threads = 132 * detail::threads_per_multiprocessor,
    .clock = 1830_MHz,
    .sustained_share = 0.7,
    .matmul_latency = 4.5_us,
};

/// DGX-1: NVLink 2 in a node of eight; four EDR InfiniBand cards of 100 Gbit/s for the node.
/// Source: NVIDIA DGX-1 With Tesla V100 System Architecture, whitepaper (2017).
inline constexpr cluster dgx_v100{
    .name = "V100 SXM",
    .gpu = v100_sxm,
    .network =
        {{.size = 8, .bandwidth = both_directions(300_GB_per_s), .latency = 1.125_us, .name = "NVLink"},
         {.bandwidth = one_direction(50_Gbit_per_s), .latency = 1.125_us, .name = "InfiniBand"}},
};

/// DGX A100: NVLink 3; eight HDR InfiniBand cards of 200 Gbit/s for the node.
/// Source: NVIDIA DGX A100 System Architecture, whitepaper (2020).
inline constexpr cluster dgx_a100{
    .name = "A100 SXM",
    .gpu = a100_sxm,
    .network =
        {{.size = 8, .bandwidth = both_directions(600_GB_per_s), .latency = 1.125_us, .name = "NVLink"},
         {.bandwidth = one_direction(200_Gbit_per_s), .latency = 1.125_us, .name = "InfiniBand"}},
};

/// DGX H100: NVLink 4; eight NDR InfiniBand cards of 400 Gbit/s for the node.
/// Source: NVIDIA H100 Tensor Core GPU Architecture, whitepaper v1.03 (2022).
inline constexpr cluster dgx_h100{
    .name = "H100 SXM",
    .gpu = h100_sxm,
    .network =
        {{.size = 8, .bandwidth = both_directions(900_GB_per_s), .latency = 1.125_us, .name = "NVLink"},
         {.bandwidth = one_direction(400_Gbit_per_s), .latency = 1.125_us, .name = "InfiniBand"}},
};

/// There is no standard system of these; the simulation gives them the network of the DGX H100.
inline constexpr cluster h100_pcie_nodes{.name = "H100 PCIe", .gpu = h100_pcie, .network = dgx_h100.network};

}  // namespace scalewall::catalog
