// GPT-3 and its like, and GPT-OSS.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says: GPT-3 and Megatron-Turing NLG have tied heads, learned positions and LayerNorm as GPT-2 has
// them; GPT-OSS has an RMSNorm before either block, gated experts, biases of projections, router and
// experts, and a learned sink for every head (transformers, models/gpt_oss/modeling_gpt_oss.py).

#pragma once

#include <scalewall/model/language_model.hpp>

#include <cstdint>

namespace scalewall::catalog {

namespace detail {

/// A layer of GPT-2 and what was made in its image: biases everywhere, a feed-forward block of four
/// times the width.
constexpr transformer_layer gpt_layer(std::int64_t width, std::int64_t heads) {
  return {.attention = grouped_attention{.heads = heads,
                                         .key_value_heads = heads,
                                         .head_size = width / heads,
                                         .query_key_value_biases = true,
                                         .output_bias = true},
          .feed_forward = dense_feed_forward{.width = 4 * width, .gated = false, .biases = true}};
}

}  // namespace detail

/// GPT-3 as it is trained in benchmarks, with the 50,257 words of its vocabulary padded to 51,200.
/// Source: Brown 2020 (arXiv 2005.14165), table 2.1; vocabulary: Korthikanti 2022 (arXiv 2205.05198),
/// table 3, as calculon-ai/calculon@caa4b11 has it.
inline constexpr language_model gpt_3_175b{
    .name = "GPT-3 175B",
    .width = 12'288,
    .vocabulary = 51'200,
    .tied_head = true,
    .norm = norm_kind::layer_norm,
    .learned_positions = 2048,
    .layers = equal_layers(96, detail::gpt_layer(12'288, 96)),
};

/// Source: Smith 2022 (arXiv 2201.11990), section 2; layers, width and feed-forward block also in
/// zhebrak/llm-cluster-simulator@1db1341, src/core/models/architectures.ts; vocabulary as that of
/// GPT-3.
inline constexpr language_model megatron_turing_nlg_530b{
    .name = "Megatron-Turing NLG 530B",
    .width = 20'480,
    .vocabulary = 51'200,
    .tied_head = true,
    .norm = norm_kind::layer_norm,
    .learned_positions = 2048,
    .layers = equal_layers(105, detail::gpt_layer(20'480, 128)),
};

/// Rotary positions, a head of its own, and 50,257 words padded to 50,432, by which the published total
/// is met.
/// Source: EleutherAI/gpt-neox@252ddc5, configs/20B.yml.
inline constexpr language_model gpt_neox_20b{
    .name = "GPT-NeoX 20B",
    .width = 6144,
    .vocabulary = 50'432,
    .tied_head = false,
    .norm = norm_kind::layer_norm,
    .layers = equal_layers(44, detail::gpt_layer(6144, 64)),
};

namespace detail {

/// Pairs of a layer with a window and one without.
constexpr layer_patterns gpt_oss_layers(std::int64_t pairs, std::int64_t experts) {
  const transformer_layer layer{.attention = grouped_attention{.heads = 64,
                                                               .key_value_heads = 8,
                                                               .head_size = 64,
                                                               .query_key_value_biases = true,
                                                               .output_bias = true,
                                                               .sinks = true},
                                .feed_forward = routed_feed_forward{.experts = experts,
                                                                    .experts_per_token = 4,
                                                                    .expert_width = 2880,
                                                                    .gated = true,
                                                                    .expert_biases = true,
                                                                    .router_bias = true}};
  return {{.runs = {{with_reach(layer, sliding_window(128)), 1}, {layer, 1}}, .repeats = pairs}};
}

}  // namespace detail

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/openai--gpt-oss-20b_config.json.
inline constexpr language_model gpt_oss_20b{
    .name = "GPT-OSS 20B",
    .width = 2880,
    .vocabulary = 201'088,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = detail::gpt_oss_layers(12, 32),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/openai--gpt-oss-120b_config.json.
inline constexpr language_model gpt_oss_120b{
    .name = "GPT-OSS 120B",
    .width = 2880,
    .vocabulary = 201'088,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = detail::gpt_oss_layers(18, 128),
};

}  // namespace scalewall::catalog
