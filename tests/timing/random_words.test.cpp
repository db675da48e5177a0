#include <scalewall/timing/random_words.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace {

namespace sw = scalewall;

TEST_CASE_TEMPLATE("words are random, and none is zero", Word, float, double) {
  sw::random_words<Word> words;
  words.reserve(10'000);
  const auto all = words.use(0, 10'000);
  double sum = 0;
  for (const Word word : all) {
    REQUIRE(std::abs(word) <= 1);
    sum += static_cast<double>(word);
  }
  CHECK(std::count(all.begin(), all.end(), Word{}) <= 1);
  CHECK(std::abs(sum / 10'000) < 0.1);

  sw::random_words<Word> others;
  others.reserve(10'000);
  CHECK(!std::equal(all.begin(), all.end(), others.use(0, 10'000).begin()));
}

TEST_CASE("uses go in turn, each at the start of a cache line") {
  sw::random_words<double> words;
  words.reserve(100);
  const double* first = words.use(0, 20).data();
  CHECK(reinterpret_cast<std::uintptr_t>(first) % 64 == 0);
  CHECK(words.use(1, 20).data() == first + 24);
  CHECK(words.use(3, 20).data() == first + 72);
  CHECK(words.use(4, 20).data() == first);
  CHECK(words.use(2, 20, 50).data() == first);  // two uses in the first 50
  CHECK(words.use(7, 100).data() == first);
  CHECK_THROWS_WITH_AS(words.use(0, 101),
                       "no more random words are used than were reserved (used = 101, reserved = 100)",
                       sw::broken_rule);
}

TEST_CASE("what was drawn is kept where it is enough") {
  sw::random_words<double> words;
  words.reserve(100);
  const double* first = words.use(0, 1).data();
  words.reserve(50);
  CHECK(words.use(0, 100).data() == first);
  words.reserve(1000);
  CHECK(words.use(0, 1000).size() == 1000);
}

}  // namespace
