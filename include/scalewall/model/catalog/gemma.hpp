// Gemma 2 and the text part of Gemma 3.
//
// A configuration is cited as the repository that holds a copy of it, its commit and the file or entry. What
// no key says is from the model class: the head is the embedding's matrix; an RMSNorm before and behind
// either block; gated feed-forward blocks; no biases; in Gemma 3 norms of queries and keys, with the same
// words for every head (transformers, models/gemma2/modeling_gemma2.py, models/gemma3/modeling_gemma3.py).

#pragma once

#include <scalewall/model/language_model.hpp>

#include <cstdint>

namespace scalewall::catalog {

namespace detail {

/// A stack of as many layers, of which the last of every `period` sees all tokens and the others a window.
constexpr layer_patterns gemma_layers(std::int64_t number, std::int64_t period, attention_reach window,
                                      const transformer_layer& layer) {
  const layer_run with_window{.layer = with_reach(layer, window), .layers = period - 1};
  layer_patterns patterns{{.runs = {with_window, {layer, 1}}, .repeats = number / period}};
  if (number % period > 0) patterns.push_back({.runs = {{with_window.layer, number % period}}});
  return patterns;
}

constexpr layer_patterns gemma_2_layers(std::int64_t number, const transformer_layer& layer) {
  return gemma_layers(number, 2, sliding_window(4096), layer);
}

constexpr layer_patterns gemma_3_layers(std::int64_t number, const transformer_layer& layer) {
  return gemma_layers(number, 6, sliding_window(1024), layer);
}

}  // namespace detail

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Gemma-2-2b.
inline constexpr language_model gemma_2_2b{
    .name = "Gemma-2 2B",
    .width = 2304,
    .vocabulary = 256'000,
    .tied_head = true,
    .norm = norm_kind::rms_norm,
    .layers = detail::gemma_2_layers(
        26, {.attention = grouped_attention{.heads = 8, .key_value_heads = 4, .head_size = 256},
             .feed_forward = dense_feed_forward{.width = 9216, .gated = true},
             .norms = 4}),
};

/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Gemma-2-9b.
inline constexpr language_model gemma_2_9b{
    .name = "Gemma-2 9B",
    .width = 3584,
    .vocabulary = 256'000,
    .tied_head = true,
    .norm = norm_kind::rms_norm,
    .layers = detail::gemma_2_layers(
        42, {.attention = grouped_attention{.heads = 16, .key_value_heads = 8, .head_size = 256},
             .feed_forward = dense_feed_forward{.width = 14'336, .gated = true},
             .norms = 4}),
};

/// The text part.
/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Gemma-3-4b-it.
inline constexpr language_model gemma_3_4b_text{
    .name = "Gemma-3 4B (text)",
    .width = 2560,
    .vocabulary = 262'144,
    .tied_head = true,
    .norm = norm_kind::rms_norm,
    .layers = detail::gemma_3_layers(
        34,
        {.attention =
             grouped_attention{
                 .heads = 8, .key_value_heads = 4, .head_size = 256, .norm = query_key_norm::shared_by_heads},
         .feed_forward = dense_feed_forward{.width = 10'240, .gated = true},
         .norms = 4}),
};

/// The text part.
/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Gemma-3-12b-it.
inline constexpr language_model gemma_3_12b_text{
    .name = "Gemma-3 12B (text)",
    .width = 3840,
    .vocabulary = 262'144,
    .tied_head = true,
    .norm = norm_kind::rms_norm,
    .layers =
        detail::gemma_3_layers(48, {.attention = grouped_attention{.heads = 16,
                                                                   .key_value_heads = 8,
                                                                   .head_size = 256,
                                                                   .norm = query_key_norm::shared_by_heads},
                                    .feed_forward = dense_feed_forward{.width = 15'360, .gated = true},
                                    .norms = 4}),
};

/// The text part.
/// Source: Lightning-AI/litgpt@26857050, litgpt/config.py, Gemma-3-27b-it.
inline constexpr language_model gemma_3_27b_text{
    .name = "Gemma-3 27B (text)",
    .width = 5376,
    .vocabulary = 262'144,
    .tied_head = true,
    .norm = norm_kind::rms_norm,
    .layers =
        detail::gemma_3_layers(62, {.attention = grouped_attention{.heads = 32,
                                                                   .key_value_heads = 16,
                                                                   .head_size = 128,
                                                                   .norm = query_key_norm::shared_by_heads},
                                    .feed_forward = dense_feed_forward{.width = 21'504, .gated = true},
                                    .norms = 4}),
};

}  // namespace scalewall::catalog
