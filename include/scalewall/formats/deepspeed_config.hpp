// A configuration of DeepSpeed (JSON) with a model and a number of accelerators beside it, read as the run that they make.
//
//     read_deepspeed_config(text, {.gpus = 64, .model = model, .sequence_length = 4096})
//
//     D = W / (t c p)          replicas of W accelerators: "world_size" in DeepSpeed's rule of the batch
//     B = b m D                train_batch_size = train_micro_batch_size_per_gpu x gradient_accumulation_steps x D
//
//     bytes of a parameter     weight  gradient                                              optimizer
//     fp16                     2       2 (4 with grad_accum_dtype fp32)                      12: master weight and two moments
//     bf16, ZeRO 1 to 3        2       2 (with grad_accum_dtype fp32: 6 by BF16_Optimizer    12
//                                      at stage 1, 4 at stages 2 and 3)
//     bf16 without ZeRO        2       6: BF16_Optimizer adds those of 2 up in 4             12
//
// The file says neither the model nor the length of sequences, nor whether activations are computed anew; a value of "auto" is
// filled in by the program that trains. What a recipe does not hold (weights on the host, anything on NVMe, gradients in fewer
// bits, elastic batches) is refused or told. Comments (#, // and /* */) are left out, as DeepSpeed does.
//
// Sources: deepspeedai/DeepSpeed, deepspeed/runtime/{config,engine,bf16_optimizer}.py, runtime/zero/{config,offload_config}.py,
// runtime/pipe/engine.py, runtime/tensor_parallel/config.py, runtime/activation_checkpointing/config.py; "auto":
// huggingface/transformers, integrations/deepspeed.py.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configuration_keys.hpp>
#include <scalewall/formats/configured_run.hpp>
#include <scalewall/formats/foreign_keys.hpp>
#include <scalewall/formats/named_settings.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/json_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace scalewall {

