// A step of a language model as a timeline of its stages: what each works, what it waits for the others, and the communication
// that is not hidden. Every stage adds up to the step of estimate/training_step.hpp.
//
// Of the bubble, a stage waits the forward passes of the stages before it at the beginning and their backward passes at the
// end, in the share that the schedule leaves of them (estimate/pipeline_time.hpp); what is left it waits in between, for the
// fullest stage.

#pragma once

#include "shown_texts.hpp"
#include <scalewall/estimate/pipeline_time.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/stage_kinds.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/report/training_step_text.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace page {

namespace detail {

/// The kind of every rank, by its place among the stages of the step.
inline std::vector<std::size_t> kinds_of_ranks(const scalewall::language_model& model,
                                               const scalewall::training_plan& plan) {
  using namespace scalewall;
  const auto ranks = static_cast<std::size_t>(plan.mesh.pipeline);
  std::vector<std::size_t> found(ranks, 0);
  if (plan.layout.evened) return found;
  const layer_kinds layers = layer_kinds_of(model);
  const scalewall::stage_kinds kinds = stage_kinds_of(model, plan, layers);
  std::vector<stage_kind> stages;
  stages.reserve(ranks);
  for_each_stage(model, plan, layers, [&](const stage_kind& stage) { stages.push_back(stage); });
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const stage_kind works = row_of(plan.schedule).weights_twice
                                 ? scalewall::detail::mean_of(stages[rank], stages[ranks - 1 - rank])
                                 : stages[rank];
    while (found[rank] + 1 < kinds.size() && !kinds[found[rank]].works_like(works)) ++found[rank];
  }
  return found;
}

}  // namespace detail

inline json timeline_json(const scalewall::language_model& model, const scalewall::training_plan& plan,
                          const scalewall::training_step& step) {
  using namespace scalewall;
  const std::vector<std::size_t> kinds = detail::kinds_of_ranks(model, plan);
  const double m = static_cast<double>(step.microbatches);
  const double left = bubble_share(plan.schedule, step.stages[step.fullest].phases, plan.mesh.pipeline) /
                      static_cast<double>(plan.layout.chunks);
  const seconds passes = step.parts.microbatches + step.parts.bubble;
  json lanes = json::array();
  seconds before{}, behind{};  // of the stages before this one
  for (std::size_t rank = 0; rank < kinds.size(); ++rank) {
    const phase_times& phases = step.stages[kinds[rank]].phases;
    const seconds forward = phases.forward, backward = phases.inputs + phases.weights;
    const seconds filling = left * before, draining = left * behind, work = m * phases.total();
    json segments = json::array();
    const auto add = [&](const std::string& kind, seconds time, const std::string& what) {
      if (time.value() > 1e-12 * step.total.value())
        segments.push_back({{"kind", kind}, {"seconds", time.value()}, {"text", what + " " + to_text(time)}});
    };
    add("filling", filling, "waits for its first microbatch");
    add("microbatches", work,
        std::to_string(step.microbatches) + " microbatches forward, " + to_text(m * forward) +
            ", and backward, " + to_text(m * backward) + ":");
    add("waiting", passes - filling - draining - work, "waits for the fullest stage");
    add("draining", draining, "waits for the stages before it");
    for (const step_part_name& one : step_part_names)
      if (one.part != &step_parts::microbatches && one.part != &step_parts::bubble)
        add(std::string(one.text), step.parts.*one.part, std::string(one.text));
    lanes.push_back({{"stage", rank}, {"segments", segments}});
    before += forward;
    behind += backward;
  }
  return {{"total_s", step.total.value()},
          {"total", to_text(step.total)},
          {"bubble", to_text(step.parts.bubble) + ", " + percent_text(step.parts.bubble / step.total)},
          {"lanes", lanes}};
}

}  // namespace page
