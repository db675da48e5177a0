// NVIDIA H100 80GB HBM3: NVIDIA H100 80GB HBM3, measured with the backend 'CUDA'.
//
// Numbers with a comment are as it says, rounded to 4 digits; the others were known.

#pragma once

#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>

namespace scalewall::measured {

inline constexpr accelerator nvidia_h100_80gb_hbm3_accelerator{
    .name = "NVIDIA H100 80GB HBM3",
    .memory =
        {
            // Fitted to 13 copies; nine of ten fits to redrawn rows lie between 3.03 TB/s and 3.05 TB/s.
            {.kind = memory_kind::global, .capacity = 81079_MiB, .bandwidth = 3.036_TB_per_s},
            // Fitted to 5 copies; nine of ten fits to redrawn rows lie between 6.16 TB/s and 7.25 TB/s.
            {.kind = memory_kind::l2, .capacity = 50_MiB, .bandwidth = 6.487_TB_per_s},
            // Fitted to 2 copies; nine of ten fits to redrawn rows lie between 32.4 TB/s and 32.9 TB/s.
            {.kind = memory_kind::shared,
             .capacity = 256_KiB,
             .units = 132,
             .bandwidth = 32.65_TB_per_s,
             .units_exchange_data = true},
            {.kind = memory_kind::registers, .capacity = 64_KiB, .units = 528},
        },
    .rates = {{precision::fp64, 2_FLOP},
              {precision::fp32, 2_FLOP},
              {precision::tf32, 16_FLOP},
              {precision::fp16, 32_FLOP},
              {precision::bf16, 32_FLOP},
              {precision::fp8, 64_FLOP},
              {precision::int8, 64_FLOP}},
    .format = precision::bf16,
    .threads = 16896,
    .clock = 1.98_GHz,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.593 and 0.64.
    .sustained_share = 0.6275,
    .tile_share = 0.75,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 3.78 us and 4.08 us.
    .matmul_latency = 3.941_us,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_accelerator), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_bf16_kernels{
    .name = "NVIDIA H100 80GB HBM3, bf16",
    .format = precision::bf16,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 1.07053056_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 930 TFLOP/s and 1.01 PFLOP/s.
    .burst = 950.9_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 743 TFLOP/s and 817 TFLOP/s.
    .sustained = 772.1_TFLOP_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.333 and 0.584.
    .headroom = 0.4895,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.99 TB/s and 3.1 TB/s.
    .global = 3.055_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.05 TB/s and 2.1 TB/s.
    .accumulation = 2.081_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 19.7 ns and 49.2 ns.
    .ramp = 19.71_ns,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 291 kB and 303 kB.
    .cached = 292.4_kB,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 715 kB and 2.19 MB.
    .cached_activations = 1.216_MB,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 16 TB/s and 19.2 TB/s.
    .l2 = 18.41_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 30.4 GB/s and 38 GB/s.
    .store = 34.17_GB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 90.8 ns and 97 ns.
    .step = 94.28_ns,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.136 and 0.177.
    .exposed = 0.147,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.329 and 0.676.
    .quantization = 0.3862,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.43 us and 2.5 us.
    .launch = 2.467_us,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 3.41 us and 4.23 us.
    .split = 3.814_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_bf16_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_fp64_kernels{
    .name = "NVIDIA H100 80GB HBM3, fp64",
    .format = precision::fp64,
    .result_word = 8_B,
    .gradient_word = 8_B,
    .multiprocessors = 132,
    .peak = 66.90816_TFLOP_per_s,
    .tiles = single_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 64.4 TFLOP/s and 73.6 TFLOP/s.
    .burst = 71.88_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 75.1 TFLOP/s and 128 TFLOP/s.
    .sustained = 78.42_TFLOP_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.001 and 0.201.
    .headroom = 0.001011,
    // As in bf16.
    .global = 3.055_TB_per_s,
    // As in bf16.
    .accumulation = 2.081_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 899 ns and 3.27 us.
    .ramp = 2.242_us,
    // As in bf16.
    .cached = 292.4_kB,
    // As in bf16.
    .cached_activations = 1.216_MB,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 6.22 TB/s and 7.5 TB/s.
    .l2 = 6.932_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 32.4 GB/s and 49.9 GB/s.
    .store = 38.51_GB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 3.28 ns and 209 ns.
    .step = 21.58_ns,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.001 and 0.00105.
    .exposed = 0.001007,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.399 and 0.764.
    .quantization = 0.5956,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 1.28 us and 1.96 us.
    .launch = 1.595_us,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 1.85 us and 3.15 us.
    .split = 2.546_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_fp64_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_fp32_kernels{
    .name = "NVIDIA H100 80GB HBM3, fp32",
    .format = precision::fp32,
    .result_word = 4_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 66.90816_TFLOP_per_s,
    .tiles = single_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 59.9 TFLOP/s and 69.9 TFLOP/s.
    .burst = 61.26_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 61.7 TFLOP/s and 87.7 TFLOP/s.
    .sustained = 75.16_TFLOP_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.001 and 0.0279.
    .headroom = 0.004494,
    // As in bf16.
    .global = 3.055_TB_per_s,
    // As in bf16.
    .accumulation = 2.081_TB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 19.7 ns and 849 ns.
    .ramp = 97.3_ns,
    // As in bf16.
    .cached = 292.4_kB,
    // As in bf16.
    .cached_activations = 1.216_MB,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 2.29 TB/s and 2.98 TB/s.
    .l2 = 2.552_TB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 12.2 GB/s and 17.5 GB/s.
    .store = 15.09_GB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 440 ns and 703 ns.
    .step = 616.7_ns,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.0829 and 0.19.
    .exposed = 0.1053,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.344 and 0.741.
    .quantization = 0.527,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 1.94 us and 2.78 us.
    .launch = 2.342_us,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 1.89 us and 2.86 us.
    .split = 2.356_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_fp32_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_tf32_kernels{
    .name = "NVIDIA H100 80GB HBM3, tf32",
    .format = precision::tf32,
    .result_word = 4_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 535.26528_TFLOP_per_s,
    .tiles = single_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 565 TFLOP/s and 589 TFLOP/s.
    .burst = 588.7_TFLOP_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.372 and 0.462.
    .gradient_share = 0.4173,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 397 TFLOP/s and 1.07 PFLOP/s.
    .sustained = 1.07_PFLOP_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.00101 and 0.9.
    .headroom = 0.8972,
    // As in bf16.
    .global = 3.055_TB_per_s,
    // As in bf16.
    .accumulation = 2.081_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 915 ns and 2.6 us.
    .ramp = 1.657_us,
    // As in bf16.
    .cached = 292.4_kB,
    // As in bf16.
    .cached_activations = 1.216_MB,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 9.05 TB/s and 10.2 TB/s.
    .l2 = 9.224_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 17.6 GB/s and 31.4 GB/s.
    .store = 27.5_GB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 54.1 ns and 103 ns.
    .step = 84.38_ns,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.001 and 0.0406.
    .exposed = 0.002543,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.329 and 0.912.
    .quantization = 0.7222,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 3.49 us and 4.09 us.
    .launch = 3.794_us,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 2.51 us and 4.84 us.
    .split = 4.006_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_tf32_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_fp16_kernels{
    .name = "NVIDIA H100 80GB HBM3, fp16",
    .format = precision::fp16,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 1.07053056_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 947 TFLOP/s and 1.18 PFLOP/s.
    .burst = 993.8_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 324 TFLOP/s and 908 TFLOP/s.
    .sustained = 824.7_TFLOP_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0161 and 0.822.
    .headroom = 0.2494,
    // As in bf16.
    .global = 3.055_TB_per_s,
    // As in bf16.
    .accumulation = 2.081_TB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 19.7 ns and 382 ns.
    .ramp = 179.1_ns,
    // As in bf16.
    .cached = 292.4_kB,
    // As in bf16.
    .cached_activations = 1.216_MB,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 11.8 TB/s and 24.3 TB/s.
    .l2 = 21.26_TB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 21 GB/s and 31.8 GB/s.
    .store = 27.52_GB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 86.7 ns and 132 ns.
    .step = 113.5_ns,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0438 and 0.129.
    .exposed = 0.08289,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.135 and 1.
    .quantization = 1,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 2.3 us and 2.6 us.
    .launch = 2.38_us,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 3.74 us and 6.73 us.
    .split = 4.428_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_fp16_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_fp8_kernels{
    .name = "NVIDIA H100 80GB HBM3, fp8",
    .format = precision::fp8,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 2.14106112_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.62 PFLOP/s and 1.83 PFLOP/s.
    .burst = 1.679_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.24 PFLOP/s and 4.25 PFLOP/s.
    .sustained = 1.474_PFLOP_per_s,
    // As in bf16.
    .headroom = 0.4895,
    // As in bf16.
    .global = 3.055_TB_per_s,
    // As in bf16.
    .accumulation = 2.081_TB_per_s,
    // As in bf16.
    .ramp = 19.71_ns,
    // As in bf16.
    .cached = 292.4_kB,
    // As in bf16.
    .cached_activations = 1.216_MB,
    // As in bf16.
    .l2 = 18.41_TB_per_s,
    // As in bf16.
    .store = 34.17_GB_per_s,
    // As in bf16.
    .step = 94.28_ns,
    // As in bf16.
    .exposed = 0.147,
    // As in bf16.
    .quantization = 0.3862,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 2.72 us and 2.97 us.
    .launch = 2.839_us,
    // As in bf16.
    .split = 3.814_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_fp8_kernels), true));

}  // namespace scalewall::measured
