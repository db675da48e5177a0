// The configuration that Megatron-Bridge dumps beside a checkpoint (run_config.yaml), read as the run that it is: model,
// plan, batch and recipe.
//
//     read_run_config(text, {.gpus = 1024})
//
// Most of its keys are the fields of dataclasses whose flags Megatron-LM has, so they are read as that launch line, by the
// same rules: model.num_layers: 61 is --num-layers 61. What differs is said here:
//
//     mixed_precision     a name (bf16_mixed) or a table; its formats win over those of model, ddp and optimizer
//     comm_overlap        where it is given and replicas share the optimizer, overlap is on with more than one replica
//                         unless it says otherwise
//     the vocabulary      padded only if model.should_pad_vocab says so, or if it is the tokenizer's
//     the width of dense blocks     4 x hidden_size where it is null, with a gate too
//     latent attention    a query_rank of 512 and a rank of 512 of keys where those keys are missing
//     the loss            fused by Transformer Engine where nothing is said
//
// The number of accelerators stands outside of it. Nothing is run or fetched.
//
// Sources: NVIDIA-NeMo/Megatron-Bridge, src/megatron/bridge/training/{config,mixed_precision,comm_overlap}.py, models/
// {gpt_provider,mla_provider}.py and training/utils/ (of the vocabulary); NVIDIA/Megatron-LM, megatron/core/transformer/
// transformer_config.py.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configured_run.hpp>
#include <scalewall/formats/foreign_yaml.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/megatron_flag_names.hpp>
#include <scalewall/formats/named_settings.hpp>
#include <scalewall/formats/yaml_settings.hpp>
#include <scalewall/named_choice.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

