// What a layer may keep of a microbatch until its backward pass: the items, and bytes of each.

#pragma once

#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

enum class saved_item {
  layer_input,
  attention_input,
  attention_norm_statistics,
  attention_norm_output,
  latent_queries,
  latent_keys_and_values,
  queries_keys_values,
  exchanged_heads,
  normalized_queries_and_keys,
  attention_output,
  log_sum_exp,
  scores,
  attention_mask_of_dropout,
  feed_forward_input,
  feed_forward_norm_statistics,
  feed_forward_norm_output,
  feed_forward_first_product,
  feed_forward_activation,
  router,
  expert_inputs,
  expert_first_product,
  expert_activation,
  permuted_tokens,
  gathered_tokens,
  shared_experts,
  feed_forward_mask_of_dropout,
  kept_products,
  adapter_inputs,
  adapter_products
};

inline constexpr std::array<std::string_view, 29> saved_item_names = {"layer input",
                                                                      "attention input",
                                                                      "attention norm statistics",
                                                                      "attention norm output",
                                                                      "latent queries",
                                                                      "latent keys and values",
                                                                      "queries, keys, values",
                                                                      "exchanged heads",
                                                                      "normalized queries and keys",
                                                                      "attention output",
                                                                      "log-sum-exp",
                                                                      "scores",
                                                                      "dropout mask behind attention",
                                                                      "feed-forward input",
                                                                      "feed-forward norm statistics",
                                                                      "feed-forward norm output",
                                                                      "feed-forward first product",
                                                                      "feed-forward activation",
                                                                      "router",
                                                                      "expert inputs",
                                                                      "expert first product",
                                                                      "expert activation",
                                                                      "permuted tokens",
                                                                      "gathered tokens",
                                                                      "shared experts",
                                                                      "dropout mask behind feed-forward",
                                                                      "kept products",
                                                                      "gathered inputs of adapters",
                                                                      "first products of adapters"};

/// Bytes of every item that a layer keeps of one microbatch.
struct saved_activations {
  std::array<bytes, saved_item_names.size()> items{};

  constexpr bytes& operator[](saved_item item) { return items[static_cast<std::size_t>(item)]; }
  constexpr bytes operator[](saved_item item) const { return items[static_cast<std::size_t>(item)]; }

  constexpr bytes total() const {
    bytes sum{};
    for (const bytes& item : items) sum += item;
    return sum;
  }

  /// The sum with `lost` for every tensor above 1 MiB that is no multiple of 2 MiB.
  constexpr bytes total_with_rounding(bytes lost) const {
    bytes sum{};
    for (const bytes& item : items) {
      sum += item;
      if (item > 1_MiB && item < 8_PB &&
          static_cast<std::int64_t>(item.value()) % (std::int64_t{2} << 20) != 0)
        sum += lost;
    }
    return sum;
  }

  /// The rest without some of the items, each of which is here whole.
  constexpr saved_activations& operator-=(const saved_activations& some) {
    for (std::size_t item = 0; item < items.size(); ++item) items[item] -= some.items[item];
    return *this;
  }

  friend constexpr bool operator==(const saved_activations&, const saved_activations&) = default;
};

}  // namespace scalewall
