// Mirrors include/scalewall/parallel/plan.hpp.

#include "../constant.hpp"
#include <scalewall/parallel/plan.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;

static_assert(level_degrees{} == level_degrees{1, 1, 1, 1}, "what is not split is 1");
static_assert(level_degrees{4} == level_degrees{4, 1} && level_degrees{4} != level_degrees{1, 4});
static_assert(level_degrees{4, 2}[0] == 4 && level_degrees{4, 2}[1] == 2, "innermost first");
static_assert(level_degrees{}.total() == 1 && level_degrees{4, 2, 3}.total() == 24);
static_assert(level_degrees{std::int64_t{1} << 31, std::int64_t{1} << 31}.total() == std::int64_t{1} << 62);

constexpr std::int64_t two_to_40 = std::int64_t{1} << 40;
static_assert(!constant<[] {
  return level_degrees{two_to_40, two_to_40}.total();
}>,
              "2^80 is no single degree");
static_assert(!constant<[] { return level_degrees{2, 2, 2, 2, 2}; }>, "there are four network levels");

static_assert(accelerators(plan{}) == 1, "a plan that splits nothing runs on one");
static_assert(plan{}.microbatches == 1 && plan{}.interleaving == 1);
static_assert(plan{}.schedule == pipeline_schedule::one_forward_one_backward);

constexpr plan split{
    .tensor_model = {4}, .tensor_ff = {2, 3}, .pipeline = {1, 5}, .data = {1, 7}, .expert = {1, 11}};
static_assert(accelerators(split) == 4 * (2 * 3) * 5 * 7 * 11);
static_assert(accelerators({.data = {1, two_to_40}, .expert = {two_to_40}}) == count{two_to_40} * two_to_40,
              "a cluster is a count");

constexpr int degrees_above_one(const plan& of) {
  int number = 0;
  for (const auto axis : parallel_axes) number += (of.*axis).total() > 1;
  return number;
}
static_assert(degrees_above_one(split) == 5, "every degree is among the axes");

static_assert(split == split && split != plan{});
static_assert(plan{.microbatches = 2} != plan{}, "equal plans do the same");

TEST_CASE("a degree that outgrows 63 bits or the network is told") {
  CHECK_THROWS_WITH_AS((level_degrees{two_to_40, two_to_40}.total()),
                       "a single degree, width or batch stays below 2^63 (value = 1.20892581961463e+24)",
                       broken_rule);
  CHECK_THROWS_WITH_AS((level_degrees{2, 2, 2, 2, 2}),
                       "a degree is split over at most 4 network levels (levels = 5)", broken_rule);
}

}  // namespace
