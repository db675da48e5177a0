// A configuration of torchtitan as it was until February 2026 (TOML), read as the run that it is: model, plan, batch and recipe.
// Needs toml++.
//
//     read_torchtitan_toml(text, {.gpus = 128})
//
//     W = r s c t p            accelerators, of replicate, shard, context, tensor and pipeline degrees; s = -1 is the rest
//     D = r s                  replicas; those that shard are one group, of which there are r
//     B = b D                  where global_batch_size is -1, with b sequences of local_batch_size
//
// Degrees stand in [parallelism], or where they stood before: in [experimental] and [training]. A model is known by name and
// flavor where the catalog has it, and is else given apart. Weights, gradients and moments are kept in 32 bit. What torchtitan
// and PyTorch's pipelines refuse is refused (framework/training_rules.hpp). Without expert parallelism tensor parallelism cuts
// experts, whatever expert_tensor_parallel_degree says.
//
// Sources: pytorch/torchtitan, torchtitan/config/job_config.py and config_manager.py, distributed/{parallel_dims,
// pipeline_parallel,activation_checkpoint,tensor_parallel}.py, models/*/__init__.py, models/*/infra/parallelize.py, of 2024 and
// 2025; torch/distributed/pipelining/schedules.py, pytorch/pytorch.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configuration_keys.hpp>
#include <scalewall/formats/configured_run.hpp>
#include <scalewall/formats/megatron_plan.hpp>
#include <scalewall/formats/named_settings.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/model/catalog/deepseek.hpp>
#include <scalewall/model/catalog/llama.hpp>
#include <scalewall/model/catalog/qwen.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

namespace scalewall::detail {

/// What toml++ asserts and a text may break, as "[*]" does, is told as its other errors are.
[[noreturn]] inline void reject_toml() { throw broken_rule("this is not TOML: a key is misspelt"); }

}  // namespace scalewall::detail

#ifndef TOML_ASSERT
#define TOML_ASSERT(holds) (static_cast<bool>(holds) ? void() : scalewall::detail::reject_toml())
#endif

#include <nlohmann/json.hpp>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

inline nlohmann::json json_of_toml(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* list = node.as_array()) {
    nlohmann::json all = nlohmann::json::array();
    for (const toml::node& one : *list) all.push_back(json_of_toml(one));
    return all;
  }
  if (node.is_table()) return nlohmann::json::object();  // tables in lists are not read
  return "a date";
}

inline void add_settings(const toml::table& table, const std::string& path, std::size_t depth,
                         std::vector<setting>& all) {
  for (const auto& [key, node] : table) {
    std::string own = path_below(path, key.str());
    if (const auto* inner = node.as_table(); inner != nullptr && !inner->empty() && depth < deepest_settings)
      add_settings(*inner, own, depth + 1, all);
    else
      add_setting(all,
                  {std::move(own), json_of_toml(node), "line " + std::to_string(node.source().begin.line)});
  }
}

/// Every setting of a text. Throws `broken_rule` with line and column where it is no TOML.
inline std::vector<setting> settings_of_toml(std::string_view text) {
  require_configuration_size(text);
  std::vector<setting> all;
  try {
    add_settings(toml::parse(text), {}, 1, all);
  } catch (const toml::parse_error& error) {
    throw broken_rule("line " + std::to_string(error.source().begin.line) + ", column " +
                      std::to_string(error.source().begin.column) +
                      ": this is not TOML: " + excerpt_of(error.description()).shown);
  }
  return all;
}