/// Settings of Bridge that are no flags of Megatron-LM, or mean something else than the flag of that name.
inline constexpr setting_group bridge_settings[] = {
    {setting_use::read, "",
     "model.bf16 model.fp16 model.fp8 model.fp8_recipe model.fp8_param model.fp4 model.fp4_recipe "
     "model.first_last_layers_bf16 model.num_layers_at_start_in_bf16 model.num_layers_at_end_in_bf16 "
     "mixed_precision mixed_precision.bf16 mixed_precision.fp16 mixed_precision.fp32 mixed_precision.fp8 "
     "mixed_precision.fp8_recipe mixed_precision.fp8_param mixed_precision.fp8_param_gather "
     "mixed_precision.fp4 mixed_precision.fp4_recipe mixed_precision.grad_reduce_in_fp32 "
     "mixed_precision.first_last_layers_bf16 mixed_precision.num_layers_at_start_in_bf16 "
     "mixed_precision.num_layers_at_end_in_bf16 ddp.grad_reduce_in_fp32 ddp.fp8_param_gather "
     "model.add_bias_linear model.share_embeddings_and_output_weights model.gradient_accumulation_fusion "
     "model.activation_func model.ffn_hidden_size model.num_query_groups model.multi_latent_attention "
     "model.q_lora_rank model.kv_lora_rank model.virtual_pipeline_model_parallel_size "
     "model.pipeline_model_parallel_layout model.microbatch_group_size_per_vp_stage model.attention_backend "
     "train.micro_batch_size train.global_batch_size model.window_size model.moe_layer_freq "
     "model.window_attn_skip_freq model.seq_length "
     "model.max_position_embeddings model.vocab_size model.should_pad_vocab model.num_moe_experts "
     "model.moe_ffn_hidden_size model.enable_cuda_graph model.external_cuda_graph model.cuda_graph_impl "
     "model.tp_comm_overlap model.cross_entropy_loss_fusion model.cross_entropy_fusion_impl "
     "ddp.use_distributed_optimizer ddp.overlap_grad_reduce ddp.overlap_param_gather "
     "optimizer.use_distributed_optimizer ddp.use_megatron_fsdp dist.use_megatron_fsdp "
     "comm_overlap.tp_comm_overlap comm_overlap.overlap_grad_reduce comm_overlap.overlap_param_gather "
     "dataset.sequence_length dataset.seq_length dataset.create_attention_mask "
     "dataset.skip_getting_attention_mask_from_dataset tokenizer.vocab_size tokenizer.tokenizer_type"},
    {setting_use::without_effect, "of layers that the model does not have",
     "model.mamba_head_dim model.mamba_num_groups model.mamba_state_dim model.use_mamba_mem_eff_path "
     "model.linear_conv_kernel_dim model.linear_key_head_dim model.linear_num_key_heads "
     "model.linear_num_value_heads model.linear_value_head_dim model.heterogeneous_layers_config_path "
     "model.dsa_indexer_loss_coeff model.dsa_indexer_use_sparse_loss model.dsa_indexer_head_dim "
     "model.dsa_indexer_n_heads model.dsa_indexer_topk"},
    {setting_use::without_effect, "of Python, logging, random numbers and kernels that are not told apart",
     "_target_ model._target_ train._target_ ddp._target_ dist._target_ optimizer._target_ "
     "mixed_precision._target_ comm_overlap._target_ "
     "model.transformer_layer_spec model.transformer_layer_spec.* model.timers "
     "model.finalize_model_grads_func "
     "model.grad_scale_func model.no_sync_func model.grad_sync_func model.param_sync_func "
     "model.init_method model.embedding_init_method model.output_layer_init_method "
     "model.perform_initialization model.params_dtype model.pipeline_dtype model.autocast_dtype "
     "model.enable_autocast model.barrier_with_L1_time model.hf_model_id model.generation_config "
     "model.generation_config.* model.config_logger_dir model.parallel_output "
     "model.hetereogenous_dist_checkpoint model.restore_modelopt_state model.deallocate_pipeline_outputs "
     "model.batch_p2p_comm model.batch_p2p_sync model.overlap_p2p_comm model.overlap_p2p_comm_warmup_flush "
     "model.scatter_embedding_sequence_parallel model.variable_seq_lengths model.apply_rope_fusion "
     "model.rope_scaling model.bias_activation_fusion model.bias_dropout_fusion model.masked_softmax_fusion "
     "model.persist_layer_norm model.clone_scatter_output_in_embedding model.attention_softmax_in_fp32 "
     "model.layernorm_epsilon model.seq_len_interpolation_factor model.fused_single_qkv_rope "
     "model.mla_down_proj_fusion model.cuda_graph_use_single_mempool model.cuda_graph_retain_backward_graph "
     "model.disable_parameter_transpose_cache model.symmetric_ar_type model.fp8_quantizer_factory "
     "model.fp4_quantizer_factory model.fp4_param model.quant_recipe model.batch_invariant_mode "
     "model.tp_comm_atomic_ag model.tp_comm_atomic_rs model.tp_comm_bulk_dgrad model.tp_comm_bulk_wgrad "
     "model.tp_comm_overlap_ag model.tp_comm_overlap_rs model.tp_comm_split_ag model.tp_comm_split_rs "
     "model.tp_comm_overlap_disable_qkv model.tp_comm_overlap_disable_fc1 model.tp_only_amax_red "
     "model.tp_comm_overlap_cfg model.tp_comm_overlap_cfg.* model.tp_comm_bootstrap_backend "
     "model.use_te_rng_tracker model.use_transformer_engine_full_layer_spec model.use_kitchen "
     "model.use_kitchen_attention model.kitchen_attention_backend model.use_arbitrary_attention_mask "
     "model.mup_width_mult model.moe_router_topk_limited_devices model.moe_token_dropping "
     "model.use_inference_optimized_layers model.mtp_enabled model.mtp_standalone "
     "model.max_seqlen_per_dp_cp_rank model.min_offloaded_tensor_size model.yarn_beta_fast "
     "model.yarn_beta_slow model.yarn_correction_range_round_to_int model.yarn_mscale "
     "model.yarn_mscale_all_dim model.yarn_original_max_position_embeddings "
     "model.yarn_rotary_scaling_factor model.cpu_offloading_activations model.cpu_offloading_weights "
     "model.cpu_offloading_double_buffering model.cpu_offloading_retain_pinned_cpu_buffers "
     "model.ep_overlap_early_attn_memory_release model.inference_grouped_gemm_backend "
     "model.inference_sampling_seed model.inference_fuse_tp_communication "
     "model.inference_disable_triton_nvls_kernels model.inference_moe_disable_fused_quant_kernels "
     "model.bias_swiglu_fusion model.qk_clip_alpha model.qk_clip_threshold"},
    {setting_use::without_effect, "the schedule of training, validation and checks",
     "train.train_iters train.train_samples train.eval_interval train.eval_iters train.exit_signal "
     "train.exit_signal.* train.check_optimizer_step_success train.skip_sync_grad_norm_across_mp "
     "train.train_sync_interval train.iterations_to_skip train.manual_gc_eval train.skip_train"},
    {setting_use::without_effect, "buckets, streams and checks that are not told apart",
     "ddp.align_param_gather ddp.average_in_collective ddp.bucket_size ddp.check_for_nan_in_grad "
     "ddp.check_for_large_grads ddp.disable_symmetric_registration "
     "ddp.fsdp_all_gather_in_start_param_sync ddp.fsdp_db_use_persist_buf_on_alloc_fail "
     "ddp.fsdp_manual_registration ddp.gradient_reduce_div_fusion ddp.pad_buckets_for_high_nccl_busbw "
     "ddp.param_name_patterns_for_fp32_local_accumulation ddp.preserve_fp32_weights "
     "ddp.suggested_communication_unit_size ddp.nccl_ub ddp.num_buckets comm_overlap.* "
     "mixed_precision.params_dtype mixed_precision.pipeline_dtype mixed_precision.autocast_dtype "
     "mixed_precision.autocast_enabled mixed_precision.fp8_margin mixed_precision.fp8_amax_history_len "
     "mixed_precision.fp8_amax_compute_algo mixed_precision.fp8_wgrad mixed_precision.fp4_param "
     "mixed_precision.fp4_param_gather mixed_precision.loss_scale mixed_precision.initial_loss_scale "
     "mixed_precision.min_loss_scale mixed_precision.loss_scale_window mixed_precision.hysteresis "
     "optimizer.bf16 optimizer.fp16 optimizer.fp8_recipe optimizer.params_dtype optimizer.timers "
     "optimizer.barrier_with_L1_time optimizer.config_logger_dir optimizer.decoupled_weight_decay "
     "optimizer.lion_beta1 optimizer.lion_beta2 optimizer.log_num_zeros_in_grad optimizer.muon_split_qkv "
     "optimizer.store_param_remainders optimizer.use_torch_optimizer_for_cpu_offload optimizer.pin_cpu_grads "
     "optimizer.pin_cpu_params optimizer.grad_reduce_in_fp32 optimizer.overlap_param_gather "
     "optimizer.reuse_grad_buf_for_mxfp8_param_ag mixed_precision.reuse_grad_buf_for_mxfp8_param_ag"},
    {setting_use::without_effect, "data and tokenizers", "dataset.* tokenizer.*"},
    {setting_use::without_effect, "logging, checkpoints, restarts and the schedule of learning",
     "checkpoint.* logger.* profiling.* rng.* scheduler.* validation.* ft.* straggler.* nvrx_straggler.* "
     "inprocess_restart.* rerun_state_machine.* tensor_inspect.* optimizer_config_override_provider.* dist.* "
     "optimizer_config_override_provider train.exit_duration_in_mins"},
    {setting_use::not_held, "changes time, and is not told apart here",
     "model.fp8_dot_product_attention model.fp8_multi_head_attention "
     "mixed_precision.fp8_dot_product_attention mixed_precision.fp8_multi_head_attention "
     "comm_overlap.defer_embedding_wgrad_compute comm_overlap.delay_wgrad_compute "
     "comm_overlap.overlap_moe_expert_parallel_comm comm_overlap.overlap_param_gather_with_optimizer_step"},
    {setting_use::not_held, "activations of some microbatches alone are computed anew",
     "model.num_microbatches_with_partial_activation_checkpoints"},
    {setting_use::undescribed, "sequences of several lengths are spread over ranks",
     "model.hybrid_context_parallel dataset.hybrid_context_parallel"},
    {setting_use::undescribed, "activations are kept on the host", "model.cpu_offloading"},
    {setting_use::undescribed, "some layers are not attention and a feed-forward block",
     "model.heterogeneous_block_specs model.mtp_hybrid_override_pattern model.hybrid_layer_pattern"},
    {setting_use::undescribed, "adapters are trained, and which is not read", "peft peft.*"},
    {setting_use::undescribed, "another model is distilled into this one", "model.teacher model.teacher.*"},
};

