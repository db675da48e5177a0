// What libraries for matrix multiplication reach on NVIDIA accelerators, as measured by others, and on an H100 and an H200
// that were measured here (measured_accelerators.hpp says how).
//
// Of others', every number below `peak` was fitted by calibration/fit_matmuls.hpp to the half of all shapes that is not
// held out (`is_held_out`): 410 to 460 multiplications in bf16, 43 in fp8; and rounded to three digits. fp8 shares with bf16
// what has little to do with the format, and its activations are quantized by a kernel of their own. Others measured no
// gradients: how fast these are accumulated is known of the accelerators that were measured here.
//
// A number whose fit ended at a bound, or without which the multiplications are met as well, was not found and is left out:
// there is then no such time or limit, a last round of tiles counts whole, and bursts are as fast as the data sheet says.
//
// Sources: ai-dynamo/aiconfigurator@095f58a51, the file named beside each descriptor, under
// aic-core/src/aiconfigurator_core/systems/data/. Peaks: NVIDIA's data sheets, dense; for fp8 twice as much.
// Multiprocessors: those of the accelerators (measured_accelerators.hpp).

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/catalog/nvidia_h100_80gb_hbm3.hpp>
#include <scalewall/hardware/catalog/nvidia_h200.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <string_view>

namespace scalewall::catalog {

namespace detail {

// Of numbers that were not found.
constexpr bytes_per_second no_limit = bytes_per_second::from_value(math::infinity);
constexpr flop_per_second no_power_limit = flop_per_second::from_value(math::infinity);
constexpr bytes all_found = bytes::from_value(math::infinity);

struct fp8_numbers {
  flop_per_second burst{};
  flop_per_second sustained = no_power_limit;
  seconds launch{};
  bytes quantized{};
};

constexpr matmul_kernels in_fp8(matmul_kernels kernels, std::string_view name, const fp8_numbers& numbers) {
  kernels.name = name;
  kernels.format = precision::fp8;
  kernels.peak *= 2.0;
  kernels.burst = numbers.burst;
  kernels.sustained = numbers.sustained;
  if (kernels.sustained == no_power_limit) kernels.headroom = 0;
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
    .sustained = 388_TFLOP_per_s,
    .headroom = 0.774,
    .global = 1.76_TB_per_s,
    .ramp = 6.51_us,
    .cached = 11.5_MB,
    .cached_activations = detail::all_found,
    .l2 = 4.57_TB_per_s,
    .store = 23.7_GB_per_s,
    .exposed = 0.0989,
    .launch = 4.16_us,
    .split = 1.77_us,
};

/// Source: h100_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h100_sxm_bf16_trtllm{
    .name = "H100 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 832_TFLOP_per_s,
    .sustained = 877_TFLOP_per_s,
    .headroom = 0.824,
    .global = 2.85_TB_per_s,
    .accumulation = measured::nvidia_h100_80gb_hbm3_bf16_kernels.accumulation,
    .ramp = 1.43_us,
    .cached = 7.62_MB,
    .cached_activations = 6.86_MB,
    .l2 = 16.6_TB_per_s,
    .store = 42.9_GB_per_s,
    .step = 86.2_ns,
    .quantization = 0.0993,
    .launch = 2.61_us,
    .split = 2.69_us,
};

/// Source: h100_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h100_sxm_fp8_trtllm =
    detail::in_fp8(h100_sxm_bf16_trtllm, "H100 SXM, fp8, TensorRT-LLM 1.3.0rc20",
                   {.burst = 1560_TFLOP_per_s, .launch = 11.9_us, .quantized = 6.8_B});

/// Source: h200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels h200_sxm_bf16_trtllm{
    .name = "H200 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 132,
    .peak = 989.4_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 848_TFLOP_per_s,
    .sustained = 853_TFLOP_per_s,
    .headroom = 0.577,
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
inline constexpr matmul_kernels h200_sxm_fp8_trtllm =
    detail::in_fp8(h200_sxm_bf16_trtllm, "H200 SXM, fp8, TensorRT-LLM 1.3.0rc20",
                   {.burst = 1560_TFLOP_per_s, .launch = 11.9_us, .quantized = 8.52_B});

/// Source: b200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b200_sxm_bf16_trtllm{
    .name = "B200 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 148,
    .peak = 2250_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2250_TFLOP_per_s,  // not found: that of the data sheet
    .sustained = 1560_TFLOP_per_s,
    .headroom = 0.189,
    .global = 6.51_TB_per_s,
    .ramp = 1.49_us,
    .cached = 15.3_MB,
    .cached_activations = 29.3_MB,
    .l2 = 38.4_TB_per_s,
    .store = 135_GB_per_s,
    .step = 61.3_ns,
    .exposed = 0.229,
    .quantization = 0.162,
    .launch = 2.19_us,
    .split = 3.61_us,
};

