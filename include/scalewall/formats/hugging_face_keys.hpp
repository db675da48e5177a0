// The keys of a config.json: those that are read, with the other names they go by; those that change neither
// time nor memory; and those of layers that are not described.
//
// Source: configuration_*.py of transformers (github.com/huggingface/transformers, src/transformers/models/)
// and the configurations that are published with models.

#pragma once

#include <scalewall/fixed_list.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace scalewall::hugging_face_keys {

/// A key that is read, and what else it is called.
struct read_key {
  std::string_view name;
  fixed_list<std::string_view, 6> other_names{};
};

inline constexpr read_key read_keys[] = {
    {"model_type"},
    {"architectures"},
    {"text_config", {"llm_config", "language_config"}},
    {"hidden_size", {"n_embd", "n_embed"}},
    {"word_embed_proj_dim"},
    {"num_hidden_layers", {"n_layer", "n_layers"}},
    {"num_attention_heads", {"n_head", "n_heads"}},
    {"num_key_value_heads", {"num_kv_heads", "n_head_kv"}},
    {"head_dim"},
    {"intermediate_size", {"ffn_hidden_size", "n_inner"}},
    {"dense_intermediate_size", {"intermediate_size_mlp", "mlp_intermediate_size"}},
    {"hidden_act", {"mlp_hidden_act"}},
    {"activation_function"},
    {"hidden_activation"},
    {"vocab_size"},
    {"tie_word_embeddings"},
    {"attention_bias"},
    {"attention_out_bias"},
    {"use_qkv_bias"},
    {"mlp_bias"},
    {"use_bias"},
    {"bias"},
    {"use_qk_norm", {"qk_norm", "qk_layernorm"}},
    {"qk_norm_type"},
    {"n_positions"},
    {"multi_query"},
    {"new_decoder_architecture"},
    {"num_ln_in_parallel_attn"},
    {"parallel_attn"},
    {"sliding_window", {"sliding_window_size"}},
    {"use_sliding_window"},
    {"max_window_layers"},
    {"sliding_window_pattern", {"_sliding_window_pattern"}},
    {"layer_types"},
    {"attn_type_list"},
    {"attention_chunk_size"},
    {"no_rope_layers"},
    {"no_rope_layer_interval"},
    {"num_experts", {"num_local_experts", "n_routed_experts", "moe_num_experts", "num_routed_experts"}},
    {"num_experts_per_tok",
     {"experts_per_token", "top_k_experts", "num_experts_per_token", "moe_top_k", "moe_topk", "moe_k"}},
    {"moe_intermediate_size"},
    {"moe_latent_size"},
    {"n_shared_experts", {"num_shared_experts", "num_shared_expert", "moe_num_shared_experts"}},
    {"shared_expert_intermediate_size", {"moe_shared_expert_intermediate_size", "shared_intermediate_size"}},
    {"first_k_dense_replace", {"num_dense_layers"}},
    {"moe_layer_freq"},
    {"mlp_layer_types"},
    {"decoder_sparse_step"},
    {"mlp_only_layers"},
    {"interleave_moe_layer_step"},
    {"moe_layers"},
    {"use_routing_bias", {"use_expert_bias", "moe_router_enable_expert_bias"}},
    {"topk_method"},
    {"q_lora_rank"},
    {"kv_lora_rank"},
    {"qk_nope_head_dim"},
    {"qk_rope_head_dim"},
    {"v_head_dim"},
    {"num_nextn_predict_layers", {"mtp_num_hidden_layers", "num_mtp_modules", "num_mtp_layers"}},
    {"use_mtp"},
    {"mtp_transformer_layers"},
};

/// Keys that change neither time nor memory of training, and why.
struct keys_without_effect {
  std::string_view reason;
  const std::string_view* first;
  const std::string_view* last;
};