/// How a recipe of mixed precision is named: what multiplies in 16 bit, and in fewer.
struct precision_recipe {
  std::string_view name;
  std::string_view fp8_recipe;  ///< empty without 8 bit
  std::string_view fp4_recipe = {};
  bool gathers_fp8 = false;
  bool ends_in_16_bit = false;
};

/// What stands behind "bf16" or "fp16" in the name of a recipe.
inline constexpr precision_recipe precision_recipes[] = {
    {"_mixed", ""},
    {"_with_fp8_delayed_scaling_mixed", "delayed", "", true},
    {"_with_fp8_current_scaling_mixed", "tensorwise", "", true, true},
    {"_with_fp8_subchannel_scaling_mixed", "blockwise"},
    {"_with_mxfp8_mixed", "mxfp8", "", true},
    {"_with_nvfp4_mixed", "", "nvfp4"},
};

class run_config_reader {
 public:
  run_config_reader(std::string_view text, const megatron_setting& outside, configured_run& run)
      : outside_(outside),
        keys_(settings_of(read_yaml(text)), bridge_settings, "Megatron-Bridge", run.flags),
        run_(run) {}

  void read() {
    if (!keys_.has_value("model"))
      throw broken_rule("model is missing: a run_config.yaml of Megatron-Bridge has a table of that name");
    if (!outside_.gpus)
      throw broken_rule(
          "the number of accelerators is not known: a run_config.yaml does not say it; it can be said apart "
          "from the file, by --gpus");
    refuse_other_models();
    if (!outside_.model)
      for (const auto& [path, meaning] : {std::pair{"model.num_layers", "how many layers there are"},
                                          std::pair{"model.hidden_size", "the width of the model"},
                                          std::pair{"model.num_attention_heads", "heads of attention"}})
        if (keys_.value_of(path) == nullptr) keys_.report_missing(path, meaning);
    read_precision();
    read_model();
    read_stages();
    read_batch();
    read_sharing();
    read_kernels();
    forward_rest();
    keys_.finish();
    run_lines();
  }

 private:
  // ---- Settings that become flags

  /// A flag that a setting stands for.
  void add(std::string_view path, std::string_view name, std::vector<std::string> values = {}) {
    launch_flag flag{.name = std::string(name), .spelled = std::string(path), .values = std::move(values)};
    flag.place = keys_.place_of(path);
    keys_.hand_on(path);
    paths_.emplace(name, path);
    line_.flags.push_back(std::move(flag));
  }

  void add_text(std::string_view path, std::string_view name, std::string value) {
    add(path, name, {std::move(value)});
  }

  static std::string text_of(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  }

  /// What the setting says, unless it is missing or null. It is noted by the flag that it becomes.
  const nlohmann::json* look(std::string_view path) {
    looked_.emplace_back(path);
    return keys_.value_of(path);
  }

  bool is_on(std::string_view path, bool otherwise = false) {
    const auto said = keys_.take_flag(path, "");
    return said.value_or(otherwise);
  }

  void refuse_other_models() {
    constexpr std::string_view path = "model._target_";
    const auto provider = keys_.take_text(path, "whose model it is");
    if (!provider) return;
    const std::string name = last_name(*provider);
    for (const char* other : {"Mamba", "NemotronH", "Hybrid", "T5", "VL", "Vision", "Audio", "Omni", "Llava",
                              "Diffusion", "DiT", "Wan", "ASR"})
      if (name.find(other) != std::string::npos)
        keys_.refuse(path, excerpt_of(*provider).shown +
                               " has other layers than attention and a feed-forward block, which a "
                               "description of a model does not hold");
    if (outside_.model) return;
    for (const char* gemma : {"Gemma2", "Gemma3"})
      if (name.find(gemma) != std::string::npos)
        keys_.refuse(path, excerpt_of(*provider).shown +
                               " has windows in some of its layers and norms behind its blocks that no key "
                               "here says: its config.json, given apart, says them");
  }

  // ---- Formats

