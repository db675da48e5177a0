// Which plans of a language model a search looks at: every one that divides the accelerators, the model and the batch.
//
//     N = t c p D,   t | heads and widths,   2 c | s,   e t_e | t c D,   e | experts,   b D | B
//
// and as many microbatches as the pipelines of the software take (framework/training_rules.hpp),
// with as many chunks of layers a rank as divide, or leave the embedding, the loss or both the place of a layer; where none
// does, layers are spread over 1, 2, 4, ... chunks, the ends lighter. What a user fixes or forbids is an interval for every
// degree.

#pragma once

#include <scalewall/fixed_list.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/search/divisors.hpp>
#include <scalewall/search/space.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace scalewall {

/// What recipes of Megatron recompute: nothing, what is cheap to compute anew, feed-forward blocks too, everything.
inline constexpr fixed_list<recomputation, 8> usual_recomputations{
    {},
    {.granularity = recompute_granularity::selective,
     .modules = {.norms = true, .latent_projections = true, .expert_activation = true}},
    {.granularity = recompute_granularity::selective,
     .modules = {.norms = true, .latent_projections = true, .feed_forward = true, .expert_activation = true}},
    full_recomputation};

/// What recipes recompute that software takes for the model with the rest of the recipe, each once: of torchtitan nothing, every
/// second product (which is known of models without experts) and everything, of LLM Foundry nothing and everything.
constexpr fixed_list<recomputation, 8> usual_recomputations_of(
    const language_model& model, const recipe& recipe, time_family software = time_family::megatron_core) {
  const layer_features layers = features_of(model);
  if (software == time_family::torchtitan && !layers.routed)
    return {recomputation{}, recomputation_by_operation, full_recomputation};
  if (software == time_family::torchtitan || software == time_family::llm_foundry)
    return {recomputation{}, full_recomputation};
  fixed_list<recomputation, 8> taken;
  for (const recomputation& usual : usual_recomputations) {
    const recomputation allowed = allowed_recomputation(layers, recipe, usual);
    if (std::find(taken.begin(), taken.end(), allowed) == taken.end()) taken.push_back(allowed);
  }
  return taken;
}

struct training_space {
  /// Tensor parallelism talks in every layer: as far as a node of eight reaches, unless more is allowed.
  allowed tensor = at_most(8);
  allowed context{};
  allowed pipeline{};
  allowed data{};
  allowed expert{};
  allowed expert_tensor{};
  allowed chunks{};

  /// Sequences of a microbatch.
  allowed microbatch = at_most(8);

  /// What is recomputed, and what replicas share; the recipe's own where a list is empty.
  fixed_list<recomputation, 8> recomputations{};
  fixed_list<sharding, 4> shards{};

  friend constexpr bool operator==(const training_space&, const training_space&) = default;
};

namespace detail {

/// Layouts of so many layers on so many ranks: with every number of chunks that is allowed.
constexpr std::vector<stage_layout> layouts(std::int64_t layers, std::int64_t ranks, const allowed& chunks) {
  std::vector<stage_layout> found;
  const auto has_room = [&](std::int64_t number) {
    return number <= most_chunks && number * ranks <= static_cast<std::int64_t>(most_virtual_stages);
  };
  for (const bool embedding : {false, true})
    for (const bool loss : {false, true}) {
      // Nothing is left out where the layers divide by themselves.
      if (layers % ranks == 0 && (embedding || loss)) continue;
      const std::int64_t counted = layers + (embedding ? 1 : 0) + (loss ? 1 : 0);
      if (counted % ranks != 0) continue;
      for (const std::int64_t number : divisors(counted / ranks)) {
        if (!chunks(number) || (number > 1 && ranks == 1)) continue;
        if (!has_room(number)) continue;
        found.push_back({.chunks = number, .embedding_counts = embedding, .loss_counts = loss});
      }
    }
  if (!found.empty()) return found;
  for (std::int64_t number = 1; number * ranks <= layers; number *= 2)
    if (chunks(number) && has_room(number)) found.push_back({.chunks = number, .lighter_ends = true});
  return found;
}

}  // namespace detail

