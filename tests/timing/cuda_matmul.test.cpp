#include "cuda_gpu.hpp"
#include <scalewall/timing/cuda_matmul.hpp>

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;

using enum sw::precision;
using enum sw::matmul_kind;

constexpr sw::matmul_probe probe(sw::precision format, sw::matmul_kind kind,
                                 sw::matmul_shape shape = {32, 48, 16}) {
  return {.shape = shape, .kind = kind, .format = format};
}

static_assert(sw::cublas_types_of(bf16, activation) ==
              sw::cublas_types{CUDA_R_16BF, CUDA_R_16BF, CUBLAS_COMPUTE_32F, CUDA_R_32F, 2, 2, 80});
static_assert(sw::cublas_types_of(bf16, weight_gradient) ==
              sw::cublas_types{CUDA_R_16BF, CUDA_R_32F, CUBLAS_COMPUTE_32F, CUDA_R_32F, 2, 4, 80});
static_assert(sw::cublas_types_of(fp8, activation) ==
              sw::cublas_types{CUDA_R_8F_E4M3, CUDA_R_16BF, CUBLAS_COMPUTE_32F, CUDA_R_32F, 1, 2, 89});
static_assert(sw::cublas_types_of(tf32, activation).compute == CUBLAS_COMPUTE_32F_FAST_TF32);
static_assert(sw::cublas_types_of(fp64, weight_gradient).result == CUDA_R_64F);

// Of a weight of 32 x 48 and 16 tokens, in bf16 and fp8.
static_assert(sw::cublas_set_of(probe(bf16, activation)) ==
              sw::cublas_set{3072, 3072 + 1536, 3072 + 1536 + 1024});
static_assert(sw::cublas_set_of(probe(fp8, weight_gradient)) ==
              sw::cublas_set{768, 768 + 512, 768 + 512 + 6144});

TEST_CASE("a format that the device has not is told, and one that cuBLASLt wants aligned") {
  CHECK_NOTHROW(sw::require_supported(probe(bf16, activation), 80));
  CHECK_THROWS_WITH_AS(sw::require_supported(probe(fp8, activation), 80),
                       "a device of compute capability 8.0 does not multiply in fp8: that begins with 8.9",
                       sw::cannot_measure);
  CHECK_THROWS_WITH_AS(sw::require_supported(probe(int8, activation), 90),
                       "the CUDA backend multiplies floating-point numbers only, not int8",
                       sw::cannot_measure);
  CHECK_NOTHROW(sw::require_supported(probe(fp8, activation, {32, 48, 17}), 90));
  CHECK_THROWS_WITH_AS(sw::require_supported(probe(fp8, activation, {31, 48, 16}), 90),
                       "in fp8, cuBLASLt multiplies only where rows and columns are multiples of 16",
                       sw::cannot_measure);
  CHECK_THROWS_WITH_AS(sw::require_supported(probe(fp8, weight_gradient, {31, 48, 17}), 90),
                       "in fp8, cuBLASLt multiplies only where columns and tokens are multiples of 16",
                       sw::cannot_measure);
  CHECK_THROWS_AS(sw::cublas_set_of(probe(bf16, activation, {INT64_MAX, INT64_MAX, 1})), sw::cannot_measure);
}

// Small whole numbers, which every format has and which sums of 48 products of two keep within bf16.
std::vector<double> small_numbers(sw::count number, unsigned seed) {
  std::vector<double> all(static_cast<std::size_t>(number.as_int64()));
  for (double& one : all) {
    seed = 1664525 * seed + 1013904223;  // Knuth's, as in Numerical Recipes
    one = static_cast<double>(seed >> 24) * (5.0 / 256);
    one = static_cast<double>(static_cast<int>(one)) - 2;
  }
  return all;
}

std::size_t whole(std::int64_t number) { return static_cast<std::size_t>(number); }