  void read_precision() {
    constexpr const char* whole = "mixed_precision";
    if (const auto* name = keys_.value_of(whole); name != nullptr) return read_named_precision(*name);
    const bool of_table = keys_.has_value(whole);
    const std::string table = of_table ? "mixed_precision." : "model.";
    const auto flag = [&](const char* key) { return is_on(table + key); };
    if (flag("fp32") && of_table)
      keys_.refuse("mixed_precision.fp32", "training in 32 bit is not held by a recipe");
    const bool bf16 = flag("bf16"), fp16 = flag("fp16");
    if (bf16) add(table + "bf16", "bf16");
    if (fp16) add(table + "fp16", "fp16");
    if (!bf16 && !fp16)
      throw broken_rule(table + "bf16 or " + table +
                        "fp16 is missing: without them training is in 32 bit, which a recipe does not hold");
    const auto fp8 = keys_.take(table + "fp8", "products in 8 bit");
    if (fp8 && *fp8->value != false) {
      add_text(table + "fp8", "fp8-format", text_of(*fp8->value));
      if (const auto recipe = keys_.take(table + "fp8_recipe", "how 8 bit are scaled"))
        add_text(table + "fp8_recipe", "fp8-recipe", text_of(*recipe->value));
      else if (of_table)
        assume_flag(table + "fp8_recipe", "fp8-recipe", "tensorwise");
      const bool gathers = flag("fp8_param_gather"), kept = flag("fp8_param");
      if (gathers || kept) add(table + (gathers ? "fp8_param_gather" : "fp8_param"), "fp8-param-gather");
    }
    const auto fp4 = keys_.take(table + "fp4", "products in 4 bit");
    if (fp4 && *fp4->value != false) {
      // Their names: nvfp4 is a recipe, e2m1 the format of a word.
      add_text(table + "fp4", "fp4-format", *fp4->value == "nvfp4" ? "e2m1" : text_of(*fp4->value));
      if (const auto recipe = keys_.take(table + "fp4_recipe", "how 4 bit are scaled"))
        add_text(table + "fp4_recipe", "fp4-recipe", text_of(*recipe->value));
    }
    if (flag("first_last_layers_bf16")) add(table + "first_last_layers_bf16", "first-last-layers-bf16");
    std::optional<bool> in_fp32;
    if (of_table)
      in_fp32 = keys_.value_or(keys_.take_flag("mixed_precision.grad_reduce_in_fp32", "gradients of 32 bit"),
                               "mixed_precision.grad_reduce_in_fp32", true);
    read_gradients(in_fp32, "mixed_precision.grad_reduce_in_fp32", bf16);
    if (of_table) pass_over_other_formats();
  }

  void read_named_precision(const nlohmann::json& value) {
    constexpr const char* path = "mixed_precision";
    auto text = keys_.take_text(path, "the recipe of formats").value_or(text_of(value));
    std::replace(text.begin(), text.end(), '-', '_');
    const bool of_nano = text.starts_with("nanov2_");  // whose current scaling is by blocks
    for (const std::string_view prefix : {"nemotron_h_", "nanov2_"})
      if (text.starts_with(prefix)) text.erase(0, prefix.size());
    const std::string word = text.substr(0, 4);
    if (word != "bf16" && word != "fp16")
      keys_.refuse(path, "it begins with bf16 or fp16, not as " + quoted_text(text) + " does");
    const auto found = std::find_if(std::begin(precision_recipes), std::end(precision_recipes),
                                    [&](const precision_recipe& one) { return one.name == text.substr(4); });
    if (found == std::end(precision_recipes)) {
      std::string names;
      for (const precision_recipe& one : precision_recipes)
        names.append(names.empty() ? "" : ", ").append(word).append(one.name);
      keys_.refuse(path, quoted_text(text) + " is not one of " + names);
    }
    add(path, word);
    if (!found->fp8_recipe.empty()) {
      add_text(path, "fp8-format", found->fp8_recipe == "mxfp8" ? "e4m3" : "hybrid");
      add_text(path, "fp8-recipe", of_nano ? "blockwise" : std::string(found->fp8_recipe));
      if (found->gathers_fp8) add(path, "fp8-param-gather");
      if (found->ends_in_16_bit) add(path, "first-last-layers-bf16");
    }
    if (!found->fp4_recipe.empty()) {
      add_text(path, "fp4-format", "e2m1");
      add_text(path, "fp4-recipe", std::string(found->fp4_recipe));
    }
    read_gradients(word == "bf16", path, word == "bf16");
    pass_over_other_formats();
  }

  /// Gradients add up in 32 bit or not: what mixed precision says wins over what ddp says.
  void read_gradients(std::optional<bool> in_fp32, std::string path, bool bf16) {
    constexpr const char* of_ddp = "ddp.grad_reduce_in_fp32";
    if (in_fp32) {
      keys_.pass_over(of_ddp, "mixed_precision says it");
    } else {
      path = of_ddp;
      in_fp32 = keys_.value_or(keys_.take_flag(of_ddp, "gradients of 32 bit"), of_ddp, false);
    }
    if (*in_fp32 && !bf16) add(path, "accumulate-allreduce-grads-in-fp32");
    if (!*in_fp32 && bf16) add(path, "grad-reduce-in-bf16");
  }

  /// Formats beside those of mixed precision.
  void pass_over_other_formats() {
    for (const char* key :
         {"ddp.fp8_param_gather", "model.bf16", "model.fp16", "model.fp8", "model.fp8_recipe",
          "model.fp8_param", "model.fp4", "model.fp4_recipe", "model.first_last_layers_bf16",
          "model.num_layers_at_start_in_bf16", "model.num_layers_at_end_in_bf16"})
      keys_.pass_over(key, "mixed_precision says it");
  }

  // ---- The model

