#include <scalewall/grid/ranges.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace sw = scalewall;
using whole_numbers = std::vector<std::int64_t>;
using numbers = std::vector<double>;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("a range by steps has both bounds where the steps reach the last") {
  CHECK(sw::range_by<std::int64_t>(1, 4, 1) == whole_numbers{1, 2, 3, 4});
  CHECK(sw::range_by<std::int64_t>(2, 9, 3) == whole_numbers{2, 5, 8});
  CHECK(sw::range_by<std::int64_t>(7, 7, 5) == whole_numbers{7});
  CHECK(sw::range_by(1.0, 2.0, 0.25) == numbers{1, 1.25, 1.5, 1.75, 2});
  CHECK(sw::range_by(0.1, 0.3, 0.1).size() == 3);  // (0.3 - 0.1) / 0.1 is below 2
}

TEST_CASE("a range by factors") {
  CHECK(sw::range_times<std::int64_t>(3, 50, 2) == whole_numbers{3, 6, 12, 24, 48});
  CHECK(sw::range_times<std::int64_t>(1, largest, 2).back() == std::int64_t{1} << 62);
  CHECK(sw::range_times(1.0, 8.0, 2.0) == numbers{1, 2, 4, 8});
  CHECK(sw::range_times(1.0, 1000.0, 10.0).size() == 4);
}

TEST_CASE("at the end of the whole numbers nothing wraps") {
  CHECK(sw::range_by<std::int64_t>(largest - 1, largest, 1) == whole_numbers{largest - 1, largest});
  CHECK(sw::range_by<std::int64_t>(1, largest, largest - 1) == whole_numbers{1, largest});
}

TEST_CASE("an empty range, a range of a billion and one that goes nowhere are refused") {
  CHECK_THROWS_WITH_AS(sw::range_by<std::int64_t>(8, 4, 1), "a range is not empty (from = 8, to = 4)",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::range_times<std::int64_t>(8, 4, 2), "a range is not empty (from = 8, to = 4)",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::range_times(0.8, 0.4, 2.0), "a range is not empty (from = 0.8, to = 0.4)",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::range_by<std::int64_t>(1, 1'000'000'000, 1),
                       "an axis has at most a million values (values = 1000000000)", sw::broken_rule);
  CHECK_THROWS_AS(sw::range_by<std::int64_t>(1, largest, 1), sw::broken_rule);
  CHECK_THROWS_AS(sw::range_by(1.0, 1e308, 1e-300), sw::broken_rule);
  CHECK_THROWS_AS(sw::range_times(1e-300, 1e300, 1.0000001), sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::range_by(1.0, 2.0, 0.0), "the steps of a range are positive (by = 0)",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::range_times<std::int64_t>(1, 2, 1),
                       "the factor of a range is larger than 1 (times = 1)", sw::broken_rule);
}