namespace detail {

inline constexpr setting_group deepspeed_settings[] = {
    {setting_use::read, "",
     "train_batch_size train_micro_batch_size_per_gpu gradient_accumulation_steps zero_optimization "
     "zero_optimization.stage zero_optimization.overlap_comm zero_optimization.cpu_offload "
     "zero_optimization.cpu_offload_param zero_optimization.cpu_offload_params "
     "zero_optimization.offload_optimizer.device zero_optimization.offload_optimizer.ratio "
     "zero_optimization.offload_param.device zero_optimization.mics_shard_size "
     "zero_optimization.zero_hpz_partition_size bf16.enabled bfloat16.enabled fp16.enabled optimizer.type "
     "zero_allow_untested_optimizer optimizer.params.momentum tensor_parallel.autotp_size "
     "tensor_parallel.tp.tp_size "
     "sequence_parallel_size "
     "pipeline.stages pipeline.activation_checkpoint_interval activation_checkpointing.partition_activations "
     "activation_checkpointing.cpu_checkpointing activation_checkpointing.number_checkpoints "
     "activation_checkpointing.contiguous_memory_optimization data_types.grad_accum_dtype "
     "communication_data_type tensor_parallel.tp_overlap_comm"},
    {setting_use::without_effect, "buckets, buffers and copies that are not told apart",
     "zero_optimization.reduce_bucket_size zero_optimization.allgather_bucket_size "
     "zero_optimization.allgather_partitions zero_optimization.reduce_scatter "
     "zero_optimization.contiguous_gradients zero_optimization.sub_group_size "
     "zero_optimization.round_robin_gradients zero_optimization.use_multi_rank_bucket_allreduce "
     "zero_optimization.stage3_prefetch_bucket_size zero_optimization.prefetch_bucket_size "
     "zero_optimization.stage3_param_persistence_threshold zero_optimization.param_persistence_threshold "
     "zero_optimization.stage3_model_persistence_threshold zero_optimization.model_persistence_threshold "
     "zero_optimization.stage3_max_live_parameters zero_optimization.max_live_parameters "
     "zero_optimization.stage3_max_reuse_distance zero_optimization.max_reuse_distance "
     "zero_optimization.stage3_gather_16bit_weights_on_model_save "
     "zero_optimization.gather_16bit_weights_on_model_save "
     "zero_optimization.stage3_gather_fp16_weights_on_model_save "
     "zero_optimization.stage3_module_granularity_threshold zero_optimization.stage3_allgather_sequential "
     "zero_optimization.stage3_use_all_reduce_for_fetch_params "
     "zero_optimization.stage3_partition_stream_chunk_size zero_optimization.cpu_offload_use_pin_memory "
     "zero_optimization.offload_optimizer.pin_memory zero_optimization.offload_optimizer.buffer_count "
     "zero_optimization.offload_optimizer.fast_init zero_optimization.offload_optimizer.pipeline "
     "zero_optimization.offload_optimizer.pipeline_read zero_optimization.offload_optimizer.pipeline_write "
     "zero_optimization.offload_optimizer.nvme_path zero_optimization.offload_param.pin_memory "
     "zero_optimization.offload_param.buffer_count zero_optimization.offload_param.buffer_size "
     "zero_optimization.offload_param.max_in_cpu zero_optimization.offload_param.nvme_path "
     "zero_optimization.load_from_fp32_weights zero_optimization.elastic_checkpoint "
     "zero_optimization.ignore_unused_parameters zero_optimization.legacy_stage1 "
     "zero_optimization.override_module_apply zero_optimization.memory_efficient_linear "
     "zero_optimization.pipeline_loading_checkpoint zero_optimization.log_trace_cache_warnings "
     "zero_optimization.enable_sanity_checks zero_optimization.mics_hierarchical_params_gather "
     "zero_optimization.leaf_module.* zero_optimization.save_muon_momentum_buffer_in_memory "
     "zero_force_ds_cpu_optimizer allgather_size disable_allgather aio.* "
     "tensor_parallel.dtype tensor_parallel.tp.* tensor_parallel.partition_config.* "
     "tensor_parallel.preset_model seq_parallel_communication_data_type use_data_before_expert_parallelism"},
    {setting_use::without_effect, "constants of the arithmetic, and the schedule of learning",
     "gradient_clipping prescale_gradients gradient_predivide_factor gradient_allreduce_op scheduler.* "
     "optimizer.params.* optimizer.legacy_fusion fp16.loss_scale fp16.initial_scale_power "
     "fp16.loss_scale_window fp16.hysteresis fp16.consecutive_hysteresis fp16.min_loss_scale fp16.auto_cast "
     "bf16.check_grad_overflow bf16.loss_scale fp16.fused_optimizer managed_gradient_accumulation seed"},
    {setting_use::without_effect, "logging, profiling and checkpoints",
     "steps_per_print wall_clock_breakdown dump_state memory_breakdown log_level tensorboard.* wandb.* "
     "comet.* "
     "csv_monitor.* monitor_config.* flops_profiler.* comms_logger.* autotuning.* checkpoint.* nebula.* "
     "datastates_ckpt.* timers.* data_loader.* dataloader_drop_last vocabulary_size hybrid_engine.* comment "
     "_comment comments _comments"},
    {setting_use::without_effect, "how activations are kept, which is not told apart",
     "activation_checkpointing.synchronize_checkpoint_boundary activation_checkpointing.profile "
     "activation_checkpointing.use_reentrant pipeline.seed_layers pipeline.partition "
     "pipeline.pipe_partitioned "
     "pipeline.grad_partitioned"},
    {setting_use::not_held, "changes time, and is not told apart here",
     "zero_optimization.zero_quantized_weights zero_optimization.zero_quantized_gradients "
     "zero_optimization.zeropp_loco_param zero_optimization.zeropp_loco_param.* compile.* "
     "sparse_gradients graph_harvesting data_efficiency.* curriculum_learning.* "
     "progressive_layer_drop.* eigenvalue.*"},
    {setting_use::not_held,
     "added up in 32 bit as they come, and set to zero in their place: gradients in bf16 stay allocated",
     "bf16.immediate_grad_update"},
    {setting_use::undescribed, "the batch is chosen by the number of GPUs", "elasticity.enabled"},
    {setting_use::without_effect, "of elastic training, which is not on", "elasticity.*"},
    {setting_use::undescribed, "weights are kept in 32 bit", "amp.enabled torch_autocast.enabled"},
    {setting_use::without_effect, "of formats that are not on", "amp.* torch_autocast.*"},
    {setting_use::undescribed, "weights or states are kept in other formats",
     "fp16.fp16_master_weights_and_grads bf16.bf16_master_weights_and_grads bf16.bf16_optimizer_states "
     "zero_optimization.zero_quantized_nontrainable_weights data_types.param_dtype quantize_training.enabled "
     "quantize_training.* weight_quantization.* compression_training.*"},
    {setting_use::undescribed, "the optimizer is spread over time and host",
     "zero_optimization.zenflow.* "
     "zero_optimization.offload_optimizer.super_offload"},
    {setting_use::undescribed, "attention is sparse", "sparse_attention.*"},
    {setting_use::undescribed, "experts are spread by a configuration that is not read", "expert_parallel.*"},
    {setting_use::without_effect, "formats of buffers", "data_types.buffer_dtype"},
};

/// The text with blanks where hjson reads comments; lines stay where they are.
inline std::string without_comments(std::string_view text) {
  std::string json(text);
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') {
      for (++i; i < json.size() && json[i] != '"' && json[i] != '\n'; ++i)
        if (json[i] == '\\') ++i;
      continue;
    }
    const bool of_line = json[i] == '#' || json.compare(i, 2, "//") == 0;
    if (!of_line && json.compare(i, 2, "/*") != 0) continue;
    const std::size_t end = of_line ? json.find('\n', i) : json.find("*/", i + 2);
    const std::size_t stop = end == std::string::npos ? json.size() : of_line ? end : end + 2;
    for (; i < stop; ++i)
      if (json[i] != '\n') json[i] = ' ';
    --i;
  }
  return json;
}

