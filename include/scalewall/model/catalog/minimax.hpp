// MiniMax-M2.5.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm before either block and over all heads' queries and keys,
// gated experts, no biases but the router's, which shifts the choice of experts (transformers,
// models/minimax_m2/modeling_minimax_m2.py). The published total is met with these.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/MiniMaxAI--MiniMax-M2.5_config.json.
inline constexpr language_model minimax_m2_5{
    .name = "MiniMax-M2.5",
    .width = 3072,
    .vocabulary = 200'064,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(62, {.attention = grouped_attention{.heads = 48,
                                                               .key_value_heads = 8,
                                                               .head_size = 128,
                                                               .norm = query_key_norm::across_heads},
                                .feed_forward = routed_feed_forward{.experts = 256,
                                                                    .experts_per_token = 8,
                                                                    .expert_width = 1536,
                                                                    .gated = true,
                                                                    .router_bias = true}}),
};

}  // namespace scalewall::catalog
