// Multiplications on an NVIDIA GPU, by cuBLASLt with the algorithm that its heuristic puts first.
//
// Everything lies as in training. Weight: the words of a row follow one another. Activations: those of a token. To
// cuBLASLt, which counts by columns, the weight is a transposed matrix of columns x rows, and
//
//     activation          rows x tokens  = weight^T * activations                       ("TN")
//     weight gradient     columns x rows = activations * gradients of the result^T      ("NT"), added to what is there
//
// which is the gradient in the weight's own layout. In fp8, which knows only TN, both factors of a gradient lie
// transposed; libraries for training transpose them when they round to fp8.
//
// A result has the format of its factors; in fp8 it is bf16. A gradient is summed up in fp32. All products are added
// in fp32 (fp64 for fp64), in fp8 without the faster but coarser sums of Hopper.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/cuda_buffers.hpp>
#include <scalewall/timing/cuda_clock.hpp>
#include <scalewall/timing/cuda_device.hpp>
#include <scalewall/timing/cuda_kernels.hpp>
#include <scalewall/timing/cuda_resources.hpp>

#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace scalewall {

/// What a multiplication is to cuBLASLt.
struct cublas_types {
  cudaDataType_t factor;
  cudaDataType_t result;
  cublasComputeType_t compute;
  cudaDataType_t scale;  ///< of the numbers that the product and the old result are multiplied by
  std::size_t factor_size;
  std::size_t result_size;
  int least_capability;

  friend constexpr bool operator==(const cublas_types&, const cublas_types&) = default;
};

/// Throws `cannot_measure` for int8.
constexpr cublas_types cublas_types_of(precision format, matmul_kind kind) {
  cublas_types all{CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F, CUDA_R_32F, 4, 4, 0};
  switch (format) {
    case precision::fp64:
      return {CUDA_R_64F, CUDA_R_64F, CUBLAS_COMPUTE_64F, CUDA_R_64F, 8, 8, 0};
    case precision::fp32:
      return all;
    case precision::tf32:
      all.compute = CUBLAS_COMPUTE_32F_FAST_TF32;
      all.least_capability = 80;
      return all;
    case precision::fp16:
      all.factor = all.result = CUDA_R_16F;
      all.factor_size = all.result_size = 2;
      all.least_capability = 70;
      break;
    case precision::bf16:
      all.factor = all.result = CUDA_R_16BF;
      all.factor_size = all.result_size = 2;
      all.least_capability = 80;
      break;
    case precision::fp8:
      all.factor = CUDA_R_8F_E4M3;
      all.result = CUDA_R_16BF;
      all.factor_size = 1;
      all.result_size = 2;
      all.least_capability = 89;
      break;
    case precision::int8:
      throw cannot_measure("the CUDA backend multiplies floating-point numbers only, not int8");
  }
  if (kind == matmul_kind::weight_gradient) {
    all.result = CUDA_R_32F;
    all.result_size = 4;
  }
  return all;
}

/// As it lies in memory: the words of a column follow one another, and the columns as well.
struct column_matrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  friend constexpr bool operator==(const column_matrix&, const column_matrix&) = default;
};

/// result = a * b, where a factor may be transposed before.
struct cublas_operands {
  column_matrix a;
  column_matrix b;
  column_matrix result;
  bool a_transposed = false;
  bool b_transposed = false;
  friend constexpr bool operator==(const cublas_operands&, const cublas_operands&) = default;
};

/// Of an activation a is the weight, of a gradient the activations.
constexpr cublas_operands cublas_operands_of(const matmul_probe& what) {
  const auto& [rows, columns, met] = what.shape;
  if (what.kind == matmul_kind::activation)
    return {.a = {columns, rows}, .b = {columns, met}, .result = {rows, met}, .a_transposed = true};
  if (what.format == precision::fp8)
    return {.a = {met, columns}, .b = {met, rows}, .result = {columns, rows}, .a_transposed = true};
  return {.a = {columns, met}, .b = {rows, met}, .result = {columns, rows}, .b_transposed = true};
}