namespace detail {

inline constexpr std::string_view constants[] = {"rms_norm_eps",
                                                 "layer_norm_eps",
                                                 "layer_norm_epsilon",
                                                 "layernorm_epsilon",
                                                 "norm_eps",
                                                 "norm_epsilon",
                                                 "rope_theta",
                                                 "rope_scaling",
                                                 "rope_parameters",
                                                 "rope_type",
                                                 "rope_interleave",
                                                 "rope_local_base_freq",
                                                 "rope_ratio",
                                                 "partial_rotary_factor",
                                                 "rotary_dim",
                                                 "rotary_pct",
                                                 "rotary_emb_base",
                                                 "rotary_base",
                                                 "use_mrope",
                                                 "mrope_section",
                                                 "alibi",
                                                 "initializer_range",
                                                 "initializer_factor",
                                                 "embedding_multiplier",
                                                 "residual_multiplier",
                                                 "attention_multiplier",
                                                 "logits_scaling",
                                                 "logit_scale",
                                                 "query_pre_attn_scalar",
                                                 "attn_logit_softcapping",
                                                 "final_logit_softcapping",
                                                 "attn_temperature_tuning",
                                                 "attn_scale",
                                                 "floor_scale",
                                                 "scale_attn_weights",
                                                 "scale_attn_by_inverse_layer_idx",
                                                 "reorder_and_upcast_attn",
                                                 "qk_head_dim",
                                                 "clip_qkv",
                                                 "apply_residual_connection_post_layernorm",
                                                 "use_parallel_residual",
                                                 "masked_softmax_fusion",
                                                 "bias_dropout_fusion",
                                                 "attention_softmax_in_fp32",
                                                 "use_bidirectional_attention",
                                                 "swiglu_limit",
                                                 "swiglu_alpha",
                                                 "initial_context_length",
                                                 "layernorm_full_attention_alpha",
                                                 "layernorm_full_attention_beta",
                                                 "layernorm_linear_attention_alpha",
                                                 "layernorm_linear_attention_beta",
                                                 "layernorm_mlp_alpha",
                                                 "layernorm_mlp_beta",
                                                 "postnorm",
                                                 "mtp_loss_scaling_factor"};

inline constexpr std::string_view routing[] = {"norm_topk_prob",
                                               "n_group",
                                               "topk_group",
                                               "num_expert_group",
                                               "scoring_func",
                                               "routed_scaling_factor",
                                               "router_scaling_factor",
                                               "moe_router_activation_func",
                                               "moe_renormalize",
                                               "router_aux_loss_coef",
                                               "router_z_loss_coef",
                                               "router_jitter_noise",
                                               "output_router_logits",
                                               "aux_loss_alpha",
                                               "seq_aux",
                                               "moe_aux_loss_coeff",
                                               "ep_size",
                                               "moe_apply_router_weight_on_input",
                                               "moe_router_dtype",
                                               "expert_dropout",
                                               "shared_moe_mode"};

inline constexpr std::string_view drop_outs[] = {"attention_dropout",
                                                 "hidden_dropout",
                                                 "hidden_dropout_prob",
                                                 "attention_probs_dropout_prob",
                                                 "resid_pdrop",
                                                 "embd_pdrop",
                                                 "attn_pdrop",
                                                 "embd_layer_dropout",
                                                 "classifier_dropout",
                                                 "summary_first_dropout",
                                                 "dropout"};

inline constexpr std::string_view checkpoint[] = {
    "quantization_config",     "compression_config", "torch_dtype",          "dtype",
    "transformers_version",    "_name_or_path",      "_commit_hash",         "auto_map",
    "unsloth_fixed",           "unsloth_version",    "_attn_implementation", "_attn_implementation_autoset",
    "_experts_implementation", "pretraining_tp",     "slow_but_exact",       "attn_implementation",
    "use_flash_attn"};

inline constexpr std::string_view generation[] = {"use_cache",
                                                  "cache_implementation",
                                                  "bos_token_id",
                                                  "eos_token_id",
                                                  "pad_token_id",
                                                  "sep_token_id",
                                                  "cls_token_id",
                                                  "mask_token_id",
                                                  "decoder_start_token_id",
                                                  "forced_bos_token_id",
                                                  "forced_eos_token_id",
                                                  "max_length",
                                                  "min_length",
                                                  "max_new_tokens",
                                                  "do_sample",
                                                  "temperature",
                                                  "top_k",
                                                  "top_p",
                                                  "num_beams",
                                                  "num_beam_groups",
                                                  "repetition_penalty",
                                                  "length_penalty",
                                                  "no_repeat_ngram_size",
                                                  "task_specific_params",
                                                  "id2label",
                                                  "label2id",
                                                  "num_labels",
                                                  "problem_type",
                                                  "finetuning_task",
                                                  "prefix",
                                                  "tokenizer_class",
                                                  "output_attentions",
                                                  "output_hidden_states",
                                                  "return_dict",
                                                  "return_dict_in_generate",
                                                  "output_scores",
                                                  "use_return_dict",
                                                  "torchscript",
                                                  "bad_words_ids",
                                                  "begin_suppress_tokens",
                                                  "suppress_tokens",
                                                  "early_stopping",
                                                  "encoder_no_repeat_ngram_size",
                                                  "diversity_penalty",
                                                  "exponential_decay_length_penalty",
                                                  "num_return_sequences",
                                                  "remove_invalid_values",
                                                  "typical_p",
                                                  "chunk_size_feed_forward",
                                                  "pruned_heads",
                                                  "tf_legacy_loss",
                                                  "use_bfloat16",
                                                  "is_decoder",
                                                  "tie_encoder_decoder",
                                                  "cross_attention_hidden_size",
                                                  "gradient_checkpointing",
                                                  "summary_activation",
                                                  "summary_proj_to_labels",
                                                  "summary_type",
                                                  "summary_use_proj",
                                                  "unk_token_id",
                                                  "image_token_id",
                                                  "video_token_id",
                                                  "audio_token_id",
                                                  "image_token_index",
                                                  "boi_token_index",
                                                  "eoi_token_index",
                                                  "boi_token_id",
                                                  "eoi_token_id",
                                                  "vision_start_token_id",
                                                  "vision_end_token_id",
                                                  "vision_token_id",
                                                  "mm_tokens_per_image"};

inline constexpr std::string_view context[] = {"max_position_embeddings",
                                               "model_max_length",
                                               "max_sequence_length",
                                               "max_seq_len",
                                               "seq_length",
                                               "n_ctx",
                                               "original_max_position_embeddings"};

inline constexpr std::string_view other_parts[] = {"vision_config",
                                                   "audio_config",
                                                   "video_config",
                                                   "image_size",
                                                   "projector_hidden_act",
                                                   "vision_feature_layer",
                                                   "vision_feature_select_strategy",
                                                   "speech_config",
                                                   "visual",
                                                   "projector_config"};

inline constexpr std::string_view names[] = {"model_name", "name", "_from_model_config", "license"};

}  // namespace detail

