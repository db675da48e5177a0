// What training software refuses before it starts: rules about a model, a recipe, a mesh and a machine, each as a sentence.
//
// Readers of launch lines, searches over plans and programs ask them here. Those of Megatron Core and of Transformer Engine
// behind it come first; torchtitan and LLM Foundry have their own, and all other software is asked Megatron's.
//
// torchtitan on r groups of replicas that shard each for itself, with c and t as context and tensor degrees:
//
//     t_e = t without expert parallelism, else 1 or t      (D / r) c t % (e t_e) = 0      key-value heads % t = 0
//     s % (2 c t) = 0
//     m >= p of 1F1B,   m % max(1, m / p) = 0 of interleaved 1F1B, whose rounds have m / max(1, m / p) microbatches each
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/transformer/{transformer_config,
// dot_product_attention}.py, NVIDIA/Megatron-LM; transformer_engine/pytorch/attention/dot_product_attention/{utils,
// context_parallel}.py (windows, heads, backends of attention) and transformer_engine/pytorch/quantization.py (formats by
// compute capability), NVIDIA/TransformerEngine; torchtitan/distributed/{parallel_dims,expert_parallel}.py,
// models/llama4/infra/parallelize.py and config/job_config.py, pytorch/torchtitan; torch/distributed/pipelining/schedules.py,
// pytorch/pytorch; composer/core/precision.py, mosaicml/composer, and llmfoundry/models/utils, mosaicml/llm-foundry.

#pragma once

#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/mesh.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace scalewall {

/// What rules ask of the layers of a model, those of its token prediction too.
struct layer_features {
  bool dense = false;   ///< a feed-forward block without experts
  bool routed = false;  ///< one with them
  bool shared_experts = false;
  bool latent = false;  ///< attention with latent vectors
  bool windows = false;
  bool chunks = false;  ///< attention within chunks of the sequence

  /// The greatest number that divides the key-value heads of every layer.
  std::int64_t key_value_heads = 0;

  /// Words of a token, and the greatest numbers that divide those of all heads of every grouped attention, and those inside every
  /// block without experts; 0 where there are none.
  std::int64_t width = 0;
  std::int64_t head_words = 0;
  std::int64_t dense_words = 0;

  friend constexpr bool operator==(const layer_features&, const layer_features&) = default;
};

constexpr layer_features features_of(const language_model& model) {
  layer_features found{.width = model.width};
  const auto look_at = [&](const transformer_layer& layer) {
    const auto* routed = std::get_if<routed_feed_forward>(&layer.feed_forward);
    (routed != nullptr ? found.routed : found.dense) = true;
    found.shared_experts = found.shared_experts || (routed != nullptr && routed->shared_experts > 0);
    found.latent = found.latent || std::holds_alternative<latent_attention>(layer.attention);
    const attention_heads heads = heads_of(layer);
    found.windows = found.windows || heads.reach.kind == reach_kind::window;
    found.chunks = found.chunks || heads.reach.kind == reach_kind::chunk;
    found.key_value_heads = std::gcd(found.key_value_heads, heads.key_value_heads);
    if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention))
      found.head_words = std::gcd(found.head_words, (count{grouped->heads} * grouped->head_size).as_int64());
    if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward))
      found.dense_words = std::gcd(found.dense_words, dense->width);
  };
  for_each_run(model, [&](const transformer_layer& layer, count) { look_at(layer); });
  if (model.prediction) look_at(model.prediction->layer);
  return found;
}

/// A rule that is broken, with the flag or the key of the software that breaks it.
struct training_rule {
  std::string_view flag;
  std::string_view sentence;

  friend constexpr bool operator==(const training_rule&, const training_rule&) = default;
};

// ---- What is computed anew

/// Modules that some layer has.
constexpr recompute_modules modules_of(const layer_features& layers) {
  return {.core_attention = true,
          .norms = true,
          .latent_projections = layers.latent,
          .feed_forward = layers.dense,
          .expert_activation = layers.routed,
          .routed_block = layers.routed,
          .shared_experts = layers.shared_experts};
}