inline constexpr setting_group torchtitan_settings[] = {
    {setting_use::read, "",
     "model.name model.flavor model.converters training.local_batch_size training.batch_size "
     "training.global_batch_size training.seq_len training.compile compile.enable compile.components "
     "training.mixed_precision_param training.mixed_precision_reduce training.dtype "
     "training.enable_cpu_offload parallelism.data_parallel_replicate_degree "
     "training.data_parallel_replicate_degree parallelism.data_parallel_shard_degree "
     "training.data_parallel_shard_degree training.data_parallel_degree parallelism.tensor_parallel_degree "
     "training.tensor_parallel_degree parallelism.enable_async_tensor_parallel "
     "experimental.enable_async_tensor_parallel parallelism.context_parallel_degree "
     "experimental.context_parallel_degree parallelism.context_parallel_rotate_method "
     "experimental.context_parallel_rotate_method parallelism.expert_parallel_degree "
     "parallelism.expert_tensor_parallel_degree parallelism.fsdp_reshard_after_forward "
     "parallelism.pipeline_parallel_degree experimental.pipeline_parallel_degree "
     "training.pipeline_parallel_degree "
     "parallelism.pipeline_parallel_schedule experimental.pipeline_parallel_schedule "
     "parallelism.pipeline_parallel_layers_per_stage parallelism.pipeline_parallel_split_points "
     "experimental.pipeline_parallel_split_points parallelism.pipeline_parallel_first_stage_less_layers "
     "parallelism.pipeline_parallel_last_stage_less_layers parallelism.pipeline_parallel_microbatch_size "
     "experimental.pipeline_parallel_microbatches activation_checkpoint.mode "
     "activation_checkpoint.selective_ac_option activation_checkpoint.selective_ac_type optimizer.name "
     "float8.enable_float8_linear float8.recipe_name quantize.linear.float8.recipe_name mx.recipe_name "
     "quantize.linear.mx.recipe_name"},
    {setting_use::without_effect, "logging, profiling, checkpoints and jobs",
     "job.* profiling.* metrics.* checkpoint.* comm.* validation.* debug.* memory_estimation.* "
     "training.gc_freq training.gc_debug training.seed training.debug_moe_force_load_balance "
     "model.print_after_conversion"},
    {setting_use::without_effect, "data and tokenizers",
     "model.tokenizer_path model.hf_assets_path model.norm_type training.dataset training.dataset_path "
     "training.data_parallel_type"},
    {setting_use::without_effect, "the schedule of training, and constants of the arithmetic",
     "training.steps training.max_norm training.warmup_steps optimizer.lr optimizer.eps optimizer.beta1 "
     "optimizer.beta2 optimizer.weight_decay lr_scheduler.* optimizer.fused"},
    {setting_use::without_effect, "kernels that are not told apart",
     "optimizer.implementation optimizer.foreach compile.* parallelism.enable_compiled_autograd "
     "experimental.enable_compiled_autograd parallelism.module_fqns_per_model_part "
     "activation_checkpoint.per_op_sac_force_recompute_mm_shapes_by_fqns activation_checkpoint.early_stop "
     "activation_checkpoint.preserve_rng_state activation_checkpoint.determinism_check "
     "activation_checkpoint.debug float8.* quantize.* mx.* training.enable_loss_parallel "
     "experimental.enable_loss_parallel experimental.custom_import experimental.custom_args_module "
     "experimental.custom_model_path"},
    {setting_use::not_held, "changes time or memory, and is not told apart here",
     "parallelism.disable_loss_parallel training.disable_loss_parallel optimizer.early_step_in_backward "
     "training.deterministic fault_tolerance.enable experimental.pipeline_parallel_dp_batches"},
    {setting_use::without_effect, "of replicas that fail, which is not on", "fault_tolerance.*"},
    {setting_use::undescribed, "the steps of the pipeline stand in a file that is not read",
     "parallelism.pipeline_parallel_schedule_csv"},
    {setting_use::undescribed, "adapters are trained, and the weights beside them are not", "lora lora.*"},
};

/// A model of torchtitan that the catalog has.
struct torchtitan_model {
  std::string_view name;
  std::string_view flavor;
  const language_model* model;
};

inline constexpr torchtitan_model torchtitan_models[] = {
    {"llama2", "7B", &catalog::llama_2_7b},
    {"llama2", "13B", &catalog::llama_2_13b},
    {"llama2", "70B", &catalog::llama_2_70b},
    {"llama3", "8B", &catalog::llama_3_1_8b},
    {"llama3", "70B", &catalog::llama_3_1_70b},
    {"llama3", "405B", &catalog::llama_3_1_405b},
    {"llama4", "17bx16e", &catalog::llama_4_scout_text},
    {"llama4", "17bx128e", &catalog::llama_4_maverick_text},
    {"deepseek_v3", "671B", &catalog::deepseek_v3},
    {"qwen3", "0.6B", &catalog::qwen_3_0_6b},
    {"qwen3", "1.7B", &catalog::qwen_3_1_7b},
    {"qwen3", "8B", &catalog::qwen_3_8b},
    {"qwen3", "30B-A3B", &catalog::qwen_3_30b_a3b},
};

