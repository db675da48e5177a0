// A recipe: what a user of training software chooses beside the plan. What is recomputed, what is sharded, in which
// formats, with which kernels.

#pragma once

#include <scalewall/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scalewall {

/// How much of a layer's activations is computed anew in the backward pass. Source: Korthikanti 2022 (arXiv 2205.05198).
enum class recompute_granularity { none, selective, full };

/// Modules that selective recomputation takes, by the names of Megatron Core's `--recompute-modules`.
struct recompute_modules {
  bool core_attention = false;      ///< core_attn: what an unfused softmax keeps
  bool norms = false;               ///< layernorm
  bool latent_projections = false;  ///< mla_up_proj
  bool feed_forward = false;        ///< mlp: the dense block
  bool expert_activation = false;   ///< moe_act
  bool routed_block = false;        ///< moe: all of it
  bool shared_experts = false;      ///< shared_experts

  constexpr bool any() const { return *this != recompute_modules{}; }
  friend constexpr bool operator==(const recompute_modules&, const recompute_modules&) = default;
};

/// One of the modules, by its name in Megatron Core.
struct recompute_module {
  std::string_view name;
  bool recompute_modules::*taken = nullptr;
};

inline constexpr std::array<recompute_module, 7> every_recompute_module = {{
    {"core_attn", &recompute_modules::core_attention},
    {"layernorm", &recompute_modules::norms},
    {"mla_up_proj", &recompute_modules::latent_projections},
    {"mlp", &recompute_modules::feed_forward},
    {"moe_act", &recompute_modules::expert_activation},
    {"moe", &recompute_modules::routed_block},
    {"shared_experts", &recompute_modules::shared_experts},
}};

/// The modules that are taken, by their names with `between` between them.
inline std::string names_of(const recompute_modules& modules, std::string_view between) {
  std::string names;
  for (const recompute_module& one : every_recompute_module)
    if (modules.*one.taken) names.append(names.empty() ? "" : between).append(one.name);
  return names;
}

struct recomputation {
  recompute_granularity granularity = recompute_granularity::none;

  /// What selective recomputation takes.
  recompute_modules modules{};

  /// Layers of every chunk that full recomputation takes (method `block`). Without it, every layer.
  std::optional<std::int64_t> layers{};

  /// Layers of a unit that full recomputation takes at once (method `uniform`): the first keeps its input, and a backward
  /// pass holds what all of them compute anew.
  std::int64_t unit = 1;

  /// torchtitan's selective recomputation by operation: every second matrix product is kept.
  bool every_second_product = false;

  friend constexpr bool operator==(const recomputation&, const recomputation&) = default;
};

/// Recomputation of core attention alone, as Megatron's `--recompute-activations`.
inline constexpr recomputation selective_recomputation{.granularity = recompute_granularity::selective,
                                                       .modules = {.core_attention = true}};
/// torchtitan's selective recomputation by operation.
inline constexpr recomputation recomputation_by_operation{.granularity = recompute_granularity::selective,
                                                          .every_second_product = true};
inline constexpr recomputation full_recomputation{.granularity = recompute_granularity::full};

/// Modules whose saved tensors stand on the host between forward and backward pass, by the names of Megatron Core's
/// `--offload-modules`. Source: NVIDIA/Megatron-LM, docs/source/api-guide/fine_grained_activation_offloading.md.
struct offloaded_modules {
  bool attention_norm = false;        ///< attn_norm: the layer's input
  bool query_key_value = false;       ///< qkv_linear: the input of projections; latents of latent attention
  bool core_attention = false;        ///< core_attn: queries, keys, values, and what softmax keeps
  bool attention_projection = false;  ///< attn_proj: what attention gives
  bool feed_forward_norm = false;     ///< mlp_norm: the input of the block's norm
  bool expert_first_product = false;  ///< expert_fc1: the inputs of experts
  bool expert_activation = false;     ///< moe_act: what experts' first products give

  constexpr bool any() const { return *this != offloaded_modules{}; }
  friend constexpr bool operator==(const offloaded_modules&, const offloaded_modules&) = default;
};

/// One of the modules, by its name in Megatron Core.
struct offloaded_module {
  std::string_view name;
  bool offloaded_modules::*taken = nullptr;
};

inline constexpr std::array<offloaded_module, 7> every_offloaded_module = {{
    {"attn_norm", &offloaded_modules::attention_norm},
    {"qkv_linear", &offloaded_modules::query_key_value},
    {"core_attn", &offloaded_modules::core_attention},
    {"attn_proj", &offloaded_modules::attention_projection},
    {"mlp_norm", &offloaded_modules::feed_forward_norm},
    {"expert_fc1", &offloaded_modules::expert_first_product},
    {"moe_act", &offloaded_modules::expert_activation},
}};