class deepspeed_reader {
 public:
  /// `text` and what `outside` says outlive this.
  deepspeed_reader(std::string_view text, const configuration_setting& outside, configured_run& run)
      : outside_(outside),
        keys_(settings_of(parsed(text)), deepspeed_settings, "DeepSpeed", run.flags),
        run_(run) {}

  void read() {
    if (!outside_.model)
      throw broken_rule(
          "the model is not known: a configuration of DeepSpeed does not describe it; it is given apart from "
          "the file, by --model");
    if (!outside_.gpus)
      throw broken_rule(
          "the number of accelerators is not known: a configuration of DeepSpeed does not say it; it is said "
          "apart from the file, by --gpus");
    for (const char* table : {"bf16", "bfloat16", "fp16", "optimizer", "pipeline", "tensor_parallel",
                              "data_types", "activation_checkpointing", "zero_optimization.offload_optimizer",
                              "zero_optimization.offload_param"})
      if (const auto found = keys_.take(table, "nothing is said in it");
          found && !(found->value->is_object() && found->value->empty()))
        reject_value(*found, "a table of keys");
    run_.model = *outside_.model;
    run_.vocabulary = run_.model.vocabulary;
    run_.recipe = recipe_of_framework();
    read_degrees();
    read_format();
    read_sharing();
    read_offloading();
    read_states();
    read_batch();
    read_recomputation();
    keys_.finish();
    require_valid(run_.plan, run_.model, run_.batch);
  }

 private:
  static nlohmann::json parsed(std::string_view text) {
    require_configuration_size(text);
    nlohmann::json root = parse_json(without_comments(text));
    if (!root.is_object())
      throw broken_rule("a configuration of DeepSpeed is an object with keys, not " + value_text(root));
    // Its files have keys of DeepSpeed too.
    for (const foreign_key& one : foreign_keys)
      if (one.file == "GPT-NeoX" && root.contains(one.key))
        throw broken_rule("$." + std::string(one.key) +
                          ": this is a configuration of GPT-NeoX, which is not read; its degrees are said by "
                          "options, its model by --model");
    return root;
  }

