// Runs whose component seconds are known: thirteen published training runs, computed once more by a program that shares no
// code with this library, at the same equations and nominal constants.
//
// The kernels are those that it was given, earlier fits of the catalog's. Of split inner dimensions it has its own idea, which
// its digits tell: none on an A100; in fp8, 16.1 us for a split on GB200, and two parts at most on GB300.

#pragma once

#include <scalewall/estimate/training_step.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace golden_runs {

using namespace scalewall;
using namespace scalewall::literals;
using enum time_family;

struct run {
  std::string_view name;
  language_model model{};
  training_plan plan{};
  scalewall::batch batch{};
  scalewall::recipe recipe{};
  training_software software{};
  training_machine machine{};
};

constexpr training_step step_of(const run& run) {
  return estimate_training_step(run.model, run.plan, run.batch, run.recipe, run.software, run.machine);
}

namespace detail {

constexpr matmul_kernels a100{.name = "A100",
                              .multiprocessors = 108,
                              .peak = 312_TFLOP_per_s,
                              .most_splits = 1,
                              .burst = 334_TFLOP_per_s,
                              .sustained = 390_TFLOP_per_s,
                              .global = 1.76_TB_per_s,
                              .ramp = 6.42_us,
                              .cached = 11.3_MB,
                              .cached_activations = 40_MB,
                              .l2 = 4.57_TB_per_s,
                              .store = 23.7_GB_per_s,
                              .step = 1.74_ns,
                              .exposed = 0.098,
                              .launch = 4.17_us,
                              .split = 1.76_us};

constexpr matmul_kernels h100{.name = "H100",
                              .multiprocessors = 132,
                              .peak = 1070.53_TFLOP_per_s,
                              .tiles = fine_tiles,
                              .burst = 950.9_TFLOP_per_s,
                              .sustained = 772.1_TFLOP_per_s,
                              .global = 3.055_TB_per_s,
                              .accumulation = 2.081_TB_per_s,
                              .ramp = 0.01971_us,
                              .cached = 0.2924_MB,
                              .cached_activations = 1.216_MB,
                              .l2 = 18.41_TB_per_s,
                              .store = 34.17_GB_per_s,
                              .step = 94.28_ns,
                              .exposed = 0.147,
                              .quantization = 0.3862,
                              .launch = 2.467_us,
                              .split = 3.814_us};

constexpr matmul_kernels gb200{.name = "GB200",
                               .multiprocessors = 152,
                               .peak = 2500_TFLOP_per_s,
                               .tiles = paired_tiles,
                               .burst = 2750_TFLOP_per_s,
                               .sustained = 1790_TFLOP_per_s,
                               .global = 6.87_TB_per_s,
                               .ramp = 1.28_us,
                               .cached = 18.4_MB,
                               .cached_activations = 46.6_MB,
                               .l2 = 46.6_TB_per_s,
                               .store = 1500_GB_per_s,
                               .step = 57.4_ns,
                               .exposed = 0.274,
                               .quantization = 0.199,
                               .launch = 2.26_us,
                               .split = 3.66_us};

constexpr matmul_kernels gb300{.name = "GB300",
                               .multiprocessors = 152,
                               .peak = 2500_TFLOP_per_s,
                               .tiles = paired_tiles,
                               .burst = 2680_TFLOP_per_s,
                               .sustained = 2350_TFLOP_per_s,
                               .global = 6.63_TB_per_s,
                               .ramp = 1.52_us,
                               .cached = 19.2_MB,
                               .cached_activations = 32.5_MB,
                               .l2 = 42.1_TB_per_s,
                               .store = 1500_GB_per_s,
                               .step = 56.9_ns,
                               .exposed = 0.248,
                               .quantization = 0.186,
                               .launch = 2.27_us,
                               .split = 3.57_us};

constexpr matmul_kernels b200{.name = "B200",
                              .multiprocessors = 148,
                              .peak = 2250_TFLOP_per_s,
                              .tiles = paired_tiles,
                              .burst = 2470_TFLOP_per_s,
                              .sustained = 1550_TFLOP_per_s,
                              .global = 6.51_TB_per_s,
                              .ramp = 1.55_us,
                              .cached = 15.3_MB,
                              .cached_activations = 29.1_MB,
                              .l2 = 38.1_TB_per_s,
                              .store = 114_GB_per_s,
                              .step = 62_ns,
                              .exposed = 0.223,
                              .quantization = 0.17,
                              .launch = 2.2_us,
                              .split = 3.62_us};

constexpr matmul_kernels in_fp8(matmul_kernels kernels, flop_per_second burst, flop_per_second sustained,
                                seconds launch, seconds split) {
  kernels.format = precision::fp8;
  kernels.peak *= 2.0;
  kernels.burst = burst;
  kernels.sustained = sustained;
  kernels.launch = launch;
  kernels.split = split;
  return kernels;
}

inline training_machine with_kernels(training_machine machine, const matmul_kernels& bits_16) {
  machine.products_16 = bits_16;
  return machine;
}

inline training_machine with_kernels(training_machine machine, const matmul_kernels& bits_16,
                                     const matmul_kernels& bits_8) {
  machine.products_8 = bits_8;
  return with_kernels(machine, bits_16);
}

inline language_model gpt(std::int64_t layers, std::int64_t width, std::int64_t heads,
                          std::int64_t vocabulary) {
  return {.name = "GPT",
          .width = width,
          .vocabulary = vocabulary,
          .tied_head = false,
          .norm = norm_kind::layer_norm,
          .layers = equal_layers(
              layers,
              {.attention =
                   grouped_attention{.heads = heads, .key_value_heads = heads, .head_size = width / heads},
               .feed_forward = dense_feed_forward{.width = 4 * width, .gated = false}})};
}

inline language_model llama_2_70b() {
  language_model model = catalog::llama_3_1_70b;
  model.vocabulary = 32'000;
  return model;
}

/// DeepSeek-V3 with four layers, one of them dense.
inline language_model deepseek_of_four_layers() {
  language_model model = catalog::deepseek_v3;
  model.layers[0].runs[0].layers = 1;
  model.layers[0].runs[1].layers = 3;
  model.prediction.reset();
  return model;
}

/// What Megatron-LM was before it had fused attention.
inline recipe unfused(recompute_granularity recomputed, sharding shards) {
  recipe chosen{.shards = shards,
                .recompute = {.granularity = recomputed},
                .sequence_parallel = false,
                .attention = attention_kernel::unfused,
                .attention_dropout = true,
                .hidden_dropout = true};
  if (recomputed == recompute_granularity::selective) {
    chosen.recompute = selective_recomputation;
    chosen.sequence_parallel = true;
  }
  return chosen;
}

inline recipe fully_sharded() {
  recipe chosen{.shards = sharding::weights};
  chosen.states.gradient = 2;
  return chosen;
}

inline recipe in_format(training_format format) { return {.format = format, .vocabulary_multiple = 1}; }

}  // namespace detail

