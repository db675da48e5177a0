// Nemotron-4. Later models of that name are hybrids, which `models::left_out` of all.hpp lists.

#pragma once

#include <scalewall/model/language_model.hpp>

namespace scalewall::catalog {

/// LayerNorm with its bias is assumed, which is 3,557,376 parameters too many if it is wrong.
/// Source: zhebrak/llm-cluster-simulator@1db1341, src/core/models/architectures.ts, which cites the
/// report (arXiv 2406.11704); shape also in NVIDIA/dgxc-benchmarking, nemotron/README_340b.md.
inline constexpr language_model nemotron_4_340b{
    .name = "Nemotron-4 340B",
    .width = 18'432,
    .vocabulary = 256'000,
    .tied_head = false,
    .norm = norm_kind::layer_norm,
    .layers =
        equal_layers(96, {.attention = grouped_attention{.heads = 96, .key_value_heads = 8, .head_size = 192},
                          .feed_forward = dense_feed_forward{.width = 73'728, .gated = false}}),
};

}  // namespace scalewall::catalog
