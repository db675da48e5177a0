// Attention blocks: what they multiply with weights, what else they learn, and what their kernel sees.
//
// Grouped attention of a query heads and a_kv key-value heads of size d, in a model of width h:
//
//     (a + 2 a_kv) d x h    queries, keys and values        h x a d    output
//
// is multi-head attention for a_kv = a and multi-query attention for a_kv = 1. Latent attention (MLA) keeps
// keys and values as one vector of rank r_kv, and beside it a key of d_r words that carries the position;
// queries may have a rank too:
//
//     r_q x h,  a (d_n + d_r) x r_q       queries; without a rank, a (d_n + d_r) x h
//     (r_kv + d_r) x h                    the latent vector and the key with the position
//     a (d_n + d_v) x r_kv                keys without position, and values
//     h x a d_v                           output
//
// Sources: Vaswani 2017 (arXiv 1706.03762); Shazeer 2019 (1911.02150); Ainslie 2023 (2305.13245); DeepSeek-AI
// 2024 (2405.04434), section 2.1.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/model/weight_matrix.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace scalewall {

/// Which of the tokens before it a query sees.
enum class reach_kind { all, window, chunk };

/// The tokens that a query sees: all before it, the last `tokens` of them, or those before it in its chunk of
/// `tokens`.
struct attention_reach {
  reach_kind kind = reach_kind::all;
  std::int64_t tokens = 0;

  friend constexpr bool operator==(const attention_reach&, const attention_reach&) = default;
};

constexpr attention_reach sliding_window(std::int64_t length) { return {reach_kind::window, length}; }
constexpr attention_reach chunks(std::int64_t length) { return {reach_kind::chunk, length}; }

/// Normalization of queries and keys that learns something: with the same words for every head, or with words
/// of its own for each.
enum class query_key_norm { none, shared_by_heads, across_heads };

/// Multi-head, grouped-query and multi-query attention. Biases, norms and sinks count for the digit of a
/// parameter count; time does not see them.
struct grouped_attention {
  std::int64_t heads = 0;
  std::int64_t key_value_heads = 0;
  std::int64_t head_size = 0;
  bool query_key_value_biases = false;
  bool output_bias = false;
  query_key_norm norm = query_key_norm::none;

  /// One learned word a head in the denominator of the softmax.
  bool sinks = false;

  attention_reach reach{};

  friend constexpr bool operator==(const grouped_attention&, const grouped_attention&) = default;
};

/// Multi-head latent attention. Every latent vector is normalized.
struct latent_attention {
  std::int64_t heads = 0;

  /// The rank of queries. Without one they are projected from the model's width at once.
  std::optional<std::int64_t> query_rank{};

  std::int64_t key_value_rank = 0;

  /// Words of a query or key without position (`qk_nope_head_dim`) and with it (`qk_rope_head_dim`).
  std::int64_t nope_head_size = 0;
  std::int64_t rope_head_size = 0;

  std::int64_t value_head_size = 0;
  attention_reach reach{};

  friend constexpr bool operator==(const latent_attention&, const latent_attention&) = default;
};

using attention_block = std::variant<grouped_attention, latent_attention>;

/// What the kernel between the projections sees in training: scores of `score_size` words, values of
/// `value_size`.
struct attention_heads {
  std::int64_t heads = 0;
  std::int64_t key_value_heads = 0;
  count score_size{};
  count value_size{};
  attention_reach reach{};

  friend constexpr bool operator==(const attention_heads&, const attention_heads&) = default;
};

constexpr attention_heads heads_of(const grouped_attention& attention) {
  return {attention.heads, attention.key_value_heads, attention.head_size, attention.head_size,
          attention.reach};
}

constexpr attention_heads heads_of(const latent_attention& attention) {
  return {attention.heads, attention.heads, count{attention.nope_head_size} + attention.rope_head_size,
          attention.value_head_size, attention.reach};
}

/// Keys that a query sees on average, itself counted half: s / 2 without a window, w - w^2 / 2s with one of w
/// < s tokens.
constexpr double mean_keys(const attention_reach& reach, std::int64_t sequence_length) {
  const auto s = static_cast<double>(sequence_length);
  if (reach.kind == reach_kind::all || reach.tokens >= sequence_length) return s / 2;
  const auto w = static_cast<double>(reach.tokens);
  if (reach.kind == reach_kind::window) return w - w * w / (2 * s);
  const auto rest = static_cast<double>(sequence_length % reach.tokens);
  return ((s - rest) * w + rest * rest) / (2 * s);
}

