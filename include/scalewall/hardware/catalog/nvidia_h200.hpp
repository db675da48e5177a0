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
              {precision::tf32, 16_FLOP, 494.7_TFLOP_per_s},
              {precision::fp16, 32_FLOP, 989.4_TFLOP_per_s},
              {precision::bf16, 32_FLOP, 989.4_TFLOP_per_s},
              {precision::fp8, 64_FLOP, 1.9789_PFLOP_per_s},
              {precision::int8, 64_FLOP, 1.9789_PFLOP_per_s}},
    .format = precision::bf16,
    .threads = 16896,
    .clock = 1.98_GHz,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.593 and 0.641.
    .sustained_share = 0.627,
    .evidence = evidence::measured,
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
    .peak = 989.4_TFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 969 TFLOP/s and 1.09 PFLOP/s.
    .burst = 1.012_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 720 TFLOP/s and 867 TFLOP/s.
    .sustained = 754.9_TFLOP_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.151 and 0.513.
    .headroom = 0.3536,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 4.37 TB/s and 4.64 TB/s.
    .global = 4.506_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.75 TB/s and 2.87 TB/s.
    .accumulation = 2.793_TB_per_s,
    // Left out: the fit to 626 multiplications in bf16 ended at its bound of 19.1 ns.
    .ramp = 0_s,
    // Left out: the fit to 626 multiplications in bf16 ended at its bound of 350 kB.
    .cached = 0_B,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 524 kB and 1.02 MB.
    .cached_activations = 689_kB,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 22 TB/s and 26.5 TB/s.
    .l2 = 23.29_TB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 27.8 GB/s and 38.2 GB/s.
    .store = 32.74_GB_per_s,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 103 ns and 112 ns.
    .step = 106.9_ns,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 0.124 and 0.243.
    .exposed = 0.1677,
    // Left out: the fit to 626 multiplications in bf16 ended at its bound of 1.
    .quantization = 1,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 2.38 us and 2.47 us.
    .launch = 2.432_us,
    // Fitted to 626 multiplications in bf16; nine of ten fits to redrawn rows lie between 3.36 us and 3.77 us.
    .split = 3.568_us,
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
    // Left out: the fit to 103 multiplications in fp64 ended at its bound of 73.6 TFLOP/s.
    .burst = 66.91_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 82.8 TFLOP/s and 102 TFLOP/s.
    .sustained = 90.41_TFLOP_per_s,
    // Left out: 103 multiplications in fp64 do not show it.
    .headroom = 0,
    // As in bf16.
    .global = 4.506_TB_per_s,
    // As in bf16.
    .accumulation = 2.793_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 2.18 us and 10.7 us.
    .ramp = 4.069_us,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 689_kB,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 6.45 TB/s and 11.4 TB/s.
    .l2 = 7.488_TB_per_s,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 25.9 GB/s and 51.6 GB/s.
    .store = 39.43_GB_per_s,
    // Left out: the fit to 103 multiplications in fp64 ended at its bound of 3.18 ns.
    .step = 0_s,
    // Left out: the fit to 103 multiplications in fp64 ended at its bound of 0.001.
    .exposed = 0,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 0.278 and 0.788.
    .quantization = 0.4443,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 1.33 us and 1.91 us.
    .launch = 1.677_us,
    // Fitted to 103 multiplications in fp64; nine of ten fits to redrawn rows lie between 2.09 us and 3.16 us.
    .split = 2.555_us,
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
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 60.5 TFLOP/s and 73.5 TFLOP/s.
    .burst = 69.94_TFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 60.3 TFLOP/s and 87.4 TFLOP/s.
    .sustained = 68.41_TFLOP_per_s,
    // Left out: the fit to 110 multiplications in fp32 ended at its bound of 0.001.
    .headroom = 0,
    // As in bf16.
    .global = 4.506_TB_per_s,
    // As in bf16.
    .accumulation = 2.793_TB_per_s,
    // Left out: the fit to 110 multiplications in fp32 ended at its bound of 19.1 ns.
    .ramp = 0_s,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 689_kB,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 2.64 TB/s and 3.87 TB/s.
    .l2 = 2.828_TB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 10.6 GB/s and 16.5 GB/s.
    .store = 13.89_GB_per_s,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 341 ns and 734 ns.
    .step = 519.9_ns,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.131 and 0.353.
    .exposed = 0.2411,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.398 and 0.79.
    .quantization = 0.6936,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 1.95 us and 2.95 us.
    .launch = 2.437_us,
    // Fitted to 110 multiplications in fp32; nine of ten fits to redrawn rows lie between 2.2 us and 3.22 us.
    .split = 2.706_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_fp32_kernels), true));