class torchtitan_reader {
 public:
  torchtitan_reader(std::string_view text, const configuration_setting& outside, configured_run& run)
      : outside_(outside),
        keys_(settings_of_toml(text), torchtitan_settings, "torchtitan", run.flags),
        run_(run) {}

  void read() {
    if (!outside_.gpus)
      throw broken_rule(
          "the number of accelerators is not known: a configuration of torchtitan does not say it; it is "
          "said "
          "apart from the file, by --gpus");
    read_model();
    run_.recipe = {.context = context_exchange::all_gather,
                   .attention_mask = false,
                   .fused_gradient_accumulation = false,
                   .vocabulary_multiple = 1};
    keys_.assume("attention", "fused", "not said in the file: what PyTorch takes on recent GPUs");
    read_compilation();
    read_degrees();
    read_batch();
    read_pipeline();
    read_sharing();
    read_format();
    read_recomputation();
    check_rules();
    keys_.finish();
    require_valid(run_.plan, run_.model, run_.batch);
  }

 private:
  using paths = std::initializer_list<const char*>;

  static constexpr time_family software = time_family::torchtitan;

  /// Where a setting stands, of the places where it may: the first that has a value. Throws `broken_rule` where two differ.
  const char* place_of(paths places) {
    const char* found = nullptr;
    for (const char* path : places) {
      const auto* value = keys_.value_of(path);
      if (value == nullptr) continue;
      if (found != nullptr && *keys_.value_of(found) != *value)
        keys_.refuse(path, "it is " + keys_.said(found) + ", and they differ");
      if (found == nullptr)
        found = path;
      else
        keys_.pass_over(path, "said in " + std::string(found) + " too");
    }
    return found == nullptr ? *places.begin() : found;
  }

  std::int64_t size_or(paths places, const char* meaning, std::int64_t otherwise, std::int64_t least = 1) {
    const char* path = place_of(places);
    return keys_.value_or(keys_.take_size(path, meaning, least), path, otherwise);
  }

  bool flag_or(paths places, const char* meaning, bool otherwise) {
    return keys_.take_flag(place_of(places), meaning).value_or(otherwise);
  }

  // ---- The model

  void read_model() {
    if (outside_.model) {
      run_.model = *outside_.model;
      for (const char* key : {"model.name", "model.flavor"}) keys_.pass_over(key, "the model is given apart");
    } else {
      const std::string name =
          keys_.value_or(keys_.take_text("model.name", "the model"), "model.name", std::string("llama3"));
      const auto flavor = keys_.take_text("model.flavor", "which of its sizes");
      if (!flavor) keys_.report_missing("model.flavor", "which size of the model it is");
      const auto found = std::find_if(
          std::begin(torchtitan_models), std::end(torchtitan_models),
          [&](const torchtitan_model& one) { return name.starts_with(one.name) && one.flavor == *flavor; });
      if (found == std::end(torchtitan_models))
        keys_.refuse("model.flavor",
                     quoted_text(*flavor) + " of " + quoted_text(name) +
                         " is none of the catalog: the model is given apart from the file, by "
                         "--model");
      run_.model = *found->model;
      run_.model.name = {};
      keys_.assume("model", std::string(found->model->name),
                   "the model of that name and flavor in the catalog");
    }
    run_.vocabulary = run_.model.vocabulary;
  }

  void read_compilation() {
    const auto components = keys_.take("compile.components", "what is compiled");
    const bool any = flag_or({"compile.enable", "training.compile"}, "the model is compiled", false);
    const auto compiles = [&](const char* part) {
      return any && (!components || !components->value->is_array() ||
                     std::find(components->value->begin(), components->value->end(), part) !=
                         components->value->end());
    };
    compiled_ = compiles("model");
    run_.recipe.loss = compiles("loss") ? loss_kernel::torch_compiled : loss_kernel::torch;
    if (compiled_) return;
    keys_.assume("seconds", "compiled",
                 std::string(seconds_of_compiled_models) + ", and the model of this file is eager");
  }

