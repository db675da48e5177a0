// A step of a language model as a timeline: what the accelerators of every rank of the pipeline do, one after the other.
//
// Lengths are those of the estimate (estimate/training_step.hpp): a rank passes every microbatch forward and backward, once for each of
// its chunks, waits, and does what is done once a step. The lengths of a rank add up to the step.
//
// The order is schematic. A rank passes as many microbatches forward as its schedule keeps in flight (parallel/schedules.hpp), then one
// backward and one forward, then the rest backward; chunks of a rank take the same time each, and are passed in the order of
// Megatron Core, whose interleaved schedule begins with 2 (p - 1 - i) + (v - 1) g + 1 passes on rank i. Of the bubble a rank waits
// the forward passes of the ranks before it at the beginning and their backward passes at the end, in the share that the schedule
// leaves of them; what is left it waits for its first gradient. Messages, replicas and the optimizer stand at the end, though some of
// it is waited for in between.
//
// Source: Megatron Core, megatron/core/pipeline_parallel/schedules.py (warm-up passes, groups of microbatches).

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/estimate/pipeline_time.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/schedules.hpp>
#include <scalewall/parallel/stage_kinds.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// What a rank does in a stretch of a step. From `messages` on: what is done once, and not hidden.
enum class step_activity { forward, backward, waiting, messages, replicas, optimizer, fixed };

inline constexpr std::array<std::string_view, 7> step_activity_names = {
    "forward", "backward", "bubble", "messages between stages", "replicas", "optimizer", "fixed"};

constexpr std::string_view name(step_activity activity) {
  return step_activity_names[static_cast<std::size_t>(activity)];
}

/// A stretch of one rank.
struct timeline_slot {
  std::int64_t rank = 0;
  step_activity activity = step_activity::waiting;
  seconds start{};
  seconds length{};

  /// The microbatch of a pass, and the chunk of the rank that it passes.
  std::int64_t microbatch = 0;
  std::int64_t chunk = 0;
};

/// Slots of rank 0 in their order, then of rank 1 ...
struct step_timeline {
  seconds total{};
  std::int64_t ranks = 1;
  std::int64_t microbatches = 0;
  std::int64_t chunks = 1;
  std::vector<timeline_slot> slots{};
};

/// Slots of a timeline, at most.
inline constexpr std::int64_t most_timeline_slots = 2'000'000;

namespace detail {

/// The stage of every rank, as its place among the stages of the step.
inline std::vector<std::size_t> stages_of_ranks(const language_model& model, const training_plan& plan) {
  const auto ranks = static_cast<std::size_t>(plan.mesh.pipeline);
  std::vector<std::size_t> places(ranks, 0);
  if (plan.layout.evened) return places;
  const layer_kinds layers = layer_kinds_of(model);
  const stage_kinds kinds = stage_kinds_of(model, plan, layers);
  std::vector<stage_kind> stages;
  stages.reserve(ranks);
  for_each_stage(model, plan, layers, [&](const stage_kind& stage) { stages.push_back(stage); });
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const stage_kind works =
        row_of(plan.schedule).weights_twice ? mean_of(stages[rank], stages[ranks - 1 - rank]) : stages[rank];
    while (places[rank] + 1 < kinds.size() && !kinds[places[rank]].works_like(works)) ++places[rank];
  }
  return places;
}

/// A microbatch and the chunk of a rank that it passes.
struct chunk_pass {
  std::int64_t microbatch = 0;
  std::int64_t chunk = 0;
};

/// The forward passes of a rank in their order: groups of microbatches, each through one chunk after the other; backward the chunks
/// are in the opposite order.
inline std::vector<chunk_pass> passes_in_order(std::int64_t microbatches, std::int64_t chunks,
                                               std::int64_t group, bool backward) {
  std::vector<chunk_pass> passes;
  passes.reserve(static_cast<std::size_t>(microbatches * chunks));
  for (std::int64_t first = 0; first < microbatches; first += group)
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
      for (std::int64_t one = first; one < std::min(first + group, microbatches); ++one)
        passes.push_back({one, backward ? chunks - 1 - chunk : chunk});
  return passes;
}

