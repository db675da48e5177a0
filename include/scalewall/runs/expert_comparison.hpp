// Plans of experts held against the search: whether they fit, where they rank among all plans, and what ours gain.
//
// All plans are those of the same model, batch, GPUs, format, states and kernels, with the expert's recomputation and the
// usual ones; one place for every mesh, as `best_training_plans` has it. The place of an expert's plan is one more than the
// number of other meshes with a faster plan. It is among our best n where fewer than n of them are faster by more than a
// tolerance: what a step takes is not known closer than that.

#pragma once

#include <scalewall/hardware/catalog/device_memory.hpp>
#include <scalewall/runs/expert_recipe.hpp>
#include <scalewall/runs/predict_run.hpp>
#include <scalewall/search/best_training_plans.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

/// How many of our best are kept beside an expert's plan. Its place is found among so many meshes.
inline constexpr std::size_t most_places = 100;

struct expert_comparison {
  expert_recipe expert{};

  /// The expert's plan as the library answers; none where it cannot be expressed.
  std::optional<training_answer> answer{};

  /// Our fastest plans that fit with the allocator's margin, at most one for every mesh, and how many there were.
  std::vector<training_answer> best{};
  std::int64_t plans = 0;

  /// Meshes other than the expert's whose plan is faster than the expert's, and of them those that are so by more than the
  /// tolerance.
  std::int64_t faster = 0;
  std::int64_t clearly_faster = 0;

  /// Our fastest plan of the expert's mesh: its place in `best`, and the meshes that are faster than it by more than the tolerance.
  /// None where it is not among those that were kept.
  struct of_mesh {
    std::size_t place = 0;
    std::int64_t clearly_faster = 0;
  };
  std::optional<of_mesh> same_mesh{};

  /// The place of the expert's plan, `>100` where more meshes than were kept are faster.
  std::string place_text() const {
    return faster >= static_cast<std::int64_t>(most_places) ? ">" + std::to_string(most_places)
                                                            : std::to_string(faster + 1);
  }

  /// How much longer the expert's plan takes than our best, as a share of ours; none where none of ours fits.
  std::optional<double> gain() const {
    if (!answer || best.empty()) return {};
    return answer->step.total / best.front().step.total - 1;
  }
};

/// What is asked of the library about an expert's plan.
inline training_question question_of(const run_configuration& what) {
  const training_machine machine = machine_of(what.hardware);
  const cluster* listed = catalog::find(what.hardware.gpu);
  require(listed != nullptr, "the catalogue knows the memory of the accelerator");
  return {.model = what.model,
          .batch = what.batch,
          .accelerators = what.hardware.gpus,
          .machine = machine,
          .software = software_of(what.software, machine),
          .accounting = *what.software.memory,
          .generation = generation_of(machine.generation),
          .memory = catalog::usable_memory_of(*listed)};
}

/// Plans that an expert's is held against.
inline training_space space_beside(const language_model& model, const recipe& expert) {
  training_space space{.recomputations = usual_recomputations_of(model, expert)};
  if (std::find(space.recomputations.begin(), space.recomputations.end(), expert.recompute) ==
      space.recomputations.end())
    space.recomputations.push_back(expert.recompute);
  return space;
}

/// An expert's plan beside ours. `tolerance` is the share by which a plan is clearly faster.
inline expert_comparison compare_with(expert_recipe expert, double tolerance) {
  expert_comparison found{.expert = std::move(expert)};
  if (!found.expert.configuration) return found;
  const run_configuration& what = *found.expert.configuration;
  try {
    const training_question question = question_of(what);
    found.answer = answer_of(question, what.plan, what.recipe);
    training_ranking ranking =
        best_training_plans(question, space_beside(what.model, what.recipe), what.recipe, most_places);
    found.best = std::move(ranking.best);
    found.plans = ranking.plans;
  } catch (const broken_rule& broken) {
    found.expert.obstacle = broken.what();
    return found;
  }
  const seconds of_expert = found.answer->step.total;
  for (const training_answer& one : found.best) {
    if (one.plan.mesh == what.plan.mesh) continue;
    if (one.step.total < of_expert) ++found.faster;
    if ((1 + tolerance) * one.step.total < of_expert) ++found.clearly_faster;
  }
  const auto same = std::find_if(found.best.begin(), found.best.end(),
                                 [&](const training_answer& one) { return one.plan.mesh == what.plan.mesh; });
  if (same != found.best.end())
    found.same_mesh = {static_cast<std::size_t>(same - found.best.begin()),
                       std::count_if(found.best.begin(), same, [&](const training_answer& one) {
                         return (1 + tolerance) * one.step.total < same->step.total;
                       })};
  return found;
}

}  // namespace scalewall
