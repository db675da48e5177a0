// What one layer keeps of one microbatch until its backward pass, item by item, on one rank.
//
// With T = b s / c tokens of a rank, S of them in the residual stream (T / t under sequence parallelism), u = 2 where a
// feed-forward block is gated, else 1, and q bytes of an input that a product keeps (1 in 8 bit formats, else 2):
//
//     inputs and statistics of norms   2 (2 S h) and 2 (8 LayerNorm, 4 RMSNorm) S; outputs 2 (q S h), before experts 2 S h
//     queries, keys, values            2 T (a + 2 a_kv) d / t, twice where heads are exchanged for tokens over c ranks
//     norms of queries and keys        2 T (a + a_kv) d / t and 8 bytes of statistics a head
//     output of attention              2 T a d / t, twice for FlashAttention (a copy with the sequence first), 1.5 times
//                                      of either kernel in 8 bits, half where scores are not fused; log-sum-exp 4 T a / t
//     unfused scores                   (2, with dropout 5) b (a / t) s s / c: softmax, mask, what it leaves;
//                                      6 and 7 where the softmax is in fp32 and fused with nothing
//     dropout                          S h, a mask behind either block
//     dense block                      2 u T f / t and q T f / t
//     latent attention                 2 (2 S r_q) + 2 (2 S r_kv) + 2 S d_r, 2 T a (2 (d_n + d_r) + d_v + d_n) / t
//     router                           12 S E in fp32, else 10 S E
//     n = S k t_e tokens of experts    q n h, 2 u n f_e / t_e, q n f_e / t_e; 2 S k h permuted, unless a kernel fuses that
//                                      or routes it; gathered 2 S h e t_e; shared experts as a dense block
//
// without sequence parallelism t_e is 1 in tokens, with a capacity C of experts n = S k t_e C, and experts in a latent space
// have its width for h.
// 34 T h + 5 a s T / h ... of a GPT layer with dropout (Korthikanti 2022, arXiv 2205.05198, equation 2) is what this comes
// to. Recomputed modules keep nothing, but a block that is recomputed whole starts from the output of its norm; a layer
// recomputed in full keeps its input of 2 S h, and recomputed by operations 2 T (a d + a_kv d + f) / t + 2 S h beside that
// and what attention gives. An item of this list is one tensor to the allocator's rounding.
//
// Of frozen weights beside low-rank adapters no product keeps an input; an adapter does, in 16 bit, and 2 r more of every token:
//
//     adapters     outputs of norms 2 (2 S h), gathered where sequences are cut 2 T h for each adapter behind one; inputs of
//                  the others as above, with q = 2
//
// Sources: Korthikanti 2022; NVIDIA/Megatron-LM, megatron/core/transformer/; NVIDIA/TransformerEngine. The copies of
// FlashAttention and of exchanged heads were found in measured rows. Adapters: NVIDIA-NeMo/Megatron-Bridge,
// src/megatron/bridge/peft/utils.py; TransformerEngine, pytorch/module/layernorm_linear.py, which keeps ln_out in any case. What
// gathered inputs take was measured there (skills/nemo-mbridge-perf-memory-tuning): 4.73, 1.57 and 0.81 GB, counted 4.83, 1.61
// and 0.85.

#pragma once

#include <scalewall/estimate/saved_items.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/adapters.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/stage_parameters.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <variant>

namespace scalewall {

/// One rank's part of a microbatch.
struct rank_microbatch {
  double sequences = 0;
  double sequence_length = 0;
  double tokens = 0;
  double residual_tokens = 0;  ///< of those in the residual stream