/// Where a set of a, b and the result has them.
struct cublas_set {
  std::size_t b = 0;  ///< behind a
  std::size_t result = 0;
  std::size_t size = 0;
  friend constexpr bool operator==(const cublas_set&, const cublas_set&) = default;
};

constexpr count words(const column_matrix& matrix) { return count(matrix.rows) * count(matrix.columns); }

/// Throws `cannot_measure` for more than any device has.
constexpr cublas_set cublas_set_of(const matmul_probe& what) {
  const cublas_types types = cublas_types_of(what.format, what.kind);
  const cublas_operands all = cublas_operands_of(what);
  cublas_set set{};
  set.b = aligned_size(words(all.a) * types.factor_size);
  set.result = set.b + aligned_size(words(all.b) * types.factor_size);
  set.size = set.result + aligned_size(words(all.result) * types.result_size);
  return set;
}

/// Throws `cannot_measure` where a device of the capability has no such multiplication.
inline void require_supported(const matmul_probe& what, int capability) {
  if (const int least = cublas_types_of(what.format, what.kind).least_capability; capability < least)
    throw cannot_measure("a device of compute capability " + capability_text(capability) +
                         " does not multiply in " + std::string(name(what.format)) + ": that begins with " +
                         capability_text(least));
  // Source: cuBLAS documentation, cublasLtMatmul(): in fp8, pointers and sizes support an alignment of 16 bytes.
  const cublas_operands all = cublas_operands_of(what);
  if (what.format == precision::fp8 && (all.a.rows % 16 != 0 || all.result.rows % 16 != 0))
    throw cannot_measure(std::string("in fp8, cuBLASLt multiplies only where ") +
                         (what.kind == matmul_kind::activation ? "rows and columns" : "columns and tokens") +
                         " are multiples of 16");
}

/// One multiplication, ready to be launched on sets of a, b and the result.
class cuda_matmul {
 public:
  /// NVIDIA's advice for Hopper and later (cuBLAS documentation, cublasSetWorkspace): 32 MiB; what is larger is not used.
  static constexpr std::size_t workspace_size = std::size_t{32} << 20;

  /// `one` is an fp32 of the device that is 1, `workspace` its memory of `workspace_size`; both outlive this. Throws
  /// `cannot_measure`.
  cuda_matmul(cublasLtHandle_t library, const matmul_probe& what, const void* one, void* workspace)
      : types_(cublas_types_of(what.format, what.kind)),
        operands_(cublas_operands_of(what)),
        set_(cublas_set_of(what)),
        accumulates_(what.kind == matmul_kind::weight_gradient),
        library_(library),
        workspace_(workspace),
        a_(make_layout(types_.factor, operands_.a)),
        b_(make_layout(types_.factor, operands_.b)),
        result_(make_layout(types_.result, operands_.result)) {
    const char* const doing = "describing a multiplication to cuBLASLt";
    cublasLtMatmulDesc_t made = nullptr;
    check(cublasLtMatmulDescCreate(&made, types_.compute, types_.scale), doing);
    operation_.reset(made);
    const auto set = [&](cublasLtMatmulDescAttributes_t attribute, const auto& value) {
      check(cublasLtMatmulDescSetAttribute(made, attribute, &value, sizeof value), doing);
    };
    const auto operation = [](bool transposed) -> std::int32_t {
      return transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
    };
    set(CUBLASLT_MATMUL_DESC_TRANSA, operation(operands_.a_transposed));
    set(CUBLASLT_MATMUL_DESC_TRANSB, operation(operands_.b_transposed));
    if (what.format == precision::fp8) {
      set(CUBLASLT_MATMUL_DESC_A_SCALE_POINTER, one);
      set(CUBLASLT_MATMUL_DESC_B_SCALE_POINTER, one);
    }

    cublasLtMatmulPreference_t wishes = nullptr;
    check(cublasLtMatmulPreferenceCreate(&wishes), doing);
    const owned<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy> preference(wishes);
    const std::uint64_t most = workspace_size;
    check(cublasLtMatmulPreferenceSetAttribute(wishes, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &most,
                                               sizeof most),
          doing);
    cublasLtMatmulHeuristicResult_t found{};
    int number = 0;
    const char* const choosing = "choosing an algorithm for a multiplication";
    check(cublasLtMatmulAlgoGetHeuristic(library_, made, a_.get(), b_.get(), result_.get(), result_.get(),
                                         wishes, 1, &found, &number),
          choosing);
    check(number < 1 ? CUBLAS_STATUS_NOT_SUPPORTED : found.state, choosing);
    algorithm_ = found.algo;
  }

