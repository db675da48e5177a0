#include "cuda_gpu.hpp"
#include <scalewall/timing/cuda_resources.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <type_traits>

namespace {

namespace sw = scalewall;

// What is given back is given back once, and silently.
static_assert(!std::is_copy_constructible_v<sw::cuda_stream>);
static_assert(std::is_nothrow_move_constructible_v<sw::device_memory>);
static_assert(std::is_nothrow_destructible_v<sw::cuda_executable_graph>);

int released = 0;
int release(int* handle) {
  ++released;
  return *handle;  // a status that nobody is told
}

TEST_CASE("what is owned is released once") {
  int handle = 1;
  {
    const sw::owned<int*, release> first(&handle);
    sw::owned<int*, release> none;
  }
  CHECK(released == 1);
}

TEST_CASE("without a GPU nothing is made, and the sentence says what was tried") {
  int devices = 0;
  if (cudaGetDeviceCount(&devices) == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());
  CHECK_THROWS_AS(sw::make_cuda_stream(), sw::cannot_measure);
  CHECK_THROWS_AS(sw::make_device_memory(1), sw::cannot_measure);
  CHECK_THROWS_AS(sw::make_pinned_memory(1), sw::cannot_measure);
}

TEST_CASE("a capture that fails leaves the stream usable") {
  const auto gpu = open_gpu();
  if (!gpu) return;
  const cudaStream_t stream = gpu->clock().stream();
  CHECK_THROWS_AS(sw::capture(stream, [] { throw std::runtime_error("stop"); }), std::runtime_error);
  CHECK_NOTHROW(gpu->clock().finish());
  const sw::device_memory memory = sw::make_device_memory(256);
  const sw::cuda_executable_graph graph = sw::capture(
      stream, [&] { sw::check(cudaMemsetAsync(memory.get(), 7, 256, stream), "setting memory"); });
  CHECK_NOTHROW(sw::check(cudaGraphLaunch(graph.get(), stream), "launching a graph"));
  CHECK_NOTHROW(gpu->clock().finish());
}

}  // namespace
