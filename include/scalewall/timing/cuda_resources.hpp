// What is taken from CUDA and has to be given back: memory, streams, events, graphs, descriptors.
//
// A release that fails has nobody to tell: what is wrong then was wrong before, and is told by the next call.

#pragma once

#include <scalewall/timing/cuda_status.hpp>

#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <cstddef>
#include <memory>
#include <type_traits>

namespace scalewall {

template <class Handle, auto release>
struct releases {
  void operator()(Handle handle) const noexcept { static_cast<void>(release(handle)); }
};

/// A handle, which is a pointer, with its release.
template <class Handle, auto release>
using owned = std::unique_ptr<std::remove_pointer_t<Handle>, releases<Handle, release>>;

using cuda_stream = owned<cudaStream_t, cudaStreamDestroy>;
using cuda_event = owned<cudaEvent_t, cudaEventDestroy>;
using cuda_graph = owned<cudaGraph_t, cudaGraphDestroy>;
using cuda_executable_graph = owned<cudaGraphExec_t, cudaGraphExecDestroy>;
using device_memory = owned<void*, cudaFree>;
using pinned_memory = owned<void*, cudaFreeHost>;

/// On the current device, and not in step with the default stream.
inline cuda_stream make_cuda_stream() {
  cudaStream_t made = nullptr;
  check(cudaStreamCreateWithFlags(&made, cudaStreamNonBlocking), "creating a stream");
  return cuda_stream(made);
}

inline cuda_event make_cuda_event() {
  cudaEvent_t made = nullptr;
  check(cudaEventCreate(&made), "creating an event");
  return cuda_event(made);
}

/// Aligned to 256 bytes, as all of it is.
inline device_memory make_device_memory(std::size_t size) {
  void* made = nullptr;
  check(cudaMalloc(&made, size), "reserving memory of the device");
  return device_memory(made);
}

/// Memory of the host that a device reads and writes by itself.
inline pinned_memory make_pinned_memory(std::size_t size) {
  void* made = nullptr;
  check(cudaMallocHost(&made, size), "pinning memory of the host");
  return pinned_memory(made);
}

/// The place `offset` bytes into the memory.
template <class Memory>
void* at(const Memory& memory, std::size_t offset) {
  return static_cast<std::byte*>(memory.get()) + offset;
}

/// What `enqueue` puts on the stream, as a graph that can be launched again and again.
template <class Enqueue>
cuda_executable_graph capture(cudaStream_t stream, const Enqueue& enqueue) {
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "capturing a graph");
  cudaGraph_t captured = nullptr;
  try {
    enqueue();
  } catch (...) {
    static_cast<void>(cudaStreamEndCapture(stream, &captured));  // or the stream would be of no more use
    const cuda_graph unfinished(captured);
    throw;
  }
  check(cudaStreamEndCapture(stream, &captured), "capturing a graph");
  const cuda_graph graph(captured);
  cudaGraphExec_t made = nullptr;
  check(cudaGraphInstantiateWithFlags(&made, graph.get(), 0), "instantiating a graph");
  return cuda_executable_graph(made);
}

}  // namespace scalewall
