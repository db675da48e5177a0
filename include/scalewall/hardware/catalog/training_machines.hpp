// Machines as training meets them: kernels and protocols of hardware/catalog, with factors fitted to published runs.
//
// | machine                     | products                             | attention R_F, R_G, s_0  | ring     | domain | network |
// |-----------------------------|--------------------------------------|--------------------------|----------|--------|---------|
// | A100                        | TensorRT-LLM's                       | 190, 150 TFLOP/s, 700    | NVLink 3 | 8      | 25 GB/s |
// | H100, H800                  | cuBLASLt's, measured on an H100      | 560, 420, 1200           | NVLink 4 | 8      | 50      |
// | H200                        | cuBLASLt's, measured on an H200      | the same                 | the same | 8      | 50      |
// | B200, B300                  | TensorRT-LLM's                       | 1150, 900, 1500          | NVLink 5 | 8      | 50, 100 |
// | GB200, GB300                | the same                             | 1250, 980, 1500          | NVLink 5 | 72     | 50, 100 |
// | V100                        | A100's, rates by peaks and memories  | A100's by peaks          | half of NVLink 3 | 8 | 6.25   |
//
// Rates of attention: ai-dynamo/aiconfigurator@095f58a51, context attention of its systems, and, for backward passes, three
// quarters of the forward rate, as kernels have it. Memories: NVIDIA's data sheets of the boards (DGX B200 and B300, GB200
// and GB300 NVL72: 8 TB/s). Factors: fitted to 1,968 published training runs; "from rows of" names the sources by which the
// runs are known: MLPerf and NVIDIA's recipes (DGXC: NVIDIA/dgxc-benchmarking; MB: NVIDIA-NeMo/Megatron-Bridge; NEMOLONG:
// NeMo's long-context recipes), MPT (mosaicml/llm-foundry), TITAN (pytorch/torchtitan), vTrain (VIA-Research/vTrain), ZB
// (zero bubble, arXiv 2401.10241), BLOOM (bigscience-workshop/bigscience), DLPERF (Oneflow-Inc/DLPerf), SIMUMAX
// (MooreThreads/SimuMax). Intervals are given for Blackwell alone, where nine of ten fits lie to runs drawn anew: fit_runs --of "B200,
// B300, GB200, GB300" --of Blackwell --of "Blackwell since 26.06" --redraws 100. What those fits ask for makes held-out runs no
// better (3.7 % median for 3.5), so that values stand as they are.

#pragma once

#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/amd_machines.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>
#include <scalewall/hardware/catalog/tpu_machines.hpp>
#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/named_choice.hpp>

#include <optional>
#include <string_view>

