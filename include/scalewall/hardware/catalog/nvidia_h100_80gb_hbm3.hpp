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
              {precision::tf32, 16_FLOP, 494.7_TFLOP_per_s},
              {precision::fp16, 32_FLOP, 989.4_TFLOP_per_s},
              {precision::bf16, 32_FLOP, 989.4_TFLOP_per_s},
              {precision::fp8, 64_FLOP, 1.9789_PFLOP_per_s},
              {precision::int8, 64_FLOP, 1.9789_PFLOP_per_s}},
    .format = precision::bf16,
    .threads = 16896,
    .clock = 1.98_GHz,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.593 and 0.64.
    .sustained_share = 0.6275,
    .evidence = evidence::measured,
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
    .peak = 989.4_TFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 900 TFLOP/s and 1.05 PFLOP/s.
    .burst = 945.3_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 710 TFLOP/s and 812 TFLOP/s.
    .sustained = 774_TFLOP_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.287 and 0.737.
    .headroom = 0.5012,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.98 TB/s and 3.12 TB/s.
    .global = 3.048_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.05 TB/s and 2.12 TB/s.
    .accumulation = 2.076_TB_per_s,
    // Left out: the fit to 626 multiplications in bf16 ended at its bound of 19.7 ns.
    .ramp = 0_s,
    // Left out: the fit to 626 multiplications in bf16 ended at its bound of 291 kB.
    .cached = 0_B,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 519 kB and 2.25 MB.
    .cached_activations = 1.445_MB,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 15.4 TB/s and 20.2 TB/s.
    .l2 = 18.27_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 29.4 GB/s and 38.9 GB/s.
    .store = 34.12_GB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 90.5 ns and 96.1 ns.
    .step = 94.36_ns,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.109 and 0.212.
    .exposed = 0.143,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.289 and 0.682.
    .quantization = 0.3845,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.43 us and 2.5 us.
    .launch = 2.474_us,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 3.45 us and 4.19 us.
    .split = 3.817_us,
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
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 63.6 TFLOP/s and 73.6 TFLOP/s.
    .burst = 71.89_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 75.4 TFLOP/s and 134 TFLOP/s.
    .sustained = 78.44_TFLOP_per_s,
    // Left out: the fit to 103 multiplications in fp64 ended at its bound of 0.001.
    .headroom = 0,
    // As in bf16.
    .global = 3.048_TB_per_s,
    // As in bf16.
    .accumulation = 2.076_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 584 ns and 3.14 us.
    .ramp = 2.201_us,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 1.445_MB,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 6.21 TB/s and 7.76 TB/s.
    .l2 = 6.912_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 33.1 GB/s and 50.2 GB/s.
    .store = 39.37_GB_per_s,
    // Left out: the fit to 103 multiplications in fp64 ended at its bound of 3.28 ns.
    .step = 0_s,
    // Left out: the fit to 103 multiplications in fp64 ended at its bound of 0.001.
    .exposed = 0,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.361 and 0.882.
    .quantization = 0.6195,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 1.28 us and 2.18 us.
    .launch = 1.602_us,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 1.85 us and 3.18 us.
    .split = 2.527_us,
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
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 53.9 TFLOP/s and 70.3 TFLOP/s.
    .burst = 59.65_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 59.4 TFLOP/s and 124 TFLOP/s.
    .sustained = 78.66_TFLOP_per_s,
    // Left out: the fit to 110 multiplications in fp32 ended at its bound of 0.001.
    .headroom = 0,
    // As in bf16.
    .global = 3.048_TB_per_s,
    // As in bf16.
    .accumulation = 2.076_TB_per_s,
    // Left out: the fit to 110 multiplications in fp32 ended at its bound of 19.7 ns.
    .ramp = 0_s,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 1.445_MB,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 2.25 TB/s and 3.36 TB/s.
    .l2 = 2.728_TB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 12.3 GB/s and 18.9 GB/s.
    .store = 15.89_GB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 429 ns and 745 ns.
    .step = 581.7_ns,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.0329 and 0.236.
    .exposed = 0.1038,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.361 and 0.756.
    .quantization = 0.6322,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 2 us and 2.87 us.
    .launch = 2.44_us,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 1.98 us and 2.8 us.
    .split = 2.421_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_fp32_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_tf32_kernels{
    .name = "NVIDIA H100 80GB HBM3, tf32",
    .format = precision::tf32,
    .result_word = 4_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 494.7_TFLOP_per_s,
    .tiles = single_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Left out: the fit to 107 multiplications in tf32 ended at its bound of 544 TFLOP/s.
    .burst = 494.7_TFLOP_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.423 and 0.524.
    .gradient_share = 0.466,
    // Left out: the fit to 107 multiplications in tf32 ended at its bound of 989 TFLOP/s.
    .sustained = flop_per_second::from_value(math::infinity),
    // Left out: 107 multiplications in tf32 do not show it.
    .headroom = 0,
    // As in bf16.
    .global = 3.048_TB_per_s,
    // As in bf16.
    .accumulation = 2.076_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 897 ns and 2.39 us.
    .ramp = 1.667_us,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 1.445_MB,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 9.34 TB/s and 10 TB/s.
    .l2 = 9.735_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 18.3 GB/s and 32.6 GB/s.
    .store = 29.17_GB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 35.1 ns and 113 ns.
    .step = 81.32_ns,
    // Left out: the fit to 107 multiplications in tf32 ended at its bound of 0.001.
    .exposed = 0,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.17 and 0.845.
    .quantization = 0.5598,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 3.45 us and 3.99 us.
    .launch = 3.807_us,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 2.31 us and 4.87 us.
    .split = 3.497_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_tf32_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_fp16_kernels{
    .name = "NVIDIA H100 80GB HBM3, fp16",
    .format = precision::fp16,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Left out: 101 multiplications in fp16 do not show it.
    .burst = 989.4_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 322 TFLOP/s and 1.08 PFLOP/s.
    .sustained = 808.7_TFLOP_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.00726 and 0.844.
    .headroom = 0.2924,
    // As in bf16.
    .global = 3.048_TB_per_s,
    // As in bf16.
    .accumulation = 2.076_TB_per_s,
    // Left out: 101 multiplications in fp16 do not show it.
    .ramp = 0_s,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 1.445_MB,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 11.2 TB/s and 24.4 TB/s.
    .l2 = 21.3_TB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 23.3 GB/s and 32.4 GB/s.
    .store = 27.89_GB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 94.5 ns and 124 ns.
    .step = 109.1_ns,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0129 and 0.111.
    .exposed = 0.09397,
    // Left out: the fit to 101 multiplications in fp16 ended at its bound of 1.
    .quantization = 1,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 2.35 us and 2.54 us.
    .launch = 2.429_us,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 3.81 us and 7.62 us.
    .split = 4.583_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_fp16_kernels), true));

inline constexpr matmul_kernels nvidia_h100_80gb_hbm3_fp8_kernels{
    .name = "NVIDIA H100 80GB HBM3, fp8",
    .format = precision::fp8,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 1.9789_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.61 PFLOP/s and 1.82 PFLOP/s.
    .burst = 1.674_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.22 PFLOP/s and 3.95 PFLOP/s.
    .sustained = 1.464_PFLOP_per_s,
    // As in bf16.
    .headroom = 0.5012,
    // As in bf16.
    .global = 3.048_TB_per_s,
    // As in bf16.
    .accumulation = 2.076_TB_per_s,
    .ramp = 0_s,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 1.445_MB,
    // As in bf16.
    .l2 = 18.27_TB_per_s,
    // As in bf16.
    .store = 34.12_GB_per_s,
    // As in bf16.
    .step = 94.36_ns,
    // As in bf16.
    .exposed = 0.143,
    // As in bf16.
    .quantization = 0.3845,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 2.72 us and 2.98 us.
    .launch = 2.851_us,
    // As in bf16.
    .split = 3.817_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h100_80gb_hbm3_fp8_kernels), true));

}  // namespace scalewall::measured