// What a multiplication is in training, from how its matrices lie in memory and nothing else.
std::vector<double> expected(const sw::matmul_probe& what, const std::vector<double>& a,
                             const std::vector<double>& b, std::vector<double> result) {
  const std::size_t rows = whole(what.shape.rows);
  const std::size_t columns = whole(what.shape.columns);
  const std::size_t tokens = whole(what.shape.tokens);
  const bool transposed = what.format == fp8;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      for (std::size_t t = 0; t < tokens; ++t)
        if (what.kind == activation) {
          double& sum = result[t * rows + r];
          sum = (c == 0 ? 0 : sum) + a[r * columns + c] * b[t * columns + c];
        } else {
          const double x = transposed ? a[c * tokens + t] : a[t * columns + c];
          const double dy = transposed ? b[r * tokens + t] : b[t * rows + r];
          result[r * columns + c] += dy * x;
        }
  return result;
}

TEST_CASE("what cuBLASLt is told is the multiplication of training") {
  for (const sw::precision format : {bf16, fp8})
    for (const sw::matmul_kind kind : {activation, weight_gradient}) {
      const sw::matmul_probe what = probe(format, kind);
      CAPTURE(to_text(what));
      const sw::cublas_operands told = sw::cublas_operands_of(what);
      const std::vector<double> a = small_numbers(words(told.a), 1);
      const std::vector<double> b = small_numbers(words(told.b), 2);
      std::vector<double> result = small_numbers(words(told.result), 3);
      const std::vector<double> wanted = expected(what, a, b, result);

      const std::size_t inner = whole(told.a_transposed ? told.a.rows : told.a.columns);
      CHECK(inner == whole(told.b_transposed ? told.b.columns : told.b.rows));
      CHECK(told.result.rows == (told.a_transposed ? told.a.columns : told.a.rows));
      CHECK(told.result.columns == (told.b_transposed ? told.b.rows : told.b.columns));
      const auto at = [](const std::vector<double>& memory, const sw::column_matrix& matrix, bool transposed,
                         std::size_t i, std::size_t j) {
        return transposed ? memory[i * whole(matrix.rows) + j] : memory[j * whole(matrix.rows) + i];
      };
      for (std::size_t i = 0; i < whole(told.result.rows); ++i)
        for (std::size_t j = 0; j < whole(told.result.columns); ++j) {
          double sum = 0;
          for (std::size_t k = 0; k < inner; ++k)
            sum += at(a, told.a, told.a_transposed, i, k) * at(b, told.b, told.b_transposed, k, j);
          double& place = result[j * whole(told.result.rows) + i];
          place = kind == weight_gradient ? place + sum : sum;
        }
      CHECK(result == wanted);
    }
}

TEST_CASE("cuBLASLt takes every description, and stops where it needs a device") {
  const float one = 1;
  for (const sw::precision format : {fp64, fp32, tf32, fp16, bf16, fp8})
    for (const sw::matmul_kind kind : {activation, weight_gradient}) {
      const sw::matmul_probe what = probe(format, kind);
      CAPTURE(to_text(what));
      CHECK_THROWS_WITH_AS(
          sw::cuda_matmul(nullptr, what, &one, nullptr),
          "choosing an algorithm for a multiplication: cuBLASLt found no CUDA device that it can use",
          sw::cannot_measure);
    }
}

template <class Word>
std::vector<std::byte> as_bytes_of(const std::vector<double>& numbers) {
  std::vector<std::byte> all(numbers.size() * sizeof(Word));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto word = static_cast<Word>(numbers[i]);
    std::memcpy(&all[i * sizeof word], &word, sizeof word);
  }
  return all;
}

template <class Word>
std::vector<double> as_numbers_of(const std::vector<std::byte>& all) {
  std::vector<double> numbers(all.size() / sizeof(Word));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    Word word;
    std::memcpy(&word, &all[i * sizeof word], sizeof word);
    numbers[i] = static_cast<double>(static_cast<float>(word));
  }
  return numbers;
}

