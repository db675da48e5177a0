// What one thread of this machine hands to another: work, or bytes.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/host_room.hpp>
#include <scalewall/timing/host_team.hpp>
#include <scalewall/timing/random_words.hpp>
#include <scalewall/timing/repeated.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <future>
#include <span>
#include <thread>

namespace scalewall {

/// From starting nothing on a thread that waits until its end is seen.
inline timing time_host_launch(const timing_effort& effort) {
  host_team pair(2);
  return take_repeated(effort, seconds::from_value(1e-4), [&](std::int64_t times) {
    return time_call([&] {
      for (std::int64_t i = 0; i < times; ++i) pair.run([](std::int64_t) {});
    });
  });
}

namespace detail {

/// A number that one thread raises and another waits for, awake: what follows is handed over at once.
class raised_number {
 public:
  void raise() { value_.fetch_add(1, std::memory_order_release); }
  void wait_for(std::int64_t value) const {
    // Both may have to share a core.
    for (int looked = 0; value_.load(std::memory_order_acquire) < value; ++looked)
      if (looked > 1000) std::this_thread::yield();
  }

 private:
  alignas(64) std::atomic<std::int64_t> value_ = 0;
};

}  // namespace detail

class host_hand_overs {
 public:
  /// The receiver copies what the sender says is ready; then it sends, and half of both ways is the time.
  timing time(const accelerator& host, bytes size, const timing_effort& effort) {
    const bytes room = std::max(more_than_caches(host), size);
    require_room(host, 2 * room);
    const auto words = std::max<std::size_t>(static_cast<std::size_t>(size.value()) / sizeof(double), 1);
    for (random_words<double>* side : {&here_, &there_})
      side->reserve(std::max(static_cast<std::size_t>(room.value()) / sizeof(double), words));

    std::int64_t before = 0;
    return take_repeated(effort, seconds::from_value(2e-4), [&](std::int64_t times) {
      detail::raised_number ready, sent, answered;
      const auto copy = [&](const random_words<double>& from, const random_words<double>& to,
                            std::int64_t i) {
        std::memcpy(to.use(i, words).data(), from.use(i, words).data(), words * sizeof(double));
      };
      const auto partner = std::async(std::launch::async, [&] {
        ready.raise();
        for (std::int64_t i = 0; i < times; ++i) {
          sent.wait_for(i + 1);
          copy(here_, there_, 2 * (before + i));
          answered.raise();
        }
      });
      ready.wait_for(1);
      const seconds both_ways = time_call([&] {
        for (std::int64_t i = 0; i < times; ++i) {
          sent.raise();
          answered.wait_for(i + 1);
          copy(there_, here_, 2 * (before + i) + 1);
        }
      });
      before += times;
      return both_ways / 2;
    });
  }

 private:
  random_words<double> here_;
  random_words<double> there_;
};

}  // namespace scalewall