  friend constexpr bool operator==(const rank_microbatch&, const rank_microbatch&) = default;
};

constexpr rank_microbatch microbatch_of_rank(const training_plan& plan, const batch& batch,
                                             const recipe& how) {
  const double seen = static_cast<double>(tokens_of_rank(plan, batch));
  return {.sequences = static_cast<double>(plan.microbatch),
          .sequence_length = static_cast<double>(batch.sequence_length),
          .tokens = seen,
          .residual_tokens = how.sequence_parallel ? seen / static_cast<double>(plan.mesh.tensor) : seen};
}

namespace detail {

/// What the items of a layer are computed from.
struct layer_facts {
  rank_microbatch part;
  double width;
  double tensor;
  double statistics;  ///< bytes of a norm's statistics of a token
  double input;       ///< q; of frozen products, and of norms before them, 2
  recompute_modules recomputed;
  bool frozen;  ///< whether adapters alone are trained
  const mesh& degrees;
  const recipe& how;
};

/// Above 2^53 every double is whole.
constexpr double rounded_down(double number) {
  return number < 0x1p53 ? static_cast<double>(static_cast<std::int64_t>(number)) : number;
}

constexpr bytes whole(double number) { return bytes::from_value(rounded_down(number)); }

constexpr double times_gate(const std::optional<bool>& gated) { return is_gated(gated) ? 2 : 1; }

/// What a score keeps: of a softmax in 16 bit its output, a mask and what that leaves; of one in fp32 the output is there in both formats.
constexpr double bytes_of_score(const recipe& how) {
  if (how.fused_softmax) return how.attention_dropout ? 5 : 2;
  return how.attention_dropout ? 7 : 6;
}

/// Bytes of a word that a product keeps of its input: of a frozen one its adapter does.
constexpr double kept_input(const layer_facts& facts, bool adapted) {
  return facts.frozen && !adapted ? 0 : facts.input;
}

/// What an adapter keeps of an input that is cut between blocks: all of it, where it does not gather it once more.
constexpr bytes gathered_input(const layer_facts& facts, bool adapted) {
  const bool gathers = facts.frozen && adapted && facts.how.sequence_parallel && facts.degrees.tensor > 1 &&
                       !facts.how.adapters_gather_again;
  return gathers ? whole(2 * facts.part.tokens * facts.width) : bytes{};
}

constexpr void save_kernel(saved_activations& saved, const layer_facts& facts, double heads, double value) {
  const rank_microbatch& part = facts.part;
  const double output = 2 * part.tokens * heads * value / facts.tensor;
  const bool quantized = facts.input == 1;
  if (facts.how.attention == attention_kernel::unfused) {
    saved[saved_item::attention_output] =
        whole(kept_input(facts, facts.how.adapted.attention_output) / 2 * output);
    if (!facts.recomputed.core_attention)
      saved[saved_item::scores] =
          whole(part.sequences * heads / facts.tensor * part.sequence_length * part.sequence_length /
                static_cast<double>(facts.degrees.context) * bytes_of_score(facts.how));
    return;
  }
  const double copies = quantized ? 1.5 : facts.how.attention == attention_kernel::flash ? 2 : 1;
  saved[saved_item::attention_output] = whole(copies * output);
  saved[saved_item::log_sum_exp] = whole(4 * part.tokens * heads / facts.tensor);
}

constexpr void save(saved_activations& saved, const layer_facts& facts, const grouped_attention& attention) {
  const double heads = static_cast<double>(attention.heads);
  const double size = static_cast<double>(attention.head_size);
  const double keys = static_cast<double>(key_value_heads_of_rank(attention, facts.degrees.tensor));
  const double queries = heads / facts.tensor;
  const double projected = 2 * facts.part.tokens * (queries + 2 * keys) * size;
  saved[saved_item::queries_keys_values] = whole(projected);
  if (facts.how.context == context_exchange::all_to_all && facts.degrees.context > 1)
    saved[saved_item::exchanged_heads] = whole(projected);
  if (attention.norm != query_key_norm::none)
    saved[saved_item::normalized_queries_and_keys] =
        whole(2 * facts.part.tokens * (queries + keys) * size + 8 * facts.part.tokens * (queries + keys));
  saved[saved_item::adapter_inputs] += gathered_input(facts, facts.how.adapted.queries_keys_values);
  save_kernel(saved, facts, heads, size);
}

constexpr void save(saved_activations& saved, const layer_facts& facts, const latent_attention& attention) {
  const double stream = facts.part.residual_tokens;
  const double heads = static_cast<double>(attention.heads);
  const double score = static_cast<double>(heads_of(attention).score_size);
  const double value = static_cast<double>(attention.value_head_size);
  const bool unread = facts.frozen && !facts.how.adapted.queries_keys_values;
  const double copies = facts.recomputed.norms || unread ? 1 : 2;
  if (attention.query_rank)
    saved[saved_item::latent_queries] =
        whole(2 * stream * static_cast<double>(*attention.query_rank) * copies);
  saved[saved_item::latent_keys_and_values] =
      whole(2 * stream * static_cast<double>(attention.key_value_rank) * copies +
            2 * stream * static_cast<double>(attention.rope_head_size));
  if (!facts.recomputed.latent_projections)
    saved[saved_item::queries_keys_values] =
        whole(2 * facts.part.tokens * heads *
              (2 * score + value + static_cast<double>(attention.nope_head_size)) / facts.tensor);
  save_kernel(saved, facts, heads, value);
}

constexpr void save(saved_activations& saved, const layer_facts& facts, const dense_feed_forward& block) {
  const double product = facts.part.tokens * static_cast<double>(block.width) / facts.tensor;
  saved[saved_item::feed_forward_norm_output] = whole(facts.input * facts.part.residual_tokens * facts.width);
  if (facts.recomputed.feed_forward) return;
  saved[saved_item::adapter_inputs] += gathered_input(facts, facts.how.adapted.up);
  if (facts.recomputed.norms) saved[saved_item::feed_forward_norm_output] = {};
  saved[saved_item::feed_forward_first_product] = whole(2 * times_gate(block.gated) * product);
  saved[saved_item::feed_forward_activation] = whole(kept_input(facts, facts.how.adapted.down) * product);
}

constexpr void save(saved_activations& saved, const layer_facts& facts, const routed_feed_forward& block) {
  const double stream = facts.part.residual_tokens;
  const double gate = times_gate(block.gated);
  const recipe& how = facts.how;
  // One output of the norm feeds router, dispatcher and shared experts.
  if (!facts.recomputed.norms || facts.recomputed.routed_block)
    saved[saved_item::feed_forward_norm_output] = whole(2 * stream * facts.width);
  if (facts.recomputed.routed_block) return;
  saved[saved_item::router] =
      whole(stream * static_cast<double>(block.experts) * (how.router_in_fp32 ? 12 : 10));

  const double ranks = static_cast<double>(facts.degrees.expert_tensor);
  const double routed = stream * static_cast<double>(block.experts_per_token);
  const double gathered = how.sequence_parallel ? ranks : 1;
  // Padded or cut tokens are gathered over expert tensor parallelism as others are (Megatron Core,
  // core/transformer/moe/token_dispatcher.py).
  const double met = routed * gathered * how.expert_capacity.value_or(1);
  const double outer =
      static_cast<double>(block.latent_width.value_or(static_cast<std::int64_t>(facts.width)));
  const double inner = static_cast<double>(block.expert_width) / ranks;
  saved[saved_item::expert_inputs] = whole(kept_input(facts, facts.how.adapted.up) * met * outer);
  saved[saved_item::expert_first_product] = whole(2 * gate * met * inner);
  if (!facts.recomputed.expert_activation)
    saved[saved_item::expert_activation] = whole(kept_input(facts, facts.how.adapted.down) * met * inner);
  if (!how.fused_permutation && how.dispatcher != token_dispatcher::flex)
    saved[saved_item::permuted_tokens] = whole(2 * routed * outer);
  if (how.dispatcher == token_dispatcher::all_gather)
    saved[saved_item::gathered_tokens] =
        whole(2 * stream * outer * static_cast<double>(facts.degrees.expert) * gathered);
  if (block.shared_experts > 0 && !facts.recomputed.shared_experts) {
    const double shared = facts.part.tokens *
                          static_cast<double>(block.shared_experts * block.shared_expert_width) /
                          facts.tensor;
    saved[saved_item::shared_experts] =
        whole((2 * gate + kept_input(facts, facts.how.adapted.down)) * shared);
    saved[saved_item::adapter_inputs] += gathered_input(facts, facts.how.adapted.up);
  }
}

/// What the second products of adapters keep: r words of every token of theirs.
constexpr void save_adapter_products(saved_activations& saved, const layer_facts& facts,
                                     const transformer_layer& layer) {
  if (!facts.frozen) return;
  const adapter_parameters adapters =
      adapters_of_rank(layer, static_cast<std::int64_t>(facts.width), facts.degrees, facts.how);
  double tokens = facts.part.tokens * static_cast<double>(adapters.products);
  if (const auto* routed = std::get_if<routed_feed_forward>(&layer.feed_forward))
    tokens += facts.part.residual_tokens * static_cast<double>(routed->experts_per_token) *
              (facts.how.sequence_parallel ? static_cast<double>(facts.degrees.expert_tensor) : 1.0) *
              static_cast<double>(adapters.expert_products);
  saved[saved_item::adapter_products] = whole(2 * tokens * static_cast<double>(*facts.how.adapter_rank));
}

/// What torchtitan keeps of a layer recomputed operation by operation: its input, what attention gives, and every second
/// product. Products in nvfp4 are none of the operations whose results it keeps (torchao's nvfp4_mm_triton calls scaled_mm, the list
/// has aten.mm), but two runs show 2 S h more than the rest: 3.2 % below what was measured, 1.6 with the codes of the
/// block's last input in their place, 9/16 T f.
constexpr saved_activations every_second_product(const layer_facts& facts, const transformer_layer& layer) {
  const double seen = facts.part.tokens;
  const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward);
  const attention_heads heads = heads_of(layer);
  require(dense != nullptr,
          "recomputation that keeps every second product is known of dense feed-forward blocks alone");
  const double value = static_cast<double>(heads.value_size);
  const double queries = static_cast<double>(heads.heads) * value;
  const double keys = static_cast<double>(heads.key_value_heads) * value;
  saved_activations saved;
  saved[saved_item::layer_input] = whole(2 * facts.part.residual_tokens * facts.width);
  saved[saved_item::attention_output] = whole(2 * seen * queries / facts.tensor);
  saved[saved_item::log_sum_exp] = whole(4 * seen * static_cast<double>(heads.heads) / facts.tensor);
  const double of_ranks =
      facts.how.format == training_format::nvfp4
          ? 0
          : 2 * seen * (queries + keys + static_cast<double>(dense->width)) / facts.tensor;
  saved[saved_item::kept_products] = whole(of_ranks + 2 * facts.part.residual_tokens * facts.width);
  return saved;
}

}  // namespace detail