  /// Whether the file names a model of that name, none being given apart.
  bool is_named(std::string_view name) const {
    const auto* said = keys_.value_of("model.name");
    return !outside_.model && said != nullptr && said->is_string() &&
           said->get<std::string>().starts_with(name);
  }

  // ---- The plan

  void read_degrees() {
    mesh& degrees = run_.plan.mesh;
    degrees.tensor = size_or({"parallelism.tensor_parallel_degree", "training.tensor_parallel_degree"},
                             "the degree of tensor parallelism", 1);
    degrees.context = size_or({"parallelism.context_parallel_degree", "experimental.context_parallel_degree"},
                              "the degree of context parallelism", 1);
    degrees.pipeline = size_or({"parallelism.pipeline_parallel_degree",
                                "experimental.pipeline_parallel_degree", "training.pipeline_parallel_degree"},
                               "the degree of pipeline parallelism", 1);
    replicate_ =
        size_or({"parallelism.data_parallel_replicate_degree", "training.data_parallel_replicate_degree"},
                "groups of replicas, which shard each for itself", 1);
    const char* of_shards =
        place_of({"parallelism.data_parallel_shard_degree", "training.data_parallel_shard_degree",
                  "training.data_parallel_degree"});
    shard_ = keys_.value_or(keys_.take_size(of_shards, "replicas that share weights, -1 for the rest", -1),
                            of_shards, std::int64_t{-1});
    if (shard_ == 0) keys_.refuse(of_shards, "it is -1 or at least 1");
    const std::int64_t gpus = *outside_.gpus;
    require(gpus >= 1 && gpus <= largest_size, "a run takes at least one accelerator", {{"gpus", gpus}});
    const count others = count{degrees.tensor} * degrees.context * degrees.pipeline * replicate_;
    if (shard_ == -1) {
      shard_ = std::max<std::int64_t>(1, (count{gpus} / others).as_int64());
      keys_.assume(of_shards, shard_,
                   "-1: what the other degrees leave of " + std::to_string(gpus) + " accelerators");
    }
    if (others * shard_ != count{gpus})
      throw broken_rule("Invalid parallel dims: dp_replicate(" + std::to_string(replicate_) +
                        ") * dp_shard(" + std::to_string(shard_) + ") * cp(" +
                        std::to_string(degrees.context) + ") * tp(" + std::to_string(degrees.tensor) +
                        ") * pp(" + std::to_string(degrees.pipeline) + ") != WORLD_SIZE(" +
                        std::to_string(gpus) + ")");
    degrees.data = replicate_ * shard_;
    const std::int64_t expert =
        size_or({"parallelism.expert_parallel_degree"}, "the degree of expert parallelism", 1);
    constexpr const char* path = "parallelism.expert_tensor_parallel_degree";
    const auto expert_tensor = keys_.take_size(path, "tensor parallelism within experts");
    if (experts_of(run_.model) > 0) {
      degrees.expert = expert;
      degrees.expert_tensor =
          expert == 1 ? degrees.tensor : keys_.value_or(expert_tensor, path, std::int64_t{1});
      if (expert == 1 && expert_tensor != degrees.tensor)
        keys_.assume(path, degrees.expert_tensor,
                     "without expert parallelism tensor parallelism cuts experts, whatever is said");
    } else if (expert > 1) {
      keys_.refuse("parallelism.expert_parallel_degree", "no layer of the model has experts");
    }
    constexpr std::array<std::string_view, 2> methods = {"allgather", "alltoall"};
    const auto method =
        keys_.take_choice(place_of({"parallelism.context_parallel_rotate_method",
                                    "experimental.context_parallel_rotate_method"}),
                          "how keys and values reach the ranks of context parallelism", methods);
    run_.recipe.context = method == 1 ? context_exchange::ring : context_exchange::all_gather;
    run_.recipe.sequence_parallel = degrees.tensor > 1;
    const bool hidden =
        flag_or({"parallelism.enable_async_tensor_parallel", "experimental.enable_async_tensor_parallel"},
                "tensor parallelism is hidden behind products", false);
    if (hidden && degrees.tensor > 1 && !compiled_)
      keys_.refuse(
          place_of({"parallelism.enable_async_tensor_parallel", "experimental.enable_async_tensor_parallel"}),
          "Async TP requires 'model' in --compile.components and --compile.enable");
    run_.recipe.overlaps_tensor = hidden && degrees.tensor > 1;
    if (replicate_ > 1 && count{shard_} * degrees.context == count{1} &&
        count{degrees.tensor} * degrees.pipeline > count{1})
      keys_.assume(
          "parallelism.data_parallel_replicate_degree", replicate_,
          "replicas that shard nothing (DDP) stand alone in releases of 2024 and of most of 2025, which "
          "refuse tensor and pipeline parallelism beside them");
    if (degrees.context > 1 && is_named("deepseek_v3"))
      keys_.assume(
          "parallelism.context_parallel_degree", degrees.context,
          "releases of 2025 refuse it where deepseek_v3 has FlexAttention, as flavors since mid 2025");
  }

