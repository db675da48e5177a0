// Feed-forward blocks: the dense one of width f, and the routed one, of whose E experts a router gives every
// token k.
//
//     u f x h, h x f      u = 2 where one half gates the other (SwiGLU, GeGLU), else 1
//     E x h               router, (E + 1) x h where it weighs the shared experts too
//
// Shared experts are met by every token. Latent experts stand in a space of l words instead of the model's
// width h, with an l x h matrix before all of them and an h x l matrix behind.
//
// Sources: Shazeer 2017 (arXiv 1701.06538) and 2020 (2002.05202, gates); Dai 2024 (2401.06066, shared
// experts).

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/model/weight_matrix.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace scalewall {

struct dense_feed_forward {
  std::int64_t width = 0;

  /// Whether there is a gate. To be said: a wrong guess is a third of the block.
  std::optional<bool> gated{};

  bool biases = false;

  friend constexpr bool operator==(const dense_feed_forward&, const dense_feed_forward&) = default;
};

struct routed_feed_forward {
  std::int64_t experts = 0;
  std::int64_t experts_per_token = 0;
  std::int64_t expert_width = 0;

  /// Whether routed and shared experts alike have a gate. To be said: a wrong guess is a third of the block.
  std::optional<bool> gated{};

  bool expert_biases = false;

  /// One word an expert: added to the scores (GPT-OSS), or to the choice alone (DeepSeek-V3).
  bool router_bias = false;

  std::int64_t shared_experts = 0;
  std::int64_t shared_expert_width = 0;

  /// One more row of the router's matrix, which weighs the shared experts (Qwen2-MoE).
  bool shared_expert_gate = false;

  /// The space in which the routed experts stand, where it is not the model's width.
  std::optional<std::int64_t> latent_width{};

  friend constexpr bool operator==(const routed_feed_forward&, const routed_feed_forward&) = default;
};

using feed_forward_block = std::variant<dense_feed_forward, routed_feed_forward>;

/// Throws `broken_rule` where it was not said.
constexpr bool is_gated(const std::optional<bool>& gated) {
  require(gated.has_value(), "a feed-forward block says whether it is gated (.gated = true or false)");
  return *gated;
}

/// The two matrices of a block of `inner` words between `outer` ones.
constexpr weight_matrices up_and_down(count inner, count outer, bool gated) {
  return {{gated ? 2 * inner : inner, outer}, {outer, inner}};
}

constexpr count up_and_down_biases(count inner, count outer, bool gated) {
  return (gated ? 2 * inner : inner) + outer;
}

/// What every token is multiplied with, routed experts and the router left out.
constexpr weight_matrices matrices(const dense_feed_forward& block, std::int64_t width) {
  return up_and_down(block.width, width, is_gated(block.gated));
}

constexpr weight_matrices matrices(const routed_feed_forward& block, std::int64_t width) {
  weight_matrices list;
  if (block.shared_experts > 0)
    list = up_and_down(count{block.shared_experts} * block.shared_expert_width, width, is_gated(block.gated));
  if (block.latent_width) {
    list.push_back({*block.latent_width, width});
    list.push_back({width, *block.latent_width});
  }
  return list;
}

constexpr count bias_words(const dense_feed_forward& block, std::int64_t width) {
  return block.biases ? up_and_down_biases(block.width, width, is_gated(block.gated)) : count{};
}

constexpr count bias_words(const routed_feed_forward&, std::int64_t) { return {}; }

/// The matrices of one routed expert.
constexpr weight_matrices expert_matrices(const routed_feed_forward& block, std::int64_t width) {
  return up_and_down(block.expert_width, block.latent_width.value_or(width), is_gated(block.gated));
}

constexpr count expert_bias_words(const routed_feed_forward& block, std::int64_t width) {
  return block.expert_biases ? up_and_down_biases(block.expert_width, block.latent_width.value_or(width),
                                                  is_gated(block.gated))
                             : count{};
}

constexpr weight_matrix router_matrix(const routed_feed_forward& block, std::int64_t width) {
  return {count{block.experts} + (block.shared_expert_gate ? 1 : 0), width};
}

/// Throws `broken_rule` unless all sizes are positive and all is said.
constexpr void require_valid(const dense_feed_forward& block) {
  require(block.width >= 1, "the width of a feed-forward block is positive", {{"width", block.width}});
  is_gated(block.gated);
}

constexpr void require_valid(const routed_feed_forward& block) {
  require(block.experts >= 1, "a routed block has at least one expert", {{"experts", block.experts}});
  require(block.experts_per_token >= 1 && block.experts_per_token <= block.experts,
          "a token meets at least one expert and at most all",
          {{"experts_per_token", block.experts_per_token}, {"experts", block.experts}});
  require(block.expert_width >= 1, "the width of an expert is positive",
          {{"expert_width", block.expert_width}});
  is_gated(block.gated);
  require(block.shared_experts >= 0, "a routed block has no negative number of shared experts",
          {{"shared_experts", block.shared_experts}});
  require((block.shared_experts > 0) == (block.shared_expert_width > 0) && block.shared_expert_width >= 0,
          "shared experts have a positive width, and only they",
          {{"shared_experts", block.shared_experts}, {"shared_expert_width", block.shared_expert_width}});
  require(block.shared_experts > 0 || !block.shared_expert_gate,
          "a gate of shared experts stands where there are some");
  if (block.latent_width)
    require(*block.latent_width >= 1, "the latent width of experts is positive, or there is none",
            {{"latent_width", *block.latent_width}});
}

}  // namespace scalewall