/// Modules that some layer has and that may be computed anew with the rest of the recipe.
constexpr recompute_modules recomputable_modules(const layer_features& layers, const recipe& recipe) {
  recompute_modules modules = modules_of(layers);
  if (recipe.format == training_format::fp8_delayed) modules.norms = modules.expert_activation = false;
  if (!recipe.grouped_experts) modules.expert_activation = false;
  return modules;
}

/// The modules that stand in both.
constexpr recompute_modules common_modules(recompute_modules modules, const recompute_modules& others) {
  for (const recompute_module& one : every_recompute_module)
    modules.*one.taken = modules.*one.taken && others.*one.taken;
  return modules;
}

/// The part of a recomputation that the rules allow.
constexpr recomputation allowed_recomputation(const layer_features& layers, const recipe& recipe,
                                              recomputation wanted) {
  wanted.modules = common_modules(wanted.modules, recomputable_modules(layers, recipe));
  if (wanted.granularity == recompute_granularity::selective && !wanted.modules.any() &&
      !wanted.every_second_product)
    return {};
  return wanted;
}

// ---- Rules of Megatron

/// The rule that a recipe breaks for a model, whatever the mesh.
constexpr std::optional<training_rule> broken_rule_of(const layer_features& layers, const recipe& recipe) {
  constexpr std::string_view flag = "recompute-modules";
  const bool selective = recipe.recompute.granularity == recompute_granularity::selective;
  const recompute_modules modules = selective ? recipe.recompute.modules : recompute_modules{};
  const recompute_modules known = modules_of(layers);
  if (modules.latent_projections && !known.latent_projections)
    return training_rule{flag, "mla_up_proj is a part of latent attention, which no layer has"};
  if (modules.feed_forward && !known.feed_forward)
    return training_rule{flag, "mlp is a block without experts, which no layer has"};
  if (modules.expert_activation && !known.expert_activation)
    return training_rule{flag, "moe_act is a part of experts, which no layer has"};
  if (modules.routed_block && !known.routed_block)
    return training_rule{flag, "moe is a block of experts, which no layer has"};
  if (modules.shared_experts && !known.shared_experts)
    return training_rule{flag, "shared_experts are experts that no layer has"};
  if (modules.expert_activation && !recipe.grouped_experts)
    return training_rule{flag, "Megatron asks for grouped products of experts with moe_act"};
  if (recipe.format == training_format::fp8_delayed && (modules.expert_activation || modules.norms))
    return training_rule{flag, "Megatron does not take moe_act or layernorm with delayed scaling of fp8"};
  if (recipe.muon && recipe.shards > sharding::optimizer)
    return training_rule{"optimizer", "Megatron does not take Muon with FSDP"};
  if (recipe.muon && recipe.format == training_format::fp16)
    return training_rule{"optimizer", "Megatron does not take Muon with fp16"};
  if (recipe.graphs != cuda_graphs::none && recipe.recompute.granularity == recompute_granularity::full)
    return training_rule{"recompute-granularity", "Megatron does not take full with CUDA graphs"};
  return {};
}

/// The rule that a mesh breaks for a model, with the recipe.
constexpr std::optional<training_rule> broken_rule_of(const layer_features& layers, const recipe& recipe,
                                                      const mesh& degrees) {
  if (recipe.format == training_format::fp16 && degrees.expert > 1)
    return training_rule{"expert-model-parallel-size", "Megatron does not take expert parallelism with fp16"};
  if (layers.routed && degrees.tensor > 1 && !recipe.sequence_parallel)
    return training_rule{"tensor-model-parallel-size",
                         "Megatron's experts ask for sequence parallelism with tensor parallelism"};
  if (degrees.context == 1) return {};
  if (recipe.attention == attention_kernel::unfused)
    return training_rule{
        "attention-backend",
        "context parallelism asks for fused attention or FlashAttention of Transformer Engine"};
  if (layers.windows && recipe.context == context_exchange::ring)
    return training_rule{"cp-comm-type",
                         "context parallelism by p2p does not take sliding windows, as allgather and a2a do"};
  if (recipe.context == context_exchange::all_to_all &&
      layers.key_value_heads % (degrees.tensor * degrees.context) != 0)
    return training_rule{"cp-comm-type",
                         "context parallelism by a2a divides the key-value heads of a tensor parallel rank"};
  return {};
}

