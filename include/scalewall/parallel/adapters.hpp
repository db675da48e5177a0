// Low-rank adapters beside the frozen products of a layer: what one rank holds of them.
//
// Beside a product of `in` to `out` words stand two of rank r, in to r and r to out. Tensor parallelism cuts r or in of the one and
// out of the other, whichever way it cuts the product:
//
//     product      r (in + out) / t
//     experts      r (in + out) / t_e, one adapter for all experts of a rank
//     latent       vectors of attention are not cut, and so are adapters beside the products that make them
//
// Source: NVIDIA-NeMo/Megatron-Bridge, src/megatron/bridge/peft/lora.py (LoRA; share_expert_adapters) and utils.py
// (ParallelLinearAdapter); Hu 2021 (arXiv 2106.09685).

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/mesh.hpp>
#include <scalewall/parallel/recipe.hpp>

#include <cstdint>
#include <variant>

namespace scalewall {

/// Words of adapters on a rank, those beside experts apart, and how many products of a layer have one.
struct adapter_parameters {
  count dense;
  count experts;
  std::int64_t products = 0;         ///< of attention, of a dense block, of shared experts
  std::int64_t expert_products = 0;  ///< of routed experts

  friend constexpr bool operator==(const adapter_parameters&, const adapter_parameters&) = default;
};

namespace detail {

/// Adds an adapter beside a product that so many ranks cut.
constexpr void add_adapter(adapter_parameters& sum, std::int64_t rank, count in, count out,
                           std::int64_t ranks) {
  sum.dense += rank * (in + out) / ranks;
  ++sum.products;
}

constexpr void add_adapters(adapter_parameters& sum, const grouped_attention& attention, std::int64_t width,
                            const mesh& degrees, const adapted_modules& adapted, std::int64_t rank) {
  const count queries = count{attention.heads} * attention.head_size;
  const count keys_and_values = 2 * count{attention.key_value_heads} * attention.head_size;
  if (adapted.queries_keys_values) add_adapter(sum, rank, width, queries + keys_and_values, degrees.tensor);
  if (adapted.attention_output) add_adapter(sum, rank, queries, width, degrees.tensor);
}

constexpr void add_adapters(adapter_parameters& sum, const latent_attention& attention, std::int64_t width,
                            const mesh& degrees, const adapted_modules& adapted, std::int64_t rank) {
  const count scores = count{attention.heads} * heads_of(attention).score_size;
  if (adapted.queries_keys_values) {
    if (attention.query_rank) {
      add_adapter(sum, rank, width, *attention.query_rank, 1);
      add_adapter(sum, rank, *attention.query_rank, scores, degrees.tensor);
    } else {
      add_adapter(sum, rank, width, scores, degrees.tensor);
    }
    add_adapter(sum, rank, width, count{attention.key_value_rank} + attention.rope_head_size, 1);
    add_adapter(sum, rank, attention.key_value_rank,
                count{attention.heads} * (attention.nope_head_size + attention.value_head_size),
                degrees.tensor);
  }
  if (adapted.attention_output)
    add_adapter(sum, rank, count{attention.heads} * attention.value_head_size, width, degrees.tensor);
}

constexpr void add_block_adapters(adapter_parameters& sum, count inner, bool gated, std::int64_t width,
                                  const mesh& degrees, const adapted_modules& adapted, std::int64_t rank) {
  if (adapted.up) add_adapter(sum, rank, width, gated ? 2 * inner : inner, degrees.tensor);
  if (adapted.down) add_adapter(sum, rank, inner, width, degrees.tensor);
}

constexpr void add_adapters(adapter_parameters& sum, const dense_feed_forward& block, std::int64_t width,
                            const mesh& degrees, const adapted_modules& adapted, std::int64_t rank) {
  add_block_adapters(sum, block.width, is_gated(block.gated), width, degrees, adapted, rank);
}

constexpr void add_adapters(adapter_parameters& sum, const routed_feed_forward& block, std::int64_t width,
                            const mesh& degrees, const adapted_modules& adapted, std::int64_t rank) {
  const count outer = block.latent_width.value_or(width), inner = block.expert_width;
  const std::int64_t gate = is_gated(block.gated) ? 2 : 1;
  if (adapted.up) {
    sum.experts += rank * (outer + gate * inner) / degrees.expert_tensor;
    ++sum.expert_products;
  }
  if (adapted.down) {
    sum.experts += rank * (inner + outer) / degrees.expert_tensor;
    ++sum.expert_products;
  }
  if (block.shared_experts > 0)
    add_block_adapters(sum, count{block.shared_experts} * block.shared_expert_width, is_gated(block.gated),
                       width, degrees, adapted, rank);
}

}  // namespace detail

/// Adapters of one layer on one rank; none where the recipe trains every weight.
constexpr adapter_parameters adapters_of_rank(const transformer_layer& layer, std::int64_t width,
                                              const mesh& degrees, const recipe& how) {
  adapter_parameters sum;
  if (!how.adapter_rank) return sum;
  const auto add = [&](const auto& block) {
    detail::add_adapters(sum, block, width, degrees, how.adapted, *how.adapter_rank);
  };
  std::visit(add, layer.attention);
  std::visit(add, layer.feed_forward);
  return sum;
}

}  // namespace scalewall
