// Google's TPUs as training meets them: rates of a data sheet, with factors where runs were published.
//
//     products     2 m n k / peak, without tiles or rounds, times a factor
//     attention    the shares of the peak that an H100 reaches, times a factor
//     ring         half of what all links of a chip carry one way, as all-gathers of MaxText's published runs reach on v7x
//
// | chip | peak        | HBM       | links one way  | pod   | runs                                              |
// |------|-------------|-----------|----------------|-------|---------------------------------------------------|
// | v4   | 275 TFLOP/s | 1.2 TB/s  | 270 GB/s       | 4,096 | one: PaLM 540B (Chowdhery 2022, arXiv 2204.02311) |
// | v5e  | 197         | 0.819     | 180            | 256   | none                                              |
// | v5p  | 459         | 2.765     | 540            | 8,960 | 3: AI-Hypercomputer/tpu-recipes                   |
// | v6e  | 918         | 1.638     | 360            | 256   | 13: the same, Trillium                            |
// | v7x  | 2,307       | 7.37      | 600            | 9,216 | 14: AI-Hypercomputer/tpu-recipes, Ironwood        |
//
// All but v7x multiply in 8 bits no faster than in 16, int8 apart, which is not modelled. Recomputation is not stated by those
// runs: their factors have it in them.
//
// Sources: cloud.google.com/tpu/docs (v5e, v5p, v6e, tpu7x); jax-ml/scaling-book, tpus.md (v4, links).

#pragma once

#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>

#include <cstdint>
#include <string_view>

namespace scalewall::catalog {

namespace detail {

/// A chip whose products take their FLOP over its peak, or their bytes over its memory's bandwidth.
constexpr matmul_kernels smooth_products(std::string_view name, flop_per_second peak, bytes_per_second memory,
                                         precision format) {
  constexpr auto unlimited = bytes_per_second::from_value(math::infinity);
  return {.name = name,
          .format = format,
          .multiprocessors = 1,
          .peak = peak,
          .tiles = {{1, 1}},
          .most_splits = 1,
          .step_width = word_size(format),
          .burst = peak,
          .sustained = flop_per_second::from_value(math::infinity),
          .global = memory,
          .accumulation = memory,
          .l2 = unlimited,
          .store = unlimited};
}

struct tpu_numbers {
  std::string_view name;
  flop_per_second peak{};
  bytes_per_second memory{};
  bytes_per_second links{};  ///< all of a chip, one way
  std::int64_t pod = 0;
  bytes_per_second network{};
  fitted_constant products{};
  machine_evidence evidence = machine_evidence::formula_only;
};

constexpr training_machine machine_of_tpu(const tpu_numbers& numbers) {
  constexpr std::string_view unknown = "TPU: as others of its kind";
  using scalewall::detail::assumed;
  return {.name = numbers.name,
          .generation = gpu_generation::other,
          .evidence = numbers.evidence,
          .peak = numbers.peak,
          .memory = numbers.memory,
          .formats = {.fp16 = false},
          .products_16 = smooth_products(numbers.name, numbers.peak, numbers.memory, precision::bf16),
          .products_8 = smooth_products(numbers.name, numbers.peak, numbers.memory, precision::fp8),
          .attention = {.forward = 0.57 * numbers.peak, .backward = 0.42 * numbers.peak, .half_length = 1200},
          .ring = scalewall::detail::with_bandwidth(scalewall::detail::ring_of_450_GB_per_s,
                                                    0.5 * numbers.links / 369_GB_per_s),
          .domain = numbers.pod,
          .network = numbers.network,
          .constants = {.products_16 = numbers.products,
                        .products_8 = numbers.products,
                        .nvfp4 = assumed(1, "TPUs multiply in no fewer than 8 bits"),
                        .mxfp8 = assumed(1, "TPUs have no scales of blocks"),
                        .grouped = assumed(0.97, unknown),
                        .attention = {assumed(1.2, unknown), assumed(1.2, unknown), assumed(1.2, unknown),
                                      assumed(1.2, unknown)},
                        .odd_heads = assumed(5.2, unknown)}};
}

inline constexpr fitted_constant products_of_tpu_v7x{
    .value = 1.55, .holds_for = "TPU v7x", .rows = "IRONWOOD", .evidence = constant_evidence::fitted};

}  // namespace detail

inline constexpr training_machine tpu_v4_machine = [] {
  training_machine machine =
      detail::machine_of_tpu({.name = "TPU v4",
                              .peak = 275_TFLOP_per_s,
                              .memory = 1200_GB_per_s,
                              .links = 270_GB_per_s,
                              .pod = 4096,
                              .network = 6.25_GB_per_s,
                              .products = {.value = 0.89, .holds_for = "TPU v4", .rows = "PaLM 540B"},
                              .evidence = machine_evidence::fitted_runs});
  // PaLM's weights are shared along one of a pod's two axes.
  machine.ring.bandwidth = 75_GB_per_s;
  return machine;
}();

inline constexpr training_machine tpu_v5e_machine =
    detail::machine_of_tpu({.name = "TPU v5e",
                            .peak = 197_TFLOP_per_s,
                            .memory = 819_GB_per_s,
                            .links = 180_GB_per_s,
                            .pod = 256,
                            .network = 3.1_GB_per_s,
                            .products = scalewall::detail::assumed(1.5, "TPU v5e: as v6e"),
                            .evidence = machine_evidence::nearest_runs});

inline constexpr training_machine tpu_v5p_machine =
    detail::machine_of_tpu({.name = "TPU v5p",
                            .peak = 459_TFLOP_per_s,
                            .memory = 2765_GB_per_s,
                            .links = 540_GB_per_s,
                            .pod = 8960,
                            .network = 6.25_GB_per_s,
                            .products = {.value = 1.5, .holds_for = "TPU v5p, v6e", .rows = "TPUREC"},
                            .evidence = machine_evidence::fitted_runs});

inline constexpr training_machine tpu_v6e_machine =
    detail::machine_of_tpu({.name = "TPU v6e",
                            .peak = 918_TFLOP_per_s,
                            .memory = 1638_GB_per_s,
                            .links = 360_GB_per_s,
                            .pod = 256,
                            .network = 6.25_GB_per_s,
                            .products = {.value = 1.5, .holds_for = "TPU v5p, v6e", .rows = "TPUREC"},
                            .evidence = machine_evidence::fitted_runs});

inline constexpr training_machine tpu_v7x_machine = [] {
  training_machine machine = detail::machine_of_tpu({.name = "TPU v7x",
                                                     .peak = 2307_TFLOP_per_s,
                                                     .memory = 7370_GB_per_s,
                                                     .links = 600_GB_per_s,
                                                     .pod = 9216,
                                                     .network = 12.5_GB_per_s,
                                                     .products = detail::products_of_tpu_v7x,
                                                     .evidence = machine_evidence::fitted_runs});
  machine.formats.fp8 = true;
  machine.products_8 = detail::smooth_products("TPU v7x", 4614_TFLOP_per_s, machine.memory, precision::fp8);
  machine.constants.products_8 = {.value = 1.52, .holds_for = "TPU v7x", .rows = "IRONWOOD"};
  return machine;
}();

}  // namespace scalewall::catalog