  /// What transformers and DeepSpeed run, of which the file says nothing.
  recipe recipe_of_framework() {
    keys_.assume("attention", "fused", "not said in the file: what PyTorch takes on recent GPUs");
    keys_.assume("loss", "that of PyTorch", "not said in the file: eager, in 32 bit");
    return {.sequence_parallel = false,
            .context = context_exchange::all_to_all,
            .loss = loss_kernel::torch,
            .attention_mask = false,
            .fused_gradient_accumulation = false,
            .grouped_experts = false,
            .fused_permutation = false,
            .vocabulary_multiple = 1};
  }

  /// Whether the value is "auto", which the program that trains fills in.
  bool is_auto(std::string_view path) const {
    const auto* value = keys_.value_of(path);
    return value != nullptr && *value == "auto";
  }

  /// A size, a flag: nothing where it is "auto".
  std::optional<std::int64_t> size_of(std::string_view path, std::string_view meaning,
                                      std::int64_t least = 1) {
    if (!is_auto(path)) return keys_.take_size(path, meaning, least);
    keys_.take(path, meaning);
    return {};
  }
  std::optional<bool> flag_of(std::string_view path, std::string_view meaning) {
    if (!is_auto(path)) return keys_.take_flag(path, meaning);
    keys_.take(path, meaning);
    return {};
  }

  // ---- The plan

  void read_degrees() {
    mesh& degrees = run_.plan.mesh;
    constexpr const char* newer = "tensor_parallel.autotp_size";
    constexpr const char* older = "tensor_parallel.tp.tp_size";
    const auto tensor = keys_.take_size(newer, "the degree of tensor parallelism, 0 for none", 0);
    const auto by_table = keys_.take_size(older, "the degree of tensor parallelism");
    if (tensor && *tensor > 1 && by_table && *by_table > 1 && *tensor != *by_table)
      keys_.refuse(older, "it is " + std::string(newer) + ", " + std::to_string(*tensor));
    degrees.tensor = std::max({tensor.value_or(1), by_table.value_or(1), std::int64_t{1}});
    degrees.context =
        keys_.take_size("sequence_parallel_size", "the degree of context parallelism (Ulysses)").value_or(1);
    if (const auto stages = size_of("pipeline.stages", "the degree of pipeline parallelism"))
      degrees.pipeline = *stages;
    else if (is_auto("pipeline.stages"))
      keys_.assume("pipeline.stages", 1, "\"auto\": the module of the program says it; none is taken");
    run_.recipe.overlaps_tensor =
        keys_.take_flag("tensor_parallel.tp_overlap_comm", "tensor parallelism is hidden").value_or(false);
    const std::int64_t gpus = *outside_.gpus;
    require(gpus >= 1 && gpus <= largest_size, "a run takes at least one accelerator", {{"gpus", gpus}});
    const count of_model = count{degrees.tensor} * degrees.context * degrees.pipeline;
    if (count{gpus} % of_model != count{})
      throw broken_rule("the world size, " + std::to_string(gpus) +
                        ", is a multiple of autotp_size x sequence_parallel_size x pipeline stages, " +
                        std::to_string(degrees.tensor) + " x " + std::to_string(degrees.context) + " x " +
                        std::to_string(degrees.pipeline));
    degrees.data = (count{gpus} / of_model).as_int64();
    keys_.assume("world_size", degrees.data,
                 "replicas: " + std::to_string(gpus) + " accelerators / those of one");
  }

  // ---- Formats

