// Timing what is over sooner than a clock can tell: again and again within one sample.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/timing/timing.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>

namespace scalewall {

/// What a call takes by the steady clock, which is never set back.
template <class Call>
seconds time_call(const Call& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  // A clock too coarse to see the call says one of its ticks.
  const auto took =
      std::max(std::chrono::steady_clock::now() - start, std::chrono::steady_clock::duration(1));
  return seconds::from_value(std::chrono::duration<double>(took).count());
}

/// Does something so many times, and returns how long that took in all.
template <class Run>
concept runs_repeatedly = requires(const Run& run, std::int64_t times) {
  { run(times) } -> std::same_as<seconds>;
};

/// One time, from samples that last `sample` or longer: starting and ending one is then not felt.
template <runs_repeatedly Run>
timing take_repeated(const timing_effort& effort, seconds sample, const Run& run) {
  run(1);  // touches everything once
  constexpr std::int64_t most = 1'000'000;
  std::int64_t times = 1;
  for (seconds took = run(times); took < sample && times < most; took = run(times)) {
    // The first runs are mostly start and end: what they say of the rest is not believed beyond a factor of ten.
    const double wanted = std::clamp<double>(1.2 * (sample / took), 2, 10);
    times = std::min(static_cast<std::int64_t>(std::ceil(wanted * static_cast<double>(times))), most);
  }
  return take_samples(effort, [&] { return run(times) / times; });
}

}  // namespace scalewall
