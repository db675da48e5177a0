// OLMo 2.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm behind either block and over all heads' queries and keys,
// a gated feed-forward block, no biases (transformers, models/olmo2/modeling_olmo2.py). The head is its own:
// the published total says so.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, OLMo-2-1124-7B.
inline constexpr language_model olmo_2_7b{
    .name = "OLMo-2 7B",
    .width = 4096,
    .vocabulary = 100'352,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(32, {.attention = grouped_attention{.heads = 32,
                                                               .key_value_heads = 32,
                                                               .head_size = 128,
                                                               .norm = query_key_norm::across_heads},
                                .feed_forward = dense_feed_forward{.width = 11'008, .gated = true}}),
};

}  // namespace scalewall::catalog
