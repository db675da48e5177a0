// The kernel libraries of the catalog: which kernels and which protocols were measured on which accelerator.
//
// Numbers and their fits stand in measured_matmuls.hpp and measured_collectives.hpp. Here is what belongs together.

#pragma once

#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>
#include <scalewall/hardware/catalog/nvidia_h100_80gb_hbm3.hpp>
#include <scalewall/hardware/catalog/nvidia_h200.hpp>
#include <scalewall/hardware/kernel_library.hpp>

#include <string_view>

namespace scalewall::catalog {

namespace detail {

inline constexpr std::string_view trtllm_rows = "ai-dynamo/aiconfigurator@095f58a51, gemm/trtllm";
inline constexpr std::string_view nccl_rows = "ai-dynamo/aiconfigurator@095f58a51, comm/nccl";

constexpr kernel_library trtllm_and_nccl(std::string_view name,
                                         const fixed_list<matmul_kernels, precision_names.size()>& matmuls,
                                         const collective_protocols& collectives) {
  return {.name = name,
          .matmuls = matmuls,
          .matmuls_from = trtllm_rows,
          .collectives = collectives,
          .collectives_from = nccl_rows};
}

}  // namespace detail

inline constexpr kernel_library trtllm_and_nccl_on_a100_sxm =
    detail::trtllm_and_nccl("TensorRT-LLM and NCCL on A100 SXM", {a100_sxm_bf16_trtllm}, nccl_a100_sxm);
inline constexpr kernel_library trtllm_and_nccl_on_h100_sxm = detail::trtllm_and_nccl(
    "TensorRT-LLM and NCCL on H100 SXM", {h100_sxm_bf16_trtllm, h100_sxm_fp8_trtllm}, nccl_h100_sxm);
inline constexpr kernel_library trtllm_and_nccl_on_h200_sxm = detail::trtllm_and_nccl(
    "TensorRT-LLM and NCCL on H200 SXM", {h200_sxm_bf16_trtllm, h200_sxm_fp8_trtllm}, nccl_h200_sxm);
inline constexpr kernel_library trtllm_and_nccl_on_b200_sxm = detail::trtllm_and_nccl(
    "TensorRT-LLM and NCCL on B200 SXM", {b200_sxm_bf16_trtllm, b200_sxm_fp8_trtllm}, nccl_b200_sxm);
inline constexpr kernel_library trtllm_and_nccl_on_b300_sxm = detail::trtllm_and_nccl(
    "TensorRT-LLM and NCCL on B300 SXM", {b300_sxm_bf16_trtllm, b300_sxm_fp8_trtllm}, nccl_b300_sxm);
inline constexpr kernel_library trtllm_and_nccl_on_gb200 = detail::trtllm_and_nccl(
    "TensorRT-LLM and NCCL on GB200", {gb200_bf16_trtllm, gb200_fp8_trtllm}, nccl_gb200);
inline constexpr kernel_library trtllm_and_nccl_on_gb300 = detail::trtllm_and_nccl(
    "TensorRT-LLM and NCCL on GB300", {gb300_bf16_trtllm, gb300_fp8_trtllm}, nccl_gb300);
inline constexpr kernel_library trtllm_and_nccl_on_l40s =
    detail::trtllm_and_nccl("TensorRT-LLM and NCCL on L40S", {l40s_bf16_trtllm, l40s_fp8_trtllm}, nccl_l40s);

inline constexpr kernel_library nccl_on_rtx_pro_6000{
    .name = "NCCL on RTX PRO 6000", .collectives = nccl_rtx_pro_6000, .collectives_from = detail::nccl_rows};

// cuBLASLt was measured on the one GPU that was there; NCCL, by others, between eight of the same kind.
inline constexpr kernel_library cublaslt_and_nccl_on_nvidia_h100{
    .name = "cuBLASLt on NVIDIA H100 80GB HBM3, NCCL on H100 SXM",
    .matmuls = {measured::nvidia_h100_80gb_hbm3_bf16_kernels, measured::nvidia_h100_80gb_hbm3_fp16_kernels,
                measured::nvidia_h100_80gb_hbm3_fp8_kernels, measured::nvidia_h100_80gb_hbm3_tf32_kernels,
                measured::nvidia_h100_80gb_hbm3_fp32_kernels, measured::nvidia_h100_80gb_hbm3_fp64_kernels},
    .matmuls_from = "bench/recordings/nvidia_h100_80gb_hbm3",
    .collectives = nccl_h100_sxm,
    .collectives_from = detail::nccl_rows};
inline constexpr kernel_library cublaslt_and_nccl_on_nvidia_h200{
    .name = "cuBLASLt on NVIDIA H200, NCCL on H200 SXM",
    .matmuls = {measured::nvidia_h200_bf16_kernels, measured::nvidia_h200_fp16_kernels,
                measured::nvidia_h200_fp8_kernels, measured::nvidia_h200_tf32_kernels,
                measured::nvidia_h200_fp32_kernels, measured::nvidia_h200_fp64_kernels},
    .matmuls_from = "bench/recordings/nvidia_h200",
    .collectives = nccl_h200_sxm,
    .collectives_from = detail::nccl_rows};

/// An accelerator, by its name in the catalog or that which the device gives itself, and a library that was measured on
/// one of its kind.
struct measured_on {
  std::string_view gpu;
  const kernel_library* library = nullptr;
};

/// The kernels of an A100 are those with 80 GB; its collectives do not depend on the memory.
inline constexpr measured_on kernel_libraries[] = {
    {"A100 SXM", &trtllm_and_nccl_on_a100_sxm},
    {"A100 SXM 80 GB", &trtllm_and_nccl_on_a100_sxm},
    {"H100 SXM", &trtllm_and_nccl_on_h100_sxm},
    {"H200 SXM", &trtllm_and_nccl_on_h200_sxm},
    {"B200 SXM", &trtllm_and_nccl_on_b200_sxm},
    {"B300 SXM", &trtllm_and_nccl_on_b300_sxm},
    {"GB200", &trtllm_and_nccl_on_gb200},
    {"GB300", &trtllm_and_nccl_on_gb300},
    {"L40S", &trtllm_and_nccl_on_l40s},
    {"RTX PRO 6000", &nccl_on_rtx_pro_6000},
    {"NVIDIA H100 80GB HBM3", &cublaslt_and_nccl_on_nvidia_h100},
    {"NVIDIA H200", &cublaslt_and_nccl_on_nvidia_h200}};

/// The library that was measured on the accelerator of that name, or nullptr.
constexpr const kernel_library* find_kernel_library(std::string_view gpu) {
  for (const measured_on& one : kernel_libraries)
    if (one.gpu == gpu) return one.library;
  return nullptr;
}

}  // namespace scalewall::catalog