/// What words of a row are a multiple of, and rows, in products of 8 bit. Source: transformer_engine/pytorch/utils.py
/// (assert_dim_for_fp8_exec), NVIDIA/TransformerEngine.
inline constexpr std::int64_t words_of_8_bit = 16;
inline constexpr std::int64_t rows_of_8_bit = 8;

/// Whether products of layers take the words of rows that a rank has; they all do in 16 bit.
constexpr bool takes_words(const layer_features& layers, const recipe& recipe, const mesh& degrees) {
  return !is_quantized(recipe.format) ||
         (layers.width % words_of_8_bit == 0 && layers.head_words / degrees.tensor % words_of_8_bit == 0 &&
          layers.dense_words / degrees.tensor % words_of_8_bit == 0);
}

/// Whether tensor parallelism divides the tokens that ranks of context parallelism have of a sequence, as sequence parallelism
/// asks. Source: megatron/training/arguments.py (validate_args).
constexpr bool divides_sequences(const mesh& degrees, const recipe& recipe, const batch& batch) {
  return !recipe.sequence_parallel || batch.sequence_length / degrees.context % degrees.tensor == 0;
}

// ---- Rules of torchtitan and LLM Foundry

namespace detail {

constexpr bool recomputes_modules(const recomputation& again) {
  return again.modules.any() || again.unit > 1 ||
         (again.granularity == recompute_granularity::selective && !again.every_second_product);
}

constexpr std::optional<training_rule> rule_of_torchtitan(const recipe& recipe) {
  if (recomputes_modules(recipe.recompute))
    return training_rule{
        "activation_checkpoint.mode",
        "torchtitan computes anew nothing, every second product (op), every n-th layer or all "
        "of them: modules of layers are Megatron's"};
  if (recipe.format == training_format::fp16 || recipe.format == training_format::fp8_delayed ||
      recipe.format == training_format::fp8_block)
    return training_rule{"training.mixed_precision_param",
                         "torchtitan multiplies in bf16, in 8 bit with current scaling (float8), mxfp8 or "
                         "nvfp4: not in fp16, nor in 8 bit with delayed or blockwise scaling"};
  if (recipe.muon) return training_rule{"optimizer.name", "torchtitan's optimizers are Adam and AdamW"};
  if (recipe.shards == sharding::optimizer)
    return training_rule{
        "parallelism.fsdp_reshard_after_forward",
        "torchtitan shards by FSDP: nothing, gradients (ZeRO 2) or weights (ZeRO 3), not the "
        "optimizer alone"};
  return {};
}

constexpr std::optional<training_rule> rule_of_torchtitan(const layer_features& layers, const recipe& recipe,
                                                          const mesh& degrees) {
  if (layers.key_value_heads % degrees.tensor != 0)
    return training_rule{"parallelism.tensor_parallel_degree",
                         "torchtitan's tensor parallelism divides the key-value heads"};
  if (layers.routed) {
    constexpr std::string_view cut = "parallelism.expert_tensor_parallel_degree";
    if (degrees.expert == 1 && degrees.expert_tensor != degrees.tensor)
      return training_rule{
          cut,
          "without expert parallelism tensor parallelism cuts torchtitan's experts as it does "
          "the rest of the layer"};
    if (degrees.expert_tensor != 1 && degrees.expert_tensor != degrees.tensor)
      return training_rule{cut, "torchtitan's expert tensor parallelism is 1 or tensor parallelism"};
    const std::int64_t groups = recipe.shards == sharding::none ? degrees.data : recipe.optimizer_instances;
    const count of_group = count{degrees.data / groups} * degrees.context * degrees.tensor;
    if (degrees.expert > 1 && of_group % (count{degrees.expert} * degrees.expert_tensor) != count{})
      return training_rule{"parallelism.expert_parallel_degree",
                           "torchtitan's expert parallelism divides dp_shard x cp x tp (dp_shard x cp with "
                           "expert tensor parallelism): it takes no replicas of other groups"};
  }
  if (degrees.context > 1 && recipe.attention == attention_kernel::unfused)
    return training_rule{"parallelism.context_parallel_degree",
                         "torchtitan's context parallelism asks for fused attention"};
  if (degrees.context > 1 && (layers.windows || layers.chunks))
    return training_rule{
        "parallelism.context_parallel_degree",
        "torchtitan's attention with windows or chunks is FlexAttention, which has no context "
        "parallelism in releases to March 2026"};
  return {};
}

constexpr std::optional<training_rule> rule_of_llm_foundry(const recipe& recipe) {
  if (recomputes_modules(recipe.recompute) || recipe.recompute.every_second_product)
    return training_rule{
        "fsdp_config.activation_checkpointing",
        "LLM Foundry computes anew nothing or all of a layer: modules of layers are Megatron's"};
  if (recipe.format != training_format::bf16 && recipe.format != training_format::fp16 &&
      recipe.format != training_format::fp8_delayed)
    return training_rule{"precision",
                         "LLM Foundry multiplies in bf16, fp16 or 8 bit with delayed scaling (fp8-delayed)"};
  if (recipe.muon) return training_rule{"optimizer.name", "LLM Foundry has no Muon"};
  if (recipe.shards == sharding::optimizer)
    return training_rule{
        "fsdp_config.sharding_strategy",
        "LLM Foundry shards by FSDP: nothing, gradients (ZeRO 2) or weights (ZeRO 3), not the "
        "optimizer alone"};
  return {};
}

constexpr std::optional<training_rule> rule_of_llm_foundry(const mesh& degrees) {
  if (degrees == mesh{.data = degrees.data}) return {};
  return training_rule{"fsdp_config", "LLM Foundry shards by FSDP alone"};
}

}  // namespace detail

