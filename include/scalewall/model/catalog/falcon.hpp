// Falcon 40B and 180B.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: attention and feed-forward block stand side by side, each behind a
// LayerNorm of its own; the feed-forward block has four times the width and no gate; no biases
// (transformers, models/falcon/modeling_falcon.py). The head of 180B is its own: the published total says
// so.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

/// The head is taken to be tied, as in the class; no published total is at hand to tell.
/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, falcon-40b.
inline constexpr language_model falcon_40b{
    .name = "Falcon 40B",
    .width = 8192,
    .vocabulary = 65'024,
    .tied_head = true,
    .norm = norm_kind::layer_norm,
    .layers =
        equal_layers(60, {.attention = grouped_attention{.heads = 128, .key_value_heads = 8, .head_size = 64},
                          .feed_forward = dense_feed_forward{.width = 32'768, .gated = false}}),
};

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, falcon-180B.
inline constexpr language_model falcon_180b{
    .name = "Falcon 180B",
    .width = 14'848,
    .vocabulary = 65'024,
    .tied_head = false,
    .norm = norm_kind::layer_norm,
    .layers =
        equal_layers(80, {.attention = grouped_attention{.heads = 232, .key_value_heads = 8, .head_size = 64},
                          .feed_forward = dense_feed_forward{.width = 59'392, .gated = false}}),
};

}  // namespace scalewall::catalog
