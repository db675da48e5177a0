// What libraries for matrix multiplication reach on NVIDIA accelerators, as measured by others.
//
// Every number below `peak` was fitted by calibration/fit_matmuls.hpp to about 350 multiplications in bf16 or 45 in fp8
// of the half of all shapes that is not held out (`is_held_out`), and rounded to three digits. A row of its source is a
// mean over repeated calls that find caches as the call before left them. fp8 shares with bf16 what has nothing to do with
// the format, and its activations are quantized by a kernel of their own.
//
// Sources: ai-dynamo/aiconfigurator@095f58a51, the file named beside each descriptor, under
// aic-core/src/aiconfigurator_core/systems/data/. Peaks: NVIDIA's data sheets, dense; for fp8 twice as much.
// Multiprocessors: NVIDIA's whitepapers and data sheets; for GB200 and GB300 152 are taken, and 148 fit as well.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
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
    .burst = 338_TFLOP_per_s,
    .sustained = 308_TFLOP_per_s,
    .global = 1.74_TB_per_s,
    .ramp = 5.11_us,
    .cached = 10.8_MB,
    .l2 = 4.45_TB_per_s,
    .store = 22.5_GB_per_s,
    .step = 70.3_ns,
    .exposed = 0.0759,
    .quantization = 1,
    .launch = 4.22_us,
    .split = 1.62_us,
};

/// Source: h100_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h100_sxm_bf16_trtllm{
    .name = "H100 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .burst = 874_TFLOP_per_s,
    .sustained = 764_TFLOP_per_s,
    .global = 2.86_TB_per_s,
    .ramp = 1.09_us,
    .cached = 7.24_MB,
    .l2 = 17_TB_per_s,
    .store = 40.8_GB_per_s,
    .step = 91.7_ns,
    .exposed = 0.001,
    .quantization = 0.12,
    .launch = 2.64_us,
    .split = 2.47_us,
};

/// Source: h100_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h100_sxm_fp8_trtllm = detail::in_fp8(
    h100_sxm_bf16_trtllm, "H100 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 1620_TFLOP_per_s, .sustained = 1560_TFLOP_per_s, .launch = 11.9_us, .quantized = 6.88_B});

/// Source: h200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h200_sxm_bf16_trtllm{
    .name = "H200 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .burst = 861_TFLOP_per_s,
    .sustained = 745_TFLOP_per_s,
    .global = 4.12_TB_per_s,
    .ramp = 1.47_us,
    .cached = 8.56_MB,
    .l2 = 26.2_TB_per_s,
    .store = 43.6_GB_per_s,
    .step = 92.2_ns,
    .exposed = 0.0342,
    .quantization = 0.13,
    .launch = 2.67_us,
    .split = 2.46_us,
};

/// Source: h200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h200_sxm_fp8_trtllm = detail::in_fp8(
    h200_sxm_bf16_trtllm, "H200 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 1550_TFLOP_per_s, .sustained = 1590_TFLOP_per_s, .launch = 11.8_us, .quantized = 8.45_B});

/// Source: b200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b200_sxm_bf16_trtllm{
    .name = "B200 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 148,
    .peak = 2250_TFLOP_per_s,
    .burst = 1660_TFLOP_per_s,
    .sustained = 1440_TFLOP_per_s,
    .global = 6.53_TB_per_s,
    .ramp = 1.35_us,
    .cached = 14.3_MB,
    .l2 = 88_TB_per_s,
    .store = 250_GB_per_s,
    .step = 63.7_ns,
    .exposed = 0.181,
    .quantization = 0.0596,
    .launch = 2.26_us,
    .split = 3.36_us,
};

/// Source: b200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b200_sxm_fp8_trtllm = detail::in_fp8(
    b200_sxm_bf16_trtllm, "B200 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 3200_TFLOP_per_s, .sustained = 3350_TFLOP_per_s, .launch = 15.6_us, .quantized = 8.13_B});