/// The modules that are taken, by their names with `between` between them.
inline std::string names_of(const offloaded_modules& modules, std::string_view between) {
  std::string names;
  for (const offloaded_module& one : every_offloaded_module)
    if (modules.*one.taken) names.append(names.empty() ? "" : between).append(one.name);
  return names;
}

/// What replicas share instead of each keeping a copy. Source: Rajbhandari 2020 (arXiv 1910.02054).
enum class sharding {
  none,       ///< ZeRO 0, DDP
  optimizer,  ///< ZeRO 1, Megatron's distributed optimizer
  gradients,  ///< ZeRO 2
  weights     ///< ZeRO 3, FSDP
};

/// The formats in which layers multiply. Head, router and attention stay in 16 bit.
enum class training_format { fp16, bf16, fp8_delayed, fp8_current, fp8_block, mxfp8, nvfp4 };

inline constexpr std::array<std::string_view, 7> training_format_names = {
    "fp16", "bf16", "fp8 (delayed)", "fp8 (current)", "fp8 (block)", "mxfp8", "nvfp4"};

constexpr std::string_view name(training_format format) {
  return training_format_names[static_cast<std::size_t>(format)];
}

/// Whether layers multiply in 8 bits or fewer.
constexpr bool is_quantized(training_format format) { return format >= training_format::fp8_delayed; }

/// Which kernel stands between the projections of attention.
enum class attention_kernel {
  fused,   ///< cuDNN's
  flash,   ///< FlashAttention's own package
  unfused  ///< products and softmax apart, scores in memory
};

inline constexpr std::array<std::string_view, 3> attention_kernel_names = {"fused", "flash", "unfused"};

constexpr std::string_view name(attention_kernel kernel) {
  return attention_kernel_names[static_cast<std::size_t>(kernel)];
}

/// How keys and values reach the ranks of context parallelism.
enum class context_exchange {
  ring,  ///< p2p: round after round, hidden behind attention
  all_gather,
  all_to_all  ///< Ulysses: heads instead of tokens
};

inline constexpr std::array<std::string_view, 3> context_exchange_names = {"ring", "all-gather",
                                                                           "all-to-all"};

constexpr std::string_view name(context_exchange exchange) {
  return context_exchange_names[static_cast<std::size_t>(exchange)];
}

/// What computes the loss over the vocabulary.
enum class loss_kernel {
  unfused,      ///< Megatron's default
  fused,        ///< `--cross-entropy-loss-fusion` native
  fused_by_te,  ///< the same, Transformer Engine's
  torch,        ///< PyTorch's, eager
  torch_compiled,
  torch_in_chunks  ///< torchtitan's: head and loss of an eighth of the sequence after the other
};

/// How tokens reach their experts.
enum class token_dispatcher { all_gather, all_to_all, flex };

/// How much of an iteration runs as a CUDA graph.
enum class cuda_graphs { none, parts, whole_iteration };

/// Bytes that training keeps of a parameter.
struct state_bytes {
  double weight = 2;
  double gradient = 4;

  /// Master weight and moments.
  double optimizer = 12;

  /// Copies in 32 bit, while the optimizer updates: of the gradient where the master weight wants one and it has fewer bits, and of
  /// moments that have fewer.
  double gradient_copy = 0;
  double moment_copies = 0;

  friend constexpr bool operator==(const state_bytes&, const state_bytes&) = default;
};

/// Whether Megatron's precision-aware optimizer updates copies of weights in 32 bit as any other does, which want gradients in 32 bit:
/// where 8 bits are scaled by tensor, block or mxfp8. Source: NVIDIA/Megatron-LM, megatron/core/optimizer/optimizer_config.py
/// (use_precision_aware_optimizer_no_fp8_or_ds_fp8).
constexpr bool updates_copies_in_fp32(training_format format) {
  return format == training_format::fp8_current || format == training_format::fp8_block ||
         format == training_format::mxfp8;
}

/// Bytes that it keeps of a master weight in 32 bit: of a weight in bf16 the 16 bits that it has not (`store_param_remainders`,
/// on unless switched off). Source: there, and NVIDIA/TransformerEngine, transformer_engine/pytorch/optimizers/fused_adam.py.
constexpr double bytes_of_master_weight(training_format format) {
  return format == training_format::fp16 || updates_copies_in_fp32(format) ? 4 : 2;
}

/// Copies that Transformer Engine's Adam makes of moments in fewer than 32 bits, of all that it updates at once. Source:
/// fused_adam.py there, FusedAdam.step, which collects `get_unscaled_state` of every parameter.
constexpr double bytes_of_moment_copies(double first, double second) {
  return (first < 4 ? 4 : 0) + (second < 4 ? 4 : 0);
}

