// Mistral 7B and Mixtral 8x7B.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm before either block, gated feed-forward blocks, no biases,
// experts of the width intermediate_size (transformers, models/mistral/modeling_mistral.py,
// models/mixtral/modeling_mixtral.py). The head of Mistral 7B is its own: the published total says so.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Mistral-7B-v0.1.
inline constexpr language_model mistral_7b_v0_1{
    .name = "Mistral 7B v0.1",
    .width = 4096,
    .vocabulary = 32'000,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        32, {.attention =
                 grouped_attention{
                     .heads = 32, .key_value_heads = 8, .head_size = 128, .reach = sliding_window(4096)},
             .feed_forward = dense_feed_forward{.width = 14'336, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/mistralai--Mixtral-8x7B-v0.1_config.json.
inline constexpr language_model mixtral_8x7b{
    .name = "Mixtral 8x7B",
    .width = 4096,
    .vocabulary = 32'000,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        32, {.attention = grouped_attention{.heads = 32, .key_value_heads = 8, .head_size = 128},
             .feed_forward =
                 routed_feed_forward{
                     .experts = 8, .experts_per_token = 2, .expert_width = 14'336, .gated = true}}),
};

}  // namespace scalewall::catalog
