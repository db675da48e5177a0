// Times what is put on a stream, by the device's own clock.
//
// A sample is the time between two events around several launches, by their number. Where a launch is over sooner than
// the host can ask for the next, the launches are captured once and replayed as a graph, so that not the host is timed.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/cuda_buffers.hpp>
#include <scalewall/timing/cuda_kernels.hpp>
#include <scalewall/timing/cuda_resources.hpp>
#include <scalewall/timing/timing.hpp>

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// A sample of many launches lasts about as long: an event is stamped to half a microsecond (cudaEventElapsedTime in
/// cuda_runtime_api.h), and the first launch comes a few microseconds after it.
inline constexpr seconds sample_length = seconds::from_value(500e-6);

/// Launches shorter than this are replayed from a graph: to ask for one takes the host some microseconds.
inline constexpr seconds captured_below = seconds::from_value(100e-6);

/// How many launches of `once` make a sample; no more than 512, of which a device's queue still has room for all.
inline std::int64_t launches_per_sample(seconds once, const timing_effort& effort) {
  const seconds share = effort.at_most / std::max<std::int64_t>(effort.samples, 1);
  const double wanted = std::min(sample_length, share) / once;
  return wanted > 1 ? static_cast<std::int64_t>(std::ceil(std::min(wanted, 512.0))) : 1;
}

/// The effort for samples that last as long as so many of what they say.
constexpr timing_effort shared_by(timing_effort effort, std::int64_t launches) {
  effort.at_most = effort.at_most / launches;
  return effort;
}

/// The timing of one of so many.
constexpr timing one_of(timing took, std::int64_t many) {
  return {.median = took.median / many,
          .lower_quartile = took.lower_quartile / many,
          .upper_quartile = took.upper_quartile / many,
          .samples = took.samples};
}

/// Of events that have happened; at least what they are stamped to.
inline seconds time_between(const cuda_event& start, const cuda_event& stop) {
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, start.get(), stop.get()), "reading the time between events");
  return seconds::from_value(std::max(static_cast<double>(milliseconds) * 1e-3, 0.5e-6));
}

/// What the last cache holds when a launch starts.
enum class cache_state {
  cold,  ///< nothing that it will use
  kept   ///< what the launch before has left
};

class cuda_clock {
 public:
  /// On the current device, with a last cache of so many bytes. Throws `cannot_measure`.
  explicit cuda_clock(std::size_t cache)
      : other_size_(cold_bytes(cache)), other_(make_device_memory(other_size_)) {
    check(cudaMemsetAsync(other_.get(), 0xa5, other_size_, stream()), "setting memory");
  }

  cudaStream_t stream() const { return stream_.get(); }

  void finish() const { check(cudaStreamSynchronize(stream()), "waiting for the device"); }

  /// From the end of what `before` puts on the stream to the end of what `work` puts there.
  template <class Before, class Work>
  seconds time_once(const Before& before, const Work& work) const {
    before();
    check(cudaEventRecord(start_.get(), stream()), "recording an event");
    work();
    check(cudaEventRecord(stop_.get(), stream()), "recording an event");
    check(cudaEventSynchronize(stop_.get()), "waiting for the device");
    return time_between(start_, stop_);
  }

  /// One launch out of many, where `launch(i)` puts number i on the stream, which works on set number i of the buffers.
  /// Throws `cannot_measure`.
  template <class Launch>
  timing time(const timing_effort& effort, cache_state cache, const Launch& launch) const {
    std::size_t next = 0;
    const auto launches = [&](std::int64_t many) {
      for (std::int64_t i = 0; i < many; ++i) launch(next++);
    };
    launches(1);  // loads the kernel
    finish();
    // One that is not counted leaves the cache as it will be, and gives the host time to ask for the others.
    const auto lead = [&] { launches(1); };
    const seconds once = time_once(lead, [&] { launches(3); }) / 3;
    const std::int64_t many = launches_per_sample(once, effort);
    if (once >= captured_below)
      return take_samples(shared_by(effort, many + 1),
                          [&] { return time_once(lead, [&] { launches(many); }) / many; });

    // A graph comes back to the same buffers at once.
    const cuda_executable_graph graph = capture(stream(), [&] { launches(many); });
    const auto clear = [&] {
      if (cache == cache_state::cold) read_other();
    };
    const auto replay = [&] { check(cudaGraphLaunch(graph.get(), stream()), "launching a graph"); };
    return take_samples(shared_by(effort, many), [&] { return time_once(clear, replay) / many; });
  }

 private:
  /// Until the cache holds nothing else. Reading leaves nothing that would have to be written back in the sample.
  void read_other() const {
    check(cuda_kernels::read_all(other_.get(), other_size_ / 16, stream()), "clearing the cache");
  }

  std::size_t other_size_;
  device_memory other_;
  cuda_stream stream_ = make_cuda_stream();
  cuda_event start_ = make_cuda_event();
  cuda_event stop_ = make_cuda_event();
};

}  // namespace scalewall
