// Phi-3-mini.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm before either block, a gated feed-forward block, no biases
// (transformers, models/phi3/modeling_phi3.py). The head is its own: the published total says so.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Phi-3-mini-4k-instruct.
inline constexpr language_model phi_3_mini_4k{
    .name = "Phi-3-mini 4k",
    .width = 3072,
    .vocabulary = 32'064,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        32, {.attention =
                 grouped_attention{
                     .heads = 32, .key_value_heads = 32, .head_size = 96, .reach = sliding_window(2048)},
             .feed_forward = dense_feed_forward{.width = 8192, .gated = true}}),
};

}  // namespace scalewall::catalog
