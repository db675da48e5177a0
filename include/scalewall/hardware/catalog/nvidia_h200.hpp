// NVIDIA H200: NVIDIA H200, measured with the backend 'CUDA'.
//
// Numbers with a comment are as it says, rounded to 4 digits; the others were known.

#pragma once

#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>

namespace scalewall::measured {

inline constexpr accelerator nvidia_h200_accelerator{
    .name = "NVIDIA H200",
    .memory =
        {
            // Fitted to 13 copies; nine of ten fits to redrawn rows lie between 4.24 TB/s and 4.28 TB/s.
            {.kind = memory_kind::global, .capacity = 150.10988032_GB, .bandwidth = 4.266_TB_per_s},
            // Fitted to 5 copies; nine of ten fits to redrawn rows lie between 7.55 TB/s and 8.13 TB/s.
            {.kind = memory_kind::l2, .capacity = 60_MiB, .bandwidth = 7.634_TB_per_s},
            // Fitted to 2 copies; nine of ten fits to redrawn rows lie between 32.9 TB/s and 33 TB/s.
            {.kind = memory_kind::shared,
             .capacity = 256_KiB,
             .units = 132,
             .bandwidth = 32.92_TB_per_s,
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
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.593 and 0.641.
    .sustained_share = 0.627,
    .tile_share = 0.75,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 3.66 us and 3.95 us.
    .matmul_latency = 3.816_us,
};
static_assert((require_valid(nvidia_h200_accelerator), true));

inline constexpr matmul_kernels nvidia_h200_bf16_kernels{
    .name = "NVIDIA H200, bf16",
    .format = precision::bf16,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 1.07053056_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 963 TFLOP/s and 1.09 PFLOP/s.
    .burst = 1.014_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 725 TFLOP/s and 812 TFLOP/s.
    .sustained = 756.3_TFLOP_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.148 and 0.483.
    .headroom = 0.3481,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 4.42 TB/s and 4.64 TB/s.
    .global = 4.514_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.76 TB/s and 2.87 TB/s.
    .accumulation = 2.795_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 19.1 ns and 160 ns.
    .ramp = 20.7_ns,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 350 kB and 467 kB.
    .cached = 467.3_kB,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 524 kB and 1.03 MB.
    .cached_activations = 706.4_kB,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 22.2 TB/s and 26.3 TB/s.
    .l2 = 23.29_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 27.5 GB/s and 36.4 GB/s.
    .store = 32.69_GB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 104 ns and 112 ns.
    .step = 106.9_ns,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.149 and 0.222.
    .exposed = 0.1685,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.727 and 1.
    .quantization = 0.9766,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.39 us and 2.44 us.
    .launch = 2.431_us,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 3.35 us and 3.79 us.
    .split = 3.564_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_bf16_kernels), true));

inline constexpr matmul_kernels nvidia_h200_fp64_kernels{
    .name = "NVIDIA H200, fp64",
    .format = precision::fp64,
    .result_word = 8_B,
    .gradient_word = 8_B,
    .multiprocessors = 132,
    .peak = 66.90816_TFLOP_per_s,
    .tiles = single_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 66 TFLOP/s and 73.6 TFLOP/s.
    .burst = 73.6_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 71.8 TFLOP/s and 108 TFLOP/s.
    .sustained = 75.01_TFLOP_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.001 and 0.221.
    .headroom = 0.00136,
    // As in bf16.
    .global = 4.514_TB_per_s,
    // As in bf16.
    .accumulation = 2.795_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 713 ns and 13.5 us.
    .ramp = 4.04_us,
    // As in bf16.
    .cached = 467.3_kB,
    // As in bf16.
    .cached_activations = 706.4_kB,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 6.4 TB/s and 9.3 TB/s.
    .l2 = 6.967_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 28.5 GB/s and 51.8 GB/s.
    .store = 37.2_GB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 3.27 ns and 225 ns.
    .step = 34.81_ns,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.001 and 0.119.
    .exposed = 0.003073,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.305 and 0.613.
    .quantization = 0.5332,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 1.49 us and 1.99 us.
    .launch = 1.706_us,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 2.15 us and 3.12 us.
    .split = 2.729_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_fp64_kernels), true));

