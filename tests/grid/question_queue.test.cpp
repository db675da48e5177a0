#include <scalewall/grid/question_queue.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sw = scalewall;

namespace {

std::string answers_to(const sw::question_block& block) {
  std::string text;
  for (std::int64_t i = block.first; i < block.last; ++i) text += std::to_string(i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("blocks cover all questions once, and shrink") {
  for (const std::int64_t last : {0, 1, 5, 1000}) {
    sw::question_queue questions({0, last}, 3, [](std::string_view) {});
    std::int64_t next = 0;
    std::int64_t largest = 64;
    while (!questions.all_taken()) {
      const sw::question_block block = questions.take();
      CHECK(block.first == next);
      CHECK(block.size() >= 1);
      CHECK(block.size() <= largest);
      largest = block.size();
      next = block.last;
      questions.bring_back(block, "");
    }
    CHECK(next == last);
    CHECK(questions.all_written());
  }
}

TEST_CASE("answers are written in order, whoever is first") {
  std::string written;
  sw::question_queue questions({10, 300}, 4, [&](std::string_view answers) { written += answers; });
  std::vector<sw::question_block> taken;
  while (!questions.all_taken()) taken.push_back(questions.take());
  REQUIRE(taken.size() > 4);
  CHECK_THROWS_AS(questions.take(), sw::broken_rule);

  const sw::question_block first = taken.front();
  while (taken.size() > 1) {
    questions.bring_back(taken.back(), answers_to(taken.back()));
    taken.pop_back();
  }
  CHECK(written.empty());
  CHECK_FALSE(questions.all_written());
  questions.bring_back(first, answers_to(first));
  CHECK(written == answers_to({10, 300}));
  CHECK(questions.all_written());
}

TEST_CASE("nobody runs ahead without end of a question that takes long") {
  std::string written;
  sw::question_queue questions({0, 1'000'000}, 2, [&](std::string_view answers) { written += answers; });
  const sw::question_block slow = questions.take();
  std::int64_t ahead = 0;
  while (questions.has_block()) {
    const sw::question_block block = questions.take();
    questions.bring_back(block, answers_to(block));
    ahead += block.size();
    REQUIRE(ahead < 100'000);
  }
  CHECK_FALSE(questions.all_taken());
  CHECK(ahead > 1000);
  questions.bring_back(slow, answers_to(slow));
  CHECK(questions.has_block());
  CHECK(written == answers_to({0, slow.size() + ahead}));
}