  void read_format() {
    bool bf16 = false, fp16 = false, bf16_auto = false, fp16_auto = false;
    for (const char* path : {"bf16.enabled", "bfloat16.enabled"}) {
      bf16_auto = bf16_auto || is_auto(path);
      bf16 = flag_of(path, "weights and products in bfloat16").value_or(false) || bf16;
    }
    fp16_auto = is_auto("fp16.enabled");
    fp16 = flag_of("fp16.enabled", "weights and products in float16").value_or(false);
    if (bf16 && fp16)
      keys_.refuse("fp16.enabled", "bfloat16 and fp16 modes cannot be simultaneously enabled");
    if (!bf16 && !fp16 && (bf16_auto || fp16_auto)) {
      const training_format wanted =
          outside_.format.value_or(bf16_auto ? training_format::bf16 : training_format::fp16);
      fp16 = wanted == training_format::fp16;
      bf16 = !fp16;
      const char* path = fp16 ? "fp16.enabled" : "bf16.enabled";
      if (!(fp16 ? fp16_auto : bf16_auto))
        keys_.refuse(path, "it is not \"auto\", and another format is asked for");
      keys_.assume(path, true,
                   outside_.format ? "\"auto\": said apart from the file" : "\"auto\": taken as on");
    }
    if (!bf16 && !fp16)
      throw broken_rule(
          "bf16.enabled or fp16.enabled is missing: without them DeepSpeed trains in 32 bit, which a recipe "
          "does not hold");
    run_.recipe.format = bf16 ? training_format::bf16 : training_format::fp16;
    if (outside_.format && *outside_.format != run_.recipe.format)
      throw broken_rule("the file trains in " + std::string(name(run_.recipe.format)) + ", and " +
                        std::string(name(*outside_.format)) + " is asked for apart from it");
  }

  // ---- What replicas share

  void read_sharing() {
    const mesh& degrees = run_.plan.mesh;
    constexpr const char* whole = "zero_optimization";
    std::int64_t stage = 0;
    if (const auto* old = keys_.value_of(whole); old != nullptr && old->is_boolean()) {
      stage = *keys_.take_flag(whole, "an older form: true is ZeRO 1") ? 1 : 0;
    } else if (old != nullptr && !(old->is_object() && old->empty())) {
      reject_value({old, whole}, "a table or, in its older form, true or false");
    } else {
      keys_.take(whole, "nothing is said of ZeRO");
      if (const auto said = keys_.take_size("zero_optimization.stage", "what replicas share (ZeRO)", 0, 3))
        stage = *said;
      else
        keys_.assume("zero_optimization.stage", 0, "DeepSpeed's default");
    }
    run_.recipe.shards = static_cast<sharding>(stage);
    if (degrees.pipeline > 1 && stage > 1)
      keys_.refuse("zero_optimization.stage", "ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism");
    if (degrees.tensor > 1 && stage > 2)
      keys_.refuse("zero_optimization.stage",
                   "DeepSpeed's automatic tensor parallelism does not run with ZeRO-3");
    const auto overlap =
        flag_of("zero_optimization.overlap_comm", "gradients are reduced behind the backward pass");
    if (!overlap && stage > 0)
      keys_.assume("zero_optimization.overlap_comm", stage == 3, "DeepSpeed's default");
    run_.recipe.overlaps_gradients = stage > 0 && overlap.value_or(stage == 3);
    run_.recipe.overlaps_parameters =
        stage == 3;  // prefetched; below, they are gathered once at the end of a step
    read_groups(stage);
  }

  /// MiCS shards within groups; hierarchical partitioning of ZeRO++ keeps a second copy.
  void read_groups(std::int64_t stage) {
    constexpr const char* groups = "zero_optimization.mics_shard_size";
    const auto size = keys_.take_size(groups, "replicas that share weights (MiCS), -1 for all", -1);
    const std::int64_t replicas = dense_replicas(run_.plan.mesh);
    if (size.value_or(-1) > 0) {
      if (stage < 3) keys_.refuse(groups, "it means nothing below ZeRO 3");
      if (replicas % *size != 0)
        keys_.refuse(groups, "it divides the replicas, " + std::to_string(replicas) + ", and is " +
                                 std::to_string(*size));
      run_.recipe.optimizer_instances = replicas / *size;
    }
    constexpr const char* copy = "zero_optimization.zero_hpz_partition_size";
    const auto second = keys_.take_size(copy, "ranks that share a second copy of the weights", 0);
    if (second.value_or(1) > 1 && stage == 3)
      keys_.refuse(copy, "a second copy of the weights within a node (ZeRO++) is not held by a recipe");
  }

