#include <scalewall/estimate/fit_verdict.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::fit verdict(sw::bytes predicted, sw::bytes available, bool routed) {
  return judge_fit(predicted, available, sw::margin_for(routed)).found;
}

static_assert(verdict(70_GiB, 80_GiB, false) == sw::fit::fits);
static_assert(verdict(74_GiB, 80_GiB, false) == sw::fit::tight);
static_assert(verdict(79.5_GiB, 80_GiB, false) == sw::fit::does_not_fit);

// A popular expert may take what an even spread leaves.
static_assert(verdict(72_GiB, 80_GiB, false) == sw::fit::fits);
static_assert(verdict(72_GiB, 80_GiB, true) == sw::fit::tight);

// Chunks that are interleaved between fixed segments leave gaps.
static_assert(sw::margin_for(false, true).share > sw::margin_for(true).share);

TEST_CASE("a verdict says the margin it was given with") {
  constexpr sw::fit_verdict found = judge_fit(70_GiB, 80_GiB, sw::margin_for(true));
  CHECK(found.margin.share == 1.12);
  CHECK(found.margin.context == 1_GiB);
  CHECK(found.needed == 1.12 * 70_GiB + 1_GiB);
  CHECK(name(found.found) == "fits");
  CHECK(name(sw::fit::tight) == "tight");
  CHECK(name(sw::fit::does_not_fit) == "does not fit");
}

TEST_CASE("the fullest stage is held against the accelerator's memory") {
  sw::training_memory memory;
  memory.stages.push_back({.modules = {.weights = 10_GB}});
  memory.stages.push_back({.first_rank = 1, .last_rank = 3, .modules = {.weights = 73_GB}});
  memory.fullest = 1;
  CHECK(judge_fit(memory, sw::catalog::h100_sxm).found == sw::fit::fits);
  CHECK(judge_fit(memory, sw::catalog::h100_sxm).predicted == 73_GB);
  memory.routed = true;
  CHECK(judge_fit(memory, sw::catalog::h100_sxm).found == sw::fit::tight);
  memory.stages[1].modules.weights = 65_GB;
  CHECK(judge_fit(memory, sw::catalog::h100_sxm).found == sw::fit::fits);
  memory.fragments = true;
  CHECK(judge_fit(memory, sw::catalog::h100_sxm).found == sw::fit::tight);
}

}  // namespace
