// The bill of work: what every accelerator is asked to do in a step. No hardware and no time is in it.
//
// Layers of a kind are told once, as work of one microbatch on one rank, and so are embedding and head. A kind of stage
// says how many ranks are of it and how many layers of each kind they have. Between stages activations pass, 2 T h bytes,
// of which a rank of tensor parallelism sends its part where they are cut. Once a step replicas meet.

#pragma once

#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/adapters.hpp>
#include <scalewall/parallel/layer_work.hpp>
#include <scalewall/parallel/once_a_step.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/stage_kinds.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/parallel/work_around_layers.hpp>
#include <scalewall/work/work_list.hpp>

#include <cstdint>

namespace scalewall {

/// A message from one stage of the pipeline to the next, and back as a gradient.
struct stage_message {
  bytes size{};
  std::int64_t stride = 1;  ///< ranks from sender to receiver

  friend constexpr bool operator==(const stage_message&, const stage_message&) = default;
};

struct bill {
  std::int64_t microbatches = 0;
  fixed_list<work::work_list, most_layer_kinds> layers;
  work::work_list embedding{};
  work::work_list head{};
  stage_kinds stages;

  /// What ranks of the fullest stage do once a step.
  once_a_step update{};

  stage_message message{};

  friend constexpr bool operator==(const bill&, const bill&) = default;
};

/// The message of a plan, whole or cut over the ranks of tensor parallelism.
constexpr stage_message stage_message_of(const layer_setting& setting, bool cut) {
  const mesh& degrees = setting.degrees;
  const double parts = cut ? double(degrees.tensor) : 1;
  return {.size = detail::words_16(double(setting.tokens) * double(setting.width) / parts),
          .stride = degrees.tensor * degrees.context * degrees.data};
}

/// Parameters that a recipe trains of a layer, whose work the list is, on one rank: those of its products, or of adapters.
constexpr work::held_parameters trained_parameters(const transformer_layer& layer,
                                                   const work::work_list& list, const layer_setting& setting,
                                                   const recipe& recipe) {
  if (!recipe.adapter_rank) return parameters(list);
  const adapter_parameters adapters = adapters_of_rank(layer, setting.width, setting.degrees, recipe);
  return {.dense = double(adapters.dense), .experts = double(adapters.experts)};
}

/// Parameters of the embedding, or of the head, on one rank of tensor parallelism.
constexpr double parameters_of_vocabulary(const layer_setting& setting, const recipe& recipe,
                                          const language_model& model) {
  return double(vocabulary_of_rank(model.vocabulary, recipe.vocabulary_multiple, setting.degrees.tensor)) *
         double(setting.width);
}

/// Trained parameters of the layers of a stage.
constexpr work::held_parameters trained_of_layers(
    const stage_kind& stage, const std::array<work::held_parameters, most_layer_kinds>& layers) {
  work::held_parameters sum;
  for (std::size_t k = 0; k < most_layer_kinds; ++k) {
    sum.dense += stage.layers[k] * layers[k].dense;
    sum.experts += stage.layers[k] * layers[k].experts;
  }
  return sum;
}

/// The stage whose replicas have most to do once a step: that with the most trained parameters in its layers. Embedding and
/// head, one of them in a pipeline and both on a single rank, are counted to it wherever they stand.
struct fullest_stage {
  work::held_parameters trained{};
  double layers = 0;

  friend constexpr bool operator==(const fullest_stage&, const fullest_stage&) = default;
};

constexpr fullest_stage fullest_stage_of(const stage_kinds& stages,
                                         const std::array<work::held_parameters, most_layer_kinds>& layers,
                                         double embedding, const language_model& model,
                                         const recipe& recipe) {
  fullest_stage fullest;
  std::int64_t ranks = 0;
  for (const stage_kind& stage : stages) {
    const work::held_parameters held = trained_of_layers(stage, layers);
    if (held.dense + held.experts >= fullest.trained.dense + fullest.trained.experts)
      fullest = {held, stage.layer_sum()};
    ranks += stage.ranks;
  }
  const bool both = ranks == 1 && !model.tied_head.value_or(false);
  if (!recipe.adapter_rank) fullest.trained.dense += (both ? 2 : 1) * embedding;
  return fullest;
}

/// The bill of a plan. Throws `broken_rule` where model, plan and batch do not go together.
constexpr bill bill_of(const language_model& model, const training_plan& plan, const batch& batch,
                       const recipe& recipe) {
  require_valid(plan, model, batch);
  bill whole;
  whole.microbatches = microbatches_of(plan, batch);
  const layer_kinds kinds = layer_kinds_of(model);
  const layer_setting setting = layer_setting_of(model, plan, batch, recipe, double(layer_count(model)));
  std::array<work::held_parameters, most_layer_kinds> trained{};
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    whole.layers.push_back(work_of(*kinds[k], setting, recipe));
    trained[k] = trained_parameters(*kinds[k], whole.layers[k], setting, recipe);
  }
  whole.embedding = work_of_embedding(setting, recipe);
  whole.head = work_of_head(setting, recipe, model.vocabulary, plan.schedule);
  whole.stages = stage_kinds_of(model, plan, kinds);
  const fullest_stage fullest = fullest_stage_of(
      whole.stages, trained, parameters_of_vocabulary(setting, recipe, model), model, recipe);
  whole.update = once_a_step_of(fullest.trained, plan, recipe, whole.microbatches);
  whole.message = stage_message_of(setting, setting.sequence_parallel);
  return whole;
}

}  // namespace scalewall
