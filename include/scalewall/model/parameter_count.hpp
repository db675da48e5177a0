// How many parameters a language model has: block by block, all of them and those that one token meets.
//
// Published counts differ in what they take, so there is a name for each:
//
//     parameters(model)                  all between tokens and logits: DeepSeek-V3's 671B
//     parameters_by_block(model)         .with_prediction(): with multi-token prediction, as files of weights
//     active_parameters(model, ...)      those a token meets, k of E experts; the input embedding, of which it
//                                        reads one row, counted (Mixtral's 12.9B) or not (GPT-OSS's 5.13B)
//     non_embedding_parameters(model)    no embedding, no learned positions, no head, as on Qwen's cards; N
//                                        in Kaplan 2020 (arXiv 2001.08361), section 2.1
//
// A head tied to the embedding has no words of its own; where the embedding is left out, it stays as the
// head.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/model/language_model.hpp>

#include <cstdint>
#include <variant>

namespace scalewall {

struct parameter_counts {
  /// Vectors of tokens and of learned positions.
  count embedding;

  /// Projections, their biases and sinks.
  count attention;

  /// Dense blocks, shared experts, and the matrices between the model's width and latent experts.
  count feed_forward;

  /// Routed experts.
  count experts;

  count router;

  /// Norms of layers, queries, keys, latent vectors and of the embedding, and the last one.
  count norms;

  /// None where it is tied.
  count head;

  /// Modules of multi-token prediction, with all that is in them.
  count prediction;

  constexpr count without_prediction() const {
    return embedding + attention + feed_forward + experts + router + norms + head;
  }
  constexpr count with_prediction() const { return without_prediction() + prediction; }

  friend constexpr bool operator==(const parameter_counts&, const parameter_counts&) = default;
};

/// What a count of routed experts takes: every one, or those that a token meets.
enum class experts_counted { all, met_by_a_token };

/// Whether a count of active parameters takes the embedding, of which a token reads one row.
enum class input_embedding { counted, left_out };

namespace detail {

constexpr void add_feed_forward(parameter_counts& counts, const dense_feed_forward& block, std::int64_t width,
                                experts_counted) {
  counts.feed_forward += words(matrices(block, width)) + bias_words(block, width);
}

constexpr void add_feed_forward(parameter_counts& counts, const routed_feed_forward& block,
                                std::int64_t width, experts_counted experts) {
  counts.feed_forward += words(matrices(block, width)) + bias_words(block, width);
  counts.experts += (experts == experts_counted::all ? block.experts : block.experts_per_token) *
                    (words(expert_matrices(block, width)) + expert_bias_words(block, width));
  counts.router += words(router_matrix(block, width));
  if (block.router_bias) counts.router += block.experts;
}

constexpr void add_times(parameter_counts& counts, const parameter_counts& layer, count number) {
  counts.attention += layer.attention * number;
  counts.feed_forward += layer.feed_forward * number;
  counts.experts += layer.experts * number;
  counts.router += layer.router * number;
  counts.norms += layer.norms * number;
}

}  // namespace detail

/// Parameters of one layer in a model of that width and with those norms.
constexpr parameter_counts parameters_by_block(const transformer_layer& layer, std::int64_t width,
                                               norm_kind norm,
                                               experts_counted experts = experts_counted::all) {
  parameter_counts counts;
  std::visit(
      [&](const auto& attention) {
        counts.attention = words(matrices(attention, width)) + bias_words(attention, width);
        for (const count channels : inner_norms(attention)) counts.norms += norm_words(norm, channels);
      },
      layer.attention);
  std::visit([&](const auto& block) { detail::add_feed_forward(counts, block, width, experts); },
             layer.feed_forward);
  counts.norms += layer.norms * norm_words(norm, width);
  return counts;
}

/// Parameters of a model, block by block. Throws `broken_rule` where the model is no valid one.
constexpr parameter_counts parameters_by_block(const language_model& model,
                                               experts_counted experts = experts_counted::all) {
  require_valid(model);
  const count width = model.width;
  const count norm = norm_words(*model.norm, width);
  parameter_counts counts;
  counts.embedding = (count{model.vocabulary} + model.learned_positions) * width;
  counts.norms = model.embedding_norm ? 2 * norm : norm;
  if (!*model.tied_head) counts.head = model.vocabulary * width;
  for_each_run(model, [&](const transformer_layer& layer, count number) {
    detail::add_times(counts, parameters_by_block(layer, model.width, *model.norm, experts), number);
  });
  if (model.prediction) {
    const count layer =
        parameters_by_block(model.prediction->layer, model.width, *model.norm, experts).without_prediction();
    counts.prediction = model.prediction->modules * (layer + 2 * width * width + 3 * norm);
  }
  return counts;
}

/// All parameters between tokens and logits. What is trained beside them,
/// `parameters_by_block(model).prediction`, is left out.
constexpr count parameters(const language_model& model) {
  return parameters_by_block(model).without_prediction();
}

/// Parameters that one token meets on its way to the logits.
constexpr count active_parameters(const language_model& model, input_embedding embedding) {
  const parameter_counts met = parameters_by_block(model, experts_counted::met_by_a_token);
  if (embedding == input_embedding::counted) return met.without_prediction();
  const count tied = *model.tied_head ? count{model.vocabulary} * model.width : count{};
  return met.attention + met.feed_forward + met.experts + met.router + met.norms + met.head + tied;
}

/// Parameters of the layers and of the norms around them: neither embedding nor learned positions nor head.
constexpr count non_embedding_parameters(const language_model& model,
                                         experts_counted experts = experts_counted::all) {
  const parameter_counts counts = parameters_by_block(model, experts);
  return counts.attention + counts.feed_forward + counts.experts + counts.router + counts.norms;
}

/// Words of the matrices that one token is multiplied with in a forward pass, which FLOP go by: no norm, no
/// bias, no embedding; the head whether tied or not.
struct multiplied_words {
  count attention;
  count feed_forward;
  count experts;
  count router;
  count head;

  constexpr count total() const { return attention + feed_forward + experts + router + head; }

  friend constexpr bool operator==(const multiplied_words&, const multiplied_words&) = default;
};

namespace detail {

constexpr void add_multiplied(multiplied_words& sum, const dense_feed_forward& block, std::int64_t width) {
  sum.feed_forward += words(matrices(block, width));
}

constexpr void add_multiplied(multiplied_words& sum, const routed_feed_forward& block, std::int64_t width) {
  sum.feed_forward += words(matrices(block, width));
  sum.experts += block.experts_per_token * words(expert_matrices(block, width));
  sum.router += words(router_matrix(block, width));
}

}  // namespace detail

/// Words of one layer that a token is multiplied with.
constexpr multiplied_words multiplied_by_block(const transformer_layer& layer, std::int64_t width) {
  multiplied_words sum;
  std::visit([&](const auto& attention) { sum.attention = words(matrices(attention, width)); },
             layer.attention);
  std::visit([&](const auto& block) { detail::add_multiplied(sum, block, width); }, layer.feed_forward);
  return sum;
}

constexpr multiplied_words multiplied_by_block(const language_model& model) {
  require_valid(model);
  multiplied_words sum;
  for_each_run(model, [&](const transformer_layer& layer, count number) {
    const multiplied_words one = multiplied_by_block(layer, model.width);
    sum.attention += one.attention * number;
    sum.feed_forward += one.feed_forward * number;
    sum.experts += one.experts * number;
    sum.router += one.router * number;
  });
  sum.head = count{model.vocabulary} * model.width;
  return sum;
}

}  // namespace scalewall
