// What no key of a config.json says: the defaults of a model class, and what its code does whatever the keys
// are.
//
// A class is found by the `model_type` of a configuration, or by its `architectures`. The source of a row is
// the folder of transformers (github.com/huggingface/transformers, src/transformers/models/) whose
// configuration_*.py has the defaults and whose modeling_*.py has the layers, unless the row names another. A
// default that is not of this table is not taken: the key has to be there.

#pragma once

#include <scalewall/fixed_list.hpp>
#include <scalewall/model/attention.hpp>
#include <scalewall/model/norm.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

/// Whether projections have biases: never, always, or where a key says so.
enum class bias_rule { never, always, by_key };

/// Which layers see a window or chunk only, where `layer_types` does not say.
enum class window_rule {
  none,
  all_layers,
  where_switched_on,    ///< use_sliding_window; then from layer max_window_layers on
  but_every_nth,        ///< all but every n-th
  chunks_but_every_nth  ///< those of no_rope_layers; without them all but every n-th
};

/// How many key-value heads there are, where no key says.
enum class key_value_default { required, as_many_as_heads, four, by_multi_query };

struct model_class {
  fixed_list<std::string_view, 5> model_types{};
  std::string_view architecture{};
  std::string_view source{};

  bool tied_head = false;
  norm_kind norm = norm_kind::rms_norm;
  std::int64_t norms = 2;
  bool gated = true;

  /// `norm_by_key`: only where use_qk_norm says so.
  query_key_norm norm_of_queries_and_keys = query_key_norm::none;
  bool norm_by_key = false;

  bias_rule query_key_value_biases = bias_rule::never;
  bias_rule output_bias = bias_rule::never;
  bias_rule feed_forward_biases = bias_rule::never;
  std::string_view bias_key = "attention_bias";
  std::string_view output_bias_key{};  ///< of the output alone, false where it is not there; empty: bias_key
  std::string_view feed_forward_bias_key = "mlp_bias";
  bool biased = false;  ///< where bias_key is not there

  /// Sizes that published configurations of the class leave out.
  std::optional<std::int64_t> vocabulary{};
  std::optional<std::int64_t> heads{};

  key_value_default key_value_heads = key_value_default::required;

  /// None: the width over the heads. Zero: to be said.
  std::optional<std::int64_t> head_size{};

  window_rule window = window_rule::none;
  std::int64_t window_period = 0;  ///< the n of n-th
  bool window_is_said = false;     ///< sliding_window has to be there, or null

  bool latent_attention = false;

  bool sinks = false;
  bool learned_positions = false;
  bool embedding_norm = false;
  bool four_times_wide = false;  ///< the feed-forward block, where no key says otherwise

  bool routed = false;
  std::string_view routing_key{};             ///< every n-th layer is routed, all where it is not there
  bool experts_of_intermediate_size = false;  ///< whose width is intermediate_size
  bool dense_layers_first = false;  ///< first_k_dense_replace and n_shared_experts, which have to be there
  bool router_bias = false;
  bool expert_biases = false;
  bool shared_expert = false;  ///< one, as wide as the routed ones
  bool gate_of_shared_expert = false;

  /// Its token prediction is of the shape that `token_prediction` describes.
  bool token_prediction = false;
};