  // ---- The batch

  void read_batch() {
    local_ = size_or({"training.local_batch_size", "training.batch_size"}, "sequences of a replica", 8);
    run_.batch.sequence_length = size_or({"training.seq_len"}, "tokens of a sequence", 2048);
    const count smallest = count{local_} * run_.plan.mesh.data;
    constexpr const char* path = "training.global_batch_size";
    const auto said = keys_.take_size(path, "sequences of a step, -1 for those of the replicas", -1);
    if (said.value_or(-1) < 1) {
      run_.batch.sequences = smallest.as_int64();
      keys_.assume(path, run_.batch.sequences, "local_batch_size x replicas");
    } else {
      run_.batch.sequences = *said;
      if (count{*said} % smallest != count{})
        keys_.refuse(path, "it is a multiple of local_batch_size x replicas, " + std::to_string(local_) +
                               " x " + std::to_string(run_.plan.mesh.data) + ", and is " +
                               std::to_string(*said));
    }
    run_.plan.microbatch = local_;
    const mesh& degrees = run_.plan.mesh;
    if (!divides_sequences(software, degrees, run_.recipe, run_.batch))
      keys_.refuse("training.seq_len",
                   "it is a multiple of 2 x context_parallel_degree x tensor_parallel_degree, 2 x " +
                       std::to_string(degrees.context) + " x " + std::to_string(degrees.tensor) +
                       ", and is " + std::to_string(run_.batch.sequence_length));
  }

  // ---- What torchtitan refuses

  void check_rules() {
    const layer_features layers = features_of(run_.model);
    training_plan& plan = run_.plan;
    const std::int64_t microbatches = microbatches_of_pipeline();
    for (const auto& broken : {broken_rule_of(software, layers, run_.recipe),
                               broken_rule_of(software, layers, run_.recipe, plan.mesh),
                               broken_rule_of(software, plan, microbatches)})
      if (broken) keys_.refuse(broken->flag, std::string(broken->sentence));
    plan = with_rounds(software, plan, microbatches);
    if (plan.mesh.pipeline > 1 && microbatches_of(plan, run_.batch) > microbatches)
      keys_.assume(
          "training.global_batch_size", run_.batch.sequences,
          "the pipeline is taken as filled once a step: torchtitan fills it anew for every local batch, "
          "and waits longer");
  }

  /// A step goes through the pipeline once for every `local_batch_size` of a replica.
  std::int64_t microbatches_of_pipeline() const { return local_ / run_.plan.microbatch; }

  // ---- The pipeline

  struct known_schedule {
    std::string_view name;
    scalewall::schedule schedule;
    bool several_stages;  ///< of a rank
  };