  void read_model() {
    if (!is_on("model.add_bias_linear", true)) add("model.add_bias_linear", "disable-bias-linear");
    if (!is_on("model.share_embeddings_and_output_weights", true))
      add("model.share_embeddings_and_output_weights", "untie-embeddings-and-output-weights");
    keys_.take("model.activation_func", "the activation; whether it has a gate says gated_linear_unit");
    if (const auto width = look("model.ffn_hidden_size")) {
      add_text("model.ffn_hidden_size", "ffn-hidden-size", text_of(*width));
    } else if (const auto hidden = keys_.value_of("model.hidden_size"); hidden != nullptr) {
      const placed_value whole{hidden, keys_.said("model.hidden_size")};
      assume_flag("model.ffn_hidden_size", "ffn-hidden-size", whole_number(whole, 1, largest_size) * 4,
                  "4 hidden_size");
    }
    const bool latent = is_on("model.multi_latent_attention");
    if (latent) add("model.multi_latent_attention", "multi-latent-attention");
    const auto* groups = look("model.num_query_groups");
    if (groups != nullptr && !latent) add("model.num_query_groups", "group-query-attention");
    if (groups != nullptr) add_text("model.num_query_groups", "num-query-groups", text_of(*groups));
    read_ranks(latent);
    read_lists();
    read_experts();
    read_vocabulary_of_file();
    read_positions();
  }

  void read_ranks(bool latent) {
    for (const auto& [path, name] :
         {std::pair{"model.q_lora_rank", "q-lora-rank"}, std::pair{"model.kv_lora_rank", "kv-lora-rank"}}) {
      const auto* rank = look(path);
      if (rank != nullptr)
        add_text(path, name, text_of(*rank));
      else if (latent && !keys_.has(path))
        assume_flag(path, name, 512, "the default of MLATransformerConfig");
    }
  }

  /// Lists with an element for every layer, or a number; a window of two numbers.
  void read_lists() {
    for (const auto& [path, name] : {std::pair{"model.moe_layer_freq", "moe-layer-freq"},
                                     std::pair{"model.window_attn_skip_freq", "window-attn-skip-freq"}})
      if (const auto* value = look(path)) add_text(path, name, text_of(*value));
    if (const auto* window = look("model.window_size")) {
      const bool two = window->is_array() && window->size() == 2 && (*window)[0].is_number_integer();
      add_text("model.window_size", "window-size",
               two ? (*window)[0].dump() + "," + (*window)[1].dump() : text_of(*window));
    }
  }

  void read_experts() {
    const auto* experts = look("model.num_moe_experts");
    const bool routed = experts != nullptr && *experts != 0;
    if (routed) add_text("model.num_moe_experts", "num-experts", text_of(*experts));
    const auto* width = look("model.moe_ffn_hidden_size");
    if (width != nullptr && routed)
      add_text("model.moe_ffn_hidden_size", "moe-ffn-hidden-size", text_of(*width));
  }

  /// Words as they stand, unless padding is asked for; those of the tokenizer are padded.
  void read_vocabulary_of_file() {
    if (const auto* words = look("model.vocab_size")) {
      const bool padded = is_on("model.should_pad_vocab");
      pads_ = padded;
      add_text("model.vocab_size", padded ? "vocab-size" : "padded-vocab-size", text_of(*words));
      return;
    }
    keys_.pass_over("model.should_pad_vocab", "the vocabulary of the tokenizer is padded");
    if (const auto* kind = look("tokenizer.tokenizer_type"))
      add_text("tokenizer.tokenizer_type", "tokenizer-type", text_of(*kind));
    if (const auto* words = look("tokenizer.vocab_size"))
      add_text("tokenizer.vocab_size", "vocab-size", text_of(*words));
  }

  /// Learned positions are as many as a sequence is long.
  void read_positions() {
    const auto* length = look("model.seq_length");
    const char* path = length != nullptr                            ? "model.seq_length"
                       : keys_.has_value("dataset.sequence_length") ? "dataset.sequence_length"
                                                                    : "dataset.seq_length";
    for (const char* other : {"dataset.sequence_length", "dataset.seq_length"}) {
      const auto* own = keys_.value_of(other);
      keys_.take(other, "tokens of a sequence");
      if (own != nullptr && length != nullptr && *own != *length)
        keys_.refuse(other, "it is the seq_length of the model, " + value_text(*length) + ", and is " +
                                value_text(*own));
    }
    keys_.pass_over("model.max_position_embeddings", "positions are as many as seq_length");
    if (length == nullptr) length = keys_.value_of(path);
    if (length == nullptr)
      keys_.report_missing("model.seq_length",
                           "tokens of a sequence, which dataset.sequence_length says too");
    add_text(path, "seq-length", text_of(*length));
    add_text(path, "max-position-embeddings", text_of(*length));
  }

  // ---- The plan and the batch

  void read_stages() {
    constexpr const char* path = "model.pipeline_model_parallel_layout";
    constexpr const char* of_chunks = "model.virtual_pipeline_model_parallel_size";
    const auto* layout = look(path);
    const auto* chunks = look(of_chunks);
    if (layout != nullptr && !layout->empty()) {
      add_text(path, "pipeline-model-parallel-layout", layout_text(*layout));
      keys_.take(of_chunks, "chunks of a rank, as the layout has them");
      layout_chunks_ = chunks != nullptr ? std::optional(*chunks) : std::nullopt;
    } else if (chunks != nullptr) {
      add_text(of_chunks, "num-virtual-stages-per-pipeline-rank", text_of(*chunks));
    }
    // One for every rank is what there is without it.
    constexpr const char* group = "model.microbatch_group_size_per_vp_stage";
    const auto *size = look(group), *ranks = keys_.value_of("model.pipeline_model_parallel_size");
    if (size != nullptr && (ranks == nullptr ? *size != 1 : *size != *ranks))
      add_text(group, "microbatch-group-size-per-virtual-pipeline-stage", text_of(*size));
  }

