// What every layer of a model asks of a rank's memory, computed once for each run of equal layers.
//
//     saved         of one microbatch until its backward pass, here; what modules keep on the host comes to it of one layer at
//                   a time: that of the last stays, and a backward pass fetches the next
//     recomputed    what one layer computes anew in its backward pass, while that lasts
//     transient     gradients in a backward pass: 4 S h + 2 u T f / t of a dense layer, 4 S h + 2 u n f_e / t_e + 2 n h of a
//                   routed one, and 4 b (a/t) s s at least where scores are not fused
//     cached        gradients that Transformer Engine returns and nobody reads: one 16 bit tensor for each weight of a
//                   layer, of all experts one's, whatever the number of layers
//
// Where products do not add gradients up themselves, a dense block's of 2 u h f / t comes to the transient. What is
// recomputed is not rounded.
// Sources: NVIDIA/TransformerEngine, transformer_engine/pytorch/module/base.py (get_dummy_wgrad); the transients were found
// in measured rows.

#pragma once

#include <scalewall/estimate/saved_activations.hpp>
#include <scalewall/framework/memory_accounting.hpp>

#include <algorithm>
#include <cstdint>
#include <variant>

namespace scalewall {

/// One layer of a run.
struct layer_memory {
  rank_parameters words;

  /// Bytes of one microbatch, under the recipe's recomputation and with none; what the allocator loses is in it.
  bytes saved{};
  bytes saved_without_recomputation{};

  /// Bytes with nothing recomputed, and nothing lost.
  bytes saved_exactly{};

  /// Bytes of one microbatch that stand on the host until the backward pass wants them.
  bytes offloaded{};

  bytes recomputed{};
  bytes transient{};

  /// The gradient of a dense block that products do not add up themselves.
  bytes unfused_gradient{};

  count attention_products;
  count other_products;

  adapter_parameters adapters;

  friend constexpr bool operator==(const layer_memory&, const layer_memory&) = default;
};

namespace detail {

constexpr double tokens_of_experts(const routed_feed_forward& block, const rank_microbatch& part,
                                   const mesh& degrees, const recipe& how) {
  return part.residual_tokens * static_cast<double>(block.experts_per_token) *
         (how.sequence_parallel ? static_cast<double>(degrees.expert_tensor) : 1.0);
}

constexpr void add_backward(layer_memory& layer, const dense_feed_forward& block, std::int64_t width,
                            const rank_microbatch& part, const mesh& degrees, const recipe&) {
  const double inner =
      times_gate(block.gated) * static_cast<double>(block.width) / static_cast<double>(degrees.tensor);
  layer.transient = whole(4 * part.residual_tokens * static_cast<double>(width) + 2 * part.tokens * inner);
  layer.unfused_gradient = whole(2 * static_cast<double>(width) * inner);
  layer.other_products = product_words_of_rank(block, width, degrees);
}

constexpr void add_backward(layer_memory& layer, const routed_feed_forward& block, std::int64_t width,
                            const rank_microbatch& part, const mesh& degrees, const recipe& how) {
  const double met = tokens_of_experts(block, part, degrees, how);
  const double inner = times_gate(block.gated) * static_cast<double>(block.expert_width) /
                       static_cast<double>(degrees.expert_tensor);
  const double outer = static_cast<double>(block.latent_width.value_or(width));
  layer.transient =
      whole(4 * part.residual_tokens * static_cast<double>(width) + 2 * met * inner + 2 * met * outer);
  layer.other_products =
      expert_words_of_rank(block, width, degrees) + product_words_of_rank(block, width, degrees);
}

}  // namespace detail

/// What one layer asks of a rank's memory.
constexpr layer_memory memory_of_layer(const transformer_layer& layer, std::int64_t width, norm_kind norm,
                                       const rank_microbatch& part, const mesh& degrees, const recipe& how,
                                       bytes rounding) {
  layer_memory memory;
  memory.words = parameters_of_rank(layer, width, norm, degrees);
  const saved_activations all = activations_saved_by(layer, width, norm, part, degrees, how, recomputation{});
  memory.saved = memory.saved_without_recomputation = all.total_with_rounding(rounding);
  memory.saved_exactly = all.total();
  saved_activations here = all;
  if (how.recompute.granularity != recompute_granularity::none || how.recompute.every_second_product) {
    const saved_activations kept =
        activations_saved_by(layer, width, norm, part, degrees, how, how.recompute);
    memory.saved = kept.total_with_rounding(rounding);
    here = kept;
    const bool in_full =
        how.recompute.granularity == recompute_granularity::full || how.recompute.every_second_product;
    memory.recomputed = in_full ? memory.saved_exactly : memory.saved_exactly - kept.total();
  }
  if (how.offloaded.any()) {
    require(how.recompute.granularity != recompute_granularity::full && !how.recompute.every_second_product,
            "modules are kept on the host beside selective recomputation alone");
    const saved_activations host = offloaded_of(here, how.offloaded);
    memory.offloaded = host.total();
    memory.saved = memory.saved_without_recomputation = (here -= host).total_with_rounding(rounding);
  }
  std::visit([&](const auto& block) { detail::add_backward(memory, block, width, part, degrees, how); },
             layer.feed_forward);
  memory.adapters = adapters_of_rank(layer, width, degrees, how);
  std::visit(
      [&](const auto& attention) {
        memory.attention_products = product_words_of_rank(attention, width, degrees);
        if (how.attention == attention_kernel::unfused)
          memory.transient =
              std::max(memory.transient, detail::whole(4 * part.sequences *
                                                       static_cast<double>(attention.heads / degrees.tensor) *
                                                       part.sequence_length * part.sequence_length));
      },
      layer.attention);
  if (how.adapter_rank) {
    // Products with frozen weights have no gradients of them.
    memory.attention_products = memory.other_products = {};
    memory.unfused_gradient = {};
  }
  return memory;
}

}  // namespace scalewall