  void read_pipeline() {
    constexpr std::array<known_schedule, 5> schedules = {{{"GPipe", schedule::gpipe, false},
                                                          {"1F1B", schedule::one_f_one_b, false},
                                                          {"Interleaved1F1B", schedule::one_f_one_b, true},
                                                          {"ZBVZeroBubble", schedule::zb_v, true},
                                                          {"DualPipeV", schedule::dual_pipe, true}}};
    const std::int64_t ranks = run_.plan.mesh.pipeline;
    const char* path =
        place_of({"parallelism.pipeline_parallel_schedule", "experimental.pipeline_parallel_schedule"});
    if (ranks == 1) {
      for (const char* section : {"parallelism.", "experimental."})
        for (const char* key :
             {"pipeline_parallel_schedule", "pipeline_parallel_split_points",
              "pipeline_parallel_microbatches", "pipeline_parallel_layers_per_stage",
              "pipeline_parallel_first_stage_less_layers", "pipeline_parallel_last_stage_less_layers",
              "pipeline_parallel_microbatch_size"})
          keys_.pass_over(std::string(section) + key, "means nothing without pipeline parallelism");
      return;
    }
    const std::string said =
        keys_.value_or(keys_.take_text(path, "the schedule of the pipeline"), path, std::string("1F1B"));
    const auto chosen = std::find_if(schedules.begin(), schedules.end(),
                                     [&](const known_schedule& one) { return is_same_name(one.name, said); });
    if (chosen == schedules.end())
      keys_.refuse(
          path, "it is GPipe, 1F1B, Interleaved1F1B, ZBVZeroBubble or DualPipeV, not " + quoted_text(said));
    run_.plan.schedule = chosen->schedule;
    read_microbatch(ranks);
    read_layout(*chosen, ranks);
  }

  void read_microbatch(std::int64_t ranks) {
    constexpr const char* older = "experimental.pipeline_parallel_microbatches";
    constexpr const char* newer = "parallelism.pipeline_parallel_microbatch_size";
    if (keys_.has("experimental.pipeline_parallel_degree") || keys_.value_of(older) != nullptr) {
      const auto number = keys_.take_size(older, "microbatches of a replica");
      if (!number) keys_.assume(older, ranks, "as many as ranks of the pipeline");
      const std::int64_t each = number.value_or(ranks);
      if (local_ % each != 0)
        keys_.refuse(older, "it divides local_batch_size, " + std::to_string(local_) + ", and is " +
                                std::to_string(each));
      run_.plan.microbatch = local_ / each;
      return;
    }
    const std::int64_t size =
        keys_.value_or(keys_.take_size(newer, "sequences of a microbatch"), newer, std::int64_t{1});
    if (local_ % size != 0)
      keys_.refuse(newer, "it divides local_batch_size, " + std::to_string(local_) + ", and is " +
                              std::to_string(size));
    run_.plan.microbatch = size;
  }

  void read_layout(const known_schedule& chosen, std::int64_t ranks) {
    stage_layout& layout = run_.plan.layout;
    const std::int64_t layers = layer_count(run_.model).as_int64();
    const bool folds = chosen.several_stages &&
                       chosen.schedule != schedule::one_f_one_b;  // a rank has two ends of the stack
    if (read_split_points(layers, ranks)) return;
    const std::int64_t first = size_or({"parallelism.pipeline_parallel_first_stage_less_layers"},
                                       "layers that the first stage has less", 1, 0);
    const std::int64_t last = size_or({"parallelism.pipeline_parallel_last_stage_less_layers"},
                                      "layers that the last stage has less", 1, 0);
    if (first > 1 || last > 1)
      keys_.refuse("parallelism.pipeline_parallel_first_stage_less_layers",
                   "ends that have more than one layer less are not described");
    std::int64_t chunks = chosen.several_stages ? 2 : 1;
    constexpr const char* path = "parallelism.pipeline_parallel_layers_per_stage";
    if (const auto each = keys_.take_size(path, "layers of a stage")) {
      const std::int64_t stages = (layers + first + last + *each - 1) / *each;
      if (stages % ranks != 0)
        keys_.refuse(path, "it makes " + std::to_string(stages) +
                               " stages, and they are a multiple of pipeline_parallel_degree, " +
                               std::to_string(ranks));
      chunks = stages / ranks;
      if ((chunks > 1) != chosen.several_stages)
        keys_.refuse(path, "it makes " + std::to_string(chunks) + " stages of a rank, and " +
                               std::string(chosen.name) +
                               (chosen.several_stages ? " has several" : " has one"));
    } else {
      keys_.assume(path, nullptr, std::to_string(chunks) + " stages of a rank, by the schedule");
    }
    if (folds && chunks > 2) keys_.refuse(path, std::string(chosen.name) + " has two stages of a rank");
    layout.chunks = folds ? 1 : chunks;
    layout.lighter_ends = first == 1 && last == 1;
    layout.embedding_counts = first == 1 && last == 0;
    layout.loss_counts = first == 0 && last == 1;
  }