  std::size_t set_size() const { return set_.size; }

  void launch(void* set, cudaStream_t stream) const {
    std::byte* const a = static_cast<std::byte*>(set);
    void* const result = a + set_.result;
    const float scales[] = {1, accumulates_ ? 1.0F : 0.0F};
    const double wide_scales[] = {1, accumulates_ ? 1.0 : 0.0};
    const bool wide = types_.scale == CUDA_R_64F;
    const void* const of_product = wide ? static_cast<const void*>(&wide_scales[0]) : &scales[0];
    const void* const of_old = wide ? static_cast<const void*>(&wide_scales[1]) : &scales[1];
    check(cublasLtMatmul(library_, operation_.get(), of_product, a, a_.get(), a + set_.b, b_.get(), of_old,
                         result, result_.get(), result, result_.get(), &algorithm_, workspace_,
                         workspace_size, stream),
          "multiplying");
  }

 private:
  using layout = owned<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy>;

  static layout make_layout(cudaDataType_t type, const column_matrix& matrix) {
    cublasLtMatrixLayout_t made = nullptr;
    check(cublasLtMatrixLayoutCreate(&made, type, static_cast<std::uint64_t>(matrix.rows),
                                     static_cast<std::uint64_t>(matrix.columns), matrix.rows),
          "describing a matrix to cuBLASLt");
    return layout(made);
  }

  cublas_types types_;
  cublas_operands operands_;
  cublas_set set_;
  bool accumulates_;
  cublasLtHandle_t library_;
  void* workspace_;
  layout a_;
  layout b_;
  layout result_;
  owned<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy> operation_;
  cublasLtMatmulAlgo_t algorithm_{};
};

/// Multiplies on the current device.
class cuda_matmuls {
 public:
  /// Throws `cannot_measure`.
  cuda_matmuls() {
    cublasLtHandle_t made = nullptr;
    check(cublasLtCreate(&made), "starting cuBLASLt");
    library_.reset(made);
    const float one = 1;
    check(cudaMemcpy(one_.get(), &one, sizeof one, cudaMemcpyHostToDevice), "copying to the device");
    check(cudaDeviceSynchronize(), "copying to the device");  // a small copy may return before it has arrived
  }

  /// One that `require_supported` lets pass.
  cuda_matmul prepare(const matmul_probe& what) const {
    return {library_.get(), what, one_.get(), workspace_.get()};
  }

  timing time(const cuda_clock& clock, std::size_t cache, const matmul_probe& what,
              const timing_effort& effort) {
    const cuda_matmul matmul = prepare(what);
    const buffer_sets sets = plan_buffers(matmul.set_size(), cache);
    const device_memory memory = make_device_memory(sets.total());
    // What a result is added to may be of another format: read as that it is some other finite number.
    const cublas_types types = cublas_types_of(what.format, what.kind);
    check(cuda_kernels::fill_normal(memory.get(), sets.total() / types.factor_size, types.factor, ++seed_,
                                    clock.stream()),
          "drawing random numbers");
    return clock.time(effort, cache_state::cold,
                      [&](std::size_t i) { matmul.launch(at(memory, sets.offset(i)), clock.stream()); });
  }

 private:
  owned<cublasLtHandle_t, cublasLtDestroy> library_;
  device_memory one_ = make_device_memory(sizeof(float));
  device_memory workspace_ = make_device_memory(cuda_matmul::workspace_size);
  std::uint64_t seed_ = 0;
};

}  // namespace scalewall
