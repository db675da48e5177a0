// Llama 2, 3.1 and the text part of Llama 4.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm before either block, a gated feed-forward block, no biases
// (transformers, models/llama/modeling_llama.py). In Llama 4 every fourth layer sees all tokens and the
// others their chunk (no_rope_layers), queries and keys are normalized without a learned word, and a shared
// expert of the experts' width stands beside the routed ones (models/llama4/modeling_llama4.py). The heads'
// matrices are their own, of Llama 4 by the default of its class.

#pragma once

#include <scalewall/model/language_model.hpp>

#include <cstdint>

namespace scalewall::catalog {

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Llama-2-7b-hf.
inline constexpr language_model llama_2_7b{
    .name = "Llama-2 7B",
    .width = 4096,
    .vocabulary = 32'000,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        32, {.attention = grouped_attention{.heads = 32, .key_value_heads = 32, .head_size = 128},
             .feed_forward = dense_feed_forward{.width = 11'008, .gated = true}}),
};

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Llama-2-13b-hf.
inline constexpr language_model llama_2_13b{
    .name = "Llama-2 13B",
    .width = 5120,
    .vocabulary = 32'000,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        40, {.attention = grouped_attention{.heads = 40, .key_value_heads = 40, .head_size = 128},
             .feed_forward = dense_feed_forward{.width = 13'824, .gated = true}}),
};

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Llama-2-70b-hf.
inline constexpr language_model llama_2_70b{
    .name = "Llama-2 70B",
    .width = 8192,
    .vocabulary = 32'000,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers =
        equal_layers(80, {.attention = grouped_attention{.heads = 64, .key_value_heads = 8, .head_size = 128},
                          .feed_forward = dense_feed_forward{.width = 28'672, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/meta-llama--Meta-Llama-3.1-8B_config.json.
inline constexpr language_model llama_3_1_8b{
    .name = "Llama-3.1 8B",
    .width = 4096,
    .vocabulary = 128'256,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers =
        equal_layers(32, {.attention = grouped_attention{.heads = 32, .key_value_heads = 8, .head_size = 128},
                          .feed_forward = dense_feed_forward{.width = 14'336, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/meta-llama--Meta-Llama-3.1-70B_config.json.
inline constexpr language_model llama_3_1_70b{
    .name = "Llama-3.1 70B",
    .width = 8192,
    .vocabulary = 128'256,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers =
        equal_layers(80, {.attention = grouped_attention{.heads = 64, .key_value_heads = 8, .head_size = 128},
                          .feed_forward = dense_feed_forward{.width = 28'672, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/meta-llama--Meta-Llama-3.1-405B_config.json.
inline constexpr language_model llama_3_1_405b{
    .name = "Llama-3.1 405B",
    .width = 16'384,
    .vocabulary = 128'256,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        126, {.attention = grouped_attention{.heads = 128, .key_value_heads = 8, .head_size = 128},
              .feed_forward = dense_feed_forward{.width = 53'248, .gated = true}}),
};

namespace detail {

/// The attention of both models.
inline constexpr grouped_attention llama_4_attention{.heads = 40, .key_value_heads = 8, .head_size = 128};

inline constexpr attention_reach llama_4_chunk = chunks(8192);

/// A routed layer; the shared expert is as wide as the others.
constexpr transformer_layer llama_4_routed_layer(std::int64_t experts) {
  return {.attention = llama_4_attention,
          .feed_forward = routed_feed_forward{.experts = experts,
                                              .experts_per_token = 1,
                                              .expert_width = 8192,
                                              .gated = true,
                                              .shared_experts = 1,
                                              .shared_expert_width = 8192}};
}

/// A dense layer of Maverick, of the width intermediate_size_mlp.
inline constexpr transformer_layer llama_4_dense_layer{
    .attention = llama_4_attention, .feed_forward = dense_feed_forward{.width = 16'384, .gated = true}};

}  // namespace detail

/// The text part.
/// Source: ai-dynamo/aiconfigurator@095f58a,
/// model_configs/meta-llama--Llama-4-Scout-17B-16E-Instruct_config.json.
inline constexpr language_model llama_4_scout_text{
    .name = "Llama-4 Scout (text)",
    .width = 5120,
    .vocabulary = 202'048,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = {{.runs = {{with_reach(detail::llama_4_routed_layer(16), detail::llama_4_chunk), 3},
                         {detail::llama_4_routed_layer(16), 1}},
                .repeats = 12}},
};

/// The text part, in which every second layer is routed (interleave_moe_layer_step).
/// Source: ai-dynamo/aiconfigurator@095f58a,
/// model_configs/meta-llama--Llama-4-Maverick-17B-128E-Instruct_config.json.
inline constexpr language_model llama_4_maverick_text{
    .name = "Llama-4 Maverick (text)",
    .width = 5120,
    .vocabulary = 202'048,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = {{.runs = {{with_reach(detail::llama_4_dense_layer, detail::llama_4_chunk), 1},
                         {with_reach(detail::llama_4_routed_layer(128), detail::llama_4_chunk), 1},
                         {with_reach(detail::llama_4_dense_layer, detail::llama_4_chunk), 1},
                         {detail::llama_4_routed_layer(128), 1}},
                .repeats = 12}},
};

}  // namespace scalewall::catalog
