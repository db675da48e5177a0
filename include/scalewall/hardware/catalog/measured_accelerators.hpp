// NVIDIA accelerators after the H100, for which no simulation gives a sustained share: data sheets, and what
// multiplications show.
//
// Sustained share, latency and the bandwidths of global and shared memory are those with which the formula of
// cost/matmul.hpp is nearest to measured multiplications in bf16: calibration/fit_accelerator.hpp, from the 456 of each
// that are not held out. What the L2 passes on is not published and was not waited for: it has no limit here. Operands of
// Blackwell's matrix units come from tensor memory as well, so what "shared memory" passes on is more than its banks do.
//
// Source of the times: ai-dynamo/aiconfigurator@095f58a51, aic-core/src/aiconfigurator_core/systems/data/<gpu>/gemm/
// trtllm/1.3.0rc20. Sources of the rest: stas00/ml-engineering, compute/accelerator and network (peak rates, memory,
// caches), and the system files of aiconfigurator (networks). Clocks are those at which the peak rate is reached.
// Latencies of networks are those of nvidia.hpp.
//
// One H100 and one H200 were measured here. Their descriptors are what `calibrate_this_machine --replay` writes from the
// recordings in bench/recordings/, and stand under the name that the device gives itself, next to those of the data sheet;
// but their memory is that of the data sheet too, as everywhere in the catalog.

#pragma once

#include <scalewall/hardware/catalog/kernel_libraries.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/catalog/nvidia_h100_80gb_hbm3.hpp>
#include <scalewall/hardware/catalog/nvidia_h200.hpp>

#include <cstdint>
#include <string_view>

