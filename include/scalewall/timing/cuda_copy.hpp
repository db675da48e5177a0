// Copies on an NVIDIA GPU.
//
// From main memory to main memory and over the link to the host CUDA's own copy is timed, which is what programs use.
// Within a cache there is none: a kernel copies from one place to another and back, so often that its start is not
// felt. Sizes are rounded up to whole blocks of 16 bytes, within shared memory to as many for every multiprocessor.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/cuda_buffers.hpp>
#include <scalewall/timing/cuda_clock.hpp>
#include <scalewall/timing/cuda_device.hpp>
#include <scalewall/timing/cuda_kernels.hpp>
#include <scalewall/timing/cuda_resources.hpp>

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace scalewall {

/// Throws `cannot_measure` for more than any device has.
inline std::size_t whole_bytes(bytes size) {
  if (!(size.value() <= 0x1p48)) throw cannot_measure("no device has memory for such a probe");
  return static_cast<std::size_t>(std::ceil(size.value()));
}

/// Of 16 bytes, for each of so many units together at least the size.
constexpr std::size_t blocks_of_each(std::size_t size, std::size_t units) {
  return (size + 16 * units - 1) / (16 * units);
}

/// Throws `cannot_measure` where the L2 has not room for what is copied and its copy.
inline void require_within_l2(const cuda_properties& device, std::size_t size) {
  if (2 * size > static_cast<std::size_t>(device.l2))
    throw cannot_measure("the L2 holds " + std::to_string(device.l2) +
                         " bytes, and both places of such a copy " + std::to_string(2 * size));
}

/// Throws `cannot_measure` where the multiprocessors together have not room for both.
inline void require_within_shared(const cuda_properties& device, std::size_t size) {
  const std::size_t both =
      std::size_t{32} * blocks_of_each(size, static_cast<std::size_t>(device.multiprocessors));
  if (both > static_cast<std::size_t>(device.shared_memory))
    throw cannot_measure("the shared memory of a multiprocessor holds " +
                         std::to_string(device.shared_memory) +
                         " bytes, and its part of both places of such a copy " + std::to_string(both));
}

/// So many rounds make a sample, where `few` of them take so long.
inline std::int64_t rounds_per_sample(std::int64_t few, seconds took) {
  const double longer = sample_length / took;
  return longer > 1 ? static_cast<std::int64_t>(std::ceil(static_cast<double>(few) * std::min(longer, 1e6)))
                    : few;
}

/// One round of a kernel that does `rounds` when asked to `run(rounds)`.
template <class Run>
timing time_rounds(const cuda_clock& clock, const timing_effort& effort, const Run& run) {
  const std::int64_t few = 16;
  run(few);  // loads the kernel, and the cache
  const std::int64_t rounds = rounds_per_sample(few, clock.time_once([] {}, [&] { run(few); }));
  return one_of(clock.time(effort, cache_state::kept, [&](std::size_t) { run(rounds); }), rounds);
}

inline timing time_copy_within_l2(const cuda_clock& clock, const cuda_properties& device, std::size_t size,
                                  const timing_effort& effort) {
  require_within_l2(device, size);
  const std::size_t blocks = blocks_of_each(size, 1);
  const std::size_t place = aligned_size(count(16 * blocks));
  const device_memory memory = make_device_memory(2 * place);
  check(cuda_kernels::fill_normal(memory.get(), place / 2, CUDA_R_32F, size, clock.stream()),
        "drawing random numbers");
  return time_rounds(clock, effort, [&](std::int64_t rounds) {
    check(cuda_kernels::copy_within_l2(memory.get(), at(memory, place), blocks, rounds, clock.stream()),
          "copying within the L2");
  });
}

inline timing time_copy_within_shared(const cuda_clock& clock, const cuda_properties& device,
                                      std::size_t size, const timing_effort& effort) {
  const std::size_t blocks = blocks_of_each(size, static_cast<std::size_t>(device.multiprocessors));
  require_within_shared(device, size);
  return time_rounds(clock, effort, [&](std::int64_t rounds) {
    check(cuda_kernels::copy_within_shared(blocks, rounds, clock.stream()), "copying within shared memory");
  });
}

/// Between two places of main memory, or one and the host's.
inline timing time_copy_by_cuda(const cuda_clock& clock, const cuda_properties& device, copy_path path,
                                std::size_t size, const timing_effort& effort) {
  const bool within = path == copy_path::global;
  const std::size_t place = aligned_size(count(size));
  const buffer_sets sets = plan_buffers(within ? 2 * place : place, static_cast<std::size_t>(device.l2));
  const device_memory memory = make_device_memory(sets.total());
  check(cuda_kernels::fill_normal(memory.get(), sets.total() / 4, CUDA_R_32F, size, clock.stream()),
        "drawing random numbers");
  clock.finish();
  pinned_memory host;
  if (!within) {
    host = make_pinned_memory(sets.total());
    check(cudaMemcpy(host.get(), memory.get(), sets.total(), cudaMemcpyDeviceToHost), "copying to the host");
  }
  return clock.time(effort, cache_state::cold, [&](std::size_t i) {
    void* const here = at(memory, sets.offset(i));
    void* const other = within ? at(memory, sets.offset(i) + place) : at(host, sets.offset(i));
    const bool out = path == copy_path::device_to_host;
    const cudaMemcpyKind kind = within ? cudaMemcpyDeviceToDevice
                                : out  ? cudaMemcpyDeviceToHost
                                       : cudaMemcpyHostToDevice;
    check(cudaMemcpyAsync(out ? other : here, out ? here : other, size, kind, clock.stream()), "copying");
  });
}

/// Throws `cannot_measure`.
inline timing time_copy(const cuda_clock& clock, const cuda_properties& device, const copy_probe& what,
                        const timing_effort& effort) {
  const std::size_t size = whole_bytes(what.size);
  switch (what.path) {
    case copy_path::l2:
      return time_copy_within_l2(clock, device, size, effort);
    case copy_path::shared:
      return time_copy_within_shared(clock, device, size, effort);
    case copy_path::global:
    case copy_path::host_to_device:
    case copy_path::device_to_host:
      break;
  }
  return time_copy_by_cuda(clock, device, what.path, size, effort);
}

}  // namespace scalewall
