// GLM-4.5.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm before either block, gated feed-forward blocks, biases of
// queries, keys and values, and a bias of the router that shifts the choice of experts (transformers,
// models/glm4_moe/modeling_glm4_moe.py). One module of multi-token prediction is not in the cited file; with
// it the published totals are met.

#pragma once

#include <scalewall/model/language_model.hpp>

#include <cstdint>

namespace scalewall::catalog {

namespace detail {

constexpr grouped_attention glm_4_5_attention(query_key_norm norm) {
  return {.heads = 96, .key_value_heads = 8, .head_size = 128, .query_key_value_biases = true, .norm = norm};
}

/// The feed-forward block of eight experts a token beside a shared one of their width.
constexpr routed_feed_forward glm_4_5_experts(std::int64_t experts, std::int64_t width) {
  return {.experts = experts,
          .experts_per_token = 8,
          .expert_width = width,
          .gated = true,
          .router_bias = true,
          .shared_experts = 1,
          .shared_expert_width = width};
}

inline constexpr transformer_layer glm_4_5_routed_layer{
    .attention = glm_4_5_attention(query_key_norm::shared_by_heads),
    .feed_forward = glm_4_5_experts(160, 1536)};

}  // namespace detail

/// Source: NVIDIA-NeMo/Megatron-Bridge@067f987, tests/unit_tests/models/glm/test_glm45_bridge.py.
inline constexpr language_model glm_4_5{
    .name = "GLM-4.5",
    .width = 5120,
    .vocabulary = 151'552,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = {{.runs = {{{.attention = detail::glm_4_5_attention(query_key_norm::shared_by_heads),
                           .feed_forward = dense_feed_forward{.width = 12'288, .gated = true}},
                          3},
                         {detail::glm_4_5_routed_layer, 89}}}},
    .prediction = token_prediction{.layer = detail::glm_4_5_routed_layer, .modules = 1},
};

namespace detail {

inline constexpr transformer_layer glm_4_5_air_routed_layer{
    .attention = glm_4_5_attention(query_key_norm::none), .feed_forward = glm_4_5_experts(128, 1408)};

}  // namespace detail

/// Source: NVIDIA-NeMo/Megatron-Bridge@067f987, tests/unit_tests/models/glm/test_glm45_bridge.py.
inline constexpr language_model glm_4_5_air{
    .name = "GLM-4.5-Air",
    .width = 4096,
    .vocabulary = 151'552,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = {{.runs = {{{.attention = detail::glm_4_5_attention(query_key_norm::none),
                           .feed_forward = dense_feed_forward{.width = 10'944, .gated = true}},
                          1},
                         {detail::glm_4_5_air_routed_layer, 45}}}},
    .prediction = token_prediction{.layer = detail::glm_4_5_air_routed_layer, .modules = 1},
};

}  // namespace scalewall::catalog
