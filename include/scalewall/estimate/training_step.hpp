// How long one training step of a language model takes.
//
//     T = m t_max + bubble + messages + replicas + optimizer + fixed
//
// Model, plan, batch and recipe write the bill of work (parallel/bill_of.hpp); a machine prices it (cost/); stages make a
// pipeline (estimate/pipeline_time.hpp), replicas meet once a step (estimate/replica_time.hpp), and software has constants
// for what it hides and what it waits for (framework/time_constants.hpp). Every part is told, and they add up.

#pragma once

#include <scalewall/estimate/pipeline_time.hpp>
#include <scalewall/estimate/replica_time.hpp>
#include <scalewall/estimate/stage_time.hpp>
#include <scalewall/estimate/step_evidence.hpp>
#include <scalewall/parallel/bill_of.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// Parts of a step that add up to it.
struct step_parts {
  seconds microbatches{};  ///< of the fullest stage
  seconds bubble{};
  seconds messages{};
  seconds replicas{};
  seconds optimizer{};
  seconds fixed{};

  constexpr seconds total() const { return microbatches + bubble + messages + replicas + optimizer + fixed; }
  friend constexpr bool operator==(const step_parts&, const step_parts&) = default;
};

struct training_step {
  seconds total{};
  step_parts parts{};

  /// What replicas take altogether, hidden or not.
  replica_time replicas{};

  /// Kinds of stage, in the order of their first ranks; `fullest` is the place of that with the longest time.
  fixed_list<stage_time, most_stage_kinds> stages;
  std::size_t fullest = 0;

  std::int64_t microbatches = 0;
  tokens tokens_of_step{};
  double accelerators = 0;
  flop_per_second peak{};  ///< of one accelerator, dense, in 16 bit

  step_evidence evidence = step_evidence::formula_only;
  step_assumptions assumptions;

  constexpr tokens_per_second throughput() const { return tokens_of_step / total; }
  constexpr tokens_per_second throughput_of_accelerator() const { return throughput() / accelerators; }

  friend constexpr bool operator==(const training_step&, const training_step&) = default;
};

/// The share of the 16 bit peak that so many FLOP a token make: MFU under a count of model/flop_conventions.hpp without
/// recomputation, HFU under one with it.
constexpr double utilization(const training_step& step, flop_per_token counted) {
  return counted * step.throughput_of_accelerator() / step.peak;
}

/// The step of a plan, by the prices of single multiplications, on domains that its accelerators fill alike. Throws
/// `broken_rule` where model, plan, batch, recipe, software and machine do not go together.
template <class Prices>
constexpr training_step estimate_training_step(const language_model& model, const training_plan& plan,
                                               const batch& batch, const recipe& recipe,
                                               const training_software& software,
                                               const training_machine& machine, const Prices& prices) {
  require_valid(plan, model, batch);
  const std::int64_t domain = filled_domain(machine, accelerators(plan).as_int64());
  if (domain != machine.domain) {
    training_step step =
        estimate_training_step(model, plan, batch, recipe, software, with_domain(machine, domain), prices);
    if (accelerators(plan) > count{machine.domain})
      step.assumptions.push_back("nodes, or racks, are filled alike, and none is full");
    return step;
  }
  const layer_kinds kinds = layer_kinds_of(model);
  const layer_setting setting = layer_setting_of(model, plan, batch, recipe, double(layer_count(model)));
  const applied_constants constants = applied_constants_of(software, machine, setting.format);

  // Every kind of layer once, and what stands around them.
  std::array<component_times, most_layer_kinds> layers{};
  std::array<work::held_parameters, most_layer_kinds> trained{};
  bool shares_key_values = false;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const work::work_list list = work_of(*kinds[k], setting, recipe);
    layers[k] = time_components(list, machine, software, prices);
    trained[k] = trained_parameters(*kinds[k], list, setting, recipe);
    shares_key_values = shares_key_values || heads_of(*kinds[k]).key_value_heads % plan.mesh.tensor != 0;
  }
  const component_times embedding =
      time_components(work_of_embedding(setting, recipe), machine, software, prices);
  const component_times head = time_components(work_of_head(setting, recipe, model.vocabulary, plan.schedule),
                                               machine, software, prices);

  training_step step;
  step.microbatches = microbatches_of(plan, batch);
  step.tokens_of_step = size(batch);
  step.accelerators = double(accelerators(plan));
  step.peak = machine.peak;
  const run_reach reach = reach_of(machine, software, plan, batch, model);
  step.evidence = evidence_of(machine, software, recipe, reach);
  step.assumptions = assumptions_of(machine, software, plan, recipe, reach, shares_key_values);

  const stage_kinds stages = stage_kinds_of(model, plan, kinds);
  seconds sum{};
  for (const stage_kind& kind : stages) {
    component_times nominal;
    for (std::size_t k = 0; k < kinds.size(); ++k) add(nominal, layers[k], kind.layers[k]);
    add(nominal, embedding, kind.embeddings);
    add(nominal, head, kind.heads);
    stage_time stage = stage_time_of(nominal, constants);
    stage.first = kind.first;
    stage.ranks = kind.ranks;
    step.stages.push_back(stage);
    sum += static_cast<double>(kind.ranks) * stage.total();
    if (stage.total() > step.stages[step.fullest].total()) step.fullest = step.stages.size() - 1;
  }

  const std::int64_t ranks = plan.mesh.pipeline;
  const phase_times& longest = step.stages[step.fullest].phases;
  step.parts.microbatches = static_cast<double>(step.microbatches) * longest.total();
  step.parts.bubble = bubble_share(plan.schedule, longest, ranks) / static_cast<double>(plan.layout.chunks) *
                      (sum - longest.total());
  const stage_message message =
      stage_message_of(setting, setting.sequence_parallel || software.cuts_messages);
  step.parts.messages = time_stage_messages(machine, software, message.size, message.stride, ranks,
                                            plan.layout.chunks, step.microbatches);

  const fullest_stage fullest =
      fullest_stage_of(stages, trained, parameters_of_vocabulary(setting, recipe, model), model, recipe);
  const once_a_step update = once_a_step_of(fullest.trained, plan, recipe, step.microbatches);
  step.replicas = time_replicas(update, machine, software, fullest.layers);
  step.parts.replicas =
      exposed_replica_time(step.replicas, longest, software, recipe, ranks, plan.layout.chunks);
  step.parts.optimizer = time_optimizer(update, machine, software, recipe);
  step.parts.fixed = seconds::from_value(software.constants.fixed.value);
  step.total = step.parts.total();
  return step;
}

constexpr training_step estimate_training_step(const language_model& model, const training_plan& plan,
                                               const batch& batch, const recipe& recipe,
                                               const training_software& software,
                                               const training_machine& machine) {
  require_valid(machine);
  return estimate_training_step(model, plan, batch, recipe, software, machine, computed_prices{});
}

}  // namespace scalewall
