// Mirrors include/scalewall/cost/bubble.hpp.

#include <scalewall/cost/bubble.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;

constexpr double one_f_one_b(std::int64_t stages, std::int64_t interleaving, std::int64_t microbatches) {
  return pipeline_bubble_fraction(pipeline_schedule::one_forward_one_backward, stages, interleaving,
                                  microbatches);
}

static_assert(one_f_one_b(1, 1, 1) == 0, "no pipeline, no bubble");
static_assert(one_f_one_b(4, 1, 1) == 3.0 / 4, "a single microbatch keeps one stage of four busy");
static_assert(one_f_one_b(4, 1, 8) == 3.0 / 11, "three slots to fill the pipeline, eight at work");
static_assert(one_f_one_b(4, 2, 8) == 3.0 / 19, "as long to fill, with twice the slots");
static_assert(one_f_one_b(8, 2, 4) == 11.0 / 19, "eight stages wait four more slots for four microbatches");
static_assert(one_f_one_b(64, 1, 1 << 20) < 1e-4, "many microbatches drown it");

static_assert(pipeline_bubble_fraction(pipeline_schedule::zero_bubble, 64, 1, 128) == 0);

TEST_CASE("a pipeline of nothing is told") {
  CHECK_THROWS_WITH_AS(one_f_one_b(1, 1, 0),
                       "a pipeline has accelerators, stages and microbatches (accelerators = 1, interleaving "
                       "= 1, microbatches = 0)",
                       broken_rule);
  CHECK_THROWS_AS(one_f_one_b(0, 1, 1), broken_rule);
  CHECK_THROWS_AS(one_f_one_b(4, -1, 8), broken_rule);
}

}  // namespace