namespace scalewall::catalog {

namespace detail {

/// What tells the Blackwells apart.
struct blackwell {
  std::string_view name;
  bytes memory{};
  std::int64_t multiprocessors = 0;
  flop_per_second peak{};  ///< in bf16
  flop_per_second int8{};
  bytes_per_second global{};
  bytes_per_second shared{};
  double sustained_share = 1;
  seconds matmul_latency{};
};

// Per clock and thread, in the other formats, as NVIDIA's table of dense rates has them: half in tf32, the same in fp16, twice
// in fp8. Source: NVIDIA Blackwell Architecture Technical Brief, table of system specifications.
constexpr accelerator accelerator_of(const blackwell& numbers) {
  constexpr flop per_clock_and_thread = 64_FLOP;
  const std::int64_t number = numbers.multiprocessors;
  const std::int64_t threads = number * threads_per_multiprocessor;
  const hertz clock = numbers.peak / (per_clock_and_thread * threads);
  memory_level shared = multiprocessors(number, true);
  shared.unit_bytes_per_clock = {};
  shared.bandwidth = numbers.shared;
  return {.name = numbers.name,
          .memory = {{.kind = memory_kind::global, .capacity = numbers.memory, .bandwidth = numbers.global},
                     {.kind = memory_kind::l2, .capacity = 126_MiB},
                     shared,
                     registers(number)},
          .rates = {{precision::tf32, 0.5 * per_clock_and_thread},
                    {precision::fp16, per_clock_and_thread},
                    {precision::bf16, per_clock_and_thread},
                    {precision::fp8, 2.0 * per_clock_and_thread},
                    {precision::int8, numbers.int8 / (static_cast<double>(threads) * clock)}},
          .format = precision::bf16,
          .threads = threads,
          .clock = clock,
          .sustained_share = numbers.sustained_share,
          .evidence = evidence::measured,
          .matmul_latency = numbers.matmul_latency};
}

}  // namespace detail

/// The H100 SXM with another memory and the whole L2 of its chip: 60 MiB, as the device tells (bench/recordings/nvidia_h200),
/// where data sheets of systems say 50.
inline constexpr accelerator h200_sxm{
    .name = "H200 SXM",
    .memory = {{.kind = memory_kind::global, .capacity = 141_GB, .bandwidth = 4011_GB_per_s},
               {.kind = memory_kind::l2, .capacity = 60_MiB},
               {.kind = memory_kind::shared,
                .capacity = h100_sxm.memory[2].capacity,
                .units = h100_sxm.memory[2].units,
                .bandwidth = 25.37_TB_per_s,
                .units_exchange_data = true},
               h100_sxm.memory[3]},
    .rates = h100_sxm.rates,
    .format = precision::bf16,
    .threads = h100_sxm.threads,
    .clock = h100_sxm.clock,
    .sustained_share = 0.7765,
    .evidence = evidence::measured,
    .matmul_latency = 4.115_us,
};

// Multiprocessors: 148 of a B200 (Chips and Cheese 2025, "Nvidia's B200"; its attributes in github.com/pytorch/ao, pull request
// 4002) and of a B300, its successor in the same systems; 152 of a GB200 and of a GB300 (github.com/ByteDance-Seed/VeOmni, pull
// request 986). Memory: 180 and 186 GB (NVIDIA Multi-Instance GPU User Guide, supported GPUs); 270 and 279 GB of the Ultras, of
// whose chips 288 GB are often told. In int8 the Ultras are slow (stas00/ml-engineering).
inline constexpr accelerator b200_sxm = detail::accelerator_of({.name = "B200 SXM",
                                                                .memory = 180_GB,
                                                                .multiprocessors = 148,
                                                                .peak = 2250_TFLOP_per_s,
                                                                .int8 = 4500_TFLOP_per_s,
                                                                .global = 5791_GB_per_s,
                                                                .shared = 44.58_TB_per_s,
                                                                .sustained_share = 0.6721,
                                                                .matmul_latency = 3.517_us});

inline constexpr accelerator b300_sxm = detail::accelerator_of({.name = "B300 SXM",
                                                                .memory = 270_GB,
                                                                .multiprocessors = 148,
                                                                .peak = 2250_TFLOP_per_s,
                                                                .int8 = 153.5_TFLOP_per_s,
                                                                .global = 5716_GB_per_s,
                                                                .shared = 46.34_TB_per_s,
                                                                .sustained_share = 0.7311,
                                                                .matmul_latency = 3.176_us});

inline constexpr accelerator gb200 = detail::accelerator_of({.name = "GB200",
                                                             .memory = 186_GB,
                                                             .multiprocessors = 152,
                                                             .peak = 2500_TFLOP_per_s,
                                                             .int8 = 5000_TFLOP_per_s,
                                                             .global = 6029_GB_per_s,
                                                             .shared = 47.31_TB_per_s,
                                                             .sustained_share = 0.6611,
                                                             .matmul_latency = 3.33_us});

inline constexpr accelerator gb300 = detail::accelerator_of({.name = "GB300",
                                                             .memory = 279_GB,
                                                             .multiprocessors = 152,
                                                             .peak = 2500_TFLOP_per_s,
                                                             .int8 = 165_TFLOP_per_s,
                                                             .global = 5873_GB_per_s,
                                                             .shared = 55.31_TB_per_s,
                                                             .sustained_share = 0.7521,
                                                             .matmul_latency = 3.484_us});

namespace detail {

/// NVLink 5, and a network card of 400 or 800 Gbit/s for every accelerator.
constexpr network nvlink_5_and_cards(std::int64_t in_domain, bytes_per_second card) {
  return {
      {.size = in_domain, .bandwidth = both_directions(1800_GB_per_s), .latency = 1.125_us, .name = "NVLink"},
      {.bandwidth = one_direction(card), .latency = 1.125_us, .name = "InfiniBand"}};
}

constexpr accelerator with_memory_of(const accelerator& listed, accelerator measured) {
  measured.memory[0].capacity = memory_capacity(listed);
  return measured;
}

}  // namespace detail

/// Measured, in a network that was not. With the library whose kernels were, work on it is priced by these.
inline constexpr cluster measured_dgx_h100{
    .name = measured::nvidia_h100_80gb_hbm3_accelerator.name,
    .gpu = detail::with_memory_of(h100_sxm, measured::nvidia_h100_80gb_hbm3_accelerator),
    .network = dgx_h100.network,
    .library = &cublaslt_and_nccl_on_nvidia_h100};

inline constexpr cluster measured_dgx_h200{
    .name = measured::nvidia_h200_accelerator.name,
    .gpu = detail::with_memory_of(h200_sxm, measured::nvidia_h200_accelerator),
    .network = dgx_h100.network,
    .library = &cublaslt_and_nccl_on_nvidia_h200};

inline constexpr cluster dgx_h200{.name = "H200 SXM", .gpu = h200_sxm, .network = dgx_h100.network};

inline constexpr cluster dgx_b200{
    .name = "B200 SXM", .gpu = b200_sxm, .network = detail::nvlink_5_and_cards(8, 400_Gbit_per_s)};

inline constexpr cluster dgx_b300{
    .name = "B300 SXM", .gpu = b300_sxm, .network = detail::nvlink_5_and_cards(8, 800_Gbit_per_s)};

/// Racks of 72.
inline constexpr cluster gb200_nvl72{
    .name = "GB200", .gpu = gb200, .network = detail::nvlink_5_and_cards(72, 400_Gbit_per_s)};

inline constexpr cluster gb300_nvl72{
    .name = "GB300", .gpu = gb300, .network = detail::nvlink_5_and_cards(72, 800_Gbit_per_s)};

}  // namespace scalewall::catalog