inline constexpr keys_without_effect without_effect[] = {
    {"a constant of the arithmetic: neither time nor memory", std::begin(detail::constants),
     std::end(detail::constants)},
    {"how experts are chosen and balanced: neither time nor memory", std::begin(detail::routing),
     std::end(detail::routing)},
    {"drop-out: its time is left out", std::begin(detail::drop_outs), std::end(detail::drop_outs)},
    {"describes the checkpoint, not the training", std::begin(detail::checkpoint),
     std::end(detail::checkpoint)},
    {"of generation or of a task, not of training", std::begin(detail::generation),
     std::end(detail::generation)},
    {"the longest context, not the length of the sequences that are trained on", std::begin(detail::context),
     std::end(detail::context)},
    {"another part of the model: only its language model is described", std::begin(detail::other_parts),
     std::end(detail::other_parts)},
    {"a name", std::begin(detail::names), std::end(detail::names)},
};

/// A key of something that changes time or memory and is not described. It is refused unless its value is
/// null, false, 0 or empty.
struct undescribed_key {
  std::string_view name;
  std::string_view reason;
};

inline constexpr undescribed_key undescribed_keys[] = {
    {"compress_ratios", "keys and values are compressed by layer"},
    {"hybrid_override_pattern", "some layers are Mamba-2 or attention or a feed-forward block alone"},
    {"layers_block_type", "some layers are not attention"},
    {"hybrid_layer_pattern", "heads differ from layer to layer"},
    {"layer_group_size", "some layers are linear attention"},
    {"expand_k", "layers are linear attention"},
    {"decoder_retention_heads", "layers are retention"},
    {"hyena_layer_idxs", "some layers are convolutions"},
    {"total_ut_steps", "layers are run several times"},
    {"linear_attn_config", "some layers are linear attention"},
    {"full_attention_interval", "some layers are linear attention"},
    {"linear_num_key_heads", "some layers are linear attention"},
    {"linear_num_value_heads", "some layers are linear attention"},
    {"linear_key_head_dim", "some layers are linear attention"},
    {"linear_value_head_dim", "some layers are linear attention"},
    {"linear_conv_kernel_dim", "some layers are linear attention"},
    {"mamba_num_heads", "some layers are Mamba-2"},
    {"mamba_head_dim", "some layers are Mamba-2"},
    {"mamba_d_state", "layers may be Mamba, and which are is not read"},
    {"mamba_d_conv", "layers may be Mamba, and which are is not read"},
    {"mamba_expand", "layers may be Mamba, and which are is not read"},
    {"ssm_state_size", "some layers are Mamba-2"},
    {"ssm_cfg", "some layers are Mamba"},
    {"state_size", "some layers are Mamba"},
    {"conv_kernel", "some layers are Mamba-2"},
    {"attn_layer_period", "some layers are Mamba"},
    {"expert_layer_period", "some layers are Mamba"},
    {"index_topk", "attention chooses its keys by an indexer"},
    {"index_n_heads", "attention chooses its keys by an indexer"},
    {"index_head_dim", "attention chooses its keys by an indexer"},
    {"sparse_attention_config", "attention chooses blocks of keys by an indexer"},
    {"o_lora_rank", "the output of attention has a rank"},
    {"o_groups", "the output of attention is grouped"},
    {"hc_mult", "every layer has several residual streams"},
    {"attn_output_gate", "the output of attention is gated"},
    {"attention_k_eq_v", "values are keys in some layers"},
    {"global_head_dim", "heads differ from layer to layer"},
    {"num_global_key_value_heads", "heads differ from layer to layer"},
    {"num_kv_shared_layers", "layers share keys and values"},
    {"swa_num_attention_heads", "heads differ from layer to layer"},
    {"swa_num_key_value_heads", "heads differ from layer to layer"},
    {"swa_head_dim", "heads differ from layer to layer"},
    {"swa_v_head_dim", "heads differ from layer to layer"},
    {"hidden_size_per_layer_input", "every layer has an embedding of its own"},
    {"altup_num_inputs", "layers work on one of several states"},
    {"laurel_rank", "every layer has a residual of a rank"},
    {"enable_moe_block", "routed experts stand beside a dense block"},
    {"use_double_wide_mlp", "feed-forward blocks differ from layer to layer"},
    {"block_configs", "every layer has a shape of its own"},
    {"cross_attention_layers", "some layers attend to images"},
    {"add_cross_attention", "layers attend to an encoder"},
    {"is_encoder_decoder", "an encoder stands beside the decoder"},
    {"type_vocab_size", "tokens have types, with an embedding of their own"},
    {"zero_expert_num", "some experts do nothing"},
    {"moe_layer_start_index", "layers are routed by a rule that is not known"},
    {"moe_layer_interval", "layers are routed by a rule that is not known"},
    {"lora_rank", "adapters stand beside projections"},
};

