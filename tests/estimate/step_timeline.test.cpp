// Mirrors include/scalewall/estimate/step_timeline.hpp.

#include <scalewall/estimate/step_timeline.hpp>
#include <scalewall/model/catalog/llama.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

/// A step whose stages take 1 s forward and 2 s backward a microbatch, the last of them half as much again.
training_step step_of(const training_plan& plan, std::int64_t microbatches) {
  const phase_times usual{.forward = 1_s, .inputs = 1_s, .weights = 1_s},
      longest{.forward = 1.5_s, .inputs = 1.5_s, .weights = 1.5_s};
  const std::int64_t ranks = plan.mesh.pipeline;
  training_step step;
  step.microbatches = microbatches;
  if (ranks > 1) step.stages.push_back({.ranks = ranks - 1, .phases = usual});
  step.stages.push_back({.first = ranks - 1, .phases = longest});
  step.fullest = step.stages.size() - 1;
  step.parts.microbatches = double(microbatches) * longest.total();
  step.parts.bubble = bubble_share(plan.schedule, longest, ranks) / double(plan.layout.chunks) *
                      (double(ranks - 1) * usual.total());
  step.parts.messages = 0.25_s;
  step.parts.optimizer = 0.5_s;
  step.total = step.parts.total();
  return step;
}

/// A model whose first stages are alike, and whose last has the head.
training_plan plan_of(std::int64_t ranks, std::int64_t chunks, schedule pipeline_schedule) {
  return {.mesh = {.pipeline = ranks},
          .layout = {.chunks = chunks, .evened = ranks == 1},
          .schedule = pipeline_schedule};
}

bool is_near(seconds a, seconds b) { return std::abs((a - b).value()) < 1e-9; }

}  // namespace

TEST_CASE("every rank of a timeline adds up to the step, slot behind slot, each pass once") {
  for (const auto& [ranks, chunks, microbatches, how] :
       {std::tuple{4, 1, 8, schedule::one_f_one_b}, std::tuple{4, 2, 8, schedule::one_f_one_b},
        std::tuple{4, 1, 3, schedule::gpipe}, std::tuple{8, 1, 24, schedule::zb_h1},
        std::tuple{1, 1, 5, schedule::one_f_one_b}}) {
    const training_plan plan = plan_of(ranks, chunks, how);
    training_step step = step_of(plan, microbatches);
    // The embedding makes a kind of its own of the first rank, which takes as long as the next.
    if (ranks > 1) {
      const auto stages = step.stages;
      step.stages = {stages[0], stages[0], stages[1]};
      step.fullest = 2;
    }
    const step_timeline timeline = timeline_of(catalog::llama_3_1_8b, plan, step);
    CHECK(timeline.total == step.total);
    std::vector<seconds> ends(static_cast<std::size_t>(ranks));
    std::vector<int> passes(static_cast<std::size_t>(2 * microbatches * chunks));
    for (const timeline_slot& slot : timeline.slots) {
      seconds& end = ends[static_cast<std::size_t>(slot.rank)];
      CHECK(is_near(slot.start, end));
      CHECK(slot.length.value() > 0);
      end += slot.length;
      if (slot.activity <= step_activity::backward)
        ++passes[static_cast<std::size_t>((slot.microbatch * chunks + slot.chunk) * 2 +
                                          (slot.activity == step_activity::backward ? 1 : 0))];
    }
    for (const seconds& end : ends) CHECK(is_near(end, step.total));
    for (const int number : passes) CHECK(number == ranks);
  }
}

TEST_CASE("ranks of 1F1B wait as the schedule has it") {
  const training_plan plan = plan_of(4, 1, schedule::one_f_one_b);
  training_step step = step_of(plan, 8);
  const auto stages = step.stages;
  step.stages = {stages[0], stages[0], stages[1]};
  step.fullest = 2;
  const step_timeline timeline = timeline_of(catalog::llama_3_1_8b, plan, step);
  // The last rank waits for the first microbatch of the three before it, and turns it around at once.
  std::vector<timeline_slot> last;
  for (const timeline_slot& slot : timeline.slots)
    if (slot.rank == 3) last.push_back(slot);
  CHECK(last[0].activity == step_activity::waiting);
  CHECK(is_near(last[0].length, 3_s));
  CHECK(last[1].activity == step_activity::forward);
  CHECK(last[2].activity == step_activity::backward);
  CHECK(last[2].microbatch == 0);
  // The first passes four forward before it has a gradient.
  std::size_t forward = 0;
  while (timeline.slots[forward].activity == step_activity::forward) ++forward;
  CHECK(forward == 4);
  CHECK(timeline.slots[forward].activity == step_activity::waiting);
}

TEST_CASE("passes of interleaved chunks go in groups, backward from the last chunk") {
  const auto forward = detail::passes_in_order(4, 2, 2, false),
             backward = detail::passes_in_order(4, 2, 2, true);
  const std::vector<std::pair<std::int64_t, std::int64_t>> expected = {{0, 0}, {1, 0}, {0, 1}, {1, 1},
                                                                       {2, 0}, {3, 0}, {2, 1}, {3, 1}};
  for (std::size_t k = 0; k < expected.size(); ++k) {
    CHECK(forward[k].microbatch == expected[k].first);
    CHECK(forward[k].chunk == expected[k].second);
    CHECK(backward[k].microbatch == expected[k].first);
    CHECK(backward[k].chunk == 1 - expected[k].second);
  }
  training_plan plan = plan_of(4, 2, schedule::one_f_one_b);
  CHECK(detail::passes_before_backward(plan, 0, 4, 8) == 11);
  CHECK(detail::passes_before_backward(plan, 3, 4, 8) == 5);
}

TEST_CASE("a timeline that no viewer would show is refused") {
  training_plan plan = plan_of(4, 1, schedule::one_f_one_b);
  training_step step = step_of(plan, 1'000'000);
  CHECK_THROWS_WITH_AS(
      timeline_of(catalog::llama_3_1_8b, plan, step),
      "the timeline of a step has at most 2,000,000 passes (microbatches = 1000000, ranks = 4, "
      "chunks = 1)",
      broken_rule);
}