/// Recipes of the space: every sharding with every recomputation.
constexpr std::vector<recipe> recipes_of(const training_space& space, const recipe& recipe) {
  auto recomputations = space.recomputations;
  if (recomputations.empty()) recomputations.push_back(recipe.recompute);
  auto shards = space.shards;
  if (shards.empty()) shards.push_back(recipe.shards);
  std::vector<scalewall::recipe> found;
  for (const sharding shared : shards)
    for (const recomputation& recomputed : recomputations) {
      found.push_back(recipe);
      found.back().recompute = recomputed;
      found.back().shards = shared;
    }
  return found;
}

/// Calls `visitor(plan)` for every plan of the space on so many accelerators, none of them idle, whose pipelines that software
/// runs. Throws `broken_rule` where the model or the batch is no valid one.
template <class Visitor>
constexpr void for_each_training_plan(const training_space& space, const language_model& model,
                                      std::int64_t accelerators, const batch& batch, const Visitor& visitor,
                                      time_family software = time_family::megatron_core) {
  require_valid(model, batch);
  require(accelerators >= 1, "a plan is for at least one accelerator", {{"accelerators", accelerators}});
  const std::int64_t layers = layer_count(model).as_int64();
  const bool routed = is_routed(model) || (model.prediction && is_routed(model.prediction->layer));

  const auto with_experts = [&](const training_plan& plan, std::int64_t expert, std::int64_t expert_tensor) {
    training_plan complete = plan;
    complete.mesh.expert = expert;
    complete.mesh.expert_tensor = expert_tensor;
    visitor(complete);
  };
  const auto with_batch = [&](const training_plan& plan) {
    if (!routed) return with_experts(plan, 1, 1);
    const std::int64_t ranks = plan.mesh.tensor * plan.mesh.context * plan.mesh.data;
    for (const std::int64_t expert_tensor : divisors(plan.mesh.tensor)) {
      // Experts are cut as the rest of the layer is, or not at all.
      if (expert_tensor != 1 && expert_tensor != plan.mesh.tensor) continue;
      if (!space.expert_tensor(expert_tensor)) continue;
      for (const std::int64_t expert : divisors(ranks / expert_tensor)) {
        if (!space.expert(expert)) continue;
        if (divides({.expert = expert, .expert_tensor = expert_tensor}, model))
          with_experts(plan, expert, expert_tensor);
      }
    }
  };
  const auto with_mesh = [&](const mesh& degrees) {
    if (batch.sequences % degrees.data != 0) return;
    const std::vector<std::int64_t> sizes = divisors(batch.sequences / degrees.data);
    for (const stage_layout& layout : detail::layouts(layers, degrees.pipeline, space.chunks))
      for (const std::int64_t size : sizes) {
        if (!space.microbatch(size)) continue;
        const std::int64_t number = batch.sequences / degrees.data / size;
        const training_plan plan{.mesh = degrees, .layout = layout, .microbatch = size};
        if (broken_rule_of(software, plan, number)) continue;
        with_batch(with_rounds(software, plan, number));
      }
  };

  for (const std::int64_t tensor : divisors(accelerators)) {
    if (!space.tensor(tensor)) continue;
    if (!divides({.tensor = tensor}, model)) continue;
    for (const std::int64_t context : divisors(accelerators / tensor)) {
      if (!space.context(context) || (context > 1 && batch.sequence_length % (2 * context) != 0)) continue;
      for (const std::int64_t pipeline : divisors(accelerators / tensor / context)) {
        const std::int64_t data = accelerators / tensor / context / pipeline;
        if (pipeline > layers || !space.pipeline(pipeline) || !space.data(data)) continue;
        with_mesh({.tensor = tensor, .context = context, .pipeline = pipeline, .data = data});
      }
    }
  }
}

/// How many plans the space has, each with every recipe.
constexpr std::int64_t number_of_training_plans(const training_space& space, const language_model& model,
                                                std::int64_t accelerators, const batch& batch,
                                                const recipe& recipe) {
  std::int64_t number = 0;
  for_each_training_plan(space, model, accelerators, batch, [&](const training_plan&) { ++number; });
  return number * static_cast<std::int64_t>(recipes_of(space, recipe).size());
}

}  // namespace scalewall
