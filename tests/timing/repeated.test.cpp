#include <scalewall/timing/repeated.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("what is short is repeated until a sample is long") {
  std::int64_t most = 0;
  const auto run = [&](std::int64_t times) {
    most = std::max(most, times);
    return times * 1_us;
  };
  const sw::timing took = sw::take_repeated({.samples = 5}, 1_ms, run);
  CHECK(took.median.value() == doctest::Approx(1e-6));
  CHECK(took.samples == 5);
  CHECK(most >= 1000);
  CHECK(most <= 10'000);
}

TEST_CASE("starting and ending a sample is not felt") {
  const auto run = [](std::int64_t times) { return 100_us + times * 10_ns; };
  CHECK(sw::take_repeated({}, 2_ms, run).median < 10.6_ns);
}

TEST_CASE("what is long is done once a sample") {
  std::int64_t most = 0;
  const auto run = [&](std::int64_t times) {
    most = std::max(most, times);
    return times * 1_s;
  };
  CHECK(sw::take_repeated({}, 1_ms, run).median == 1_s);
  CHECK(most == 1);
}

TEST_CASE("what takes no time is repeated a million times at most") {
  std::int64_t most = 0;
  const auto run = [&](std::int64_t times) {
    most = std::max(most, times);
    return 1_ns;
  };
  CHECK_NOTHROW(sw::take_repeated({}, 1_s, run));
  CHECK(most == 1'000'000);
}

TEST_CASE("the clock runs") {
  volatile int counted = 0;
  CHECK(is_positive_and_finite(sw::time_call([&] {
    for (int i = 0; i < 1000; ++i) counted = counted + 1;
  })));
  CHECK(is_positive_and_finite(sw::time_call([] {})));
}

}  // namespace