/// Source: b300_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b300_sxm_bf16_trtllm{
    .name = "B300 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 148,
    .peak = 2250_TFLOP_per_s,
    .burst = 1850_TFLOP_per_s,
    .sustained = 1560_TFLOP_per_s,
    .global = 6.43_TB_per_s,
    .ramp = 1.72_us,
    .cached = 16.9_MB,
    .l2 = 49.6_TB_per_s,
    .store = 954_GB_per_s,
    .step = 57.2_ns,
    .exposed = 0.2,
    .quantization = 0.0731,
    .launch = 2.08_us,
    .split = 3.09_us,
};

/// Source: b300_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b300_sxm_fp8_trtllm = detail::in_fp8(
    b300_sxm_bf16_trtllm, "B300 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 3500_TFLOP_per_s, .sustained = 3310_TFLOP_per_s, .launch = 15_us, .quantized = 7.37_B});

/// Source: gb200/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb200_bf16_trtllm{
    .name = "GB200, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 152,
    .peak = 2500_TFLOP_per_s,
    .burst = 1750_TFLOP_per_s,
    .sustained = 1670_TFLOP_per_s,
    .global = 6.82_TB_per_s,
    .ramp = 1.12_us,
    .cached = 17.5_MB,
    .l2 = 84.6_TB_per_s,
    .store = 1500_GB_per_s,
    .step = 57_ns,
    .exposed = 0.203,
    .quantization = 0.0471,
    .launch = 2.3_us,
    .split = 3.36_us,
};

/// Source: gb200/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb200_fp8_trtllm = detail::in_fp8(
    gb200_bf16_trtllm, "GB200, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 3210_TFLOP_per_s, .sustained = 3460_TFLOP_per_s, .launch = 15.4_us, .quantized = 7.96_B});

/// Source: gb300/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb300_bf16_trtllm{
    .name = "GB300, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 152,
    .peak = 2500_TFLOP_per_s,
    .burst = 2260_TFLOP_per_s,
    .sustained = 2160_TFLOP_per_s,
    .global = 6.66_TB_per_s,
    .ramp = 1.25_us,
    .cached = 18.7_MB,
    .l2 = 46.1_TB_per_s,
    .store = 963_GB_per_s,
    .step = 57.4_ns,
    .exposed = 0.247,
    .quantization = 0.136,
    .launch = 2.24_us,
    .split = 3.21_us,
};

/// Source: gb300/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb300_fp8_trtllm = detail::in_fp8(
    gb300_bf16_trtllm, "GB300, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 4300_TFLOP_per_s, .sustained = 4790_TFLOP_per_s, .launch = 15.1_us, .quantized = 7.95_B});

/// Source: l40s/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels l40s_bf16_trtllm{
    .name = "L40S, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 142,
    .peak = 362_TFLOP_per_s,
    .burst = 303_TFLOP_per_s,
    .sustained = 207_TFLOP_per_s,
    .global = 0.659_TB_per_s,
    .ramp = 0.02_us,
    .cached = 20.5_MB,
    .l2 = 5.34_TB_per_s,
    .store = 11.6_GB_per_s,
    .step = 509_ns,
    .exposed = 0.0605,
    .quantization = 1,
    .launch = 0.641_us,
    .split = 2.09_us,
};

/// Source: l40s/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels l40s_fp8_trtllm = detail::in_fp8(
    l40s_bf16_trtllm, "L40S, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 600_TFLOP_per_s, .sustained = 342_TFLOP_per_s, .launch = 6.12_us, .quantized = 3.49_B});

inline constexpr matmul_kernels measured_matmuls[] = {
    a100_sxm_bf16_trtllm, h100_sxm_bf16_trtllm, h100_sxm_fp8_trtllm, h200_sxm_bf16_trtllm,
    h200_sxm_fp8_trtllm,  b200_sxm_bf16_trtllm, b200_sxm_fp8_trtllm, b300_sxm_bf16_trtllm,
    b300_sxm_fp8_trtllm,  gb200_bf16_trtllm,    gb200_fp8_trtllm,    gb300_bf16_trtllm,
    gb300_fp8_trtllm,     l40s_bf16_trtllm,     l40s_fp8_trtllm};

/// The kernels of that name (`"H100 SXM, bf16, TensorRT-LLM 1.3.0rc20"`), or nullptr.
constexpr const matmul_kernels* find_matmul_kernels(std::string_view name) {
  for (const matmul_kernels& candidate : measured_matmuls)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

}  // namespace scalewall::catalog