  /// "Et|(tt|)*30mL", or a list of the layers of every virtual stage.
  std::string layout_text(const nlohmann::json& layout) const {
    constexpr const char* path = "model.pipeline_model_parallel_layout";
    if (layout.is_string()) return layout.get<std::string>();
    constexpr std::array<std::pair<std::string_view, char>, 4> letters = {
        {{"embedding", 'E'}, {"decoder", 't'}, {"mtp", 'm'}, {"loss", 'L'}}};
    std::string text;
    if (!layout.is_array()) reject_value({&layout, keys_.said(path)}, "a text or a list of lists");
    for (const nlohmann::json& stage : layout) {
      if (!stage.is_array()) reject_value({&stage, keys_.said(path)}, "a list of lists");
      if (&stage != &layout.front()) text += '|';
      for (const nlohmann::json& layer : stage) {
        const auto found =
            std::find_if(letters.begin(), letters.end(), [&](const auto& one) { return layer == one.first; });
        if (found == letters.end())
          reject_value({&layer, keys_.said(path)}, "a list of embedding, decoder, mtp and loss");
        text += found->second;
      }
    }
    return text;
  }

  void read_batch() {
    for (const auto& [path, name] : {std::pair{"train.micro_batch_size", "micro-batch-size"},
                                     std::pair{"train.global_batch_size", "global-batch-size"}}) {
      const auto* value = look(path);
      if (value == nullptr) keys_.report_missing(path, "sequences of a batch");
      add_text(path, name, text_of(*value));
    }
    if (is_on("dataset.skip_getting_attention_mask_from_dataset") ||
        !is_on("dataset.create_attention_mask", true))
      add("dataset.create_attention_mask", "no-create-attention-mask-in-dataloader");
  }

  // ---- What replicas share, and overlaps

  std::int64_t degree(const char* path) const {
    const auto* value = keys_.value_of(path);
    return value == nullptr ? 1 : whole_number({value, keys_.said(path)}, 1, largest_size);
  }

  void read_sharing() {
    // Either of two settings sets both.
    const bool of_ddp = is_on("ddp.use_distributed_optimizer"),
               of_optimizer = is_on("optimizer.use_distributed_optimizer");
    const bool shares = of_ddp || of_optimizer;
    if (shares)
      add(of_ddp ? "ddp.use_distributed_optimizer" : "optimizer.use_distributed_optimizer",
          "use-distributed-optimizer");
    const bool fsdp = is_on("ddp.use_megatron_fsdp"), of_dist = is_on("dist.use_megatron_fsdp");
    if (fsdp || of_dist) add(fsdp ? "ddp.use_megatron_fsdp" : "dist.use_megatron_fsdp", "use-megatron-fsdp");
    if (!fsdp && !of_dist)
      for (const char* key : {"ddp.megatron_fsdp_main_params_dtype", "ddp.megatron_fsdp_main_grads_dtype",
                              "ddp.megatron_fsdp_grad_comm_dtype", "ddp.outer_dp_sharding_strategy"})
        keys_.pass_over(key, "means nothing without use_megatron_fsdp");

    const bool overlaps = keys_.has_value("comm_overlap");
    const std::int64_t tensor = degree("model.tensor_model_parallel_size");
    const count of_model =
        count{tensor} * degree("model.pipeline_model_parallel_size") * degree("model.context_parallel_size");
    const bool several = count{*outside_.gpus} / of_model > count{1};
    const auto overlap = [&](const char* key) {
      const std::string of_group = std::string("comm_overlap.") + key, own = std::string("ddp.") + key;
      const auto said = keys_.take_flag(of_group, "whether it is hidden");
      if (!overlaps || !shares) return std::pair{is_on(own), own};
      keys_.pass_over(own, "comm_overlap says it");
      if (!said) keys_.assume(of_group, several, "comm_overlap hides it with several replicas");
      return std::pair{said.value_or(several), of_group};
    };
    const auto [gradients, of_gradients] = overlap("overlap_grad_reduce");
    const auto [parameters, of_parameters] = overlap("overlap_param_gather");
    if (gradients) add(of_gradients, "overlap-grad-reduce");
    // Megatron-LM alone refuses one without the other.
    if (parameters && gradients) add(of_parameters, "overlap-param-gather");
    parameters_alone_ = parameters && !gradients && (shares || fsdp || of_dist);

    const bool of_model_flag = is_on("model.tp_comm_overlap");
    const auto of_group = keys_.take_flag("comm_overlap.tp_comm_overlap", "tensor parallelism is hidden");
    const bool wanted = of_group.value_or(of_model_flag);
    const auto* sequence = keys_.value_of("model.sequence_parallel");
    const bool can = tensor > 1 && sequence != nullptr && *sequence == true;
    const char* path = of_group ? "comm_overlap.tp_comm_overlap" : "model.tp_comm_overlap";
    if (wanted && of_group && !can)
      keys_.assume(path, false, "Megatron-Bridge switches it off without tensor and sequence parallelism");
    else if (wanted)
      add(path, "tp-comm-overlap");
  }

  // ---- Kernels