inline constexpr model_class model_classes[] = {
    {.model_types = {"llama"},
     .architecture = "LlamaForCausalLM",
     .source = "llama",
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .feed_forward_biases = bias_rule::by_key,
     .key_value_heads = key_value_default::as_many_as_heads},
    {.model_types = {"llama4_text", "llama4"},
     .architecture = "Llama4ForConditionalGeneration",
     .source = "llama4",
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .head_size = 128,
     .window = window_rule::chunks_but_every_nth,
     .window_period = 4,
     .routed = true,
     .routing_key = "interleave_moe_layer_step",
     .experts_of_intermediate_size = true,
     .shared_expert = true},
    {.model_types = {"mistral"},
     .architecture = "MistralForCausalLM",
     .source = "mistral",
     .window = window_rule::all_layers,
     .window_is_said = true},
    {.model_types = {"mixtral"},
     .architecture = "MixtralForCausalLM",
     .source = "mixtral",
     .window = window_rule::all_layers,
     .routed = true,
     .experts_of_intermediate_size = true},
    {.model_types = {"qwen2", "qwen2_vl_text", "qwen2_5_vl_text", "qwen2_vl", "qwen2_5_vl"},
     .architecture = "Qwen2ForCausalLM",
     .source = "qwen2",
     .query_key_value_biases = bias_rule::always,
     .window = window_rule::where_switched_on,
     .window_is_said = true},
    {.model_types = {"mimo"},
     .architecture = "MiMoForCausalLM",
     .source = "XiaomiMiMo/MiMo, modeling_mimo.py: Qwen2's class with token prediction",
     .query_key_value_biases = bias_rule::always,
     .window = window_rule::where_switched_on,
     .window_is_said = true,
     .token_prediction = true},
    {.model_types = {"qwen2_moe"},
     .architecture = "Qwen2MoeForCausalLM",
     .source = "qwen2_moe",
     .query_key_value_biases = bias_rule::always,
     .window = window_rule::where_switched_on,
     .window_is_said = true,
     .routed = true,
     .routing_key = "decoder_sparse_step",
     .gate_of_shared_expert = true},
    {.model_types = {"qwen3", "qwen3_vl_text", "qwen3_vl"},
     .architecture = "Qwen3ForCausalLM",
     .source = "qwen3",
     .norm_of_queries_and_keys = query_key_norm::shared_by_heads,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .head_size = 128,
     .window = window_rule::where_switched_on,
     .window_is_said = true},
    {.model_types = {"qwen3_moe", "qwen3_vl_moe_text", "qwen3_vl_moe"},
     .architecture = "Qwen3MoeForCausalLM",
     .source = "qwen3_moe",
     .norm_of_queries_and_keys = query_key_norm::shared_by_heads,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .head_size = 0,  // the width over the heads in some versions, 128 in others
     .window = window_rule::where_switched_on,
     .window_is_said = true,
     .routed = true,
     .routing_key = "decoder_sparse_step"},
    {.model_types = {"gemma"},
     .architecture = "GemmaForCausalLM",
     .source = "gemma",
     .tied_head = true,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .head_size = 256},
    {.model_types = {"gemma2"},
     .architecture = "Gemma2ForCausalLM",
     .source = "gemma2",
     .tied_head = true,
     .norms = 4,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .head_size = 256,
     .window = window_rule::but_every_nth,
     .window_period = 2,
     .window_is_said = true},
    {.model_types = {"gemma3_text", "gemma3"},
     .architecture = "Gemma3ForCausalLM",
     .source = "gemma3",
     .tied_head = true,
     .norms = 4,
     .norm_of_queries_and_keys = query_key_norm::shared_by_heads,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .vocabulary = 262'208,
     .heads = 8,
     .key_value_heads = key_value_default::four,
     .head_size = 256,
     .window = window_rule::but_every_nth,
     .window_period = 6,
     .window_is_said = true},
    {.model_types = {"phi3"},
     .architecture = "Phi3ForCausalLM",
     .source = "phi3",
     .key_value_heads = key_value_default::as_many_as_heads,
     .window = window_rule::all_layers},
    {.model_types = {"falcon"},
     .architecture = "FalconForCausalLM",
     .source = "falcon",
     .tied_head = true,  // of the base class, configuration_utils.py
     .norm = norm_kind::layer_norm,
     .gated = false,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .feed_forward_biases = bias_rule::by_key,
     .bias_key = "bias",
     .feed_forward_bias_key = "bias",
     .key_value_heads = key_value_default::by_multi_query,
     .four_times_wide = true},
    {.model_types = {"olmo2"},
     .architecture = "Olmo2ForCausalLM",
     .source = "olmo2",
     .norm_of_queries_and_keys = query_key_norm::across_heads,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .key_value_heads = key_value_default::as_many_as_heads},
    {.model_types = {"olmo3"},
     .architecture = "Olmo3ForCausalLM",
     .source = "olmo3",
     .norm_of_queries_and_keys = query_key_norm::across_heads,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .key_value_heads = key_value_default::as_many_as_heads,
     .window = window_rule::but_every_nth,
     .window_period = 4,
     .window_is_said = true},
    {.model_types = {"olmoe"},
     .architecture = "OlmoeForCausalLM",
     .source = "olmoe",
     .norm_of_queries_and_keys = query_key_norm::across_heads,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .key_value_heads = key_value_default::as_many_as_heads,
     .routed = true,
     .experts_of_intermediate_size = true},
    {.model_types = {"glm"},
     .architecture = "GlmForCausalLM",
     .source = "glm",
     .query_key_value_biases = bias_rule::by_key,
     .biased = true,
     .head_size = 128},
    {.model_types = {"glm4"},
     .architecture = "Glm4ForCausalLM",
     .source = "glm4",
     .norms = 4,
     .query_key_value_biases = bias_rule::by_key,
     .biased = true,
     .head_size = 128},
    {.model_types = {"seed_oss"},
     .architecture = "SeedOssForCausalLM",
     .source = "seed_oss",
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .feed_forward_biases = bias_rule::by_key,
     .output_bias_key = "attention_out_bias",
     .biased = true,
     .head_size = 128},
    {.model_types = {"stablelm"},
     .architecture = "StableLmForCausalLM",
     .source = "stablelm",
     .norm = norm_kind::layer_norm,
     .query_key_value_biases = bias_rule::by_key,
     .bias_key = "use_qkv_bias"},
    {.model_types = {"dots1"},
     .architecture = "Dots1ForCausalLM",
     .source = "dots1",
     .norm_of_queries_and_keys = query_key_norm::shared_by_heads,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .window = window_rule::where_switched_on,
     .routed = true,
     .dense_layers_first = true},
    {.model_types = {"starcoder2"},
     .architecture = "Starcoder2ForCausalLM",
     .source = "starcoder2",
     .tied_head = true,
     .norm = norm_kind::layer_norm,
     .gated = false,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .feed_forward_biases = bias_rule::by_key,
     .bias_key = "use_bias",
     .feed_forward_bias_key = "use_bias",
     .biased = true,
     .window = window_rule::all_layers,
     .window_is_said = true},
    {.model_types = {"gpt_bigcode"},
     .architecture = "GPTBigCodeForCausalLM",
     .source = "gpt_bigcode",
     .tied_head = true,  // of the base class, configuration_utils.py
     .norm = norm_kind::layer_norm,
     .gated = false,
     .query_key_value_biases = bias_rule::always,
     .output_bias = bias_rule::always,
     .feed_forward_biases = bias_rule::always,
     .key_value_heads = key_value_default::by_multi_query,
     .learned_positions = true,
     .four_times_wide = true},
    {.model_types = {"glm4_moe"},
     .architecture = "Glm4MoeForCausalLM",
     .source = "glm4_moe",
     .norm_of_queries_and_keys = query_key_norm::shared_by_heads,
     .norm_by_key = true,
     .query_key_value_biases = bias_rule::by_key,
     .routed = true,
     .dense_layers_first = true,
     .router_bias = true,
     .token_prediction = true},
    {.model_types = {"deepseek_v2"},
     .architecture = "DeepseekV2ForCausalLM",
     .source = "deepseek_v2",
     .latent_attention = true,
     .routed = true,
     .dense_layers_first = true},
    {.model_types = {"deepseek_v3", "kimi_k2"},
     .architecture = "DeepseekV3ForCausalLM",
     .source = "deepseek_v3",
     .latent_attention = true,
     .routed = true,
     .dense_layers_first = true,
     .router_bias = true,
     .token_prediction = true},
    {.model_types = {"gpt_oss"},
     .architecture = "GptOssForCausalLM",
     .source = "gpt_oss",
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .biased = true,
     .head_size = 64,
     .window = window_rule::but_every_nth,
     .window_period = 2,
     .window_is_said = true,
     .sinks = true,
     .routed = true,
     .experts_of_intermediate_size = true,
     .router_bias = true,
     .expert_biases = true},
    {.model_types = {"gpt2"},
     .architecture = "GPT2LMHeadModel",
     .source = "gpt2",
     .tied_head = true,  // of the base class, configuration_utils.py
     .norm = norm_kind::layer_norm,
     .gated = false,
     .query_key_value_biases = bias_rule::always,
     .output_bias = bias_rule::always,
     .feed_forward_biases = bias_rule::always,
     .key_value_heads = key_value_default::as_many_as_heads,
     .learned_positions = true,
     .four_times_wide = true},
    {.model_types = {"gpt_neox"},
     .architecture = "GPTNeoXForCausalLM",
     .source = "gpt_neox",
     .norm = norm_kind::layer_norm,
     .gated = false,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .feed_forward_biases = bias_rule::always,
     .biased = true,
     .key_value_heads = key_value_default::as_many_as_heads},
    {.model_types = {"bloom"},
     .architecture = "BloomForCausalLM",
     .source = "bloom",
     .tied_head = true,  // of the base class, configuration_utils.py
     .norm = norm_kind::layer_norm,
     .gated = false,
     .query_key_value_biases = bias_rule::always,
     .output_bias = bias_rule::always,
     .feed_forward_biases = bias_rule::always,
     .key_value_heads = key_value_default::as_many_as_heads,
     .embedding_norm = true,
     .four_times_wide = true},
    {.model_types = {"nemotron"},
     .architecture = "NemotronForCausalLM",
     .source = "nemotron",
     .norm = norm_kind::layer_norm,
     .gated = false,
     .query_key_value_biases = bias_rule::by_key,
     .output_bias = bias_rule::by_key,
     .feed_forward_biases = bias_rule::by_key},
    {.model_types = {"minimax_m2"},
     .architecture = "MiniMaxM2ForCausalLM",
     .source = "minimax_m2",
     .norm_of_queries_and_keys = query_key_norm::across_heads,
     .head_size = 128,
     .routed = true,
     .experts_of_intermediate_size = true,
     .router_bias = true},
};