  /// "layers.8": the first layer of a stage. Whether there are such points.
  bool read_split_points(std::int64_t layers, std::int64_t ranks) {
    const char* path = place_of(
        {"parallelism.pipeline_parallel_split_points", "experimental.pipeline_parallel_split_points"});
    const auto points = keys_.take(path, "where stages begin");
    if (!points || (points->value->is_array() && points->value->empty())) return false;
    std::vector<std::string> names;
    if (points->value->is_string()) {
      std::istringstream in(points->value->get<std::string>());
      for (std::string one; std::getline(in, one, ',');) names.push_back(one);
    } else {
      if (!points->value->is_array()) reject_value(*points, "a list of layers");
      for (const nlohmann::json& one : *points->value)
        names.push_back(one.is_string() ? one.get<std::string>() : one.dump());
    }
    std::int64_t before = 0;
    stage_layout& layout = run_.plan.layout;
    const auto add = [&](std::int64_t end) {
      if (end < before || end - before > 255)
        keys_.refuse(path, "stages have from 0 to 255 layers, in their order");
      layout.listed.push_back(static_cast<std::uint8_t>(end - before));
      before = end;
    };
    for (const std::string& name : names) {
      const auto layer =
          name.starts_with("layers.") ? spelled_number<std::int64_t>(name.substr(7)) : std::nullopt;
      if (!layer || *layer < 0 || *layer > layers)
        keys_.refuse(path, "it names layers of the model as layers.8 does, not " + quoted_text(name));
      add(*layer);
    }
    add(layers);
    const auto stages = static_cast<std::int64_t>(layout.listed.size());
    if (stages % ranks != 0)
      keys_.refuse(path, "it makes " + std::to_string(stages) + " stages, and they are a multiple of " +
                             std::to_string(ranks) + " ranks");
    layout.chunks = stages / ranks;
    return true;
  }

  // ---- What replicas share, and formats

  void read_sharing() {
    const bool shares = shard_ * run_.plan.mesh.context > 1;
    constexpr std::array<std::string_view, 3> policies = {"default", "always", "never"};
    const auto said =
        keys_.take_choice("parallelism.fsdp_reshard_after_forward",
                          "whether gathered weights are given back after the forward pass", policies);
    const std::size_t policy = said.value_or(0);
    run_.recipe.shards = !shares ? sharding::none : policy == 2 ? sharding::gradients : sharding::weights;
    run_.recipe.stays_gathered_in_pipeline = policy != 1;
    run_.recipe.optimizer_instances = shares ? replicate_ : 1;
    if (keys_.take_flag("training.enable_cpu_offload", "weights and states stand on the host")
            .value_or(false))
      keys_.refuse("training.enable_cpu_offload", "weights on the host are not held by a recipe");
  }

