// How long it takes an NVIDIA GPU to start a kernel: one of a single thread that does nothing.
//
// Where kernels follow one another, what is timed goes from start to start; nothing is done in between.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/cuda_clock.hpp>
#include <scalewall/timing/cuda_kernels.hpp>
#include <scalewall/timing/cuda_resources.hpp>

#include <cuda_runtime_api.h>

#include <chrono>
#include <cstdint>

namespace scalewall {

/// Throws `cannot_measure`.
inline timing time_launch(const cuda_clock& clock, launch_kind kind, const timing_effort& effort) {
  constexpr std::int64_t chain = 200;
  const auto start_one = [&] { check(cuda_kernels::do_nothing(clock.stream()), "launching a kernel"); };
  const auto start_chain = [&] {
    for (std::int64_t i = 0; i < chain; ++i) start_one();
  };
  start_one();  // loads the kernel
  clock.finish();
  switch (kind) {
    case launch_kind::empty:
      return take_samples(effort, [&] {
        const auto start = std::chrono::steady_clock::now();
        start_one();
        clock.finish();
        return seconds::from_value(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
      });
    case launch_kind::dependent:
      // All are queued before the first one starts: asking for one takes the host less than 10 microseconds.
      return take_samples(shared_by(effort, chain), [&] {
        const auto hold = [&] {
          check(cuda_kernels::hold(std::chrono::microseconds(10 * chain), clock.stream()),
                "launching a kernel");
        };
        return clock.time_once(hold, start_chain) / chain;
      });
    case launch_kind::captured:
      break;
  }
  const cuda_executable_graph graph = capture(clock.stream(), start_chain);
  return take_samples(shared_by(effort, chain), [&] {
    return clock.time_once(
               [] {}, [&] { check(cudaGraphLaunch(graph.get(), clock.stream()), "launching a graph"); }) /
           chain;
  });
}

}  // namespace scalewall
