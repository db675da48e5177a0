// Parameters that one rank of a plan holds, module by module, before replicas share any of them.
//
//     attention   h (a + 2 a_kv) d / t + a d h / t      a rank has one key-value head at least
//     latent      h r_q + r_q a (d_n + d_r) / t + h (r_kv + d_r) + r_kv a (d_n + d_v) / t + a d_v h / t
//     dense       (u + 1) h f / t                        shared experts the same with their width
//     router      h E                                    every rank has it whole, as it has norms
//     experts     (E / e) (u + 1) h f_e / t_e            in a latent space of l words l for h, and 2 l h on every rank
//     embedding   V h / t on the first stage, with learned positions undivided; head V h / t on the last
//
// where u = 2 with a gate, else 1, and V is padded to a multiple of t. A head that is tied to the embedding is a second
// copy of it where the two stand on different stages. Modules of token prediction stand on the last stage or one that a
// layout lists, with 2 h h / t and three norms beside their layer and a copy of the embedding where the pipeline has several
// stages; a tied head is the same copy. A vocabulary cut over the p ranks of a pipeline is 2 V h / p on each, those of tensor
// parallelism too.
//
// Sources: Shoeybi 2019 (arXiv 1909.08053) for what is cut; Megatron Core, core/transformer/multi_latent_attention.py
// (the projections to latent vectors are not), core/transformer/moe/moe_layer.py (nor are those to and from the latent space of
// experts, of parallel_mode "duplicated"), core/transformer/multi_token_prediction.py, core/models/gpt/gpt_model.py; Yeung
// 2024 (arXiv 2411.05288) for the vocabulary over the ranks of a pipeline.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/parallel/mesh.hpp>
#include <scalewall/parallel/schedules.hpp>

#include <cstdint>
#include <variant>

namespace scalewall {

/// Parameters of a rank. Experts, of which other ranks hold other ones, apart.
struct rank_parameters {
  count embedding;
  count attention;
  count feed_forward;
  count shared_experts;
  count router;
  count norms;
  count head;

  /// Modules of token prediction, without their experts.
  count prediction;

  count experts;
  count prediction_experts;

  /// Those of which a replica of the stage has a copy.
  constexpr count dense() const {
    return embedding + attention + feed_forward + shared_experts + router + norms + head + prediction;
  }
  constexpr count routed() const { return experts + prediction_experts; }
  constexpr count total() const { return dense() + routed(); }

