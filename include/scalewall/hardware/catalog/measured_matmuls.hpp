// What libraries for matrix multiplication reach on NVIDIA accelerators, as measured by others, and on an H100 and an H200
// that were measured here (measured_accelerators.hpp says how).
//
// Of others', every number below `peak` was fitted by calibration/fit_matmuls.hpp to the half of all shapes that is not
// held out (`is_held_out`): 410 to 460 multiplications in bf16, 43 in fp8; and rounded to three digits. fp8 shares with bf16
// what has little to do with the format, and its activations are quantized by a kernel of their own. Others measured no
// gradients: how fast these are accumulated is known of the accelerators that were measured here.
//
// Sources: ai-dynamo/aiconfigurator@095f58a51, the file named beside each descriptor, under
// aic-core/src/aiconfigurator_core/systems/data/. Peaks: NVIDIA's data sheets, dense; for fp8 twice as much.
// Multiprocessors: NVIDIA's whitepapers and data sheets; for GB200 and GB300 152 are taken, and 148 fit as well.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/catalog/nvidia_h100_80gb_hbm3.hpp>
#include <scalewall/hardware/catalog/nvidia_h200.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/quantities.hpp>

#include <string_view>

namespace scalewall::catalog {

namespace detail {

struct fp8_numbers {
  flop_per_second burst{};
  flop_per_second sustained{};
  seconds launch{};
  bytes quantized{};
};

constexpr matmul_kernels in_fp8(matmul_kernels kernels, std::string_view name, const fp8_numbers& numbers) {
  kernels.name = name;
  kernels.format = precision::fp8;
  kernels.peak *= 2.0;
  kernels.burst = numbers.burst;
  kernels.sustained = numbers.sustained;
  kernels.launch = numbers.launch;
  kernels.quantized = numbers.quantized;
  return kernels;
}

}  // namespace detail

/// Source: a100_sxm/gemm/trtllm/1.0.0/gemm_perf.parquet
inline constexpr matmul_kernels a100_sxm_bf16_trtllm{
    .name = "A100 SXM 80 GB, bf16, TensorRT-LLM 1.0.0",
    .format = precision::bf16,
    .multiprocessors = 108,
    .peak = 312_TFLOP_per_s,
    .burst = 334_TFLOP_per_s,
    .sustained = 390_TFLOP_per_s,
    .headroom = 0.713,
    .global = 1.76_TB_per_s,
    .ramp = 6.42_us,
    .cached = 11.3_MB,
    .cached_activations = 40_MB,
    .l2 = 4.57_TB_per_s,
    .store = 23.7_GB_per_s,
    .step = 1.74_ns,
    .exposed = 0.098,
    .quantization = 1,
    .launch = 4.17_us,
    .split = 1.76_us,
};

/// Source: h100_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h100_sxm_bf16_trtllm{
    .name = "H100 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 832_TFLOP_per_s,
    .sustained = 876_TFLOP_per_s,
    .headroom = 0.835,
    .global = 2.85_TB_per_s,
    .accumulation = measured::nvidia_h100_80gb_hbm3_bf16_kernels.accumulation,
    .ramp = 1.39_us,
    .cached = 7.49_MB,
    .cached_activations = 7.19_MB,
    .l2 = 16.7_TB_per_s,
    .store = 42.9_GB_per_s,
    .step = 91.4_ns,
    .exposed = 0.001,
    .quantization = 0.0983,
    .launch = 2.6_us,
    .split = 2.64_us,
};

/// Source: h100_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h100_sxm_fp8_trtllm = detail::in_fp8(
    h100_sxm_bf16_trtllm, "H100 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 1570_TFLOP_per_s, .sustained = 2280_TFLOP_per_s, .launch = 11.8_us, .quantized = 6.84_B});

/// Source: h200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h200_sxm_bf16_trtllm{
    .name = "H200 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 848_TFLOP_per_s,
    .sustained = 853_TFLOP_per_s,
    .headroom = 0.58,
    .global = 4.11_TB_per_s,
    .accumulation = measured::nvidia_h200_bf16_kernels.accumulation,
    .ramp = 1.79_us,
    .cached = 8.66_MB,
    .cached_activations = 9.17_MB,
    .l2 = 24.9_TB_per_s,
    .store = 43.9_GB_per_s,
    .step = 88.2_ns,
    .exposed = 0.0299,
    .quantization = 0.132,
    .launch = 2.64_us,
    .split = 2.6_us,
};

/// Source: h200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h200_sxm_fp8_trtllm = detail::in_fp8(
    h200_sxm_bf16_trtllm, "H200 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 1560_TFLOP_per_s, .sustained = 3960_TFLOP_per_s, .launch = 11.9_us, .quantized = 8.52_B});

/// Source: b200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b200_sxm_bf16_trtllm{
    .name = "B200 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 148,
    .peak = 2250_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2470_TFLOP_per_s,
    .sustained = 1550_TFLOP_per_s,
    .headroom = 0.157,
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
    .split = 3.62_us,
};