  void read_kernels() {
    if (!is_on("model.gradient_accumulation_fusion", true))
      add("model.gradient_accumulation_fusion", "no-gradient-accumulation-fusion");
    if (const auto* backend = look("model.attention_backend"))
      add_text("model.attention_backend", "attention-backend", backend_name(*backend));
    constexpr const char* fusion = "model.cross_entropy_loss_fusion";
    const auto fused = keys_.value_or(keys_.take_flag(fusion, "the loss is one kernel"), fusion, true);
    if (fused) {
      add(fusion, "cross-entropy-loss-fusion");
      constexpr const char* kind = "model.cross_entropy_fusion_impl";
      if (const auto* whose = look(kind))
        add_text(kind, "cross-entropy-fusion-impl", text_of(*whose));
      else
        assume_flag(kind, "cross-entropy-fusion-impl", "te");
    }
    read_graphs();
  }

  /// The name of a kernel that is dumped by it, or by its number among megatron.core.transformer.enums.AttnBackend.
  static std::string backend_name(const nlohmann::json& value) {
    constexpr std::array<const char*, 5> names = {"flash", "fused", "unfused", "local", "auto"};
    if (value.is_number_integer() && value >= 1 && value <= names.size())
      return names[value.get<std::size_t>() - 1];
    return last_name(text_of(value));
  }

  /// The older switches are set beside what they stand for.
  void read_graphs() {
    const auto* kind = look("model.cuda_graph_impl");
    const bool local = is_on("model.enable_cuda_graph"), external = is_on("model.external_cuda_graph");
    if (kind != nullptr && *kind != "none")
      return add_text("model.cuda_graph_impl", "cuda-graph-impl", text_of(*kind));
    keys_.take("model.cuda_graph_impl", "what runs as a CUDA graph");
    if (external || local)
      add(external ? "model.external_cuda_graph" : "model.enable_cuda_graph",
          external ? "external-cuda-graph" : "enable-cuda-graph");
  }

  // ---- What has the name of a flag

  /// Whether the settings of a section are fields that have a flag each.
  static bool has_flags(std::string_view section) {
    for (const std::string_view one : {"model", "train", "ddp", "optimizer", "dist"})
      if (section == one) return true;
    return false;
  }

  void forward_rest() {
    for (const setting& one : keys_.all()) {
      const std::size_t dot = one.path.find('.');
      if (dot == std::string::npos || keys_.is_known(one.path) || keys_.is_taken(one.path)) continue;
      if (!has_flags(std::string_view(one.path).substr(0, dot))) continue;
      const std::string name = flag_name("--" + one.path.substr(dot + 1));
      const megatron_flags::known_flag known = megatron_flags::find_flag(name);
      if (known.group == nullptr)
        refuse_misspelled(one, name);
      else if (known.group->use != megatron_flags::flag_use::launcher)
        forward(one, known);
    }
    for (const std::string& path : looked_)
      if (keys_.has(path) && keys_.value_of(path) == nullptr) keys_.take(path, "null: its default");
  }

  /// Throws `broken_rule` where a setting that is not known is spelt almost like one that changes time or memory and is not
  /// there.
  void refuse_misspelled(const setting& one, std::string_view name) const {
    using megatron_flags::flag_use;
    const std::string_view nearest = megatron_flags::nearest_flag(name);
    if (nearest.empty() || says_none(one.value) || !is_misspelling(name, nearest)) return;
    const flag_use use = megatron_flags::find_flag(nearest).group->use;
    if (use != flag_use::of_model && use != flag_use::read && use != flag_use::not_held) return;
    std::string path = one.path.substr(0, one.path.find('.') + 1) + std::string(nearest);
    std::replace(path.begin(), path.end(), '-', '_');
    if (!keys_.has(path))
      keys_.refuse(one.path, "it is not known, and is spelt almost like " + path + ", which is missing");
  }

  void forward(const setting& one, const megatron_flags::known_flag& known) {
    using megatron_flags::flag_takes, megatron_flags::flag_use;
    const flag_use use = known.group->use;
    const bool matters = use == flag_use::of_model || use == flag_use::read;
    const nlohmann::json& value = one.value;
    const bool is_of_rule = known.name == "moe-router-score-function";
    if (!matters && !is_of_rule && (use == flag_use::without_effect || says_none(value)))
      return keys_.pass_over(
          one.path, use == flag_use::without_effect ? std::string(known.group->reason) : none_reason);
    if (value.is_null() || value == false || (value.is_array() && value.empty())) {
      keys_.take(one.path, value.is_null() ? "null: its default" : "switched off");
      return;
    }
    std::vector<std::string> values;
    if (known.group->takes == flag_takes::nothing) {
      if (value != true) reject_value({&value, keys_.said(one.path)}, "true or false");
    } else if (value.is_array() && known.group->takes == flag_takes::many) {
      for (const nlohmann::json& element : value) values.push_back(text_of(element));
    } else {
      values.push_back(value_of_dtype(known.name, text_of(value)));
    }
    add(one.path, known.name, std::move(values));
  }

  /// "bf16" of "bfloat16", where a flag takes the format of a state.
  static std::string value_of_dtype(std::string_view name, std::string text) {
    if (!name.ends_with("-dtype") || !(name.starts_with("main-") || name.starts_with("exp-"))) return text;
    constexpr std::array<std::pair<std::string_view, const char*>, 8> names = {{{"float32", "fp32"},
                                                                                {"float", "fp32"},
                                                                                {"float16", "fp16"},
                                                                                {"half", "fp16"},
                                                                                {"bfloat16", "bf16"},
                                                                                {"uint8", "fp8"},
                                                                                {"float8_e4m3fn", "fp8"},
                                                                                {"float8_e5m2", "fp8"}}};
    text = last_name(text);
    for (const auto& [of_torch, own] : names)
      if (text == of_torch) return own;
    return text;
  }

  /// A flag that no setting gives.
  template <class Value>
  void assume_flag(const std::string& path, std::string_view name, const Value& value,
                   const char* reason = "Megatron-Bridge's default") {
    keys_.assume(path, value, reason);
    add_text(path, name, text_of(nlohmann::json(value)));
    assumed_.emplace_back(name);
  }

