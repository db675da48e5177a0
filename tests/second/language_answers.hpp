// Questions about language models: what memory holds.

#pragma once

#include "answer.hpp"
#include "question.hpp"
#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/framework/memory_accounting.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace second {

inline scalewall::attention_block attention_of(const question& asked) {
  scalewall::attention_reach reach;
  if (asked.has("window")) reach = scalewall::sliding_window(asked.integer("window"));
  if (asked.has("key_value_rank"))
    return scalewall::latent_attention{.heads = asked.integer("heads"),
                                       .query_rank = asked.optional("query_rank"),
                                       .key_value_rank = asked.integer("key_value_rank"),
                                       .nope_head_size = asked.integer("nope_head_size"),
                                       .rope_head_size = asked.integer("rope_head_size"),
                                       .value_head_size = asked.integer("value_head_size"),
                                       .reach = reach};
  return scalewall::grouped_attention{.heads = asked.integer("heads"),
                                      .key_value_heads = asked.integer("key_value_heads"),
                                      .head_size = asked.integer("head_size"),
                                      .query_key_value_biases = asked.flag("query_key_value_biases"),
                                      .output_bias = asked.flag("output_bias"),
                                      .norm = asked.choice<scalewall::query_key_norm>("query_key_norm"),
                                      .sinks = asked.flag("sinks"),
                                      .reach = reach};
}

/// Dense layers below, routed ones above.
inline scalewall::language_model language_model_of(const question& asked) {
  namespace sw = scalewall;
  sw::language_model model{.name = "asked",
                           .width = asked.integer("width"),
                           .vocabulary = asked.integer("vocabulary"),
                           .tied_head = asked.flag("tied_head"),
                           .norm = asked.choice<sw::norm_kind>("norm"),
                           .learned_positions = asked.integer("learned_positions"),
                           .embedding_norm = asked.flag("embedding_norm"),
                           .layers = {},
                           .prediction = {}};
  const sw::transformer_layer dense{
      .attention = attention_of(asked),
      .feed_forward = sw::dense_feed_forward{.width = asked.integer("dense_width"),
                                             .gated = asked.flag("gated"),
                                             .biases = asked.flag("dense_biases")}};
  const sw::transformer_layer routed{
      .attention = attention_of(asked),
      .feed_forward = sw::routed_feed_forward{.experts = asked.integer("experts"),
                                              .experts_per_token = asked.integer("experts_per_token"),
                                              .expert_width = asked.integer("expert_width"),
                                              .gated = asked.flag("gated"),
                                              .expert_biases = asked.flag("expert_biases"),
                                              .router_bias = asked.flag("router_bias"),
                                              .shared_experts = asked.integer("shared_experts"),
                                              .shared_expert_width = asked.integer("shared_expert_width"),
                                              .shared_expert_gate = asked.flag("shared_expert_gate"),
                                              .latent_width = asked.optional("latent_width")}};
  sw::layer_pattern pattern;
  if (asked.integer("dense_layers") > 0)
    pattern.runs.push_back({.layer = dense, .layers = asked.integer("dense_layers")});
  if (asked.integer("routed_layers") > 0)
    pattern.runs.push_back({.layer = routed, .layers = asked.integer("routed_layers")});
  model.layers.push_back(pattern);
  if (asked.integer("prediction_modules") > 0)
    model.prediction = {.layer = asked.integer("routed_layers") > 0 ? routed : dense,
                        .modules = asked.integer("prediction_modules")};
  return model;
}

inline scalewall::training_plan training_plan_of(const question& asked) {
  scalewall::training_plan plan{.mesh = {.tensor = asked.integer("tensor"),
                                         .context = asked.integer("context"),
                                         .pipeline = asked.integer("pipeline"),
                                         .data = asked.integer("data"),
                                         .expert = asked.integer("expert"),
                                         .expert_tensor = asked.integer("expert_tensor")},
                                .layout = {.chunks = asked.integer("chunks"),
                                           .first_rank = asked.optional("first_rank"),
                                           .last_rank = asked.optional("last_rank"),
                                           .embedding_counts = asked.flag("embedding_counts"),
                                           .loss_counts = asked.flag("loss_counts"),
                                           .lighter_ends = asked.flag("lighter_ends")},
                                .schedule = asked.choice<scalewall::schedule>("schedule"),
                                .microbatch = asked.integer("microbatch"),
                                .microbatch_group = asked.optional("microbatch_group")};
  if (asked.has("listed"))
    for (const std::int64_t layers : asked.list<std::int64_t>("listed"))
      plan.layout.listed.push_back(static_cast<std::uint8_t>(layers));
  return plan;
}

inline scalewall::recomputation recomputation_of(const question& asked) {
  scalewall::recomputation recompute{
      .granularity = asked.choice<scalewall::recompute_granularity>("recompute"),
      .modules = {},
      .layers = asked.optional("recomputed_layers"),
      .every_second_product = asked.flag("every_second_product")};
  for (const scalewall::recompute_module& module : scalewall::every_recompute_module)
    recompute.modules.*module.taken = asked.has("recompute_" + std::string(module.name));
  return recompute;
}

inline scalewall::offloaded_modules offloaded_of(const question& asked) {
  scalewall::offloaded_modules offloaded;
  for (const scalewall::offloaded_module& module : scalewall::every_offloaded_module)
    offloaded.*module.taken = asked.has("offload_" + std::string(module.name));
  return offloaded;
}