std::vector<std::byte> encode(const std::vector<double>& numbers, cudaDataType_t format) {
  switch (format) {
    case CUDA_R_64F:
      return as_bytes_of<double>(numbers);
    case CUDA_R_16F:
      return as_bytes_of<__half>(numbers);
    case CUDA_R_16BF:
      return as_bytes_of<__nv_bfloat16>(numbers);
    case CUDA_R_8F_E4M3:
      return as_bytes_of<__nv_fp8_e4m3>(numbers);
    default:
      return as_bytes_of<float>(numbers);
  }
}

std::vector<double> decode(const std::vector<std::byte>& all, cudaDataType_t format) {
  switch (format) {
    case CUDA_R_64F:
      return as_numbers_of<double>(all);
    case CUDA_R_16F:
      return as_numbers_of<__half>(all);
    case CUDA_R_16BF:
      return as_numbers_of<__nv_bfloat16>(all);
    default:
      return as_numbers_of<float>(all);
  }
}

TEST_CASE("small whole numbers are in every format what they are") {
  const std::vector<double> numbers = small_numbers(100, 4);
  for (const cudaDataType_t format : {CUDA_R_64F, CUDA_R_32F, CUDA_R_16F, CUDA_R_16BF})
    CHECK(decode(encode(numbers, format), format) == numbers);
  CHECK(as_numbers_of<__nv_fp8_e4m3>(encode(numbers, CUDA_R_8F_E4M3)) == numbers);
}

TEST_CASE("a GPU multiplies whole numbers exactly, in every format that it has") {
  const auto gpu = open_gpu();
  if (!gpu) return;
  for (const sw::precision format : {fp64, fp32, tf32, fp16, bf16, fp8})
    for (const sw::matmul_kind kind : {activation, weight_gradient}) {
      const sw::matmul_probe what = probe(format, kind);
      CAPTURE(to_text(what));
      const sw::cublas_types types = sw::cublas_types_of(format, kind);
      if (types.least_capability > gpu->properties().capability) continue;
      const sw::cublas_operands told = sw::cublas_operands_of(what);
      const sw::cublas_set place = sw::cublas_set_of(what);
      const std::vector<double> a = small_numbers(words(told.a), 1);
      const std::vector<double> b = small_numbers(words(told.b), 2);
      const std::vector<double> before = small_numbers(words(told.result), 3);

      const sw::device_memory set = sw::make_device_memory(place.size);
      const auto put = [&](std::size_t offset, const std::vector<std::byte>& all) {
        sw::check(cudaMemcpy(sw::at(set, offset), all.data(), all.size(), cudaMemcpyHostToDevice), "copying");
      };
      put(0, encode(a, types.factor));
      put(place.b, encode(b, types.factor));
      std::vector<std::byte> result = encode(before, types.result);
      if (kind == activation) result.assign(result.size(), std::byte{0xff});  // not a number in any format
      put(place.result, result);
      sw::check(cudaDeviceSynchronize(), "copying");
      const sw::cuda_matmul matmul = gpu->matmuls().prepare(what);
      matmul.launch(set.get(), gpu->clock().stream());
      gpu->clock().finish();
      sw::check(cudaMemcpy(result.data(), sw::at(set, place.result), result.size(), cudaMemcpyDeviceToHost),
                "copying");
      CHECK(decode(result, types.result) == expected(what, a, b, before));

      // The same from a graph, as short ones are timed.
      put(place.result, encode(before, types.result));
      sw::check(cudaDeviceSynchronize(), "copying");
      const sw::cuda_executable_graph graph =
          sw::capture(gpu->clock().stream(), [&] { matmul.launch(set.get(), gpu->clock().stream()); });
      sw::check(cudaGraphLaunch(graph.get(), gpu->clock().stream()), "launching");
      gpu->clock().finish();
      sw::check(cudaMemcpy(result.data(), sw::at(set, place.result), result.size(), cudaMemcpyDeviceToHost),
                "copying");
      CHECK(decode(result, types.result) == expected(what, a, b, before));
    }
}

}  // namespace
