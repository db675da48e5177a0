// Threads that wait for work, as those of a BLAS do.

#pragma once

#include <scalewall/error.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <vector>

namespace scalewall {

class host_team {
 public:
  /// The thread that asks is one of them.
  explicit host_team(std::int64_t size) {
    require(size >= 1 && size <= 4096, "a team has between 1 and 4096 threads", {{"threads", size}});
    try {
      for (std::int64_t i = 1; i < size; ++i)
        waiting_.push_back(std::async(std::launch::async, [this, i] { wait_for_work(i); }));
    } catch (...) {
      end();  // of those that the system did start
      throw;
    }
  }
  host_team(const host_team&) = delete;
  host_team& operator=(const host_team&) = delete;
  ~host_team() { end(); }

  std::int64_t size() const { return static_cast<std::int64_t>(waiting_.size()) + 1; }

  /// Calls work(0), work(1), ... at once, each on its thread, and returns when all have ended. Work does not throw.
  void run(const std::function<void(std::int64_t)>& work) {
    work_ = &work;
    working_ = size() - 1;
    start();
    work(0);
    for (std::int64_t left = working_; left > 0; left = working_) working_.wait(left);
  }

 private:
  void end() {
    over_ = true;
    start();
  }

  void start() {
    ++started_;
    started_.notify_all();
  }

  void wait_for_work(std::int64_t member) noexcept {
    for (std::uint64_t seen = 0;; ++seen) {
      started_.wait(seen);
      if (over_) return;
      (*work_)(member);
      if (--working_ == 0) working_.notify_one();
    }
  }

  const std::function<void(std::int64_t)>* work_ = nullptr;
  std::atomic<std::uint64_t> started_ = 0;
  std::atomic<std::int64_t> working_ = 0;
  std::atomic<bool> over_ = false;
  std::vector<std::future<void>> waiting_;  // the last member: it waits for their end before the rest is gone
};

}  // namespace scalewall