inline scalewall::recipe recipe_of(const question& asked) {
  namespace sw = scalewall;
  return {.format = asked.choice<sw::training_format>("format"),
          .states = {.weight = asked.number("weight_bytes"),
                     .gradient = asked.number("gradient_bytes"),
                     .optimizer = asked.number("optimizer_bytes"),
                     .gradient_copy = asked.optional<double>("gradient_copy_bytes").value_or(0),
                     .moment_copies = asked.optional<double>("moment_copy_bytes").value_or(0)},
          .shards = asked.choice<sw::sharding>("shards"),
          .optimizer_instances = asked.integer("optimizer_instances"),
          .offloads_optimizer = asked.flag("offloads_optimizer"),
          .stays_gathered_in_pipeline = asked.flag("stays_gathered_in_pipeline"),
          .reduced_gradient = asked.optional<double>("reduced_gradient"),
          .recompute = recomputation_of(asked),
          .offloaded = offloaded_of(asked),
          .sequence_parallel = asked.flag("sequence_parallel"),
          .context = asked.choice<sw::context_exchange>("context_exchange"),
          .attention = asked.choice<sw::attention_kernel>("attention_kernel"),
          .fused_softmax = asked.flag("fused_softmax"),
          .loss = asked.choice<sw::loss_kernel>("loss"),
          .attention_dropout = asked.flag("attention_dropout"),
          .hidden_dropout = asked.flag("hidden_dropout"),
          .attention_mask = asked.flag("attention_mask"),
          .fused_gradient_accumulation = asked.flag("fused_gradient_accumulation"),
          .dispatcher = asked.choice<sw::token_dispatcher>("dispatcher"),
          .grouped_experts = asked.flag("grouped_experts"),
          .fused_permutation = asked.flag("fused_permutation"),
          .router_in_fp32 = asked.flag("router_in_fp32"),
          .expert_capacity = asked.optional<double>("expert_capacity"),
          .graphs = asked.choice<sw::cuda_graphs>("graphs"),
          .overlaps_gradients = asked.flag("overlaps_gradients"),
          .overlaps_parameters = asked.flag("overlaps_parameters"),
          .overlaps_tensor = asked.flag("overlaps_tensor"),
          .deferred_head_gradients = asked.integer("deferred_head_gradients"),
          .repeatable_products = asked.flag("repeatable_products"),
          .expandable_segments = {},
          .adapter_rank = {},
          .vocabulary_multiple = asked.integer("vocabulary_multiple")};
}

inline scalewall::memory_accounting accounting_of(const question& asked) {
  namespace sw = scalewall;
  const sw::bytes products = sw::bytes::from_value(asked.number("product_workspace"));
  const sw::bytes engine = sw::bytes::from_value(asked.number("engine_workspace"));
  sw::memory_accounting accounting{
      .name = "asked",
      .states = {},
      .states_of_fp16 = {},
      .products = {products, products},
      .product_threads = asked.integer("product_threads"),
      .repeatable_products = sw::bytes::from_value(asked.number("repeatable_workspace")),
      .engine = {engine, engine},
      .grouped_products = asked.integer("grouped_products"),
      .overlapped_workspaces = asked.integer("overlapped_workspaces"),
      .overlapped_buffers = asked.integer("overlapped_buffers"),
      .dummy_weight_gradients = asked.flag("dummy_weight_gradients"),
      .gathers_into_buffer = asked.flag("gathers_into_buffer"),
      .keeps_buffer_of_scores = asked.flag("keeps_buffer_of_scores"),
      .pipeline_buffers = asked.number("pipeline_buffers"),
      .keeps_stage_outputs = asked.flag("keeps_stage_outputs"),
      .buffers_every_microbatch = asked.has("buffers_every_microbatch"),
      .keeps_quantized_inputs = asked.flag("keeps_quantized_inputs"),
      .stays_gathered_in_pipeline = asked.flag("stays_gathered_in_pipeline"),
      .rounding = sw::bytes::from_value(asked.number("rounding"))};
  accounting.logit.fill(asked.number("logit_bytes"));
  accounting.logit_of_fused_before_hopper = asked.number("logit_bytes");
  return accounting;
}

inline scalewall::batch language_batch_of(const question& asked) {
  return {.sequences = asked.integer("sequences"), .sequence_length = asked.integer("sequence_length")};
}

inline answer answer_memory(const question& asked) {
  const scalewall::training_memory memory = scalewall::estimate_memory(
      language_model_of(asked), training_plan_of(asked), language_batch_of(asked), recipe_of(asked),
      accounting_of(asked), scalewall::workspace_generation::hopper_and_newer);
  answer told;
  for (const scalewall::stage_memory& stage : memory.stages) {
    const std::string rank = std::to_string(stage.first_rank) + '.';
    told.add(rank + "weights", stage.modules.weights.value())
        .add(rank + "gradients", stage.modules.gradients.value())
        .add(rank + "optimizer", stage.modules.optimizer.value())
        .add(rank + "activations", stage.modules.activations.value())
        .add(rank + "logits", stage.modules.logits.value())
        .add(rank + "workspaces", stage.modules.workspaces.value())
        .add(rank + "gathered", stage.modules.gathered.value())
        .add(rank + "communication", stage.modules.communication.value())
        .add(rank + "other", stage.modules.other.value())
        .add(rank + "peak", stage.peak().value())
        .add(rank + "moment", scalewall::name(stage.moment));
  }
  return told;
}

}  // namespace second