  void read_format() {
    constexpr std::array<std::string_view, 2> formats = {"bfloat16", "float32"};
    constexpr const char* path = "training.mixed_precision_param";
    if (keys_.take_choice(path, "the format of products", formats) == 1)
      keys_.refuse(path, "training in 32 bit is not held by a recipe");
    if (keys_.take_choice("training.mixed_precision_reduce", "the format in which gradients are reduced",
                          formats) == 0)
      run_.recipe.reduced_gradient = 2;
    run_.recipe.states = {.weight = 4, .gradient = 4, .optimizer = 8};
    if (keys_.take_choice("training.dtype", "the format of weights and moments", formats) == 0)
      run_.recipe.states = {.weight = 2, .gradient = 2, .optimizer = 4};
    read_optimizer();
    run_.recipe.format = training_format::bf16;
    std::string converters;
    if (const auto said = keys_.take("model.converters", "what layers are converted to"))
      converters = said->value->is_string() ? said->value->get<std::string>() : said->value->dump();
    const bool older =
        keys_.take_flag("float8.enable_float8_linear", "products in 8 bit, an older key").value_or(false);
    const bool mx = converters.find("mx") != std::string::npos;
    if (older || converters.find("float8") != std::string::npos) {
      run_.recipe.format = training_format::fp8_current;
      tell_eager_format("float8");
      keys_.take_text(place_of({"quantize.linear.float8.recipe_name", "float8.recipe_name"}),
                      "how 8 bit are scaled");
    } else if (mx) {
      constexpr std::array<std::string_view, 3> recipes = {"mxfp8", "mxfp8_cublas", "mxfp8_emulated"};
      keys_.take_choice(place_of({"quantize.linear.mx.recipe_name", "mx.recipe_name"}),
                        "how 8 bit are scaled", recipes);
      run_.recipe.format = training_format::mxfp8;
      tell_eager_format("mx");
    } else if (!converters.empty() && converters != "[]") {
      keys_.refuse("model.converters", "it is float8 or mx, not " + quoted_text(converters));
    }
  }

  /// Scaling and casts of 8 bit are fused with others by torch.compile. Source: pytorch/torchtitan, docs/float8.md.
  void tell_eager_format(const char* format) {
    if (compiled_) return;
    keys_.assume(
        "model.converters", format,
        "its seconds are those of compiled models: no run says what 8 bit gain in eager ones, where casts "
        "are not fused");
  }

  void read_optimizer() {
    constexpr const char* path = "optimizer.name";
    const std::string name =
        keys_.value_or(keys_.take_text(path, "what updates the weights"), path, std::string("AdamW"));
    if (name != "AdamW" && name != "Adam")
      keys_.refuse(path, "it is Adam or AdamW, not " + quoted_text(name));
  }

  // ---- What is computed anew

  void read_recomputation() {
    constexpr std::array<std::string_view, 3> modes = {"none", "selective", "full"};
    constexpr const char* path = "activation_checkpoint.mode";
    const auto said = keys_.take_choice(path, "how much is computed anew", modes);
    if (!said) keys_.assume(path, "selective", "torchtitan's default");
    recomputation& again = run_.recipe.recompute;
    const char* option =
        place_of({"activation_checkpoint.selective_ac_option", "activation_checkpoint.selective_ac_type"});
    if (said.value_or(1) != 1) {
      keys_.pass_over(option, "means nothing with this mode");
      if (said == 2) again = full_recomputation;
      return;
    }
    const auto value = keys_.take(option, "op: every second product; a number n: every n-th layer");
    if (!value) keys_.assume(option, "2", "torchtitan's default: every second layer");
    const std::string text = !value                      ? "2"
                             : value->value->is_string() ? value->value->get<std::string>()
                                                         : value->value->dump();
    if (text == "op") {
      again = {.granularity = recompute_granularity::selective, .every_second_product = true};
      return;
    }
    const auto every = spelled_number<std::int64_t>(text);
    if (!every || *every < 1) keys_.refuse(option, "it is op or a positive number, not " + quoted_text(text));
    again = full_recomputation;
    if (*every == 1) return;
    const std::int64_t stages = run_.plan.mesh.pipeline * run_.plan.layout.chunks;
    again.layers = layer_count(run_.model).as_int64() / stages / *every;
    keys_.assume(option, *again.layers, "layers of a stage: every " + text + "th of them");
  }

  configuration_setting outside_;
  named_settings keys_;
  configured_run& run_;
  std::int64_t replicate_ = 1, shard_ = 1, local_ = 1;
  bool compiled_ = false;
};

}  // namespace detail

/// Throws `broken_rule` with the key, its line and the rule where torchtitan would refuse the run, or where it asks for what is
/// not described.
inline configured_run read_torchtitan_toml(std::string_view text, const configuration_setting& setting) {
  configured_run run;
  detail::torchtitan_reader(text, setting, run).read();
  return run;
}

}  // namespace scalewall