inline constexpr matmul_kernels nvidia_h200_fp32_kernels{
    .name = "NVIDIA H200, fp32",
    .format = precision::fp32,
    .result_word = 4_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 66.90816_TFLOP_per_s,
    .tiles = single_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 50.5 TFLOP/s and 62 TFLOP/s.
    .burst = 50.81_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 55.2 TFLOP/s and 134 TFLOP/s.
    .sustained = 133.8_TFLOP_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.001 and 0.9.
    .headroom = 0.001673,
    // As in bf16.
    .global = 4.514_TB_per_s,
    // As in bf16.
    .accumulation = 2.795_TB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 19.1 ns and 19.6 us.
    .ramp = 2.671_us,
    // As in bf16.
    .cached = 467.3_kB,
    // As in bf16.
    .cached_activations = 706.4_kB,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 2.33 TB/s and 687 TB/s.
    .l2 = 111.7_TB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 11.1 GB/s and 22.4 GB/s.
    .store = 13.02_GB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 594 ns and 1.03 us.
    .step = 1.016_us,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.00136 and 0.538.
    .exposed = 0.05029,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.275 and 0.712.
    .quantization = 0.5209,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 1.38 us and 2.5 us.
    .launch = 1.465_us,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 1.15 us and 3.41 us.
    .split = 2.916_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_fp32_kernels), true));

inline constexpr matmul_kernels nvidia_h200_tf32_kernels{
    .name = "NVIDIA H200, tf32",
    .format = precision::tf32,
    .result_word = 4_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 535.26528_TFLOP_per_s,
    .tiles = single_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 508 TFLOP/s and 589 TFLOP/s.
    .burst = 588.8_TFLOP_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.357 and 0.434.
    .gradient_share = 0.3929,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 345 TFLOP/s and 498 TFLOP/s.
    .sustained = 396.2_TFLOP_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.466 and 0.9.
    .headroom = 0.9,
    // As in bf16.
    .global = 4.514_TB_per_s,
    // As in bf16.
    .accumulation = 2.795_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 2.27 us and 5.2 us.
    .ramp = 3.582_us,
    // As in bf16.
    .cached = 467.3_kB,
    // As in bf16.
    .cached_activations = 706.4_kB,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 9.23 TB/s and 10.7 TB/s.
    .l2 = 9.606_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 20.9 GB/s and 44.9 GB/s.
    .store = 35.04_GB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 30.7 ns and 90.2 ns.
    .step = 64.89_ns,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.001 and 0.0812.
    .exposed = 0.008299,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.195 and 0.89.
    .quantization = 0.6176,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 3.7 us and 4.21 us.
    .launch = 3.997_us,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 1.97 us and 4.16 us.
    .split = 3.092_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_tf32_kernels), true));

inline constexpr matmul_kernels nvidia_h200_fp16_kernels{
    .name = "NVIDIA H200, fp16",
    .format = precision::fp16,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 1.07053056_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 1.05 PFLOP/s and 1.18 PFLOP/s.
    .burst = 1.122_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 439 TFLOP/s and 908 TFLOP/s.
    .sustained = 794.2_TFLOP_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0338 and 0.557.
    .headroom = 0.1633,
    // As in bf16.
    .global = 4.514_TB_per_s,
    // As in bf16.
    .accumulation = 2.795_TB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 19.1 ns and 173 ns.
    .ramp = 19.33_ns,
    // As in bf16.
    .cached = 467.3_kB,
    // As in bf16.
    .cached_activations = 706.4_kB,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 13.4 TB/s and 16.2 TB/s.
    .l2 = 14.43_TB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 21.7 GB/s and 28.8 GB/s.
    .store = 26.54_GB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 84.6 ns and 105 ns.
    .step = 88.8_ns,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0723 and 0.151.
    .exposed = 0.1127,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0635 and 1.
    .quantization = 0.262,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 2.33 us and 2.49 us.
    .launch = 2.424_us,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 3.36 us and 3.86 us.
    .split = 3.628_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_fp16_kernels), true));

inline constexpr matmul_kernels nvidia_h200_fp8_kernels{
    .name = "NVIDIA H200, fp8",
    .format = precision::fp8,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 2.14106112_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.65 PFLOP/s and 1.92 PFLOP/s.
    .burst = 1.758_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.33 PFLOP/s and 4.28 PFLOP/s.
    .sustained = 1.514_PFLOP_per_s,
    // As in bf16.
    .headroom = 0.3481,
    // As in bf16.
    .global = 4.514_TB_per_s,
    // As in bf16.
    .accumulation = 2.795_TB_per_s,
    // As in bf16.
    .ramp = 20.7_ns,
    // As in bf16.
    .cached = 467.3_kB,
    // As in bf16.
    .cached_activations = 706.4_kB,
    // As in bf16.
    .l2 = 23.29_TB_per_s,
    // As in bf16.
    .store = 32.69_GB_per_s,
    // As in bf16.
    .step = 106.9_ns,
    // As in bf16.
    .exposed = 0.1685,
    // As in bf16.
    .quantization = 0.9766,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 2.7 us and 2.91 us.
    .launch = 2.828_us,
    // As in bf16.
    .split = 3.564_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_fp8_kernels), true));

}  // namespace scalewall::measured