/// Parts of names that say that a key may change time or memory.
inline constexpr std::string_view costly_words[] = {
    "expert",       "moe",         "mamba",      "ssm",        "conv",   "lora",     "_rank",
    "compress",     "sparse",      "mtp",        "nextn",      "_heads", "head_dim", "linear_",
    "recurrent",    "hybrid",      "layer_type", "num_layers", "window", "index_",   "ngram",
    "intermediate", "hidden_size", "embed_dim",  "kv_shared"};

/// The reason why a key changes nothing; empty where it is none of those.
constexpr std::string_view reason_to_pass_over(std::string_view key) {
  for (const keys_without_effect& some : without_effect)
    if (std::find(some.first, some.last, key) != some.last) return some.reason;
  return {};
}

constexpr bool may_be_costly(std::string_view key) {
  return std::any_of(std::begin(costly_words), std::end(costly_words),
                     [key](std::string_view word) { return key.find(word) != std::string_view::npos; });
}

/// Calls `visitor(name)` for every key that is known.
template <class Visitor>
constexpr void for_each_known(const Visitor& visitor) {
  for (const read_key& one : read_keys) {
    visitor(one.name);
    for (const std::string_view name : one.other_names) visitor(name);
  }
  for (const keys_without_effect& some : without_effect)
    for (const std::string_view* name = some.first; name != some.last; ++name) visitor(*name);
  for (const undescribed_key& one : undescribed_keys) visitor(one.name);
}

}  // namespace scalewall::hugging_face_keys