  friend constexpr bool operator==(const rank_parameters&, const rank_parameters&) = default;
};

constexpr rank_parameters operator+(rank_parameters a, const rank_parameters& b) {
  a.embedding += b.embedding;
  a.attention += b.attention;
  a.feed_forward += b.feed_forward;
  a.shared_experts += b.shared_experts;
  a.router += b.router;
  a.norms += b.norms;
  a.head += b.head;
  a.prediction += b.prediction;
  a.experts += b.experts;
  a.prediction_experts += b.prediction_experts;
  return a;
}

/// So many equal layers: what is not of layers stays out.
constexpr rank_parameters times(const rank_parameters& layer, count layers) {
  rank_parameters sum;
  sum.attention = layer.attention * layers;
  sum.feed_forward = layer.feed_forward * layers;
  sum.shared_experts = layer.shared_experts * layers;
  sum.router = layer.router * layers;
  sum.norms = layer.norms * layers;
  sum.experts = layer.experts * layers;
  return sum;
}

/// Rows of the vocabulary, padded to a multiple of `multiple` for every rank of tensor parallelism.
constexpr count padded_vocabulary(const language_model& model, std::int64_t multiple, std::int64_t tensor) {
  const count step = count{multiple} * tensor;
  return (count{model.vocabulary} + (step - 1)) / step * step;
}

/// Key-value heads of a rank, which has one at least.
constexpr count key_value_heads_of_rank(const grouped_attention& attention, std::int64_t tensor) {
  const std::int64_t heads = attention.key_value_heads / tensor;
  return heads < 1 ? 1 : heads;
}

/// Words of the projections of attention on a rank.
constexpr count product_words_of_rank(const grouped_attention& attention, std::int64_t width,
                                      const mesh& degrees) {
  const count heads = count{attention.heads} / degrees.tensor;
  return 2 * (heads + key_value_heads_of_rank(attention, degrees.tensor)) * attention.head_size * width;
}

constexpr count product_words_of_rank(const latent_attention& attention, std::int64_t width,
                                      const mesh& degrees) {
  const count heads = count{attention.heads} / degrees.tensor;
  const count rank = attention.key_value_rank;
  const count score = heads_of(attention).score_size;
  const count queries =
      attention.query_rank ? *attention.query_rank * (width + heads * score) : heads * score * width;
  return queries + (rank + attention.rope_head_size) * width +
         heads * (count{attention.nope_head_size} + attention.value_head_size) * rank +
         width * heads * attention.value_head_size;
}

/// Words of a dense block, or of the shared experts and latent projections of a routed one, on a rank.
constexpr count product_words_of_rank(const dense_feed_forward& block, std::int64_t width,
                                      const mesh& degrees) {
  return words(matrices(block, width)) / degrees.tensor;
}

constexpr count product_words_of_rank(const routed_feed_forward& block, std::int64_t width,
                                      const mesh& degrees) {
  const count latent = 2 * count{block.latent_width.value_or(0)} * width;
  return (words(matrices(block, width)) - latent) / degrees.tensor + latent;
}

/// Words of one routed expert on a rank.
constexpr count expert_words_of_rank(const routed_feed_forward& block, std::int64_t width,
                                     const mesh& degrees) {
  return words(expert_matrices(block, width)) / degrees.expert_tensor;
}

namespace detail {

constexpr void add_of_rank(rank_parameters& sum, const grouped_attention& attention, std::int64_t width,
                           norm_kind norm, const mesh& degrees) {
  const count queries = count{attention.heads} * attention.head_size / degrees.tensor;
  const count keys = key_value_heads_of_rank(attention, degrees.tensor) * attention.head_size;
  sum.attention += product_words_of_rank(attention, width, degrees);
  if (attention.query_key_value_biases) sum.attention += queries + 2 * keys;
  if (attention.output_bias) sum.attention += width;
  if (attention.sinks) sum.attention += count{attention.heads} / degrees.tensor;
  if (attention.norm == query_key_norm::shared_by_heads)
    sum.attention += 2 * norm_words(norm, attention.head_size);
  if (attention.norm == query_key_norm::across_heads)
    sum.attention += norm_words(norm, queries) + norm_words(norm, keys);
}

constexpr void add_of_rank(rank_parameters& sum, const latent_attention& attention, std::int64_t width,
                           norm_kind norm, const mesh& degrees) {
  sum.attention += product_words_of_rank(attention, width, degrees);
  for (const count& channels : inner_norms(attention)) sum.attention += norm_words(norm, channels);
}

constexpr void add_of_rank(rank_parameters& sum, const dense_feed_forward& block, std::int64_t width,
                           const mesh& degrees) {
  sum.feed_forward += product_words_of_rank(block, width, degrees);
  if (block.biases) sum.feed_forward += (bias_words(block, width) - width) / degrees.tensor + width;
}

constexpr void add_of_rank(rank_parameters& sum, const routed_feed_forward& block, std::int64_t width,
                           const mesh& degrees) {
  const count here = count{block.experts} / degrees.expert;
  sum.shared_experts += product_words_of_rank(block, width, degrees);
  sum.router += words(router_matrix(block, width));
  if (block.router_bias) sum.router += block.experts;
  sum.experts += here * expert_words_of_rank(block, width, degrees);
  if (block.expert_biases) {
    const count outer = block.latent_width.value_or(width);
    sum.experts += here * ((expert_bias_words(block, width) - outer) / degrees.expert_tensor + outer);
  }
}

}  // namespace detail

/// Parameters of one layer on one rank.
constexpr rank_parameters parameters_of_rank(const transformer_layer& layer, std::int64_t width,
                                             norm_kind norm, const mesh& degrees) {
  rank_parameters sum;
  std::visit([&](const auto& attention) { detail::add_of_rank(sum, attention, width, norm, degrees); },
             layer.attention);
  std::visit([&](const auto& block) { detail::add_of_rank(sum, block, width, degrees); }, layer.feed_forward);
  sum.norms += layer.norms * norm_words(norm, width);
  return sum;
}

/// Parameters of a rank around its layers: embedding, last norm, head and modules of token prediction, which stand on rank
/// `predicting` of a pipeline that is not folded. `vocabulary` is the padded one.
constexpr rank_parameters parameters_around_layers(const language_model& model, const mesh& degrees,
                                                   const schedule_row& schedule, count vocabulary,
                                                   std::int64_t rank, std::int64_t predicting) {
  const count width = model.width;
  const bool first = rank == 0;
  const bool last = schedule.folded ? first : rank == degrees.pipeline - 1;
  const bool together = degrees.pipeline == 1 || schedule.folded;
  rank_parameters sum;
  const count table = vocabulary * width / degrees.tensor;
  if (schedule.vocabulary_over_ranks) sum.embedding = 2 * vocabulary * width / degrees.pipeline;
  if (first) {
    if (!schedule.vocabulary_over_ranks) sum.embedding = table;
    sum.embedding += model.learned_positions * width;
    if (model.embedding_norm) sum.norms += norm_words(*model.norm, width);
  }
  const bool predicts = model.prediction && (schedule.folded ? first : rank == predicting);
  if (predicts) {
    const rank_parameters layer =
        parameters_of_rank(model.prediction->layer, model.width, *model.norm, degrees);
    const count modules = model.prediction->modules;
    sum.prediction =
        modules * (layer.dense() + 2 * width * width / degrees.tensor + 3 * norm_words(*model.norm, width));
    sum.prediction_experts = modules * layer.routed();
    // The copy is the head, where that is tied to the embedding and stands there too.
    if (!together && !first && !schedule.vocabulary_over_ranks) sum.prediction += table;
  }
  if (!last) return sum;
  sum.norms += norm_words(*model.norm, width);
  const bool copied = !together && !predicts;
  if (!schedule.vocabulary_over_ranks && (!*model.tied_head || copied)) sum.head = table;
  return sum;
}

}  // namespace scalewall
