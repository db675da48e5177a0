// BLOOM.
//
// Linear positions (ALiBi), a LayerNorm before either block and behind the embedding, biases everywhere, and
// the embedding's matrix as the head: the published total says so.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

/// Source: BigScience 2022 (arXiv 2211.05100), section 3.2, as zhebrak/llm-cluster-simulator@1db1341,
/// src/core/models/architectures.ts, has it but for the head.
inline constexpr language_model bloom_176b{
    .name = "BLOOM 176B",
    .width = 14'336,
    .vocabulary = 250'880,
    .tied_head = true,
    .norm = norm_kind::layer_norm,
    .embedding_norm = true,
    .layers = equal_layers(
        70, {.attention = grouped_attention{.heads = 112,
                                            .key_value_heads = 112,
                                            .head_size = 128,
                                            .query_key_value_biases = true,
                                            .output_bias = true},
             .feed_forward = dense_feed_forward{.width = 57'344, .gated = false, .biases = true}}),
};

}  // namespace scalewall::catalog
