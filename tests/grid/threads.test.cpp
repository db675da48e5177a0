#include <scalewall/grid/threads.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace sw = scalewall;

namespace {

/// Of uneven effort.
std::string answers_to(const sw::question_block& block) {
  std::string text;
  for (std::int64_t i = block.first; i < block.last; ++i) {
    for (std::int64_t yields = i * 7919 % 13; yields > 0; --yields) std::this_thread::yield();
    text += std::to_string(i) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("what is written does not depend on the number of threads") {
  const sw::question_block all{3, 2000};
  const std::string expected = answers_to(all);
  for (const std::int64_t threads : {1, 2, 8, 64}) {
    std::string written;
    sw::answer_on_threads(all, threads, answers_to, [&](std::string_view answers) { written += answers; });
    CHECK(written == expected);
  }
}

TEST_CASE("nothing to answer") {
  sw::answer_on_threads({5, 5}, 4, answers_to, [](std::string_view) { FAIL("nothing is written"); });
}

TEST_CASE("every thread works") {
  std::atomic<int> there = 0;
  sw::answer_on_threads(
      {0, 1000}, 4,
      [&](const sw::question_block& block) {
        if (block.first < 4 * block.size())  // the first four blocks wait for one another
          for (++there; there < 4;) std::this_thread::yield();
        return answers_to(block);
      },
      [](std::string_view) {});
  CHECK(there == 4);
}

TEST_CASE("a failure ends the work, and what is written is in order") {
  const auto fails_at_500 = [](const sw::question_block& block) {
    if (block.first <= 500 && 500 < block.last) throw std::runtime_error("question 500");
    return answers_to(block);
  };
  for (const std::int64_t threads : {1, 8}) {
    std::string written;
    const auto write = [&](std::string_view answers) { written += answers; };
    CHECK_THROWS_WITH_AS(sw::answer_on_threads({0, 2000}, threads, fails_at_500, write), "question 500",
                         std::runtime_error);
    CHECK(answers_to({0, 500}).starts_with(written));
  }
  int calls = 0;
  const auto full = [&](std::string_view) {
    if (++calls == 3) throw std::runtime_error("the disk is full");
  };
  CHECK_THROWS_WITH_AS(sw::answer_on_threads({0, 2000}, 8, answers_to, full), "the disk is full",
                       std::runtime_error);
  CHECK(calls == 3);
}

TEST_CASE("no threads, or too many") {
  for (const std::int64_t threads : {0, -1, 1025})
    CHECK_THROWS_AS(sw::answer_on_threads({0, 1}, threads, answers_to, [](std::string_view) {}),
                    sw::broken_rule);
}
