// What training software refuses before it starts: rules about a model, a recipe, a mesh and a machine, each as a sentence.
//
// Readers of launch lines, searches over plans and programs ask them here. They are those of Megatron Core and of Transformer
// Engine behind it; what is known of other software's allows no more.
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/transformer/{transformer_config,
// dot_product_attention}.py, NVIDIA/Megatron-LM; transformer_engine/pytorch/attention/dot_product_attention/{utils,
// context_parallel}.py (windows, heads, backends of attention) and transformer_engine/pytorch/quantization.py (formats by
// compute capability), NVIDIA/TransformerEngine.

#pragma once

#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/mesh.hpp>
#include <scalewall/parallel/recipe.hpp>

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

  /// The greatest number that divides the key-value heads of every layer.
  std::int64_t key_value_heads = 0;

  friend constexpr bool operator==(const layer_features&, const layer_features&) = default;
};

constexpr layer_features features_of(const language_model& model) {
  layer_features found;
  const auto look_at = [&](const transformer_layer& layer) {
    const auto* routed = std::get_if<routed_feed_forward>(&layer.feed_forward);
    (routed != nullptr ? found.routed : found.dense) = true;
    found.shared_experts = found.shared_experts || (routed != nullptr && routed->shared_experts > 0);
    found.latent = found.latent || std::holds_alternative<latent_attention>(layer.attention);
    const attention_heads heads = heads_of(layer);
    found.windows = found.windows || heads.reach.kind == reach_kind::window;
    found.key_value_heads = std::gcd(found.key_value_heads, heads.key_value_heads);
  };
  for_each_run(model, [&](const transformer_layer& layer, count) { look_at(layer); });
  if (model.prediction) look_at(model.prediction->layer);
  return found;
}

/// A rule that is broken, with the flag of Megatron-LM that breaks it.
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

// ---- Rules

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

/// Whether tensor parallelism divides the tokens that ranks of context parallelism have of a sequence, as sequence parallelism
/// asks. Source: megatron/training/arguments.py (validate_args).
constexpr bool divides_sequences(const mesh& degrees, const recipe& recipe, const batch& batch) {
  return !recipe.sequence_parallel || batch.sequence_length / degrees.context % degrees.tensor == 0;
}

/// Whether no rule about model, recipe, mesh and batch is broken.
constexpr bool keeps_rules(const layer_features& layers, const recipe& recipe, const mesh& degrees,
                           const batch& batch) {
  return !broken_rule_of(layers, recipe) && !broken_rule_of(layers, recipe, degrees) &&
         divides_sequences(degrees, recipe, batch);
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
