// Qwen2.5, Qwen3 and the text part of Qwen3-VL.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: an RMSNorm before either block and a gated feed-forward block; biases
// of queries, keys and values in Qwen2.5; norms of queries and keys in Qwen3, with the same words for every
// head (transformers, models/qwen2/modeling_qwen2.py, models/qwen3/modeling_qwen3.py). Every layer of the
// routed ones is routed (decoder_sparse_step is 1); their intermediate_size is not used. The head of Qwen2.5
// 7B is its own: the published total says so.

#pragma once

#include <scalewall/model/language_model.hpp>

#include <cstdint>

namespace scalewall::catalog {

namespace detail {

constexpr grouped_attention qwen_3_attention(std::int64_t heads, std::int64_t key_value_heads) {
  return {.heads = heads,
          .key_value_heads = key_value_heads,
          .head_size = 128,
          .norm = query_key_norm::shared_by_heads};
}

/// The feed-forward block of eight experts a token.
constexpr routed_feed_forward qwen_3_experts(std::int64_t experts, std::int64_t width) {
  return {.experts = experts, .experts_per_token = 8, .expert_width = width, .gated = true};
}

}  // namespace detail

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Qwen2.5-7B.
inline constexpr language_model qwen_2_5_7b{
    .name = "Qwen2.5 7B",
    .width = 3584,
    .vocabulary = 152'064,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        28, {.attention =
                 grouped_attention{
                     .heads = 28, .key_value_heads = 4, .head_size = 128, .query_key_value_biases = true},
             .feed_forward = dense_feed_forward{.width = 18'944, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/Qwen--Qwen3-0.6B_config.json.
inline constexpr language_model qwen_3_0_6b{
    .name = "Qwen3 0.6B",
    .width = 1024,
    .vocabulary = 151'936,
    .tied_head = true,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(28, {.attention = detail::qwen_3_attention(16, 8),
                                .feed_forward = dense_feed_forward{.width = 3072, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/Qwen--Qwen3-1.7B_config.json.
inline constexpr language_model qwen_3_1_7b{
    .name = "Qwen3 1.7B",
    .width = 2048,
    .vocabulary = 151'936,
    .tied_head = true,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(28, {.attention = detail::qwen_3_attention(16, 8),
                                .feed_forward = dense_feed_forward{.width = 6144, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/Qwen--Qwen3-8B_config.json.
inline constexpr language_model qwen_3_8b{
    .name = "Qwen3 8B",
    .width = 4096,
    .vocabulary = 151'936,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(36, {.attention = detail::qwen_3_attention(32, 8),
                                .feed_forward = dense_feed_forward{.width = 12'288, .gated = true}}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/Qwen--Qwen3-30B-A3B_config.json.
inline constexpr language_model qwen_3_30b_a3b{
    .name = "Qwen3 30B-A3B",
    .width = 2048,
    .vocabulary = 151'936,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        48, {.attention = detail::qwen_3_attention(32, 4), .feed_forward = detail::qwen_3_experts(128, 768)}),
};

/// Source: ai-dynamo/aiconfigurator@095f58a,
/// model_configs/Qwen--Qwen3-Coder-480B-A35B-Instruct_config.json.
inline constexpr language_model qwen_3_coder_480b_a35b{
    .name = "Qwen3-Coder 480B-A35B",
    .width = 6144,
    .vocabulary = 151'936,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(62, {.attention = detail::qwen_3_attention(96, 8),
                                .feed_forward = detail::qwen_3_experts(160, 2560)}),
};

/// The text part, of the shape of Qwen3 30B-A3B.
/// Source: ai-dynamo/aiconfigurator@095f58a, model_configs/Qwen--Qwen3-VL-30B-A3B-Instruct_config.json.
inline constexpr language_model qwen_3_vl_30b_a3b_text{
    .name = "Qwen3-VL 30B-A3B (text)",
    .width = 2048,
    .vocabulary = 151'936,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(
        48, {.attention = detail::qwen_3_attention(32, 4), .feed_forward = detail::qwen_3_experts(128, 768)}),
};

/// The text part, of the shape of Qwen3 235B-A22B.
/// Source: ai-dynamo/aiconfigurator@095f58a,
/// model_configs/Qwen--Qwen3-VL-235B-A22B-Instruct_config.json.
inline constexpr language_model qwen_3_vl_235b_a22b_text{
    .name = "Qwen3-VL 235B-A22B (text)",
    .width = 4096,
    .vocabulary = 151'936,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = equal_layers(94, {.attention = detail::qwen_3_attention(64, 4),
                                .feed_forward = detail::qwen_3_experts(128, 1536)}),
};

}  // namespace scalewall::catalog