inline std::vector<run> all() {
  using namespace detail;
  const training_machine a100_machine = with_kernels(catalog::a100_80gb_machine, a100);
  const training_machine h100_machine = with_kernels(
      catalog::h100_machine, h100, in_fp8(h100, 1679_TFLOP_per_s, 1474_TFLOP_per_s, 2.839_us, 3.814_us));
  const training_machine rack_200 = with_kernels(
      catalog::gb200_machine, gb200, in_fp8(gb200, 3490_TFLOP_per_s, 5820_TFLOP_per_s, 2.26_us, 16.1_us));
  training_machine rack_300 = with_kernels(
      catalog::gb300_machine, gb300, in_fp8(gb300, 4270_TFLOP_per_s, 10'000_TFLOP_per_s, 2.27_us, 3.57_us));
  const auto with = [](time_family family, gpu_generation generation,
                       std::optional<software_release> release = {}) {
    return catalog::training_software_of(family, generation, release);
  };
  recipe vocabulary_cut{.shards = sharding::none, .hidden_dropout = true};

  rack_300.products_8->most_splits = 2;
  return {
      {.name = "MB-008",
       .model = catalog::qwen_3_30b_a3b,
       .plan = {.mesh = {.data = 8, .expert = 8}, .microbatch = 4},
       .batch = {.sequences = 512, .sequence_length = 4096},
       .recipe = in_format(training_format::mxfp8),
       .software = with(megatron_core, gpu_generation::blackwell, software_release{26, 8}),
       .machine = rack_200},
      {.name = "MB-019",
       .model = catalog::deepseek_v3,
       .plan = {.mesh = {.pipeline = 2, .data = 128, .expert = 32},
                .layout = {.chunks = 8, .lighter_ends = true, .evened = true}},
       .batch = {.sequences = 4096, .sequence_length = 4096},
       .recipe = in_format(training_format::mxfp8),
       .software = with(megatron_core, gpu_generation::blackwell, software_release{26, 6}),
       .machine = rack_300},
      {.name = "DGXC-053",
       .model = llama_2_70b(),
       .plan = {.mesh = {.data = 128}, .microbatch = 2},
       .batch = {.sequences = 256, .sequence_length = 4096},
       .recipe = fully_sharded(),
       .software = with(maxtext, gpu_generation::hopper),
       .machine = h100_machine},
      {.name = "DGXC-210",
       .model = catalog::llama_3_1_70b,
       .plan = {.mesh = {.tensor = 4, .context = 2, .pipeline = 4, .data = 2}, .layout = {.chunks = 5}},
       .batch = {.sequences = 128, .sequence_length = 8192},
       .recipe = in_format(training_format::bf16),
       .software = with(megatron_core, gpu_generation::hopper),
       .machine = h100_machine},
      {.name = "DGXC-231",
       .model = catalog::llama_3_1_405b,
       .plan = {.mesh = {.tensor = 8, .context = 2, .pipeline = 8, .data = 4},
                .layout = {.chunks = 8, .lighter_ends = true}},
       .batch = {.sequences = 256, .sequence_length = 8192},
       .recipe = in_format(training_format::fp8_delayed),
       .software = with(megatron_core, gpu_generation::hopper),
       .machine = h100_machine},
      {.name = "BLOOM-141",
       .model = gpt(70, 14'336, 112, 250'000),
       .plan = {.mesh = {.tensor = 4, .pipeline = 12, .data = 8},
                .layout = {.lighter_ends = true},
                .microbatch = 2},
       .batch = {.sequences = 2048, .sequence_length = 2048},
       .recipe = unfused(recompute_granularity::full, sharding::optimizer),
       .software = with(bloom, gpu_generation::ampere),
       .machine = with_network(a100_machine, 6.25_GB_per_s)},
      {.name = "VTRAIN-SINGLE-001",
       .model = gpt(24, 1024, 16, 50'257),
       .plan = {.mesh = {.pipeline = 2}, .microbatch = 8},
       .batch = {.sequences = 16, .sequence_length = 1024},
       .recipe = unfused(recompute_granularity::full, sharding::none),
       .software = with(vtrain, gpu_generation::ampere),
       .machine = a100_machine},
      {.name = "MPT-058",
       .model = gpt(24, 2048, 16, 50'368),
       .plan = {.mesh = {.data = 16}, .microbatch = 20},
       .batch = {.sequences = 320, .sequence_length = 2048},
       .recipe = fully_sharded(),
       .software = with(llm_foundry, gpu_generation::hopper),
       .machine = with_network(h100_machine, 25_GB_per_s)},
      {.name = "SEQSEL-T5-001",
       .model = gpt(48, 6144, 64, 51'200),
       .plan = {.mesh = {.tensor = 8}, .microbatch = 4},
       .batch = {.sequences = 4, .sequence_length = 2048},
       .recipe = unfused(recompute_granularity::full, sharding::none),
       .software = with(megatron_lm_2022, gpu_generation::ampere),
       .machine = a100_machine},
      {.name = "SEQSEL-T5-004",
       .model = gpt(96, 12'288, 96, 51'200),
       .plan = {.mesh = {.tensor = 8, .pipeline = 8}, .layout = {.chunks = 3}},
       .batch = {.sequences = 64, .sequence_length = 2048},
       .recipe = unfused(recompute_granularity::selective, sharding::none),
       .software = with(megatron_lm_2022, gpu_generation::ampere),
       .machine = a100_machine},
      {.name = "ZB-016",
       .model = gpt(30, 4096, 32, 50'304),
       .plan = {.mesh = {.pipeline = 8},
                .layout = {.lighter_ends = true},
                .schedule = schedule::zb_h1,
                .microbatch = 3},
       .batch = {.sequences = 72, .sequence_length = 1024},
       .recipe = unfused(recompute_granularity::none, sharding::none),
       .software = with(zero_bubble, gpu_generation::ampere),
       .machine = a100_machine},
      {.name = "VOCABPAR-013",
       .model = gpt(32, 3072, 24, 128'000),
       .plan = {.mesh = {.pipeline = 8}, .schedule = schedule::vocabulary_2},
       .batch = {.sequences = 128, .sequence_length = 2048},
       .recipe = vocabulary_cut,
       .software = with(zero_bubble, gpu_generation::ampere),
       .machine = a100_machine},
      {.name = "SIMUMAX-008",
       .model = deepseek_of_four_layers(),
       .plan = {.mesh = {.pipeline = 2, .data = 4, .expert = 4}},
       .batch = {.sequences = 16, .sequence_length = 4096},
       .recipe = in_format(training_format::bf16),
       .software = with(megatron_core, gpu_generation::blackwell, software_release{25, 6}),
       .machine = with_kernels(catalog::b200_of_simumax_machine, b200)},
  };
}

}  // namespace golden_runs
