// Answering on all cores of one machine.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/grid/question_block.hpp>
#include <scalewall/grid/question_queue.hpp>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Answers all questions, each block by a call of `solve` on one of the threads. `write` gets the answers in order, by
/// one thread at a time. Throws what `solve` or `write` threw first; what was written until then is in order too.
template <class Solve>
void answer_on_threads(question_block all, std::int64_t threads, const Solve& solve,
                       std::function<void(std::string_view)> write) {
  require(threads >= 1 && threads <= 1024, "there are between 1 and 1024 threads", {{"threads", threads}});
  question_queue questions(all, threads, std::move(write));
  std::mutex access;
  std::condition_variable changed;
  std::exception_ptr failure;

  const auto work = [&] {
    std::unique_lock lock(access);
    try {
      for (;;) {
        changed.wait(lock, [&] { return failure || questions.has_block() || questions.all_taken(); });
        if (failure || questions.all_taken()) return;
        const question_block block = questions.take();
        lock.unlock();
        std::string answers = solve(block);
        lock.lock();
        if (!failure) questions.bring_back(block, std::move(answers));
        changed.notify_all();
      }
    } catch (...) {
      if (!lock) lock.lock();
      if (!failure) failure = std::current_exception();
      changed.notify_all();
    }
  };
  {
    std::vector<std::future<void>> workers;  // each waits for the end of its work where it goes
    for (std::int64_t i = 1; i < threads; ++i) workers.push_back(std::async(std::launch::async, work));
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace scalewall
