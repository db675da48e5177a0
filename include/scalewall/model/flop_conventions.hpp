// FLOP of training per token, as different people count them. None of them is the right one: a utilization
// means something only beside the name of its count.
//
//     6 N         two FLOP a multiply-add, one forward pass and a backward pass of twice that, of N words
//     12 a d s    for scores and values in a layer of a heads of d words, if each of s tokens sees all s;
//                 in general 6 a (words of a score + words of a value) s
//     6 a d s     if a token sees those before it, s / 2 of them on average
//
// | function      | N                                                    | attention to | recomputed |
// |---------------|------------------------------------------------------|--------------|------------|
// | `six_n`       | as said                                              | none         | no         |
// | `palm`        | as said                                              | all s        | no         |
// | `causal`      | every matrix, the router's too                       | what it sees | no         |
// | `narayanan`   | every matrix but the router's                        | all s        | as said    |
// | `megatron_lm` | the same, norms of latent vectors, token prediction  | s / 2        | no         |

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>
#include <string_view>
#include <variant>

namespace scalewall::flop_conventions {

/// Whether layers pass forward a second time before their backward pass.
enum class recomputation { none, full };

namespace detail {

/// FLOP for every key that a query sees in one forward pass of one layer: its score, and its part of the
/// value.
constexpr double forward_flop_per_key(const attention_heads& heads) {
  return 2 * double(heads.heads * (heads.score_size + heads.value_size));
}

/// Forward FLOP of attention per token, in the layers of the model, with `keys(reach)` keys a query.
template <class Keys>
constexpr double forward_attention(const language_model& model, const Keys& keys) {
  double sum = 0;
  for_each_run(model, [&](const transformer_layer& layer, count number) {
    const attention_heads heads = heads_of(layer);
    sum += double(number) * forward_flop_per_key(heads) * keys(heads.reach);
  });
  return sum;
}

constexpr void require_sequence(std::int64_t sequence_length) {
  require(sequence_length >= 1, "a sequence has at least one token", {{"sequence_length", sequence_length}});
}

/// Words of a layer's matrices without the router's.
constexpr count without_router(const multiplied_words& words) {
  return words.attention + words.feed_forward + words.experts;
}

/// Ranks of the latent vectors of a layer, whose norms `megatron_lm` counts.
constexpr count latent_ranks(const transformer_layer& layer) {
  if (!std::holds_alternative<latent_attention>(layer.attention)) return {};
  const auto& latent = std::get<latent_attention>(layer.attention);
  return count{latent.key_value_rank} + latent.query_rank.value_or(0);
}

}  // namespace detail

/// 6 N, for the count of parameters that is named, `active_parameters(model, input_embedding::left_out)` say.
/// Source: Kaplan 2020 (arXiv 2001.08361), section 2.1, whose N leaves embeddings out.
constexpr flop_per_token six_n(count parameters) {
  return flop_per_token::from_value(6 * double(parameters));
}

/// 6 N + 12 L a d s, whatever the mask.
/// Source: Chowdhery 2022, "PaLM" (arXiv 2204.02311), appendix B.
constexpr flop_per_token palm(const language_model& model, count parameters, std::int64_t sequence_length) {
  require_valid(model);
  detail::require_sequence(sequence_length);
  const double attention = detail::forward_attention(
      model, [&](const attention_reach&) { return static_cast<double>(sequence_length); });
  return six_n(parameters) + flop_per_token::from_value(3 * attention);
}

/// Six times the words of every matrix that a token is multiplied with, and attention to the tokens that
/// masks let it see.
/// Source: the products of causal attention as Dao 2023 (arXiv 2307.08691), section 4.1, counts them.
constexpr flop_per_token causal(const language_model& model, std::int64_t sequence_length) {
  const count multiplied = multiplied_by_block(model).total();
  detail::require_sequence(sequence_length);
  const double attention = detail::forward_attention(
      model, [&](const attention_reach& reach) { return mean_keys(reach, sequence_length); });
  return six_n(multiplied) + flop_per_token::from_value(3 * attention);
}

/// The work of three forward passes of every layer, of four where it is recomputed, and of three of the head,
/// which never is. For layers of 12 h^2 words that is, per token, the formula of the source:
///
///     full    96 L h^2 (1 + s / 6h + V / 16Lh)        none    72 L h^2 (1 + s / 6h + V / 12Lh)
///
/// Source: Narayanan 2021 (arXiv 2104.04473), appendix; for grouped, gated and routed layers what Megatron-LM
/// printed until it halved attention (`num_floating_point_operations`, megatron/training/training.py).
constexpr flop_per_token narayanan(const language_model& model, std::int64_t sequence_length,
                                   recomputation recomputed) {
  const multiplied_words multiplied = multiplied_by_block(model);
  detail::require_sequence(sequence_length);
  const double layers = 2 * double(detail::without_router(multiplied)) +
                        detail::forward_attention(model, [&](const attention_reach&) {
                          return static_cast<double>(sequence_length);
                        });
  const int passes = recomputed == recomputation::full ? 4 : 3;
  return flop_per_token::from_value(passes * layers + 6 * double(multiplied.head));
}

/// What Megatron-LM prints now: windows are passed over, norms of latent vectors and of token prediction are
/// a multiply-add a word, and every module of prediction passes the head once more.
/// Source: `num_floating_point_operations` in megatron/training/training.py of NVIDIA/Megatron-LM@001b00c2.
constexpr flop_per_token megatron_lm(const language_model& model, std::int64_t sequence_length) {
  const multiplied_words multiplied = multiplied_by_block(model);
  detail::require_sequence(sequence_length);
  count words = detail::without_router(multiplied) + multiplied.head;
  double per_key = 0;
  for_each_run(model, [&](const transformer_layer& layer, count number) {
    words += number * detail::latent_ranks(layer);
    per_key += double(number) * detail::forward_flop_per_key(heads_of(layer));
  });
  if (model.prediction) {
    const transformer_layer& layer = model.prediction->layer;
    const count width = model.width;
    const count modules = model.prediction->modules;
    words += modules * (detail::without_router(multiplied_by_block(layer, model.width)) +
                        detail::latent_ranks(layer) + 3 * width + 2 * width * width + multiplied.head);
    per_key += double(modules) * detail::forward_flop_per_key(heads_of(layer));
  }
  return six_n(words) + flop_per_token::from_value(3 * per_key * static_cast<double>(sequence_length) / 2);
}

struct named_flop {
  std::string_view convention{};
  flop_per_token flop{};
};

/// Every count of this header, side by side.
constexpr fixed_list<named_flop, 9> side_by_side(const language_model& model, std::int64_t sequence_length) {
  const count active = active_parameters(model, input_embedding::left_out);
  return {
      {"6 N, all parameters", six_n(parameters(model))},
      {"6 N, active, input embedding counted", six_n(active_parameters(model, input_embedding::counted))},
      {"6 N, active, input embedding left out", six_n(active)},
      {"6 N, active, non-embedding", six_n(non_embedding_parameters(model, experts_counted::met_by_a_token))},
      {"PaLM, active, input embedding left out", palm(model, active, sequence_length)},
      {"causal", causal(model, sequence_length)},
      {"Narayanan", narayanan(model, sequence_length, recomputation::none)},
      {"Narayanan, full recomputation", narayanan(model, sequence_length, recomputation::full)},
      {"Megatron-LM", megatron_lm(model, sequence_length)},
  };
}

}  // namespace scalewall::flop_conventions