  /// "cpu", "nvme", or nothing where it is none. `table` is below zero_optimization.
  std::optional<std::string> device_of(const std::string& table, const char* meaning) {
    constexpr std::array<std::string_view, 3> devices = {"none", "cpu", "nvme"};
    const std::string path = "zero_optimization." + table + ".device";
    if (const auto chosen = keys_.take_choice(path, meaning, devices); chosen.value_or(0) > 0)
      return std::string(devices[*chosen]);
    return {};
  }

  void read_offloading() {
    const bool shares = run_.recipe.shards != sharding::none;
    const bool of_weights = run_.recipe.shards == sharding::weights;
    auto optimizer = device_of("offload_optimizer", "where the optimizer stands");
    if (keys_.take_flag("zero_optimization.cpu_offload", "the optimizer stands on the host, an older key")
            .value_or(false))
      optimizer = optimizer.value_or("cpu");
    constexpr const char* ratio = "zero_optimization.offload_optimizer.ratio";
    const auto share = keys_.take_number(ratio, "how much of the optimizer stands on the host");
    if (share && !(*share >= 0 && *share <= 1)) keys_.refuse(ratio, "it lies between 0 and 1");
    constexpr const char* path = "zero_optimization.offload_optimizer.device";
    if (optimizer && !shares)
      keys_.notes().passed_over.push_back(
          {.key = path, .reason = "means nothing without ZeRO", .expects_more = true});
    else if (optimizer && *optimizer == "nvme")
      keys_.refuse(path, "an optimizer on NVMe is not held by a recipe: the host's memory (cpu) is");
    else if (optimizer)
      run_.recipe.offloads_optimizer = true;
    if (run_.recipe.offloads_optimizer && share.value_or(1) < 1) {
      if (!of_weights)
        keys_.assume(ratio, 1, "a part of it means nothing below ZeRO 3: all is taken");
      else if (*share > 0)
        run_.recipe.offloaded_share = *share;
      else
        run_.recipe.offloads_optimizer = false;
    }

    auto weights = device_of("offload_param", "where the weights stand");
    for (const char* older : {"zero_optimization.cpu_offload_param", "zero_optimization.cpu_offload_params"})
      if (keys_.take_flag(older, "the weights stand on the host, an older key").value_or(false))
        weights = weights.value_or("cpu");
    if (weights && of_weights)
      keys_.refuse("zero_optimization.offload_param.device",
                   "weights on " + std::string(*weights == "nvme" ? "NVMe" : "the host") +
                       " are not held by a recipe");
    if (weights)
      keys_.notes().passed_over.push_back({.key = "zero_optimization.offload_param.device",
                                           .reason = "means nothing below ZeRO 3",
                                           .expects_more = true});
  }

  void read_states() {
    constexpr std::array<std::string_view, 3> formats = {"fp32", "fp16", "bf16"};
    const bool bf16 = run_.recipe.format == training_format::bf16,
               shares = run_.recipe.shards != sharding::none;
    const bool of_optimizer_alone = run_.recipe.shards <= sharding::optimizer;
    constexpr const char* path = "data_types.grad_accum_dtype";
    const auto said = keys_.take_choice(path, "the format in which gradients add up", formats);
    if (!said) keys_.assume(path, bf16 && !shares ? "fp32" : bf16 ? "bf16" : "fp16", "DeepSpeed's default");
    const bool in_fp32 = said ? *said == 0 : bf16 && !shares;
    run_.recipe.states.gradient = !in_fp32 ? 2 : bf16 && of_optimizer_alone ? 6 : 4;
    if (const auto reduced = keys_.take_choice("communication_data_type",
                                               "the format in which gradients are reduced", formats))
      run_.recipe.reduced_gradient = *reduced == 0 ? 4 : 2;
    run_.recipe.states.optimizer = 4 + moments();  // the master weight in 32 bit
  }