namespace scalewall::catalog {

namespace detail {

using scalewall::detail::assumed;
using scalewall::detail::in_training;

constexpr fitted_constant fitted(double value, std::string_view holds_for, std::string_view rows,
                                 std::optional<constant_interval> interval = {}) {
  return {.value = value, .holds_for = holds_for, .rows = rows, .interval = interval};
}

inline constexpr fitted_constant grouped_products = fitted(0.97, "all", "MB, DGXC");
inline constexpr fitted_constant odd_heads = fitted(5.2, "heads of a size that is no multiple of 8", "BLOOM");
inline constexpr fitted_constant products_in_nvfp4 =
    fitted(0.57, "Blackwell", "MB", constant_interval{0.46, 1.1});
inline constexpr fitted_constant products_in_mxfp8{
    .value = 1, .holds_for = "Blackwell", .rows = "MB", .evidence = constant_evidence::fixed};

inline constexpr machine_constants of_ampere{
    .products_16 = fitted(1.0915, "A100", "all on A100: MPT, BLOOM, ZB, vTrain, DLPERF"),
    .products_8 = assumed(1, "A100 multiplies in no fewer than 16 bits"),
    .nvfp4 = assumed(1, "A100 multiplies in no fewer than 16 bits"),
    .mxfp8 = assumed(1, "A100 multiplies in no fewer than 16 bits"),
    .grouped = grouped_products,
    .attention = {fitted(1.53, "A100", "MPT"), fitted(1.53, "A100", "MPT"), fitted(1.53, "A100", "MPT"),
                  fitted(1.53, "A100", "MPT")},
    .odd_heads = odd_heads};

inline constexpr machine_constants of_hopper{
    .products_16 = fitted(1.0465, "H100, H200, H800", "all on H100"),
    .products_8 = fitted(1.003, "H100", "DGXC, MB, NEMO"),
    .nvfp4 = assumed(1, "Hopper multiplies in no fewer than 8 bits"),
    .mxfp8 = assumed(1, "Hopper has no scales of blocks in hardware"),
    .grouped = grouped_products,
    .attention = {fitted(1.08, "H100", "DGXC, NEMOLONG"), assumed(1.08, "H100: as cuDNN"),
                  fitted(1.41, "H100", "TITAN"), fitted(2.72, "H100", "MPT")},
    .odd_heads = odd_heads};

inline constexpr machine_constants of_blackwell{
    .products_16 =
        fitted(1.27, "B200, B300, GB200, GB300", "all on Blackwell", constant_interval{1.19, 1.33}),
    .products_8 = fitted(1.20, "B200, B300, GB200, GB300", "DGXC, MB", constant_interval{1.13, 1.27}),
    .nvfp4 = products_in_nvfp4,
    .mxfp8 = products_in_mxfp8,
    .grouped = grouped_products,
    .attention = {fitted(0.99, "Blackwell", "DGXC, MB, NEMOLONG", constant_interval{0.848, 1.003}),
                  assumed(0.99, "Blackwell: as cuDNN"), assumed(0.99, "Blackwell: as cuDNN"),
                  assumed(0.99, "Blackwell: as cuDNN")},
    .odd_heads = odd_heads};

inline constexpr attention_rates attention_of_ampere{190_TFLOP_per_s, 150_TFLOP_per_s, 700};
inline constexpr attention_rates attention_of_hopper{560_TFLOP_per_s, 420_TFLOP_per_s, 1200};
inline constexpr attention_rates attention_of_b200{1150_TFLOP_per_s, 900_TFLOP_per_s, 1500};
inline constexpr attention_rates attention_of_gb200{1250_TFLOP_per_s, 980_TFLOP_per_s, 1500};

// Memory of hosts, by data sheets: a link of 16 lanes of PCIe 4 or 5 (31.5 and 63 GB/s, less their code of 128 of 130 bits),
// and an eighth of the memory of two processors with eight channels each. DGX A100: two EPYC 7742, DDR4-3200 (204.8 GB/s each,
// AMD). DGX H100 and H200: two Xeon 8480C, DDR5-4800 (307.2, Intel). DGX B200 and B300: two Xeon 8570, DDR5-5600 (358.4).
// GB200 and GB300: NVLink-C2C, 450 GB/s one way for each of two GPUs beside a Grace, whose LPDDR5X has 512 GB/s (NVIDIA Grace
// CPU Superchip data sheet: 1 TB/s of two).
inline constexpr host_memory host_of_dgx_a100{.link = 31.5_GB_per_s, .bandwidth = 51.2_GB_per_s};
inline constexpr host_memory host_of_dgx_h100{.link = 63_GB_per_s, .bandwidth = 76.8_GB_per_s};
inline constexpr host_memory host_of_dgx_b200{.link = 63_GB_per_s, .bandwidth = 89.6_GB_per_s};
inline constexpr host_memory grace{.link = 450_GB_per_s, .bandwidth = 256_GB_per_s};

constexpr training_machine machine_of_ampere() {
  return {.name = "A100 SXM 80 GB",
          .generation = gpu_generation::ampere,
          .evidence = machine_evidence::fitted_runs,
          .peak = 312_TFLOP_per_s,
          .memory = 2039_GB_per_s,
          .products_16 = in_training(a100_sxm_bf16_trtllm, a100_sxm_bf16_trtllm.launch),
          .attention = attention_of_ampere,
          .ring = scale_up_ring_of(nvlink_3),
          .domain = 8,
          .network = 25_GB_per_s,
          .constants = of_ampere,
          .host = host_of_dgx_a100};
}

constexpr training_machine machine_of_hopper(std::string_view name, bytes_per_second memory,
                                             const matmul_kernels& bits_16, const matmul_kernels& bits_8) {
  return {.name = name,
          .generation = gpu_generation::hopper,
          .evidence = machine_evidence::fitted_runs,
          .peak = 989.4_TFLOP_per_s,
          .memory = memory,
          .formats = {.fp8 = true},
          .products_16 = in_training(bits_16, bits_16.launch),
          .products_8 = in_training(bits_8, bits_8.launch),
          .attention = attention_of_hopper,
          .ring = scale_up_ring_of(nvlink_4),
          .domain = 8,
          .network = 50_GB_per_s,
          .constants = of_hopper,
          .host = host_of_dgx_h100};
}

struct blackwell_machine {
  std::string_view name;
  flop_per_second peak{};
  attention_rates attention{};
  std::int64_t domain = 8;
  bytes_per_second network{};
  host_memory host = host_of_dgx_b200;
};

constexpr training_machine machine_of_blackwell(const blackwell_machine& numbers,
                                                const matmul_kernels& bits_16, const matmul_kernels& bits_8) {
  return {
      .name = numbers.name,
      .generation = gpu_generation::blackwell,
      .evidence = machine_evidence::fitted_runs,
      .peak = numbers.peak,
      .memory = 8_TB_per_s,
      .formats = {.fp8 = true, .mxfp8 = true, .nvfp4 = true},
      // Those of TensorRT-LLM in fp8 were timed with a kernel that quantizes: its launch is not of the product.
      .products_16 = in_training(bits_16, bits_16.launch),
      .products_8 = in_training(bits_8, bits_16.launch),
      .attention = numbers.attention,
      .ring = scale_up_ring_of(nvlink_5),
      .domain = numbers.domain,
      .network = numbers.network,
      .constants = of_blackwell,
      .host = numbers.host};
}

constexpr training_machine renamed(training_machine machine, std::string_view name,
                                   machine_evidence evidence) {
  machine.name = name;
  machine.evidence = evidence;
  return machine;
}

}  // namespace detail

inline constexpr training_machine a100_80gb_machine = detail::machine_of_ampere();

/// An A100 with 40 GB of a slower memory.
inline constexpr training_machine a100_machine = [] {
  training_machine machine = detail::renamed(a100_80gb_machine, "A100 SXM", machine_evidence::fitted_runs);
  machine.memory = 1555_GB_per_s;
  machine.products_16 = scalewall::detail::scaled(machine.products_16, 1, 1555.0 / 2039);
  machine.constants.products_16 = detail::fitted(1.18, "A100, 40 GB", "MPT");
  return machine;
}();

/// Ampere's kernels at Volta's rates: of 125 TFLOP/s in fp16, and 900 GB/s.
inline constexpr training_machine v100_machine = [] {
  training_machine machine = detail::renamed(a100_80gb_machine, "V100 SXM", machine_evidence::fitted_runs);
  constexpr double slower = 125.0 / 312;
  machine.generation = gpu_generation::volta;
  machine.peak = 125_TFLOP_per_s;
  machine.memory = 900_GB_per_s;
  machine.formats = {.bf16 = false};
  machine.products_16 = scalewall::detail::scaled(machine.products_16, slower, 900.0 / 2039);
  machine.products_16.format = precision::fp16;
  machine.attention.forward *= slower;
  machine.attention.backward *= slower;
  machine.ring = scale_up_ring_of(with_links(nvlink_3, 0.5));
  machine.network = 50_Gbit_per_s;
  machine.host.reset();
  machine.constants.products_16 = detail::fitted(0.98, "V100", "DLPERF, MLM-2020");
  return machine;
}();

inline constexpr training_machine h100_machine =
    detail::machine_of_hopper("H100 SXM", 3350_GB_per_s, measured::nvidia_h100_80gb_hbm3_bf16_kernels,
                              measured::nvidia_h100_80gb_hbm3_fp8_kernels);

/// The H100s of torchtitan's published runs, which are limited to 500 W and have HBM2e of 2.4 TB/s. Source: pytorch/torchtitan,
/// benchmarks/llama3_h100_202412_torchtitan.md.
inline constexpr training_machine h100_500w_machine = [] {
  training_machine machine = detail::renamed(h100_machine, "H100 SXM, 500 W", machine_evidence::fitted_runs);
  machine.memory = 2400_GB_per_s;
  machine.constants.products_16 = detail::fitted(1.21, "H100, 500 W", "TITAN");
  machine.constants.products_8 = detail::fitted(1.16, "H100, 500 W", "TITAN");
  return machine;
}();

/// An H100 with links of 400 GB/s, both ways.
inline constexpr training_machine h800_machine = [] {
  training_machine machine = detail::renamed(h100_machine, "H800 SXM", machine_evidence::nearest_runs);
  machine.ring = scale_up_ring_of(with_links(nvlink_4, 400.0 / 900));
  return machine;
}();

inline constexpr training_machine h200_machine = detail::machine_of_hopper(
    "H200 SXM", 4800_GB_per_s, measured::nvidia_h200_bf16_kernels, measured::nvidia_h200_fp8_kernels);

inline constexpr training_machine b200_machine =
    detail::machine_of_blackwell({.name = "B200 SXM",
                                  .peak = 2250_TFLOP_per_s,
                                  .attention = detail::attention_of_b200,
                                  .network = 50_GB_per_s},
                                 b200_sxm_bf16_trtllm, b200_sxm_fp8_trtllm);

/// The B200s of SimuMax's runs, whose products take longer than others'.
inline constexpr training_machine b200_of_simumax_machine = [] {
  training_machine machine =
      detail::renamed(b200_machine, "B200 SXM, SimuMax's", machine_evidence::fitted_runs);
  machine.constants.products_16 = detail::fitted(1.40, "SimuMax's B200", "SIMUMAX");
  return machine;
}();

inline constexpr training_machine b300_machine =
    detail::machine_of_blackwell({.name = "B300 SXM",
                                  .peak = 2250_TFLOP_per_s,
                                  .attention = detail::attention_of_b200,
                                  .network = 100_GB_per_s},
                                 b300_sxm_bf16_trtllm, b300_sxm_fp8_trtllm);

inline constexpr training_machine gb200_machine =
    detail::machine_of_blackwell({.name = "GB200",
                                  .peak = 2500_TFLOP_per_s,
                                  .attention = detail::attention_of_gb200,
                                  .domain = 72,
                                  .network = 50_GB_per_s,
                                  .host = detail::grace},
                                 gb200_bf16_trtllm, gb200_fp8_trtllm);

inline constexpr training_machine gb300_machine =
    detail::machine_of_blackwell({.name = "GB300",
                                  .peak = 2500_TFLOP_per_s,
                                  .attention = detail::attention_of_gb200,
                                  .domain = 72,
                                  .network = 100_GB_per_s,
                                  .host = detail::grace},
                                 gb300_bf16_trtllm, gb300_fp8_trtllm);

inline constexpr const training_machine* training_machines[] = {
    &v100_machine,    &a100_machine,      &a100_80gb_machine,
    &h100_machine,    &h100_500w_machine, &h800_machine,
    &h200_machine,    &b200_machine,      &b200_of_simumax_machine,
    &b300_machine,    &gb200_machine,     &gb300_machine,
    &tpu_v4_machine,  &tpu_v5e_machine,   &tpu_v5p_machine,
    &tpu_v6e_machine, &tpu_v7x_machine,   &mi300x_machine,
    &mi325x_machine,  &mi355x_machine};

/// The machine of that name, which is that of a cluster of the catalog or of one of its kinds; nullptr where there is none.
/// An H100 or H200 that was measured here has the name that it gives itself, and is the same machine.
constexpr const training_machine* find_training_machine(std::string_view name) {
  if (name == measured_dgx_h100.name) return &h100_machine;
  if (name == measured_dgx_h200.name) return &h200_machine;
  for (const training_machine* machine : training_machines)
    if (machine->name == name) return machine;
  return nullptr;
}

/// The machine of a cluster: the catalog's, or what its descriptor implies, which is formula only.
constexpr training_machine training_machine_of(const cluster& cluster) {
  const training_machine* listed = find_training_machine(cluster.name);
  return listed != nullptr ? *listed : derived_machine(cluster);
}

}  // namespace scalewall::catalog