/// A model class that no keys make a stack of attention and feed-forward blocks.
struct undescribed_class {
  std::string_view model_type;
  std::string_view reason;
};

inline constexpr undescribed_class undescribed_classes[] = {
    {"deepseek_v32", "its attention chooses keys by an indexer"},
    {"glm_moe_dsa", "its attention chooses keys by an indexer"},
    {"deepseek_v4", "its keys and values are compressed by layer"},
    {"minimax_m3", "its attention chooses blocks of keys by an indexer"},
    {"minimax", "some of its layers are lightning attention"},
    {"bailing_moe_linear", "some of its layers are linear attention"},
    {"bailing_moe_v2_5", "some of its layers are linear attention"},
    {"bailing_hybrid", "some of its layers are linear attention"},
    {"stripedhyena", "some of its layers are convolutions"},
    {"retnet", "its layers are retention"},
    {"gla", "its layers are linear attention"},
    {"ouro", "its layers are run several times"},
    {"kimi_linear", "some of its layers are linear attention"},
    {"qwen3_next", "three of four layers are linear attention"},
    {"qwen3_5", "three of four layers are linear attention"},
    {"qwen3_5_text", "three of four layers are linear attention"},
    {"qwen3_5_moe", "three of four layers are linear attention"},
    {"qwen3_5_moe_text", "three of four layers are linear attention"},
    {"nemotron_h", "some of its layers are Mamba-2"},
    {"mamba", "its layers are Mamba"},
    {"mamba2", "its layers are Mamba-2"},
    {"falcon_mamba", "its layers are Mamba"},
    {"falcon_h1", "its layers hold Mamba-2 beside attention"},
    {"jamba", "some of its layers are Mamba"},
    {"bamba", "some of its layers are Mamba-2"},
    {"zamba", "some of its layers are Mamba"},
    {"zamba2", "some of its layers are Mamba-2"},
    {"granitemoehybrid", "some of its layers are Mamba-2"},
    {"recurrent_gemma", "some of its layers are recurrent"},
    {"rwkv", "its layers are recurrent"},
    {"lfm2", "some of its layers are convolutions"},
    {"gemma3n", "embeddings of each layer and alternating updates are not described"},
    {"gemma3n_text", "embeddings of each layer and alternating updates are not described"},
    {"gemma4", "heads differ from layer to layer"},
    {"gemma4_text", "heads differ from layer to layer"},
    {"mimo_v2_flash", "keys and values differ in size, and heads from layer to layer"},
    {"mllama", "some of its layers attend to images"},
    {"nemotron-nas", "every layer has a shape of its own"},
    {"olmo", "its norms learn nothing"},
    {"phi", "its head has a bias"},
    {"phimoe", "its head has a bias"},
    {"gptj", "its head has a bias"},
    {"codegen", "its head has a bias"},
    {"cohere", "its blocks share a norm, and its norms of queries and keys have words for every head"},
    {"bert", "it is an encoder"},
    {"roberta", "it is an encoder"},
    {"modernbert", "it is an encoder"},
    {"t5", "it is an encoder with a decoder"},
    {"mt5", "it is an encoder with a decoder"},
    {"bart", "it is an encoder with a decoder"},
    {"whisper", "it is an encoder with a decoder"},
};

/// A model class whose keys have names and tables of their own.
inline constexpr undescribed_class unread_classes[] = {
    {"mpt", "d_model, n_layers and a table attn_config"},
    {"dbrx", "d_model, n_layers and tables attn_config and ffn_config"},
    {"chatglm", "num_layers, padded_vocab_size and multi_query_group_num"},
    {"opt", "do_layer_norm_before and ffn_dim"},
};

/// The class of that `model_type`, or nullptr.
constexpr const model_class* find_class(std::string_view model_type) {
  for (const model_class& one : model_classes)
    for (const std::string_view type : one.model_types)
      if (type == model_type) return &one;
  return nullptr;
}

/// The class of that entry of `architectures`, or nullptr.
constexpr const model_class* find_architecture(std::string_view architecture) {
  for (const model_class& one : model_classes)
    if (one.architecture == architecture) return &one;
  return nullptr;
}

}  // namespace scalewall