/// What seconds of torchtitan are of. Source: pytorch/torchtitan, benchmarks/llama3_h100_202412_torchtitan.md, tables 1 and 3
/// (arXiv 2410.06511): Llama 3.1 8B in bf16, 5,762 tokens/s eager and 6,667 compiled on 8 H100, 5,605 and 6,514 on 128.
inline constexpr std::string_view seconds_of_compiled_models =
    "those of compiled models (torch.compile): eager runs took up to 1.16 times as long";

// ---- Rules by software

/// The rule of that software that a recipe breaks for a model, whatever the mesh.
constexpr std::optional<training_rule> broken_rule_of(time_family software, const layer_features& layers,
                                                      const recipe& recipe) {
  if (software == time_family::torchtitan) return detail::rule_of_torchtitan(recipe);
  if (software == time_family::llm_foundry) return detail::rule_of_llm_foundry(recipe);
  return broken_rule_of(layers, recipe);
}

/// The rule of that software that a mesh breaks for a model, with the recipe.
constexpr std::optional<training_rule> broken_rule_of(time_family software, const layer_features& layers,
                                                      const recipe& recipe, const mesh& degrees) {
  if (software == time_family::torchtitan) return detail::rule_of_torchtitan(layers, recipe, degrees);
  if (software == time_family::llm_foundry) return detail::rule_of_llm_foundry(degrees);
  if (const auto broken = broken_rule_of(layers, recipe, degrees)) return broken;
  if (takes_words(layers, recipe, degrees)) return {};
  return training_rule{
      "fp8-format",
      "in 8 bit Transformer Engine asks that the words of a token, of all heads on a rank and "
      "inside a dense block on a rank are multiples of 16"};
}

/// Whether ranks divide a sequence as that software asks.
constexpr bool divides_sequences(time_family software, const mesh& degrees, const recipe& recipe,
                                 const batch& batch) {
  if (software != time_family::torchtitan) return divides_sequences(degrees, recipe, batch);
  return count{batch.sequence_length} % (count{2} * degrees.context * degrees.tensor) == count{};
}

/// Whether no rule about model, recipe, mesh and batch is broken.
constexpr bool keeps_rules(time_family software, const layer_features& layers, const recipe& recipe,
                           const mesh& degrees, const batch& batch) {
  return !broken_rule_of(software, layers, recipe) && !broken_rule_of(software, layers, recipe, degrees) &&
         divides_sequences(software, degrees, recipe, batch);
}

