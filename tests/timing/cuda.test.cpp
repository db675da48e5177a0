#include "cuda_gpu.hpp"
#include <scalewall/timing/cuda.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("without a GPU there is one sentence, with one there is a description") {
  int devices = 0;
  if (cudaGetDeviceCount(&devices) == cudaSuccess) {
    CHECK_THROWS_WITH_AS(sw::cuda_backend{devices},
                         "opening the CUDA device: this machine has no CUDA device of that number",
                         sw::cannot_measure);
    if (const auto gpu = open_gpu()) {
      CHECK(!gpu->device().name.empty());
      CHECK_NOTHROW(require_valid(gpu->device().known));
    }
    return;
  }
  static_cast<void>(cudaGetLastError());
  std::string sentence;
  try {
    sw::cuda_backend none;
  } catch (const sw::cannot_measure& why) {
    sentence = why.what();
  }
  CAPTURE(sentence);
  CHECK(sentence.starts_with("opening the CUDA device: "));
  CHECK(sentence.find('\n') == std::string::npos);
}

TEST_CASE("a GPU is measured") {
  const auto gpu = open_gpu();
  if (!gpu) return;
  const sw::timing_effort quick{.at_most = 20_ms, .samples = 5, .warm_up = 1};
  const auto measured = [&](const sw::probe& what) {
    CAPTURE(to_text(what));
    sw::timing took{};
    CHECK_NOTHROW(took = time_probe(*gpu, what, quick));
    CHECK_NOTHROW(require_valid(took));
    return took.median;
  };
  measured(sw::matmul_probe{.shape = {1024, 1024, 1024}, .format = sw::precision::fp32});
  measured(sw::matmul_probe{
      .shape = {64, 64, 64}, .kind = sw::matmul_kind::weight_gradient, .format = sw::precision::fp16});
  measured(sw::copy_probe{.path = sw::copy_path::l2, .size = 256_KiB});
  measured(sw::copy_probe{.path = sw::copy_path::shared, .size = 64_KiB});
  measured(sw::copy_probe{.path = sw::copy_path::host_to_device, .size = 1_MiB});
  measured(sw::copy_probe{.path = sw::copy_path::device_to_host, .size = 1_MiB});
  // More takes longer.
  CHECK(measured(sw::copy_probe{.size = 256_MiB}) > measured(sw::copy_probe{.size = 1_MiB}));
  const sw::seconds seen = measured(sw::launch_probe{.kind = sw::launch_kind::empty});
  CHECK(seen > measured(sw::launch_probe{.kind = sw::launch_kind::dependent}));
  CHECK(seen > measured(sw::launch_probe{.kind = sw::launch_kind::captured}));
}

TEST_CASE("a probe that is refused leaves the GPU usable") {
  const auto gpu = open_gpu();
  if (!gpu) return;
  const sw::timing_effort quick{.at_most = 20_ms, .samples = 5, .warm_up = 1};
  CHECK_THROWS_AS(time_probe(*gpu, sw::copy_probe{.size = 100_TB}, quick), sw::cannot_measure);
  CHECK_THROWS_AS(
      time_probe(*gpu, sw::matmul_probe{.shape = {1 << 22, 1 << 22, 64}, .format = sw::precision::fp32},
                 quick),
      sw::cannot_measure);
  CHECK_THROWS_AS(
      time_probe(*gpu, sw::matmul_probe{.shape = {64, 64, 64}, .format = sw::precision::int8}, quick),
      sw::cannot_measure);
  CHECK_THROWS_AS(time_probe(*gpu, sw::transfer_probe{.participants = 1024, .size = 1_MiB}, quick),
                  sw::cannot_measure);
  CHECK_NOTHROW(
      time_probe(*gpu, sw::matmul_probe{.shape = {64, 64, 64}, .format = sw::precision::fp32}, quick));
}

}  // namespace
