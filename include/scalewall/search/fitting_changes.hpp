// What to change in a plan that does not fit: the fewest changes that make it fit, the fastest first.
//
// A change moves one choice by one step: more recomputation, a smaller microbatch, a further sharding stage, twice the
// tensor, context, pipeline or expert degree at the cost of replicas. Offloading is none of them: no measured run says what it
// costs in time. What the software refuses (framework/training_rules.hpp) is no change.

#pragma once

#include <scalewall/framework/training_rules.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace scalewall {

/// A plan and a recipe some changes away from what was asked.
struct changed_plan {
  training_plan plan{};
  scalewall::recipe recipe{};
};

namespace detail {

/// Of Megatron one of the modules more, each in turn, and then everything; of software without modules what else it has.
constexpr std::vector<recomputation> further_recomputations(const training_question& question,
                                                            const layer_features& layers, const recipe& how) {
  const recomputation& now = how.recompute;
  const time_family software = question.software.family;
  std::vector<recomputation> further;
  if (software == time_family::torchtitan || software == time_family::llm_foundry) {
    for (const recomputation& more : usual_recomputations_of(question.model, how, software))
      if (more != now && includes(more, now)) further.push_back(more);
    return further;
  }
  if (now.granularity == recompute_granularity::full) return further;
  const recompute_modules modules = recomputable_modules(layers, how);
  for (const recompute_module& one : every_recompute_module) {
    if (now.modules.*one.taken || !(modules.*one.taken)) continue;
    recomputation more = now;
    more.granularity = recompute_granularity::selective;
    more.modules.*one.taken = true;
    further.push_back(more);
  }
  further.push_back(full_recomputation);
  return further;
}

/// Calls `visitor(plan, recipe)` for everything one change away.
template <class Visitor>
constexpr void for_each_change(const training_question& question, const layer_features& layers,
                               const training_plan& plan, const recipe& how, const Visitor& visitor) {
  for (const recomputation& more : further_recomputations(question, layers, how)) {
    auto changed = how;
    changed.recompute = more;
    visitor(plan, changed);
  }
  if (plan.microbatch > 1) {
    training_plan changed = plan;
    for (changed.microbatch = plan.microbatch / 2; changed.microbatch >= 1; changed.microbatch /= 2)
      visitor(changed, how);
  }
  for (const sharding shards : {sharding::optimizer, sharding::gradients, sharding::weights}) {
    if (shards <= how.shards) continue;
    auto changed = how;
    changed.shards = shards;
    visitor(plan, changed);
  }
  for (const auto degree : {&mesh::tensor, &mesh::context, &mesh::pipeline}) {
    if (plan.mesh.data % 2 != 0) break;
    training_plan changed = plan;
    changed.mesh.*degree *= 2;
    changed.mesh.data /= 2;
    // Without expert parallelism torchtitan cuts experts as it does the rest of the layer.
    if (question.software.family == time_family::torchtitan && layers.routed && changed.mesh.expert == 1)
      changed.mesh.expert_tensor = changed.mesh.tensor;
    if (degree == &mesh::pipeline) changed.layout = {.chunks = plan.layout.chunks, .lighter_ends = true};
    visitor(changed, how);
  }
  training_plan changed = plan;
  changed.mesh.expert *= 2;
  visitor(changed, how);
}

}  // namespace detail

/// Plans that fit, by as few changes as any need, at most `most_changes`, the fastest first; empty where none fits.
inline std::vector<training_answer> fitting_changes(const training_question& question,
                                                    const training_plan& plan, const recipe& how,
                                                    std::size_t most_changes = 3) {
  std::vector<changed_plan> reached{{.plan = plan, .recipe = how}};
  std::vector<training_answer> fitting;
  const training_step_estimator steps(question.software, question.machine);
  const layer_features layers = features_of(question.model);
  const time_family software = question.software.family;
  const auto known = [&](const training_plan& one, const recipe& with) {
    return std::any_of(reached.begin(), reached.end(),
                       [&](const changed_plan& other) { return other.plan == one && other.recipe == with; });
  };
  std::size_t from = 0;
  for (std::size_t changes = 1; changes <= most_changes && fitting.empty(); ++changes) {
    const std::size_t to = reached.size();
    for (; from < to; ++from) {
      const changed_plan start = reached[from];
      const auto look_at = [&](const training_plan& changed, const recipe& with) {
        if (!keeps_rules(software, layers, with, changed.mesh, question.batch)) return;
        try {
          const std::int64_t microbatches = microbatches_of(changed, question.batch);
          if (broken_rule_of(software, changed, microbatches)) return;
          const training_plan one = with_rounds(software, changed, microbatches);
          if (known(one, with)) return;
          const bool fits = judge_fit(memory_of(question, one, with), question.memory).found == fit::fits;
          if (fits) fitting.push_back(answer_of(question, one, with, steps));
          reached.push_back({.plan = one, .recipe = with});
        } catch (const broken_rule&) {
          // Not every change leaves a plan that the model allows.
        }
      };
      detail::for_each_change(question, layers, start.plan, start.recipe, look_at);
    }
  }
  // Stable, so that every standard library has the same order.
  std::stable_sort(fitting.begin(), fitting.end(), [](const training_answer& a, const training_answer& b) {
    return a.step.total < b.step.total;
  });
  return fitting;
}

}  // namespace scalewall
