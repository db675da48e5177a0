// What a launch line runs: its flags, the model, the plan, the batch and the recipe, as tables and JSON.

#pragma once

#include "counted_text.hpp"
#include "layers_report.hpp"
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/megatron_recipe.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_json.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/table.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

/// Layers of every virtual stage, in the order in which activations pass them.
inline std::vector<std::int64_t> layers_of_stages(const scalewall::megatron_run& run) {
  const std::int64_t ranks = run.plan.mesh.pipeline, stages = ranks * run.plan.layout.chunks;
  const std::int64_t layers = layer_count(run.model).as_int64();
  std::vector<std::int64_t> numbers;
  for (std::int64_t stage = 0; stage < stages; ++stage)
    numbers.push_back(layers_of(run.plan.layout, layers, ranks, stage % ranks, stage / ranks).number);
  return numbers;
}

/// "none", "core_attn mlp", "full, every layer"
inline std::string recomputation_text(const scalewall::recomputation& again) {
  using scalewall::recompute_granularity;
  if (again.every_second_product) return "selective: every second product";
  if (again.granularity == recompute_granularity::none) return "none";
  if (again.granularity == recompute_granularity::full)
    return "full, " + (again.layers     ? std::to_string(*again.layers) + " layers of a chunk"
                       : again.unit > 1 ? "units of " + std::to_string(again.unit) + " layers"
                                        : "every layer");
  return "selective: " + names_of(again.modules, " ");
}

/// Every choice of a recipe by its name.
inline nlohmann::ordered_json json_of(const scalewall::recipe& recipe) {
  using namespace scalewall;
  const auto named = [](auto choice, const auto& names) { return names[static_cast<std::size_t>(choice)]; };
  constexpr std::array shardings = {"none", "optimizer", "gradients", "weights"};
  constexpr std::array losses = {
      "unfused",           "fused", "fused by Transformer Engine", "PyTorch", "PyTorch, compiled",
      "PyTorch, in chunks"};
  static_assert(losses.size() == static_cast<std::size_t>(loss_kernel::torch_in_chunks) + 1);
  constexpr std::array dispatchers = {"all-gather", "all-to-all", "flex"};
  constexpr std::array graphs = {"none", "parts", "whole iteration"};
  return {{"format", name(recipe.format)},
          {"weight_bytes", recipe.states.weight},
          {"gradient_bytes", recipe.states.gradient},
          {"optimizer_bytes", recipe.states.optimizer},
          {"sharding", named(recipe.shards, shardings)},
          {"optimizer_instances", recipe.optimizer_instances},
          {"muon", recipe.muon},
          {"optimizer_share_on_host", share_on_host(recipe)},
          {"offloads_optimizer", recipe.offloads_optimizer},
          {"recomputation", recomputation_text(recipe.recompute)},
          {"sequence_parallel", recipe.sequence_parallel},
          {"context_exchange", name(recipe.context)},
          {"attention_kernel", name(recipe.attention)},
          {"loss_kernel", named(recipe.loss, losses)},
          {"attention_dropout", recipe.attention_dropout},
          {"hidden_dropout", recipe.hidden_dropout},
          {"attention_mask", recipe.attention_mask},
          {"fused_gradient_accumulation", recipe.fused_gradient_accumulation},
          {"token_dispatcher", named(recipe.dispatcher, dispatchers)},
          {"grouped_experts", recipe.grouped_experts},
          {"fused_permutation", recipe.fused_permutation},
          {"router_in_fp32", recipe.router_in_fp32},
          {"cuda_graphs", named(recipe.graphs, graphs)},
          {"overlaps_gradients", recipe.overlaps_gradients},
          {"overlaps_parameters", recipe.overlaps_parameters},
          {"overlaps_tensor", recipe.overlaps_tensor},
          {"vocabulary_multiple", recipe.vocabulary_multiple}};
}

