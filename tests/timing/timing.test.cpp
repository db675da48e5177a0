#include <scalewall/timing/timing.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("a timing is a median with its quartiles") {
  CHECK(sw::summarize({5_s, 1_s, 4_s, 2_s, 3_s}) ==
        sw::timing{.median = 3_s, .lower_quartile = 2_s, .upper_quartile = 4_s, .samples = 5});
  CHECK(sw::summarize({1_s, 2_s}).median == 1.5_s);
  CHECK(sw::summarize({7_s}) ==
        sw::timing{.median = 7_s, .lower_quartile = 7_s, .upper_quartile = 7_s, .samples = 1});
}

TEST_CASE("one sample out of many does not move it") {
  std::vector<sw::seconds> samples(9, 1_s);
  samples.push_back(1000_s);
  CHECK(sw::summarize(samples).median == 1_s);
}

TEST_CASE("what is no time is no sample") {
  CHECK_THROWS_WITH_AS(sw::summarize({}), "a timing has at least one sample", sw::broken_rule);
  CHECK_THROWS_AS(sw::summarize({0_s}), sw::broken_rule);
  CHECK_THROWS_AS(sw::summarize({1_s, sw::seconds::from_value(std::numeric_limits<double>::quiet_NaN())}),
                  sw::broken_rule);
}

TEST_CASE("samples are taken until there are enough, or the time is over") {
  int calls = 0;
  const auto sample = [&] {
    ++calls;
    return calls <= 2 ? 100_s : 1_s;  // the warm-up is slow
  };
  const sw::timing quick = sw::take_samples({.at_most = 1000_s, .samples = 10, .warm_up = 2}, sample);
  CHECK(calls == 12);
  CHECK(quick == sw::timing{.median = 1_s, .lower_quartile = 1_s, .upper_quartile = 1_s, .samples = 10});

  calls = 2;
  CHECK(sw::take_samples({.at_most = 5_s, .samples = 1000, .warm_up = 1}, sample).samples == 5);
  calls = 2;
  CHECK(sw::take_samples({.at_most = 0.5_s, .samples = 1000, .warm_up = 1}, sample).samples == 3);
}

}  // namespace
