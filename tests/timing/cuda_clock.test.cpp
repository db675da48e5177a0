#include <scalewall/timing/cuda_clock.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("a sample is long enough for its events, and short enough for the effort") {
  const sw::timing_effort usual;  // 0.2 s for 25 samples
  CHECK(sw::launches_per_sample(50_us, usual) == 10);
  CHECK(sw::launches_per_sample(60_us, usual) == 9);
  CHECK(sw::launches_per_sample(3_ms, usual) == 1);
  CHECK(sw::launches_per_sample(3_us, usual) == 167);
  CHECK(sw::launches_per_sample(1_ns, usual) == 512);  // no more than a queue holds
  CHECK(sw::launches_per_sample(10_us, {.at_most = 1_ms, .samples = 10}) == 10);
  CHECK(sw::launches_per_sample(10_us, {.at_most = 1_ms, .samples = 0}) == 50);
}

TEST_CASE("what is timed together is shared out") {
  CHECK(sw::shared_by({.at_most = 10_s, .samples = 7}, 5).at_most == 2_s);
  CHECK(sw::shared_by({.at_most = 10_s, .samples = 7}, 5).samples == 7);
  CHECK(sw::one_of({.median = 4_s, .lower_quartile = 2_s, .upper_quartile = 8_s, .samples = 9}, 2) ==
        sw::timing{.median = 2_s, .lower_quartile = 1_s, .upper_quartile = 4_s, .samples = 9});
}

}  // namespace
