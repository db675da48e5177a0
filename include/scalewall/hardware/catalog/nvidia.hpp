// NVIDIA accelerators and the clusters built of them.
//
// Where no other source is given, a number is from the accelerator models of the public simulation behind
// arXiv 2411.01137 (github.com/ege-erdil/limits_to_distributed_training, gpu/gpu_model.py) in the state that
// made the paper's tables; that holds for every sustained share (observed there over long runs of large
// matrix multiplications) and every latency. Data sheets count the rates of vector units of the H100 at its highest clock, and
// those of its matrix units at the one in `clock`.

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
    .evidence = evidence::measured,
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
              {precision::tf32, 8_FLOP},
              {precision::fp16, 16_FLOP},
              {precision::bf16, 16_FLOP},
              {precision::int8, 32_FLOP}},
    .format = precision::bf16,
    .threads = 108 * detail::threads_per_multiprocessor,
    .clock = 1410_MHz,
    .sustained_share = 0.85,
    .evidence = evidence::measured,
    .matmul_latency = 4.5_us,
};

/// The A100 SXM4 with 80 GB of a faster memory, and no other difference. Source: NVIDIA A100 Tensor Core GPU, data sheet
/// (2021).
inline constexpr accelerator a100_sxm_80gb = [] {
  accelerator gpu = a100_sxm;
  gpu.name = "A100 SXM 80 GB";
  gpu.memory[0].capacity = 80_GB;
  gpu.memory[0].bandwidth = 2039_GB_per_s;
  return gpu;
}();

/// H100 PCIe with 80 GB. Source: NVIDIA H100 Tensor Core GPU Architecture, whitepaper v1.03 (2022).
inline constexpr accelerator h100_pcie{
    .name = "H100 PCIe",
    .memory = {{.kind = memory_kind::global, .capacity = 80_GB, .bandwidth = 2039_GB_per_s},
               // bandwidth: measured by Chips and Cheese 2023, as for the A100
               {.kind = memory_kind::l2, .capacity = 50_MiB, .bandwidth = 5563_GB_per_s},
               detail::multiprocessors(114, true),
               detail::registers(114)},
    .rates = {{precision::fp32, 2_FLOP, 51.2_TFLOP_per_s},
              {precision::tf32, 16_FLOP},
              {precision::fp16, 32_FLOP},
              {precision::bf16, 32_FLOP},
              {precision::fp8, 64_FLOP},
              {precision::int8, 64_FLOP}},
    .format = precision::bf16,
    .threads = 114 * detail::threads_per_multiprocessor,
    .clock = 1620_MHz,
    .sustained_share = 0.55,
    .evidence = evidence::measured,
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
    .rates = {{precision::fp32, 2_FLOP, 66.9_TFLOP_per_s},
              {precision::tf32, 16_FLOP},
              {precision::fp16, 32_FLOP},
              {precision::bf16, 32_FLOP},
              {precision::fp8, 64_FLOP},
              {precision::int8, 64_FLOP}},
    .format = precision::bf16,
    .threads = 132 * detail::threads_per_multiprocessor,
    .clock = 1830_MHz,
    .sustained_share = 0.7,
    .evidence = evidence::measured,
    .matmul_latency = 4.5_us,
};

/// The H100 SXM5 with fewer links, sold in China: what is computed is the same. Sources: github.com/NVIDIA/nccl, issue 1374,
/// for its links; DeepSeek-AI 2024, "DeepSeek-V3 Technical Report" (arXiv 2412.19437), for a cluster of it.
inline constexpr accelerator h800_sxm = [] {
  accelerator gpu = h100_sxm;
  gpu.name = "H800 SXM";
  return gpu;
}();

/// GeForce RTX 4090 with 24 GB, known from its data sheet alone. Matrix units sum in fp32, at half the rate of sums in fp16.
/// Source: NVIDIA Ada GPU Architecture, whitepaper v2.01 (2023).
inline constexpr accelerator rtx_4090{
    .name = "RTX 4090",
    .memory = {{.kind = memory_kind::global, .capacity = 24_GB, .bandwidth = 1008_GB_per_s},
               // what it passes on is not published: no limit
               {.kind = memory_kind::l2, .capacity = 72_MiB},
               detail::multiprocessors(128, false),
               detail::registers(128)},
    .rates = {{precision::fp32, 2_FLOP},
              {precision::tf32, 2_FLOP},
              {precision::fp16, 4_FLOP},
              {precision::bf16, 4_FLOP},
              {precision::fp8, 8_FLOP},
              {precision::int8, 16_FLOP}},
    .format = precision::bf16,
    .threads = 128 * detail::threads_per_multiprocessor,
    .clock = 2520_MHz,
    .sustained_share = 1,
    .evidence = evidence::data_sheet,
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

inline constexpr cluster dgx_a100_80gb{
    .name = "A100 SXM 80 GB", .gpu = a100_sxm_80gb, .network = dgx_a100.network};

/// NVLink 4 with 8 of 18 links' worth of bandwidth, and the cards of the DGX H100: the cluster of DeepSeek-V3.
inline constexpr cluster h800_nodes{
    .name = "H800 SXM",
    .gpu = h800_sxm,
    .network =
        {{.size = 8, .bandwidth = both_directions(400_GB_per_s), .latency = 1.125_us, .name = "NVLink"},
         dgx_h100.network[1]},
};

/// Its only link, 16 lanes of PCI Express 4.0 of 16 GT/s, in which 128 of 130 bits are data; what lies behind it is no faster.
/// How long a message takes was not measured. Source: PCI Express Base Specification, revision 4.0.
inline constexpr cluster rtx_4090_cards{
    .name = "RTX 4090",
    .gpu = rtx_4090,
    .network = {{.bandwidth = one_direction(31.5_GB_per_s), .name = "PCIe"}},
};

/// There is no standard system of these; the simulation gives them the network of the DGX H100.
inline constexpr cluster h100_pcie_nodes{.name = "H100 PCIe", .gpu = h100_pcie, .network = dgx_h100.network};

}  // namespace scalewall::catalog