inline nlohmann::ordered_json json_of(const scalewall::megatron_run& run) {
  using namespace scalewall;
  nlohmann::ordered_json layers = nlohmann::ordered_json::array();
  for_each_run(run.model, [&](const transformer_layer& layer, count number) {
    layers.push_back(json_of(layer));
    layers.back()["layers"] = number;
  });
  const parameter_counts counts = parameters_by_block(run.model);
  const mesh& degrees = run.plan.mesh;
  nlohmann::ordered_json plan = {{"gpus", accelerators(run.plan).as_int64()},
                                 {"tensor", degrees.tensor},
                                 {"context", degrees.context},
                                 {"pipeline", degrees.pipeline},
                                 {"data", degrees.data},
                                 {"expert", degrees.expert},
                                 {"expert_tensor", degrees.expert_tensor},
                                 {"chunks", run.plan.layout.chunks},
                                 {"layers_of_stages", layers_of_stages(run)},
                                 {"microbatch_sequences", run.plan.microbatch},
                                 {"microbatches", microbatches_of(run.plan, run.batch)},
                                 {"microbatch_group", nullptr}};
  if (run.plan.microbatch_group) plan["microbatch_group"] = *run.plan.microbatch_group;
  nlohmann::ordered_json answer = {
      {"schema", "scalewall/what_does_it_run/1"},
      {"version", 1},
      {"is_understood", run.understood()},
      {"model",
       {{"layers", layer_count(run.model)},
        {"width_words", run.model.width},
        {"vocabulary_tokens", run.vocabulary},
        {"padded_vocabulary_tokens", run.model.vocabulary},
        {"tied_head", *run.model.tied_head},
        {"prediction_modules", run.model.prediction ? run.model.prediction->modules : 0},
        {"runs_of_layers", layers},
        {"parameters", counts.without_prediction()},
        {"parameters_with_prediction", counts.with_prediction()}}},
      {"plan", plan},
      {"batch", {{"sequences", run.batch.sequences}, {"sequence_length", run.batch.sequence_length}}},
      {"recipe", json_of(run.recipe)}};
  answer.update(nlohmann::ordered_json(run.flags));
  return answer;
}

/// "16 x 2": equal stages in a row.
inline std::string stages_text(const std::vector<std::int64_t>& layers) {
  std::string text;
  for (std::size_t i = 0; i < layers.size();) {
    std::size_t next = i + 1;
    while (next < layers.size() && layers[next] == layers[i]) ++next;
    text.append(text.empty() ? "" : ", ");
    if (next - i > 1) text += std::to_string(next - i) + " x ";
    text += std::to_string(layers[i]);
    i = next;
  }
  return text;
}

inline scalewall::document document_of(const scalewall::megatron_run& run) {
  using namespace scalewall;
  const mesh& degrees = run.plan.mesh;
  const auto number = [](std::int64_t value) { return digits_text(count{value}); };
  table plan({text_column("plan"), number_column("")});
  plan.add_row({"GPUs", digits_text(accelerators(run.plan))});
  for (const auto& [name, degree] :
       {std::pair{"tensor parallelism", degrees.tensor}, std::pair{"context parallelism", degrees.context},
        std::pair{"pipeline parallelism", degrees.pipeline}, std::pair{"data parallelism", degrees.data},
        std::pair{"expert parallelism", degrees.expert},
        std::pair{"expert tensor parallelism", degrees.expert_tensor},
        std::pair{"chunks of a rank", run.plan.layout.chunks},
        std::pair{"sequences of a microbatch", run.plan.microbatch},
        std::pair{"microbatches", microbatches_of(run.plan, run.batch)},
        std::pair{"sequences of a step", run.batch.sequences},
        std::pair{"tokens of a sequence", run.batch.sequence_length}})
    plan.add_row({name, number(degree)});
  plan.add_row({"layers of the stages", stages_text(layers_of_stages(run))});
  table recipe({text_column("recipe"), text_column("")});
  const nlohmann::ordered_json choices = json_of(run.recipe);
  for (const auto& [name, value] : choices.items()) {
    std::string words = name;
    for (char& letter : words) letter = letter == '_' ? ' ' : letter;
    recipe.add_row({words, value.is_string() ? value.get<std::string>() : value.dump()});
  }
  return document_of(run.flags)
      .heading("A model of " + ::counted(layer_count(run.model), "layer") + " of width " +
               number(run.model.width) + ", a vocabulary of " + number(run.model.vocabulary) + ", " +
               digits_text(parameters(run.model)) + " parameters")
      .rows(layers_table(run.model))
      .rows(plan)
      .rows(recipe);
}