/// Projections in a model of that width.
constexpr weight_matrices matrices(const grouped_attention& attention, std::int64_t width) {
  const count query_size = count{attention.heads} * attention.head_size;
  const count key_size = count{attention.key_value_heads} * attention.head_size;
  return {{query_size + 2 * key_size, width}, {width, query_size}};
}

constexpr weight_matrices matrices(const latent_attention& attention, std::int64_t width) {
  const count heads = attention.heads;
  const count query_size = heads * heads_of(attention).score_size;
  weight_matrices list;
  if (attention.query_rank) list.push_back({*attention.query_rank, width});
  list.push_back({query_size, attention.query_rank.value_or(width)});
  list.push_back({count{attention.key_value_rank} + attention.rope_head_size, width});
  list.push_back(
      {heads * (count{attention.nope_head_size} + attention.value_head_size), attention.key_value_rank});
  list.push_back({width, heads * attention.value_head_size});
  return list;
}

/// Words of biases and sinks.
constexpr count bias_words(const grouped_attention& attention, std::int64_t width) {
  count sum;
  if (attention.query_key_value_biases) sum += matrices(attention, width)[0].outputs;
  if (attention.output_bias) sum += width;
  if (attention.sinks) sum += attention.heads;
  return sum;
}

constexpr count bias_words(const latent_attention&, std::int64_t) { return {}; }

/// Channels of the block's own normalizations.
using norm_widths = fixed_list<count, 2>;

constexpr norm_widths inner_norms(const grouped_attention& attention) {
  const count size = attention.head_size;
  switch (attention.norm) {
    case query_key_norm::none:
      return {};
    case query_key_norm::shared_by_heads:
      return {size, size};
    case query_key_norm::across_heads:
      return {attention.heads * size, attention.key_value_heads * size};
  }
  require(false, "the norm of queries and keys is one of the three that there are");
  return {};
}

constexpr norm_widths inner_norms(const latent_attention& attention) {
  norm_widths widths{attention.key_value_rank};
  if (attention.query_rank) widths.push_back(*attention.query_rank);
  return widths;
}

constexpr void require_valid(const attention_reach& reach) {
  if (reach.kind == reach_kind::all)
    require(reach.tokens == 0, "a reach over all tokens has no number of them",
            {{"reach.tokens", reach.tokens}});
  else
    require(reach.tokens >= 1, "a window or chunk of attention has at least one token",
            {{"reach.tokens", reach.tokens}});
}

/// Throws `broken_rule` unless all sizes are positive and key-value heads are shared evenly.
constexpr void require_valid(const grouped_attention& attention) {
  require(attention.heads >= 1, "attention has at least one head", {{"heads", attention.heads}});
  require(attention.key_value_heads >= 1, "attention has at least one key-value head",
          {{"key_value_heads", attention.key_value_heads}});
  require(attention.heads % attention.key_value_heads == 0, "key-value heads divide the heads",
          {{"heads", attention.heads}, {"key_value_heads", attention.key_value_heads}});
  require(attention.head_size >= 1, "a head of attention has at least one word",
          {{"head_size", attention.head_size}});
  require_valid(attention.reach);
}

constexpr void require_valid(const latent_attention& attention) {
  require(attention.heads >= 1, "attention has at least one head", {{"heads", attention.heads}});
  if (attention.query_rank)
    require(*attention.query_rank >= 1, "the rank of queries is positive, or there is none",
            {{"query_rank", *attention.query_rank}});
  require(attention.key_value_rank >= 1, "the rank of keys and values is positive",
          {{"key_value_rank", attention.key_value_rank}});
  require(attention.nope_head_size >= 1, "a key without position has at least one word",
          {{"nope_head_size", attention.nope_head_size}});
  require(attention.rope_head_size >= 1, "a key with position has at least one word",
          {{"rope_head_size", attention.rope_head_size}});
  require(attention.value_head_size >= 1, "a value has at least one word",
          {{"value_head_size", attention.value_head_size}});
  require_valid(attention.reach);
}

}  // namespace scalewall