/// The rule of that software that so many microbatches break on the ranks of a pipeline.
constexpr std::optional<training_rule> broken_rule_of(time_family software, const training_plan& plan,
                                                      std::int64_t microbatches) {
  const std::int64_t ranks = plan.mesh.pipeline;
  const bool interleaves = plan.layout.chunks > 1;
  constexpr std::string_view key = "parallelism.pipeline_parallel_microbatch_size";
  if (ranks == 1) return {};
  if (software != time_family::torchtitan) {
    if (interleaves && !plan.microbatch_group && microbatches % ranks != 0)
      return training_rule{"micro-batch-size",
                           "the microbatches of an interleaved pipeline are a multiple of its ranks"};
    return {};
  }
  if (plan.schedule == schedule::dual_pipe && microbatches < 2 * ranks)
    return training_rule{key,
                         "PyTorch's DualPipeV asks for as many microbatches as stages, two of each rank"};
  if (interleaves && microbatches < ranks)
    return training_rule{key,
                         "fewer microbatches than ranks of an interleaved pipeline leave them idle between "
                         "chunks, which is not described"};
  if (interleaves && microbatches % (microbatches / ranks) != 0)
    return training_rule{
        key,
        "PyTorch's interleaved pipelines go in rounds, of which there are microbatches / ranks: "
        "they divide the microbatches"};
  const bool single = plan.schedule == schedule::one_f_one_b || plan.schedule == schedule::gpipe;
  if (!interleaves && single && microbatches < ranks)
    return training_rule{key, "PyTorch's 1F1B and GPipe ask for as many microbatches as stages"};
  return {};
}

/// The plan with the microbatches that a round of PyTorch's interleaved pipelines has, where they are not as many as ranks.
constexpr training_plan with_rounds(time_family software, training_plan plan, std::int64_t microbatches) {
  const std::int64_t ranks = plan.mesh.pipeline;
  if (software != time_family::torchtitan) return plan;
  plan.microbatch_group.reset();
  if (plan.layout.chunks > 1 && microbatches % ranks != 0)
    plan.microbatch_group = microbatches / std::max<std::int64_t>(1, microbatches / ranks);
  return plan;
}

// ---- What a machine has

/// Whether there are kernels of fused attention for it, cuDNN's or FlashAttention: from compute capability 8.0 on.
constexpr bool has_fused_attention(const training_machine& machine) {
  return machine.generation != gpu_generation::volta;
}

/// The kernel of attention that Transformer Engine takes unless told. Source: peaks of Megatron-LM's functional tests on A100,
/// H100 and GB200 (data/memory.csv), with deterministic kernels or not.
constexpr attention_kernel kernel_of_engine(gpu_generation generation, bool deterministic) {
  if (generation == gpu_generation::volta) return attention_kernel::unfused;
  const bool flash =
      generation == gpu_generation::ampere || (generation == gpu_generation::blackwell && deterministic);
  return flash ? attention_kernel::flash : attention_kernel::fused;
}

/// Whether it multiplies in that format by itself.
constexpr bool multiplies(const native_formats& formats, training_format format) {
  switch (format) {
    case training_format::fp16:
      return formats.fp16;
    case training_format::bf16:
      return formats.bf16;
    case training_format::fp8_delayed:
    case training_format::fp8_current:
    case training_format::fp8_block:
      return formats.fp8;
    case training_format::mxfp8:
      return formats.mxfp8;
    case training_format::nvfp4:
      return formats.nvfp4;
  }
  require(false, "the format of training is one of those that there are");
  return false;
}

/// "fp16, bf16, fp8"
inline std::string names_of(const native_formats& formats) {
  std::string names;
  for (const auto& [has, name] : {std::pair{formats.fp16, "fp16"},
                                  {formats.bf16, "bf16"},
                                  {formats.fp8, "fp8"},
                                  {formats.mxfp8, "mxfp8"},
                                  {formats.nvfp4, "nvfp4"}})
    if (has) names.append(names.empty() ? "" : ", ").append(name);
  return names;
}

/// What a recipe asks for and a machine does not have, as a sentence.
inline std::optional<std::string> missing_of(const training_machine& machine, const recipe& recipe) {
  if (!multiplies(machine.formats, recipe.format))
    return std::string(machine.name) + " does not multiply in " + std::string(name(recipe.format)) +
           ": it has " + names_of(machine.formats);
  if (recipe.attention != attention_kernel::unfused && !has_fused_attention(machine))
    return std::string(machine.name) +
           " has no kernel of fused attention, cuDNN's or FlashAttention: its attention is unfused";
  return {};
}

}  // namespace scalewall