inline constexpr matmul_kernels nvidia_h200_tf32_kernels{
    .name = "NVIDIA H200, tf32",
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
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.404 and 0.489.
    .gradient_share = 0.4449,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 323 TFLOP/s and 485 TFLOP/s.
    .sustained = 381.4_TFLOP_per_s,
    // Left out: the fit to 107 multiplications in tf32 ended at its bound of 1.
    .headroom = 1,
    // As in bf16.
    .global = 4.506_TB_per_s,
    // As in bf16.
    .accumulation = 2.793_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 2.42 us and 5.8 us.
    .ramp = 3.626_us,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 689_kB,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 9.66 TB/s and 10.7 TB/s.
    .l2 = 10.28_TB_per_s,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 24 GB/s and 44.7 GB/s.
    .store = 37.32_GB_per_s,
    // Left out: 107 multiplications in tf32 do not show it.
    .step = 0_s,
    // Left out: the fit to 107 multiplications in tf32 ended at its bound of 0.001.
    .exposed = 0,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 0.12 and 1.
    .quantization = 0.4867,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 3.84 us and 4.21 us.
    .launch = 4.05_us,
    // Fitted to 107 multiplications in tf32; nine of ten fits to redrawn rows lie between 2.09 us and 3.94 us.
    .split = 2.883_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_tf32_kernels), true));

inline constexpr matmul_kernels nvidia_h200_fp16_kernels{
    .name = "NVIDIA H200, fp16",
    .format = precision::fp16,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 975 TFLOP/s and 1.09 PFLOP/s.
    .burst = 1.008_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 457 TFLOP/s and 1.03 PFLOP/s.
    .sustained = 863.7_TFLOP_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0085 and 0.618.
    .headroom = 0.1666,
    // As in bf16.
    .global = 4.506_TB_per_s,
    // As in bf16.
    .accumulation = 2.793_TB_per_s,
    // Left out: the fit to 101 multiplications in fp16 ended at its bound of 19.1 ns.
    .ramp = 0_s,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 689_kB,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 12.8 TB/s and 21.3 TB/s.
    .l2 = 18.92_TB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 24.6 GB/s and 31.5 GB/s.
    .store = 28.82_GB_per_s,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 89 ns and 112 ns.
    .step = 103.3_ns,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 0.0391 and 0.138.
    .exposed = 0.1187,
    // Left out: the fit to 101 multiplications in fp16 ended at its bound of 1.
    .quantization = 1,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 2.32 us and 2.52 us.
    .launch = 2.398_us,
    // Fitted to 101 multiplications in fp16; nine of ten fits to redrawn rows lie between 3.43 us and 3.92 us.
    .split = 3.792_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_fp16_kernels), true));

inline constexpr matmul_kernels nvidia_h200_fp8_kernels{
    .name = "NVIDIA H200, fp8",
    .format = precision::fp8,
    .result_word = 2_B,
    .gradient_word = 4_B,
    .multiprocessors = 132,
    .peak = 1.9789_PFLOP_per_s,
    .tiles = fine_tiles,
    .most_splits = 16,
    .step_width = 128_B,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.65 PFLOP/s and 1.92 PFLOP/s.
    .burst = 1.757_PFLOP_per_s,
    .gradient_share = 1,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 1.32 PFLOP/s and 3.96 PFLOP/s.
    .sustained = 1.51_PFLOP_per_s,
    // As in bf16.
    .headroom = 0.3536,
    // As in bf16.
    .global = 4.506_TB_per_s,
    // As in bf16.
    .accumulation = 2.793_TB_per_s,
    .ramp = 0_s,
    .cached = 0_B,
    // As in bf16.
    .cached_activations = 689_kB,
    // As in bf16.
    .l2 = 23.29_TB_per_s,
    // As in bf16.
    .store = 32.74_GB_per_s,
    // As in bf16.
    .step = 106.9_ns,
    // As in bf16.
    .exposed = 0.1677,
    // As in bf16.
    .quantization = 1,
    // Fitted to 102 multiplications in fp8; nine of ten fits to redrawn rows lie between 2.71 us and 2.91 us.
    .launch = 2.831_us,
    // As in bf16.
    .split = 3.568_us,
    .quantized = 0_B,
};
static_assert((require_valid(nvidia_h200_fp8_kernels), true));

}  // namespace scalewall::measured
