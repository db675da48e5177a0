// What every layer of a model asks of a rank's memory, computed once for each run of equal layers.
//
//     saved         of one microbatch until its backward pass
//     recomputed    what one layer computes anew in its backward pass, while that lasts
//     transient     gradients in a backward pass: 4 S h + 2 u T f / t of a dense layer, 4 S h + 2 u n f_e / t_e + 2 n h of a
//                   routed one, and 4 b (a/t) s s at least where scores are not fused
//     cached        gradients that Transformer Engine returns and nobody reads: one 16 bit tensor for each shape of weight
//
// Sources: NVIDIA/TransformerEngine, transformer_engine/pytorch/module/base.py (get_dummy_wgrad); the transients were found
// in measured rows.

#pragma once

#include <scalewall/estimate/saved_activations.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/framework/memory_accounting.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace scalewall {

/// One layer of a run.
struct layer_memory {
  rank_parameters words;

  /// Of one microbatch, under the recipe's recomputation and with none; what the allocator loses is in it.
  bytes saved{};
  bytes saved_without_recomputation{};

  /// With nothing recomputed, and nothing lost.
  bytes saved_exactly{};

  bytes recomputed{};
  bytes transient{};

  /// The gradient of a dense block that products do not add up themselves.
  bytes unfused_gradient{};

  count attention_products;
  count other_products;

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
  if (how.recompute.granularity != recompute_granularity::none || how.recompute.every_second_product) {
    const saved_activations kept =
        activations_saved_by(layer, width, norm, part, degrees, how, how.recompute);
    memory.saved = kept.total_with_rounding(rounding);
    const bool in_full =
        how.recompute.granularity == recompute_granularity::full || how.recompute.every_second_product;
    memory.recomputed = in_full ? memory.saved_exactly : memory.saved_exactly - kept.total();
  }
  std::visit([&](const auto& block) { detail::add_backward(memory, block, width, part, degrees, how); },
             layer.feed_forward);
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
  return memory;
}

/// How many layers of each run stand in a stretch of the model's stack.
inline constexpr std::size_t most_runs = 12;
using layers_by_run = std::array<std::int64_t, most_runs>;

/// The runs of a model's stack, and where its layers lie in them.
class stack_of_runs {
 public:
  constexpr explicit stack_of_runs(const language_model& model) : model_(&model) {
    for (const layer_pattern& pattern : model.layers) runs_ += pattern.runs.size();
    require(runs_ <= most_runs, "a stack has at most twelve runs of layers",
            {{"runs", static_cast<std::int64_t>(runs_)}});
  }

  constexpr std::size_t size() const { return runs_; }

  /// Layers of every run among the first `number` of the stack.
  constexpr layers_by_run among_first(std::int64_t number) const {
    layers_by_run found{};
    std::size_t index = 0;
    for (const layer_pattern& pattern : model_->layers) {
      std::int64_t length = 0;
      for (const layer_run& run : pattern.runs) length += run.layers;
      const std::int64_t here = std::min(number, length * pattern.repeats);
      const std::int64_t whole = here / length;
      std::int64_t rest = here % length;
      for (const layer_run& run : pattern.runs) {
        const std::int64_t part = std::min(rest, run.layers);
        found[index++] = whole * run.layers + part;
        rest -= part;
      }
      number -= here;
    }
    return found;
  }

  /// Layers of every run in a stretch.
  constexpr layers_by_run among(std::int64_t first, std::int64_t number) const {
    if (runs_ == 1) return {number};
    layers_by_run found = among_first(first + number);
    const layers_by_run before = among_first(first);
    for (std::size_t run = 0; run < runs_; ++run) found[run] -= before[run];
    return found;
  }

 private:
  const language_model* model_;
  std::size_t runs_ = 0;
};

}  // namespace scalewall