/// Source: b200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b200_sxm_fp8_trtllm = detail::in_fp8(
    b200_sxm_bf16_trtllm, "B200 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 3450_TFLOP_per_s, .sustained = 9000_TFLOP_per_s, .launch = 15.4_us, .quantized = 8.12_B});

/// Source: b300_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b300_sxm_bf16_trtllm{
    .name = "B300 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 148,
    .peak = 2250_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2470_TFLOP_per_s,
    .sustained = 1620_TFLOP_per_s,
    .headroom = 0.175,
    .global = 6.48_TB_per_s,
    .ramp = 2.37_us,
    .cached = 18.1_MB,
    .cached_activations = 44.7_MB,
    .l2 = 44.1_TB_per_s,
    .store = 961_GB_per_s,
    .step = 58.6_ns,
    .exposed = 0.225,
    .quantization = 0.1,
    .launch = 2.07_us,
    .split = 3.41_us,
};

/// Source: b300_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b300_sxm_fp8_trtllm = detail::in_fp8(
    b300_sxm_bf16_trtllm, "B300 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 3610_TFLOP_per_s, .sustained = 4320_TFLOP_per_s, .launch = 14.9_us, .quantized = 7.46_B});

/// Source: gb200/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb200_bf16_trtllm{
    .name = "GB200, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 152,
    .peak = 2500_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2750_TFLOP_per_s,
    .sustained = 1790_TFLOP_per_s,
    .headroom = 0.052,
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
    .split = 3.66_us,
};

/// Source: gb200/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb200_fp8_trtllm = detail::in_fp8(
    gb200_bf16_trtllm, "GB200, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 3490_TFLOP_per_s, .sustained = 5820_TFLOP_per_s, .launch = 15.2_us, .quantized = 8.12_B});

/// Source: gb300/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb300_bf16_trtllm{
    .name = "GB300, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 152,
    .peak = 2500_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2680_TFLOP_per_s,
    .sustained = 2350_TFLOP_per_s,
    .headroom = 0.00161,
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
    .split = 3.57_us,
};

/// Source: gb300/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb300_fp8_trtllm = detail::in_fp8(
    gb300_bf16_trtllm, "GB300, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 4270_TFLOP_per_s, .sustained = 10000_TFLOP_per_s, .launch = 15.1_us, .quantized = 8.15_B});

/// Source: l40s/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels l40s_bf16_trtllm{
    .name = "L40S, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 142,
    .peak = 362_TFLOP_per_s,
    .burst = 330_TFLOP_per_s,
    .sustained = 231_TFLOP_per_s,
    .headroom = 0.426,
    .global = 0.683_TB_per_s,
    .ramp = 0.0201_us,
    .cached = 18.7_MB,
    .cached_activations = 52.1_MB,
    .l2 = 6.38_TB_per_s,
    .store = 16.1_GB_per_s,
    .step = 394_ns,
    .exposed = 0.219,
    .quantization = 1,
    .launch = 1.01_us,
    .split = 2.55_us,
};

/// Source: l40s/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels l40s_fp8_trtllm = detail::in_fp8(
    l40s_bf16_trtllm, "L40S, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 702_TFLOP_per_s, .sustained = 391_TFLOP_per_s, .launch = 5.31_us, .quantized = 3.57_B});

inline constexpr matmul_kernels measured_matmuls[] = {a100_sxm_bf16_trtllm,
                                                      h100_sxm_bf16_trtllm,
                                                      h100_sxm_fp8_trtllm,
                                                      h200_sxm_bf16_trtllm,
                                                      h200_sxm_fp8_trtllm,
                                                      b200_sxm_bf16_trtllm,
                                                      b200_sxm_fp8_trtllm,
                                                      b300_sxm_bf16_trtllm,
                                                      b300_sxm_fp8_trtllm,
                                                      gb200_bf16_trtllm,
                                                      gb200_fp8_trtllm,
                                                      gb300_bf16_trtllm,
                                                      gb300_fp8_trtllm,
                                                      l40s_bf16_trtllm,
                                                      l40s_fp8_trtllm,
                                                      measured::nvidia_h100_80gb_hbm3_bf16_kernels,
                                                      measured::nvidia_h100_80gb_hbm3_fp16_kernels,
                                                      measured::nvidia_h100_80gb_hbm3_fp8_kernels,
                                                      measured::nvidia_h100_80gb_hbm3_tf32_kernels,
                                                      measured::nvidia_h100_80gb_hbm3_fp32_kernels,
                                                      measured::nvidia_h100_80gb_hbm3_fp64_kernels,
                                                      measured::nvidia_h200_bf16_kernels,
                                                      measured::nvidia_h200_fp16_kernels,
                                                      measured::nvidia_h200_fp8_kernels,
                                                      measured::nvidia_h200_tf32_kernels,
                                                      measured::nvidia_h200_fp32_kernels,
                                                      measured::nvidia_h200_fp64_kernels};

/// The kernels of that name (`"H100 SXM, bf16, TensorRT-LLM 1.3.0rc20"`), or nullptr.
constexpr const matmul_kernels* find_matmul_kernels(std::string_view name) {
  for (const matmul_kernels& candidate : measured_matmuls)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

}  // namespace scalewall::catalog
