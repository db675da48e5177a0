#include "cuda_gpu.hpp"
#include <scalewall/timing/cuda_kernels.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;

std::vector<float> floats_of(const sw::device_memory& memory, std::size_t offset, std::size_t number) {
  std::vector<float> all(number);
  sw::check(cudaMemcpy(all.data(), sw::at(memory, offset), 4 * number, cudaMemcpyDeviceToHost), "copying");
  return all;
}

TEST_CASE("what is not floating point is not drawn") {
  CHECK(sw::cuda_kernels::fill_normal(nullptr, 1, CUDA_R_8I, 0, nullptr) == cudaErrorNotSupported);
}

TEST_CASE("random numbers are normal, and copies are copies") {
  const auto gpu = open_gpu();
  if (!gpu) return;
  const cudaStream_t stream = gpu->clock().stream();
  constexpr std::size_t number = 10'000;
  const sw::device_memory memory = sw::make_device_memory(2 * 4 * number);
  sw::check(sw::cuda_kernels::fill_normal(memory.get(), number, CUDA_R_32F, 7, stream), "drawing");
  sw::check(sw::cuda_kernels::fill_normal(sw::at(memory, 4 * number), number, CUDA_R_32F, 8, stream),
            "drawing");
  gpu->clock().finish();
  const std::vector<float> first = floats_of(memory, 0, number);
  const std::vector<float> second = floats_of(memory, 4 * number, number);
  double sum = 0;
  double squares = 0;
  double products = 0;
  for (std::size_t i = 0; i < number; ++i) {
    const double x = static_cast<double>(first[i]);
    sum += x;
    squares += x * x;
    products += x * static_cast<double>(second[i]);
  }
  // Five standard deviations of each: 0.01, 0.014, 0.01.
  CHECK(std::abs(sum / number) < 0.05);
  CHECK(std::abs(squares / number - 1) < 0.07);
  CHECK(std::abs(products / number) < 0.05);

  // Once there, and three times: there, back and there.
  for (const std::int64_t times : {1, 3}) {
    sw::check(sw::cuda_kernels::fill_normal(sw::at(memory, 4 * number), number, CUDA_R_32F, 9, stream),
              "drawing");
    sw::check(
        sw::cuda_kernels::copy_within_l2(memory.get(), sw::at(memory, 4 * number), number / 4, times, stream),
        "copying");
    gpu->clock().finish();
    CHECK(floats_of(memory, 4 * number, number) == first);
  }
  sw::check(sw::cuda_kernels::copy_within_shared(100, 5, stream), "copying");
  sw::check(sw::cuda_kernels::read_all(memory.get(), number / 2, stream), "reading");
  gpu->clock().finish();
  CHECK(floats_of(memory, 0, number) == first);  // nothing was written
}

TEST_CASE("a kernel holds the stream as long as it is told") {
  const auto gpu = open_gpu();
  if (!gpu) return;
  const sw::seconds held = gpu->clock().time_once(
      [] {},
      [&] {
        sw::check(sw::cuda_kernels::hold(std::chrono::milliseconds(5), gpu->clock().stream()), "holding");
      });
  CHECK(held.value() > 4.9e-3);
}

}  // namespace
