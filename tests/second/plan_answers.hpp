// Questions about plans that a search finds: of the paper's models, and of those of the catalog on the catalog's machines.

#pragma once

#include "answer.hpp"
#include "paper_answers.hpp"
#include "question.hpp"
#include <scalewall/error.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/best_training_plans.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

namespace second {

inline std::string numbers_of(std::initializer_list<std::int64_t> numbers) {
  std::string text;
  for (const std::int64_t number : numbers)
    text.append(text.empty() ? "" : ",").append(std::to_string(number));
  return text;
}

inline answer answer_plan(const question& asked) {
  const scalewall::step_estimate best =
      scalewall::best_plan(paper_model_of(asked), cluster_of(asked), asked.integer("accelerators"),
                           batch_of(asked), stack_recipe_of(asked));
  answer told;
  const scalewall::plan& split = best.plan;
  for (const auto& [name, axis] : {std::pair{"tensor_model", split.tensor_model},
                                   {"tensor_ff", split.tensor_ff},
                                   {"pipeline", split.pipeline},
                                   {"data", split.data},
                                   {"expert", split.expert}})
    told.add(name, numbers_of({axis[0], axis[1], axis[2], axis[3]}));
  told.add("microbatches", std::to_string(split.microbatches))
      .add("interleaving", std::to_string(split.interleaving))
      .add("schedule", std::to_string(static_cast<int>(split.schedule)))
      .add("seconds", best.total.value())
      .add("memory", best.memory.total().value());
  return told;
}

inline answer answer_training_plan(const question& asked) {
  namespace sw = scalewall;
  const sw::cluster& cluster = asked.flag("newer") ? sw::catalog::dgx_h100 : sw::catalog::dgx_a100;
  // A word of a question has no blanks.
  std::string name = asked.text("model");
  std::replace(name.begin(), name.end(), '_', ' ');
  const sw::training_machine machine = sw::catalog::training_machine_of(cluster);
  const sw::training_question about{
      .model = sw::catalog::models::at(name),
      .batch = batch_of(asked),
      .accelerators = asked.integer("accelerators"),
      .machine = machine,
      .software = sw::catalog::training_software_of(sw::time_family::megatron_core, machine.generation),
      .accounting = sw::catalog::megatron_core,
      .generation = sw::generation_of(cluster.gpu),
      .memory = sw::memory_capacity(cluster.gpu)};
  const sw::training_ranking found = sw::best_training_plans(
      about, {}, with_states_of(about.accounting, sw::recipe{.attention_mask = false}), 1);
  sw::require(!found.best.empty(), "some plan of the model fits", {{"plans", found.plans}});
  const sw::training_answer& best = found.best.front();
  const sw::mesh& mesh = best.plan.mesh;
  answer told;
  told.add("mesh", numbers_of({mesh.tensor, mesh.context, mesh.pipeline, mesh.data, mesh.expert,
                               mesh.expert_tensor, best.plan.layout.chunks, best.plan.microbatch}))
      .add("seconds", best.step.total.value())
      .add("memory", best.memory.peak().value());
  return told;
}

}  // namespace second