/// Products of a layer that low-rank adapters stand beside, by the names of their modules in Megatron Core; the default is all of
/// them. Source: NVIDIA-NeMo/Megatron-Bridge, src/megatron/bridge/peft/lora.py, LoRA.target_modules.
struct adapted_modules {
  bool queries_keys_values = true;  ///< linear_qkv, and all projections of latent attention before its output
  bool attention_output = true;     ///< linear_proj
  bool up = true;                   ///< linear_fc1: gate and up, of dense blocks and of experts
  bool down = true;                 ///< linear_fc2

  friend constexpr bool operator==(const adapted_modules&, const adapted_modules&) = default;
};

struct recipe {
  training_format format = training_format::bf16;

  /// Last layers of the stack that stay in 16 bit where the others multiply in fewer.
  std::int64_t last_layers_in_16_bit = 0;
  state_bytes states{};
  sharding shards = sharding::optimizer;

  /// Groups over which optimizer shards are repeated (`num-distributed-optimizer-instances`).
  std::int64_t optimizer_instances = 1;

  /// Whether Muon updates the matrices: a momentum instead of two moments. Replicas share it by whole layers, as Megatron's
  /// `--optimizer muon` with `--use-distributed-optimizer` does, and no gradients or weights.
  bool muon = false;

  bool offloads_optimizer = false;

  /// The share of the optimizer's state that stands on the host, where it is offloaded.
  double offloaded_share = 1;

  /// Whether weights that replicas share, once gathered, stay so over all microbatches of a pipeline, as torchtitan has it;
  /// else every microbatch gathers them anew.
  bool stays_gathered_in_pipeline = false;

  /// Bytes of a gradient's word as replicas add it up. Without it, those that are kept of it, at most 4.
  std::optional<double> reduced_gradient{};

  recomputation recompute{};
  offloaded_modules offloaded{};
  bool sequence_parallel = true;  ///< means nothing without tensor parallelism
  context_exchange context = context_exchange::ring;

  attention_kernel attention = attention_kernel::fused;

  /// Whether one kernel of unfused attention scales, masks and normalizes, instead of a softmax in fp32.
  bool fused_softmax = true;
  loss_kernel loss = loss_kernel::unfused;
  bool attention_dropout = false;
  bool hidden_dropout = false;

  /// Whether the data loader makes a mask of every microbatch (Megatron's default).
  bool attention_mask = true;

  /// Whether products add weight gradients up themselves (`gradient_accumulation_fusion`).
  bool fused_gradient_accumulation = true;

  token_dispatcher dispatcher = token_dispatcher::all_to_all;
  bool grouped_experts = true;  ///< one grouped product instead of one for each expert
  bool fused_permutation = true;
  bool router_in_fp32 = false;

  /// Tokens that every expert is padded or cut to, over those of an even spread (`moe-expert-capacity-factor` with
  /// `moe-pad-expert-input-to-capacity`). Without it, experts take what is routed to them.
  std::optional<double> expert_capacity{};

  cuda_graphs graphs = cuda_graphs::none;
  bool overlaps_gradients = true;
  bool overlaps_parameters = true;
  bool overlaps_tensor = false;

  /// Microbatches whose weight gradients of the head wait for the end of the step (`wgrad-deferral-limit`).
  std::int64_t deferred_head_gradients = 0;

  /// Whether CUBLAS_WORKSPACE_CONFIG=:4096:8 gives matrix products the workspaces that make them repeatable.
  bool repeatable_products = false;

  /// Whether PyTorch's allocator has segments that expand (PYTORCH_CUDA_ALLOC_CONF), where that is known.
  std::optional<bool> expandable_segments{};

  /// The rank of low-rank adapters (LoRA), where they alone are trained and the model's weights are frozen.
  std::optional<std::int64_t> adapter_rank{};

  /// What adapters stand beside.
  adapted_modules adapted{};

  /// Whether adapters gather their inputs once more in the backward pass, instead of keeping them whole where sequences are cut
  /// (Megatron-Bridge, `sequence_parallel_input_regather`).
  bool adapters_gather_again = false;

  /// Vocabularies are padded to a multiple of this times the tensor degree.
  std::int64_t vocabulary_multiple = 128;

  friend constexpr bool operator==(const recipe&, const recipe&) = default;
};

/// The share of the optimizer's state that stands on the host.
constexpr double share_on_host(const recipe& how) { return how.offloads_optimizer ? how.offloaded_share : 0; }

}  // namespace scalewall