  // ---- The whole

  /// Flags that say the opposite of a setting, or stand in another section than model.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> opposite_flags = {
      {{"disable-bias-linear", "model.add_bias_linear"},
       {"untie-embeddings-and-output-weights", "model.share_embeddings_and_output_weights"},
       {"no-gradient-accumulation-fusion", "model.gradient_accumulation_fusion"},
       {"no-create-attention-mask-in-dataloader", "dataset.create_attention_mask"},
       {"swiglu", "model.gated_linear_unit"},
       {"num-virtual-stages-per-pipeline-rank", "model.virtual_pipeline_model_parallel_size"},
       {"num-experts", "model.num_moe_experts"},
       {"accumulate-allreduce-grads-in-fp32", "mixed_precision.grad_reduce_in_fp32"}}};

  /// The setting that a flag stands for.
  std::string path_of(const std::string& key) const {
    if (!key.starts_with("--")) return key;
    std::string name = key.substr(2);
    if (const auto found = paths_.find(name); found != paths_.end()) return found->second;
    for (const auto& [flag, path] : opposite_flags)
      if (flag == name) return std::string(path);
    std::replace(name.begin(), name.end(), '-', '_');
    for (const char* section : {"model.", "ddp.", "optimizer.", "train."})
      if (keys_.has(section + name)) return section + name;
    return name;
  }

  void run_lines() {
    understanding& notes = run_.flags;
    configured_run read = read_megatron_arguments(line_, outside_);
    require_chunks(read.plan);
    const auto is_assumed = [&](const std::string& key) {
      return std::find(assumed_.begin(), assumed_.end(), key.substr(std::min<std::size_t>(2, key.size()))) !=
             assumed_.end();
    };
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < notes.understood.size(); ++i) seen[notes.understood[i].key] = i;
    for (understood_key& one : read.flags.understood) {
      if (is_assumed(one.key) || one.key == "--max-position-embeddings") continue;
      one.key = path_of(one.key);
      if (const auto found = seen.find(one.key); found != seen.end()) {
        if (notes.understood[found->second].meaning.empty())
          notes.understood[found->second].meaning = one.meaning;
        continue;
      }
      one.value = keys_.value_of(one.key) != nullptr ? repeated_value(*keys_.value_of(one.key)) : one.value;
      seen[one.key] = notes.understood.size();
      notes.understood.push_back(std::move(one));
    }
    for (understood_key& one : notes.understood)
      if (one.meaning.empty()) one.meaning = one.value == true ? "switched on" : "switched off";
    for (assumed_key& one : read.flags.assumed) {
      const bool by_default = one.reason.find("default") != std::string::npos ||
                              one.key == "--accumulate-allreduce-grads-in-fp32";
      one.key = path_of(one.key);
      if (by_default && keys_.value_of(one.key) != nullptr) continue;  // the file says it
      notes.assumed.push_back(std::move(one));
    }
    // A dump has every key, also those that mean nothing in this run.
    std::map<std::string, bool> not_held;
    for (const launch_flag& flag : line_.flags)
      not_held[flag.spelled] =
          megatron_flags::find_flag(flag.name).group->use == megatron_flags::flag_use::not_held;
    for (passed_over_key& one : read.flags.passed_over) {
      one.expects_more = not_held[one.key.substr(0, one.key.find(' '))];
      notes.passed_over.push_back(std::move(one));
    }
    run_.model = read.model;
    run_.vocabulary = read.vocabulary;
    run_.plan = read.plan;
    run_.batch = read.batch;
    run_.recipe = read.recipe;
    if (!pads_ && !outside_.model) run_.recipe.vocabulary_multiple = 1;
    run_.recipe.overlaps_parameters = run_.recipe.overlaps_parameters || parameters_alone_;
  }

  /// Throws `broken_rule` where a layout has other virtual stages than are said beside it.
  void require_chunks(const training_plan& plan) const {
    if (!layout_chunks_) return;
    constexpr const char* path = "model.virtual_pipeline_model_parallel_size";
    if (const std::int64_t said = whole_number({&*layout_chunks_, keys_.said(path)}, 1, largest_size);
        said != plan.layout.chunks)
      keys_.refuse(path, "it is " + std::to_string(said) + ", and pipeline_model_parallel_layout has " +
                             std::to_string(plan.layout.chunks) + " stages on a rank");
  }

  megatron_setting outside_;
  named_settings keys_;
  configured_run& run_;
  launch_line line_;

  /// The setting that became a flag, by the flag.
  std::map<std::string, std::string, std::less<>> paths_;

  /// Flags that no setting gave.
  std::vector<std::string> assumed_;
  std::vector<std::string> looked_;
  std::optional<nlohmann::json> layout_chunks_;
  bool parameters_alone_ = false, pads_ = true;
};

}  // namespace detail

/// Whether a file of YAML is a configuration of Megatron-Bridge rather than a launch line.
inline bool is_run_config(const std::vector<yaml_value>& values) {
  return std::any_of(values.begin(), values.end(),
                     [](const yaml_value& one) { return one.path.starts_with("model."); });
}

/// `setting`: the number of accelerators, and a model where it is given apart. Throws `broken_rule` with the key, its line and
/// the rule where Megatron would refuse the run, or where it asks for what is not described.
inline configured_run read_run_config(std::string_view text, const megatron_setting& setting) {
  refuse_foreign_yaml(read_yaml(text));
  configured_run run;
  detail::run_config_reader(text, setting, run).read();
  return run;
}

}  // namespace scalewall