  /// Bytes of the moments of a parameter.
  double moments() {
    constexpr const char* path = "optimizer.type";
    const auto said = keys_.take_text(path, "what updates the weights");
    if (!said) keys_.assume(path, "AdamW", "not said in the file: two moments a parameter, of 32 bit");
    std::string type = said.value_or("adamw");
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    check_optimizer(type);
    for (const char* two : {"adam", "adamw", "lamb", "onebitadam", "zerooneadam", "onebitlamb", "fusedadam",
                            "deepspeedcpuadam", "fusedlamb"})
      if (type == two) return 8;
    for (const char* one : {"lion", "adagrad"})
      if (type == one) return 4;
    if (type == "sgd") {
      const auto momentum = keys_.take_number("optimizer.params.momentum", "of SGD: 0 keeps nothing");
      return momentum.value_or(0) > 0 ? 4 : 0;
    }
    if (type == "muon") {
      keys_.assume(path, "one moment a parameter",
                   "embedding, head and vectors, which keep two, are taken as matrices");
      return 4;
    }
    keys_.refuse(
        path,
        "it is one of Adam, AdamW, Lamb, OneBitAdam, ZeroOneAdam, OneBitLamb, Lion, Adagrad, SGD and "
        "Muon, not " +
            quoted_text(*said));
  }

  /// Optimizers that DeepSpeed does not take with ZeRO. Sources: deepspeed/runtime/engine.py, _configure_basic_optimizer and
  /// _do_optimizer_sanity_check; runtime/zero/utils.py, ZERO_SUPPORTED_OPTIMIZERS.
  void check_optimizer(const std::string& type) {
    constexpr const char* path = "optimizer.type";
    constexpr const char* allows = "zero_allow_untested_optimizer";
    const bool untested =
        keys_.take_flag(allows, "whether ZeRO takes optimizers that it was not tested with").value_or(false);
    if (run_.recipe.shards == sharding::none) return;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> compressed = {
        {{"onebitadam", "1bit-Adam"}, {"zerooneadam", "0/1 Adam"}, {"onebitlamb", "1bit-Lamb"}}};
    for (const auto& [name, shown] : compressed)
      if (type == name) keys_.refuse(path, std::string(shown) + " is not compatible with ZeRO");
    for (const std::string_view name : {"lamb", "fusedlamb", "sgd"})
      if (type == name && !untested)
        keys_.refuse(path, "ZeRO is not tested with it: DeepSpeed asks for " + std::string(allows));
  }

  // ---- The batch

  void read_batch() {
    if (!outside_.sequence_length)
      throw broken_rule(
          "the length of sequences is not known: a configuration of DeepSpeed does not say it; it is said "
          "apart "
          "from the file, by --sequence-length");
    run_.batch.sequence_length = *outside_.sequence_length;
    constexpr const char* whole = "train_batch_size";
    constexpr const char* micro = "train_micro_batch_size_per_gpu";
    constexpr const char* steps = "gradient_accumulation_steps";
    auto batch = said_or(whole, "sequences of a step", outside_.batch_sequences);
    auto sequences = said_or(micro, "sequences of a microbatch", outside_.microbatch);
    auto accumulated = said_or(steps, "microbatches of a step", {});
    const std::int64_t world = run_.plan.mesh.data;
    const int known = int{batch.has_value()} + int{sequences.has_value()} + int{accumulated.has_value()};
    if (known < 2)
      for (const char* path : {whole, micro, steps})
        if (is_auto(path))
          keys_.refuse(path,
                       "it is \"auto\", which the program that trains fills in: the batch is said apart from "
                       "the file, by --batch-sequences and --microbatch");
    if (known == 0 || (known == 1 && accumulated))
      throw broken_rule("Either train_batch_size or train_micro_batch_size_per_gpu needs to be provided");
    // As DeepSpeed fills in what is missing, with whole quotients, before it asks for their product.
    if (batch && sequences && !accumulated)
      accumulated = note(steps, *batch / *sequences / world);
    else if (batch && !sequences)
      sequences = note(micro, *batch / world / accumulated.value_or(1));
    if (!accumulated) accumulated = note(steps, 1);
    if (!batch) batch = note(whole, (count{*sequences} * *accumulated * world).as_int64());
    for (const auto& [what, number] : {std::pair{"Micro batch size per gpu", *sequences},
                                       std::pair{"Gradient accumulation steps", *accumulated}})
      if (number < 1)
        throw broken_rule(std::string(what) + ": " + std::to_string(number) + " has to be greater than 0");
    if (count{*batch} != count{*sequences} * *accumulated * world)
      throw broken_rule(
          "Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * "
          "gradient_acc_step * world_size " +
          std::to_string(*batch) + " != " + std::to_string(*sequences) + " * " +
          std::to_string(*accumulated) + " * " + std::to_string(world));
    run_.batch.sequences = *batch;
    run_.plan.microbatch = *sequences;
  }