/// Forward passes of a rank before its first backward pass, at least one.
inline std::int64_t passes_before_backward(const training_plan& plan, std::int64_t rank, std::int64_t group,
                                           std::int64_t microbatches) {
  const std::int64_t ranks = plan.mesh.pipeline, chunks = plan.layout.chunks;
  const schedule_row& row = row_of(plan.schedule);
  const std::int64_t all = microbatches * chunks;
  if (row.all_in_flight) return all;
  if (chunks > 1) return std::min(all, 2 * (ranks - 1 - rank) + (chunks - 1) * group + 1);
  const double kept = row.per_rank * double(ranks) + row.per_earlier_rank * double(rank) + row.constant;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(kept)), 1, all);
}

}  // namespace detail

/// What a rank does of the passes of a step: it waits for its first microbatch, passes them all, waits for the fullest rank, and
/// for the ranks before it.
struct rank_course {
  seconds filling{};
  seconds forward{};  ///< a microbatch, through all chunks
  seconds backward{};
  seconds between{};
  seconds draining{};
};

/// The courses of the ranks of the estimated step of a plan; each takes as long as the passes and the bubble of the step.
inline std::vector<rank_course> courses_of(const language_model& model, const training_plan& plan,
                                           const training_step& step) {
  const double left = bubble_share(plan.schedule, step.stages[step.fullest].phases, plan.mesh.pipeline) /
                      double(plan.layout.chunks);
  const seconds passes = step.parts.microbatches + step.parts.bubble;
  std::vector<rank_course> courses;
  courses.reserve(static_cast<std::size_t>(plan.mesh.pipeline));
  seconds before{}, behind{};  // a microbatch takes on the ranks before this one
  for (const std::size_t stage : detail::stages_of_ranks(model, plan)) {
    const phase_times& phases = step.stages[stage].phases;
    rank_course course{.filling = left * before,
                       .forward = phases.forward,
                       .backward = phases.inputs + phases.weights,
                       .draining = left * behind};
    course.between = passes - course.filling - course.draining - double(step.microbatches) * phases.total();
    courses.push_back(course);
    before += course.forward;
    behind += course.backward;
  }
  return courses;
}

/// The timeline of the estimated step of a plan. Throws `broken_rule` where it has more slots than `most_timeline_slots`.
inline step_timeline timeline_of(const language_model& model, const training_plan& plan,
                                 const training_step& step) {
  const std::int64_t ranks = plan.mesh.pipeline, chunks = plan.layout.chunks, m = step.microbatches;
  const count slots = count{2} * m * chunks * ranks;
  require(slots <= count{most_timeline_slots}, "the timeline of a step has at most 2,000,000 passes",
          {{"microbatches", m}, {"ranks", ranks}, {"chunks", chunks}});
  step_timeline timeline{.total = step.total, .ranks = ranks, .microbatches = m, .chunks = chunks};
  timeline.slots.reserve(static_cast<std::size_t>(slots.as_int64() + 7 * ranks));

  const std::int64_t group = chunks > 1 ? plan.microbatch_group.value_or(ranks) : m;
  const std::vector<detail::chunk_pass> forward = detail::passes_in_order(m, chunks, group, false),
                                        backward = detail::passes_in_order(m, chunks, group, true);
  std::int64_t rank = 0;
  for (const rank_course& course : courses_of(model, plan, step)) {
    seconds now{};
    const auto add = [&](step_activity activity, seconds length, const detail::chunk_pass& of = {}) {
      if (!(length.value() > 1e-12 * step.total.value())) return;
      timeline.slots.push_back({rank, activity, now, length, of.microbatch, of.chunk});
      now += length;
    };
    add(step_activity::waiting, course.filling);
    const std::int64_t first = detail::passes_before_backward(plan, rank, group, m);
    const auto pass = [&](step_activity activity, const detail::chunk_pass& one) {
      add(activity, (activity == step_activity::forward ? course.forward : course.backward) / double(chunks),
          one);
    };
    for (std::int64_t k = 0; k < first; ++k)
      pass(step_activity::forward, forward[static_cast<std::size_t>(k)]);
    add(step_activity::waiting, course.between);
    for (std::int64_t k = 0; k < m * chunks; ++k) {
      pass(step_activity::backward, backward[static_cast<std::size_t>(k)]);
      if (k + first < m * chunks) pass(step_activity::forward, forward[static_cast<std::size_t>(k + first)]);
    }
    add(step_activity::waiting, course.draining);
    add(step_activity::messages, step.parts.messages);
    add(step_activity::replicas, step.parts.replicas);
    add(step_activity::optimizer, step.parts.optimizer);
    add(step_activity::fixed, step.parts.fixed);
    ++rank;
  }
  return timeline;
}

}  // namespace scalewall
