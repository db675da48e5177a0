// Work that many do at once, whose results come out in order.
//
// Whoever is free takes the next block of questions and brings back its answers. They are written as soon as those of
// all blocks before it are, so what is written depends neither on how many work nor on who is done first. Blocks shrink
// towards the end, that nobody is left waiting for a large last one.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/grid/question_block.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace scalewall {

/// Not synchronized: whoever shares it between threads locks it.
class question_queue {
 public:
  /// `write` is called with the answers of `all`, a block at a time, in order.
  question_queue(question_block all, std::int64_t workers, std::function<void(std::string_view)> write)
      : next_(all.first), written_(all.first), last_(all.last), workers_(workers), write_(std::move(write)) {
    require(workers >= 1, "somebody works", {{"workers", workers}});
  }

  /// Whether there is a block to be had now. It takes some time where too many answers wait for one before them.
  bool has_block() const { return next_ < last_ && next_ - written_ < workers_ * most_ahead; }
  bool all_taken() const { return next_ == last_; }
  bool all_written() const { return written_ == last_; }

  question_block take() {
    require(has_block(), "a block is taken where there is one");
    const std::int64_t fair = (last_ - next_) / (4 * workers_);
    const question_block block{next_, next_ + std::clamp<std::int64_t>(fair, 1, largest_block)};
    next_ = block.last;
    return block;
  }

  void bring_back(const question_block& block, std::string answers) {
    waiting_.emplace(block.first, arrived{block.last, std::move(answers)});
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == written_;
         first = waiting_.erase(first)) {
      write_(first->second.answers);
      written_ = first->second.last;
    }
  }

 private:
  static constexpr std::int64_t largest_block = 64;
  static constexpr std::int64_t most_ahead = 64 * largest_block;  // of questions, for every worker

  struct arrived {
    std::int64_t last;
    std::string answers;
  };

  std::int64_t next_;
  std::int64_t written_;
  std::int64_t last_;
  std::int64_t workers_;
  std::function<void(std::string_view)> write_;
  std::map<std::int64_t, arrived> waiting_;
};

}  // namespace scalewall
