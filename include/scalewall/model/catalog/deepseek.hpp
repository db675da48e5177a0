// DeepSeek-V2 and DeepSeek-V3.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm before either block and of both latent vectors, gated
// feed-forward blocks, no biases but the router's in V3, which shifts the choice of experts (transformers,
// models/deepseek_v2/modeling_deepseek_v2.py, models/deepseek_v3/modeling_deepseek_v3.py). The head of V2 is
// its own: the published total says so.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

namespace detail {

/// The attention of both models.
inline constexpr latent_attention deepseek_attention{.heads = 128,
                                                     .query_rank = 1536,
                                                     .key_value_rank = 512,
                                                     .nope_head_size = 128,
                                                     .rope_head_size = 64,
                                                     .value_head_size = 128};

/// The routed layers of DeepSeek-V3, of which its multi-token prediction is one.
inline constexpr transformer_layer deepseek_v3_routed_layer{
    .attention = deepseek_attention,
    .feed_forward = routed_feed_forward{.experts = 256,
                                        .experts_per_token = 8,
                                        .expert_width = 2048,
                                        .gated = true,
                                        .router_bias = true,
                                        .shared_experts = 1,
                                        .shared_expert_width = 2048}};

}  // namespace detail

/// Source: AMD-AGI/Primus@fd1eeab, primus/configs/models/megatron/deepseek_v2.yaml; vocabulary:
/// MooreThreads/SimuMax@4dcaae5, configs/models/deepseekv2.json.
inline constexpr language_model deepseek_v2{
    .name = "DeepSeek-V2",
    .width = 5120,
    .vocabulary = 102'400,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = {{.runs = {{{.attention = detail::deepseek_attention,
                           .feed_forward = dense_feed_forward{.width = 12'288, .gated = true}},
                          1},
                         {{.attention = detail::deepseek_attention,
                           .feed_forward = routed_feed_forward{.experts = 160,
                                                               .experts_per_token = 6,
                                                               .expert_width = 1536,
                                                               .gated = true,
                                                               .shared_experts = 2,
                                                               .shared_expert_width = 1536}},
                          59}}}},
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/deepseek-ai--DeepSeek-V3_config.json.
inline constexpr language_model deepseek_v3{
    .name = "DeepSeek-V3",
    .width = 7168,
    .vocabulary = 129'280,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = {{.runs = {{{.attention = detail::deepseek_attention,
                           .feed_forward = dense_feed_forward{.width = 18'432, .gated = true}},
                          3},
                         {detail::deepseek_v3_routed_layer, 58}}}},
    .prediction = token_prediction{.layer = detail::deepseek_v3_routed_layer, .modules = 1},
};

}  // namespace scalewall::catalog
