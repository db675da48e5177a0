// How far a long answer is: [#########.....................] 31%, 310 of 1,000, 2.4 min left

#pragma once

#include <scalewall/report/quantity_text.hpp>

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>

/// A line on standard error that is written over, where that is a terminal.
class progress_bar {
 public:
  progress_bar(std::int64_t total, std::int64_t done_before) : total_(total), before_(done_before) {}
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  ~progress_bar() {
    if (watched_) std::cerr << "\r\x1b[K" << std::flush;
  }

  /// Ten times a second at most.
  void show(std::int64_t done) {
    const auto now = clock::now();
    if (!watched_ || now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    constexpr std::size_t width = 30;
    const double share = static_cast<double>(done) / static_cast<double>(total_);
    const auto filled = static_cast<std::size_t>(share * width);
    const double taken = std::chrono::duration<double>(now - started_).count();
    std::string line = "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] " +
                       std::to_string(static_cast<int>(100 * share)) + "%, " +
                       scalewall::to_text(scalewall::count{done}) + " of " +
                       scalewall::to_text(scalewall::count{total_});
    if (done > before_) {
      const double left = taken * static_cast<double>(total_ - done) / static_cast<double>(done - before_);
      line += ", " + scalewall::to_text(scalewall::seconds::from_value(left), 2) + " left";
    }
    std::cerr << "\r\x1b[K" << line << std::flush;
  }

 private:
  using clock = std::chrono::steady_clock;

  std::int64_t total_;
  std::int64_t before_;
  bool watched_ = isatty(STDERR_FILENO) != 0;
  clock::time_point started_ = clock::now();
  clock::time_point shown_{};
};