  std::int64_t note(const char* path, std::int64_t value) {
    keys_.assume(path, value, "what follows from the other two");
    return value;
  }

  /// What the file says, or what is said apart from it. Throws `broken_rule` where they differ.
  std::optional<std::int64_t> said_or(const char* path, const char* meaning,
                                      std::optional<std::int64_t> apart) {
    const auto said = size_of(path, meaning);
    if (said && apart && *said != *apart)
      keys_.refuse(path, "it is " + std::to_string(*said) + ", and " + std::to_string(*apart) +
                             " is said apart from the file");
    if (!said && apart) keys_.assume(path, *apart, "said apart from the file");
    return said ? said : apart;
  }

  // ---- What is computed anew

  /// The file says how activations are kept, and the program whether.
  void read_recomputation() {
    if (keys_.take_flag("activation_checkpointing.cpu_checkpointing", "activations stand on the host")
            .value_or(false))
      keys_.refuse("activation_checkpointing.cpu_checkpointing",
                   "activations on the host are not held by a recipe");
    const bool parts = keys_
                           .take_flag("activation_checkpointing.partition_activations",
                                      "ranks of tensor parallelism share the inputs that are kept")
                           .value_or(false);
    if (parts && run_.plan.mesh.tensor > 1)
      keys_.assume("activation_checkpointing.partition_activations", false,
                   "shared inputs are not told apart: every rank is taken to keep its own");
    const bool contiguous = keys_
                                .take_flag("activation_checkpointing.contiguous_memory_optimization",
                                           "kept inputs stand behind one another")
                                .value_or(false);
    const auto number =
        keys_.take_size("activation_checkpointing.number_checkpoints", "inputs that are kept", 0);
    const auto interval = size_of("pipeline.activation_checkpoint_interval",
                                  "layers between inputs that are kept, 0 for none", 0);
    if (outside_.recompute) {
      run_.recipe.recompute = *outside_.recompute;
      keys_.assume("activation_checkpointing", "as said", "said apart from the file");
    } else if (parts || contiguous || number.value_or(0) > 0 || interval.value_or(0) > 0) {
      run_.recipe.recompute = full_recomputation;
      run_.recipe.recompute.unit = std::max<std::int64_t>(1, interval.value_or(1));
      keys_.assume("activation_checkpointing", "every layer",
                   "the file says how inputs are kept: all else is taken as computed anew");
    } else {
      keys_.assume("activation_checkpointing", "none",
                   "the program says whether, not the file: nothing is taken as computed anew");
    }
  }

  configuration_setting outside_;
  named_settings keys_;
  configured_run& run_;
};

}  // namespace detail

/// Whether a text of JSON is a configuration of DeepSpeed: an object with a key that others do not have. Throws `broken_rule`
/// where it is no JSON.
inline bool is_deepspeed_config(std::string_view text) {
  const nlohmann::json root = parse_json(detail::without_comments(text));
  if (!root.is_object()) return false;
  for (const char* key : {"zero_optimization", "train_batch_size", "train_micro_batch_size_per_gpu",
                          "gradient_accumulation_steps"})
    if (root.contains(key)) return true;
  return false;
}

/// Throws `broken_rule` with the key and the rule where DeepSpeed would refuse the run, where it asks for what is not
/// described, and where the file leaves open what is not said beside it.
inline configured_run read_deepspeed_config(std::string_view text, const configuration_setting& setting) {
  configured_run run;
  detail::deepspeed_reader(text, setting, run).read();
  return run;
}

}  // namespace scalewall