/// Source: b200_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b200_sxm_fp8_trtllm =
    detail::in_fp8(b200_sxm_bf16_trtllm, "B200 SXM, fp8, TensorRT-LLM 1.3.0rc20",
                   {.burst = 3430_TFLOP_per_s, .launch = 15.5_us, .quantized = 8.12_B});

/// Source: b300_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b300_sxm_bf16_trtllm{
    .name = "B300 SXM, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 148,
    .peak = 2250_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2250_TFLOP_per_s,  // not found: that of the data sheet
    .sustained = 1650_TFLOP_per_s,
    .headroom = 0.196,
    .global = 6.46_TB_per_s,
    .ramp = 2.43_us,
    .cached = 18.5_MB,
    .cached_activations = 46.6_MB,
    .l2 = 44.1_TB_per_s,
    .store = detail::no_limit,
    .step = 58.2_ns,
    .exposed = 0.221,
    .quantization = 0.0755,
    .launch = 2.08_us,
    .split = 3.41_us,
};

/// Source: b300_sxm/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels b300_sxm_fp8_trtllm = detail::in_fp8(
    b300_sxm_bf16_trtllm, "B300 SXM, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 3560_TFLOP_per_s, .sustained = 4340_TFLOP_per_s, .launch = 14.9_us, .quantized = 7.44_B});

/// Source: gb200/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb200_bf16_trtllm{
    .name = "GB200, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 152,
    .peak = 2500_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2500_TFLOP_per_s,  // not found: that of the data sheet
    .sustained = 1810_TFLOP_per_s,
    .headroom = 0.0637,
    .global = 6.87_TB_per_s,
    .ramp = 1.26_us,
    .cached = 18.7_MB,
    .cached_activations = 47.4_MB,
    .l2 = 51.9_TB_per_s,
    .store = detail::no_limit,
    .step = 57.4_ns,
    .exposed = 0.269,
    .quantization = 0.161,
    .launch = 2.28_us,
    .split = 3.71_us,
};

/// Source: gb200/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb200_fp8_trtllm =
    detail::in_fp8(gb200_bf16_trtllm, "GB200, fp8, TensorRT-LLM 1.3.0rc20",
                   {.burst = 3340_TFLOP_per_s, .launch = 15.2_us, .quantized = 8.03_B});

/// Source: gb300/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb300_bf16_trtllm{
    .name = "GB300, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 152,
    .peak = 2500_TFLOP_per_s,
    .tiles = paired_tiles,
    .burst = 2500_TFLOP_per_s,  // not found: that of the data sheet
    .sustained = 2400_TFLOP_per_s,
    .headroom = 0.0281,
    .global = 6.6_TB_per_s,
    .ramp = 1.51_us,
    .cached = 19.3_MB,
    .cached_activations = 34.8_MB,
    .l2 = 44.2_TB_per_s,
    .store = 1.15_TB_per_s,
    .step = 57.2_ns,
    .exposed = 0.235,
    .quantization = 0.185,
    .launch = 2.26_us,
    .split = 3.59_us,
};

/// Source: gb300/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels gb300_fp8_trtllm = detail::in_fp8(
    gb300_bf16_trtllm, "GB300, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 4250_TFLOP_per_s, .sustained = 8120_TFLOP_per_s, .launch = 15.1_us, .quantized = 8.07_B});

/// Source: l40s/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels l40s_bf16_trtllm{
    .name = "L40S, bf16, TensorRT-LLM 1.3.0rc20",
    .format = precision::bf16,
    .multiprocessors = 142,
    .peak = 362_TFLOP_per_s,
    .burst = 323_TFLOP_per_s,
    .sustained = 229_TFLOP_per_s,
    .headroom = 0.432,
    .global = 678_GB_per_s,
    .cached = 18.6_MB,
    .cached_activations = 48.7_MB,
    .l2 = 6.32_TB_per_s,
    .store = 14.9_GB_per_s,
    .step = 433_ns,
    .exposed = 0.187,
    .launch = 891_ns,
    .split = 2.46_us,
};

/// Source: l40s/gemm/trtllm/1.3.0rc20/gemm_perf.parquet
inline constexpr matmul_kernels l40s_fp8_trtllm = detail::in_fp8(
    l40s_bf16_trtllm, "L40S, fp8, TensorRT-LLM 1.3.0rc20",
    {.burst = 724_TFLOP_per_s, .sustained = 384_TFLOP_per_s, .launch = 5.35_us, .quantized = 3.63_B});

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
