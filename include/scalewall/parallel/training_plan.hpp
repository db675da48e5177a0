// A plan for a language model: how its training is split over accelerators, as a value.
//
//     m = B / (b D)      microbatches a step of every replica, of b of the B sequences of the global batch each

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/mesh.hpp>
#include <scalewall/parallel/schedules.hpp>
#include <scalewall/parallel/stage_layout.hpp>

#include <cstdint>
#include <optional>

namespace scalewall {

struct training_plan {
  scalewall::mesh mesh{};
  stage_layout layout{};
  scalewall::schedule schedule = scalewall::schedule::one_f_one_b;

  /// Sequences of a microbatch.
  std::int64_t microbatch = 1;

  /// Microbatches that an interleaved schedule takes through a chunk before the next; without it, one for every rank
  /// (`microbatch-group-size-per-virtual-pipeline-stage`).
  std::optional<std::int64_t> microbatch_group{};

  friend constexpr bool operator==(const training_plan&, const training_plan&) = default;
};

constexpr count accelerators(const training_plan& plan) { return accelerators(plan.mesh); }

/// Microbatches of a replica in a step. Throws `broken_rule` where the batch does not divide into them.
constexpr std::int64_t microbatches_of(const training_plan& plan, const batch& batch) {
  require(plan.microbatch >= 1, "a microbatch has at least one sequence", {{"microbatch", plan.microbatch}});
  const count sequences = count{plan.microbatch} * plan.mesh.data;
  require(batch.sequences >= 1 && count{batch.sequences} % sequences == count{},
          "the global batch divides into microbatches of every replica",
          {{"sequences", batch.sequences}, {"microbatch", plan.microbatch}, {"data", plan.mesh.data}});
  return (count{batch.sequences} / sequences).as_int64();
}

/// Tokens of a microbatch on one rank.
constexpr std::int64_t tokens_of_rank(const training_plan& plan, const batch& batch) {
  return (count{plan.microbatch} * batch.sequence_length / plan.mesh.context).as_int64();
}

namespace detail {

// What degrees have to divide: `visit(holds, rule, size, degree)` for every rule.

template <class Visit>
constexpr void for_each_division(const grouped_attention& attention, const mesh& degrees,
                                 const Visit& visit) {
  const named_value tensor{"tensor", degrees.tensor};
  visit(attention.heads % degrees.tensor == 0, "tensor parallelism divides the heads of attention",
        named_value{"heads", attention.heads}, tensor);
  visit(attention.key_value_heads % degrees.tensor == 0 || degrees.tensor % attention.key_value_heads == 0,
        "tensor parallelism divides the key-value heads, or is a multiple of them",
        named_value{"key-value heads", attention.key_value_heads}, tensor);
}

template <class Visit>
constexpr void for_each_division(const latent_attention& attention, const mesh& degrees, const Visit& visit) {
  visit(attention.heads % degrees.tensor == 0, "tensor parallelism divides the heads of attention",
        named_value{"heads", attention.heads}, named_value{"tensor", degrees.tensor});
}

template <class Visit>
constexpr void for_each_division(const dense_feed_forward& block, const mesh& degrees, const Visit& visit) {
  visit(block.width % degrees.tensor == 0, "tensor parallelism divides the width of the feed-forward block",
        named_value{"width", block.width}, named_value{"tensor", degrees.tensor});
}

template <class Visit>
constexpr void for_each_division(const routed_feed_forward& block, const mesh& degrees, const Visit& visit) {
  visit(block.experts % degrees.expert == 0, "expert parallelism divides the experts of a layer",
        named_value{"experts", block.experts}, named_value{"expert", degrees.expert});
  visit(block.expert_width % degrees.expert_tensor == 0,
        "expert tensor parallelism divides the width of an expert", named_value{"width", block.expert_width},
        named_value{"expert_tensor", degrees.expert_tensor});
  const std::int64_t shared = block.shared_experts * block.shared_expert_width;
  visit(shared % degrees.tensor == 0, "tensor parallelism divides the width of the shared experts",
        named_value{"width", shared}, named_value{"tensor", degrees.tensor});
}

template <class Visit>
constexpr void for_each_division(const transformer_layer& layer, const mesh& degrees, const Visit& visit) {
  std::visit([&](const auto& attention) { for_each_division(attention, degrees, visit); }, layer.attention);
  std::visit([&](const auto& block) { for_each_division(block, degrees, visit); }, layer.feed_forward);
}

constexpr void require_divides(const transformer_layer& layer, const mesh& degrees) {
  for_each_division(layer, degrees,
                    [](bool holds, const char* rule, const named_value& size, const named_value& degree) {
                      require(holds, rule, {size, degree});
                    });
}

}  // namespace detail

/// Whether the degrees divide every layer of the model, and those of its token prediction.
constexpr bool divides(const mesh& degrees, const language_model& model) {
  bool all = true;
  const auto look_at = [&](const transformer_layer& layer) {
    detail::for_each_division(
        layer, degrees,
        [&](bool holds, const char*, const named_value&, const named_value&) { all = all && holds; });
  };
  for_each_run(model, [&](const transformer_layer& layer, count) { look_at(layer); });
  if (model.prediction) look_at(model.prediction->layer);
  return all;
}

/// Throws `broken_rule` unless both are valid, and the model takes sequences of that length.
constexpr void require_valid(const language_model& model, const batch& batch) {
  require_valid(model);
  token_count(batch);
  require(has_positions_for(model, batch.sequence_length),
          "a sequence is at most as long as the model's table of learned positions",
          {{"sequence_length", batch.sequence_length}, {"learned_positions", model.learned_positions}});
}

/// Throws `broken_rule` with the rule that the plan breaks for that model and batch.
constexpr void require_valid(const training_plan& plan, const language_model& model, const batch& batch) {
  require_valid(model, batch);
  require_valid(plan.mesh);
  require_valid(plan.layout, layer_count(model).as_int64(), plan.mesh.pipeline);
  require(plan.layout.chunks == 1 || row_of(plan.schedule).interleaves,
          "only 1F1B is interleaved over several chunks of a rank", {{"chunks", plan.layout.chunks}});
  require(
      plan.schedule == schedule::one_f_one_b || plan.schedule == schedule::gpipe || plan.mesh.pipeline > 1,
      "a zero bubble schedule is one of several ranks: a single one has no bubble",
      {{"pipeline", plan.mesh.pipeline}});
  const std::int64_t number = microbatches_of(plan, batch);
  const std::int64_t group = plan.microbatch_group.value_or(plan.mesh.pipeline);
  require(group >= 1, "a group of microbatches has at least one", {{"microbatch_group", group}});
  require(plan.layout.chunks == 1 || group >= plan.mesh.pipeline,
          "a group of microbatches keeps every rank of an interleaved pipeline busy",
          {{"microbatch_group", group}, {"pipeline", plan.mesh.pipeline}});
  require(plan.layout.chunks == 1 || plan.microbatch_group || number % plan.mesh.pipeline == 0,
          "the microbatches of an interleaved pipeline are a multiple of its ranks (Megatron's rule)",
          {{"microbatches", number}, {"pipeline", plan.mesh.pipeline}});
  require(batch.sequence_length % plan.mesh.context == 0, "context parallelism divides the sequence",
          {{"sequence_length", batch.sequence_length}, {"context", plan.mesh.context}});
  for_each_run(model,
               [&](const transformer_layer& layer, count) { detail::require_divides(layer, plan.mesh); });
  if (model.prediction) detail::require_divides(model.prediction->layer, plan.mesh);
}

/// Calls `visitor(layer, number)` for the equal layers of a stretch of the model's stack, in order.
template <class Visitor>
constexpr void for_each_run(const language_model& model, const layer_range& range, const Visitor& visitor) {
  std::int64_t begin = 0;
  const std::int64_t end = range.first + range.number;
  for (const layer_pattern& pattern : model.layers)
    for (std::int64_t repeat = 0; repeat < pattern.repeats && begin < end; ++repeat)
      for (const layer_run& run : pattern.runs) {
        const std::int64_t from = begin > range.first ? begin : range.first;
        const std::int64_t to = begin + run.layers < end ? begin + run.layers : end;
        if (to > from) visitor(run.layer, to - from);
        begin += run.layers;
      }
}

}  // namespace scalewall