/// What a layer keeps of one microbatch on a rank under the recipe's recomputation: `kept` says what is to be taken for it
/// instead, that of nothing recomputed, say.
constexpr saved_activations activations_saved_by(const transformer_layer& layer, std::int64_t width,
                                                 norm_kind norm, const rank_microbatch& part,
                                                 const mesh& degrees, const recipe& how,
                                                 const recomputation& kept) {
  const detail::layer_facts facts{
      .part = part,
      .width = static_cast<double>(width),
      .tensor = static_cast<double>(degrees.tensor),
      .statistics = norm == norm_kind::rms_norm ? 4.0 : 8.0,
      .input = is_quantized(how.format) && !how.adapter_rank ? 1.0 : 2.0,
      .recomputed = kept.granularity == recompute_granularity::selective ? kept.modules : recompute_modules{},
      .frozen = how.adapter_rank.has_value(),
      .degrees = degrees,
      .how = how};
  const double stream = part.residual_tokens;
  saved_activations saved;
  require(!kept.every_second_product || !how.adapter_rank,
          "recomputation that keeps every second product is not known beside low-rank adapters");
  if (kept.every_second_product) return detail::every_second_product(facts, layer);
  if (kept.granularity == recompute_granularity::full) {
    saved[saved_item::layer_input] = detail::whole(2 * stream * facts.width);
    return saved;
  }
  saved[saved_item::attention_input] = saved[saved_item::feed_forward_input] =
      detail::whole(2 * stream * facts.width);
  saved[saved_item::attention_norm_statistics] = saved[saved_item::feed_forward_norm_statistics] =
      detail::whole(facts.statistics * stream);
  if (!facts.recomputed.norms)
    saved[saved_item::attention_norm_output] = detail::whole(facts.input * stream * facts.width);
  std::visit([&](const auto& attention) { detail::save(saved, facts, attention); }, layer.attention);
  std::visit([&](const auto& block) { detail::save(saved, facts, block); }, layer.feed_forward);
  detail::save_adapter_products(saved, facts, layer);
  if (how.hidden_dropout)
    saved[saved_item::attention_mask_of_dropout] = saved[saved_item::feed_forward_mask_of_dropout] =
        detail::whole(stream * facts.width);
  return saved;
}

