// Plans one choice away from a plan: another recomputation, a microbatch or a degree twice or half as large, another sharding
// stage or format. What a choice takes of the GPUs, replicas give.

#pragma once

#include "fit_report.hpp"
#include "training_request.hpp"
#include <scalewall/error.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/parallel/mesh.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/search/training_question.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace page {

/// The space that has the degrees of a plan alone, with any layout of its stages, or that with as many chunks.
inline scalewall::training_space only(const scalewall::training_plan& plan, bool any_layout) {
  using scalewall::exactly;
  scalewall::training_space space{.tensor = exactly(plan.mesh.tensor),
                                  .context = exactly(plan.mesh.context),
                                  .pipeline = exactly(plan.mesh.pipeline),
                                  .data = exactly(plan.mesh.data),
                                  .expert = exactly(plan.mesh.expert),
                                  .expert_tensor = exactly(plan.mesh.expert_tensor),
                                  .microbatch = exactly(plan.microbatch)};
  if (!any_layout) space.chunks = exactly(plan.layout.chunks);
  return space;
}

namespace detail {

/// Calls `visitor(plan, recipe, has_own_layout)` for everything one choice away.
template <class Visitor>
void for_each_changed_plan(const training_request& request, const scalewall::training_plan& plan,
                           const scalewall::recipe& how, const Visitor& visitor) {
  using namespace scalewall;
  const time_family software = request.question.software.family;
  auto recomputations = usual_recomputations_of(request.question.model, how, software);
  recomputations.push_back(selective_recomputation);
  for (const recomputation& other : recomputations) {
    recipe changed = how;
    changed.recompute = other;
    visitor(plan, changed, true);
  }
  for (const sharding shards :
       {sharding::none, sharding::optimizer, sharding::gradients, sharding::weights}) {
    recipe changed = how;
    changed.shards = shards;
    visitor(plan, changed, true);
  }
  for (const training_format format : {training_format::bf16, training_format::fp8_current}) {
    recipe changed = how;
    changed.format = format;
    visitor(plan, changed, true);
  }
  const auto scaled = [](std::int64_t degree, bool doubled) { return doubled ? 2 * degree : degree / 2; };
  for (const bool doubled : {false, true}) {
    if (doubled || plan.microbatch % 2 == 0) {
      training_plan changed = plan;
      changed.microbatch = scaled(plan.microbatch, doubled);
      visitor(changed, how, true);
    }
    for (const auto degree : {&mesh::tensor, &mesh::context, &mesh::pipeline}) {
      const std::int64_t gives = doubled ? plan.mesh.data : plan.mesh.*degree;
      if (gives % 2 != 0) continue;
      training_plan changed = plan;
      changed.mesh.*degree = scaled(plan.mesh.*degree, doubled);
      changed.mesh.data = scaled(plan.mesh.data, !doubled);
      // Experts are cut as the rest of the layer is, or not at all.
      if (degree == &mesh::tensor && plan.mesh.expert_tensor == plan.mesh.tensor)
        changed.mesh.expert_tensor = changed.mesh.tensor;
      visitor(changed, how, degree != &mesh::pipeline);
    }
    if (is_routed(request.question.model) && (doubled || plan.mesh.expert % 2 == 0)) {
      training_plan changed = plan;
      changed.mesh.expert = scaled(plan.mesh.expert, doubled);
      visitor(changed, how, true);
    }
    if (doubled || plan.layout.chunks % 2 == 0) {
      training_plan changed = plan;
      changed.layout.chunks = scaled(plan.layout.chunks, doubled);
      visitor(changed, how, true);
    }
  }
}

}  // namespace detail

/// What one change of a choice comes to, every choice in turn; changes that the model, the batch or the software does not allow
/// are left out. A plan of a launch line keeps what else the line says of it.
inline std::vector<scalewall::training_answer> changed_plans(const training_request& request,
                                                             const scalewall::training_answer& from) {
  using namespace scalewall;
  std::vector<training_answer> found;
  const layer_features layers = features_of(request.question.model);
  const auto try_plan = [&](const training_plan& plan, const recipe& how, bool has_own_layout) {
    if (plan == from.plan && how == from.recipe) return;
    if (!keeps_rules(request.question.software.family, layers, how, plan.mesh, request.question.batch) ||
        missing_of(request.question.machine, how))
      return;
    try {
      training_answer answer;
      if (request.plan && has_own_layout) {
        answer = answer_of(request.question, plan, how);
      } else {
        training_request asked = request;
        asked.plan.reset();
        asked.space = only(plan, !has_own_layout);
        asked.recipe = how;
        answer = chosen_plan(asked).answer;
      }
      found.push_back(answer);
    } catch (const broken_rule&) {
      // Not every change leaves a plan that is allowed.
    }
  };
  detail::for_each_changed_plan(request, from.plan, from.recipe, try_plan);
  return found;
}

}  // namespace page
