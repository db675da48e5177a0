// MiMo-7B.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class, which is Qwen2's with a module of multi-token prediction: an RMSNorm
// before either block, a gated feed-forward block, biases of queries, keys and values. Its window of 32,768
// tokens is as long as its context and left out.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

namespace detail {

inline constexpr transformer_layer mimo_7b_layer{
    .attention =
        grouped_attention{
            .heads = 32, .key_value_heads = 8, .head_size = 128, .query_key_value_biases = true},
    .feed_forward = dense_feed_forward{.width = 11'008, .gated = true}};

}  // namespace detail

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/XiaomiMiMo--MiMo-7B-Base_config.json.
inline constexpr language_model mimo_7b{
    .name = "MiMo-7B",
    .width = 4096,
    .vocabulary = 151'680,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(36, detail::mimo_7b_layer),
    .prediction = token_prediction{.layer = detail::mimo_7b_layer, .modules = 1},
};

}  // namespace scalewall::catalog