/// The tensors of a layer that stand on the host between forward and backward pass: those of 2^20 words and more of the
/// modules. A module of the routed block has none in a dense one. Source: NVIDIA/Megatron-LM,
/// megatron/core/pipeline_parallel/fine_grained_activation_offload.py (min_offloaded_tensor_size); which tensors a module
/// saves, megatron/core/transformer/{attention,multi_latent_attention,transformer_layer}.py and moe/experts.py.
constexpr saved_activations offloaded_of(const saved_activations& kept, const offloaded_modules& modules) {
  saved_activations host;
  const auto take = [&](bool offloaded, saved_item item) {
    if (offloaded && kept[item] >= 2_MiB) host[item] = kept[item];
  };
  take(modules.attention_norm, saved_item::attention_input);
  take(modules.query_key_value, saved_item::attention_norm_output);
  take(modules.query_key_value, saved_item::latent_queries);
  take(modules.query_key_value, saved_item::latent_keys_and_values);
  take(modules.core_attention, saved_item::queries_keys_values);
  take(modules.core_attention, saved_item::scores);
  take(modules.attention_projection, saved_item::attention_output);
  take(modules.feed_forward_norm, saved_item::feed_forward_input);
  take(modules.expert_first_product, saved_item::expert_inputs);
  take(modules.expert_activation, saved_item::expert_first_product);
  return host;
}

/// What a layer keeps of one microbatch on a rank.
constexpr saved_activations activations_saved_by(const transformer_layer& layer, const language_model& model,
                                                 const training_plan& plan, const batch& batch,
                                                 const recipe& how) {
  return activations_saved_by(layer, model.width, *model.norm, microbatch_of_rank(plan, batch, how),
                              plan.mesh, how, how.recompute);
}

}  // namespace scalewall
