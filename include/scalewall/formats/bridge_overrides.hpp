// A plan, a batch and a recipe as Hydra overrides of Megatron-Bridge's configuration. All keys that a plan has are
// written, for what a recipe of Bridge says of them is not known here.
//
//     model.tensor_model_parallel_size=2 train.global_batch_size=256 ddp.use_distributed_optimizer=true
//
// Sources: NVIDIA-NeMo/Megatron-Bridge, src/megatron/bridge/training/config.py and the command lines in its examples;
// the grammar of overrides: Hydra 1.3, "Basic Override syntax".

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/megatron_writer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

struct hydra_override {
  std::string key;

  /// The value as Hydra takes it: null, true, a number, a word, a list, or a text in quotes.
  std::string value;

  friend bool operator==(const hydra_override&, const hydra_override&) = default;
};

/// "model.tensor_model_parallel_size=2", as a word of a shell.
inline std::string to_text(const hydra_override& one) { return shell_word(one.key + "=" + one.value); }

namespace detail {

/// The value that a flag has among written ones, or nothing.
inline std::optional<std::string> written_value(const std::vector<written_flag>& flags,
                                                std::string_view name) {
  for (const written_flag& flag : flags)
    if (flag.name == name) return flag.values.empty() ? "true" : flag.values.front();
  return {};
}

/// A key of Bridge and the flag of Megatron that says the same; `otherwise` where it is not written.
struct bridge_key {
  std::string_view key;
  std::string_view flag;
  std::string_view otherwise;
};

inline constexpr bridge_key bridge_keys[] = {
    {"model.tensor_model_parallel_size", "tensor-model-parallel-size", "1"},
    {"model.pipeline_model_parallel_size", "pipeline-model-parallel-size", "1"},
    {"model.virtual_pipeline_model_parallel_size", "num-virtual-stages-per-pipeline-rank", "null"},
    {"model.num_layers_in_first_pipeline_stage", "decoder-first-pipeline-num-layers", "null"},
    {"model.num_layers_in_last_pipeline_stage", "decoder-last-pipeline-num-layers", "null"},
    {"model.account_for_embedding_in_pipeline_split", "account-for-embedding-in-pipeline-split", "false"},
    {"model.account_for_loss_in_pipeline_split", "account-for-loss-in-pipeline-split", "false"},
    {"model.microbatch_group_size_per_vp_stage", "microbatch-group-size-per-virtual-pipeline-stage", "null"},
    {"model.context_parallel_size", "context-parallel-size", "1"},
    {"model.sequence_parallel", "sequence-parallel", "false"},
    {"model.expert_model_parallel_size", "expert-model-parallel-size", "1"},
    {"model.seq_length", "seq-length", ""},
    {"dataset.sequence_length", "seq-length", ""},
    {"train.micro_batch_size", "micro-batch-size", ""},
    {"train.global_batch_size", "global-batch-size", ""},
    {"model.recompute_granularity", "recompute-granularity", "null"},
    {"model.recompute_method", "recompute-method", "null"},
    {"model.recompute_num_layers", "recompute-num-layers", "null"},
    {"model.attention_backend", "attention-backend", "auto"},
    {"model.cross_entropy_loss_fusion", "cross-entropy-loss-fusion", "false"},
    {"model.cross_entropy_fusion_impl", "cross-entropy-fusion-impl", "native"},
    {"model.cuda_graph_impl", "cuda-graph-impl", "none"},
    {"ddp.use_distributed_optimizer", "use-distributed-optimizer", "false"},
    {"ddp.overlap_grad_reduce", "overlap-grad-reduce", "false"},
    {"ddp.overlap_param_gather", "overlap-param-gather", "false"},
    {"comm_overlap.tp_comm_overlap", "tp-comm-overlap", "false"},
};

}  // namespace detail

/// Throws `broken_rule` with what no key says: where Megatron has no flag for it, and for shards of gradients or weights,
/// other formats than 16 bit and reduced optimizers, which are chosen by a recipe of Bridge.
inline std::vector<hydra_override> bridge_overrides_of(const megatron_run& run) {
  const recipe& recipe = run.recipe;
  require(recipe.shards <= sharding::optimizer,
          "shards of gradients and weights are chosen by a recipe of Bridge");
  require(!recipe.offloaded.any(), "what is kept on the host is chosen by a recipe of Bridge");
  require(!is_quantized(recipe.format), "formats of 8 bits and fewer are chosen by a recipe of Bridge");
  require(recipe.states.optimizer == 12.0 && !recipe.offloads_optimizer,
          "an optimizer of fewer bytes, or on the host, is chosen by a recipe of Bridge");
  const std::vector<written_flag> flags = megatron_flags_of(run, megatron_part::without_model);
  std::vector<hydra_override> overrides;
  const auto add = [&](std::string_view key, std::string value) {
    overrides.push_back({std::string(key), std::move(value)});
  };
  for (const detail::bridge_key& one : detail::bridge_keys) {
    const auto value = detail::written_value(flags, one.flag);
    add(one.key, value ? *value : std::string(one.otherwise));
  }
  const auto layout = detail::written_value(flags, "pipeline-model-parallel-layout");
  add("model.pipeline_model_parallel_layout", layout ? "'" + *layout + "'" : "null");
  if (layout) {
    const std::string chunks = run.plan.layout.chunks > 1 ? std::to_string(run.plan.layout.chunks) : "null";
    for (hydra_override& one : overrides)
      if (one.key == "model.virtual_pipeline_model_parallel_size") one.value = chunks;
  }
  if (recipe.recompute.granularity == recompute_granularity::selective)
    add("model.recompute_modules", "[" + names_of(recipe.recompute.modules, ",") + "]");
  constexpr std::array<const char*, 3> exchanges = {"p2p", "all_gather", "a2a"};
  if (run.plan.mesh.context > 1)
    add("model.cp_comm_type", exchanges[static_cast<std::size_t>(recipe.context)]);
  const auto flag = [](bool is_set) { return is_set ? "true" : "false"; };
  add("model.gradient_accumulation_fusion", flag(recipe.fused_gradient_accumulation));
  add("model.attention_dropout", recipe.attention_dropout ? "0.1" : "0.0");
  add("model.hidden_dropout", recipe.hidden_dropout ? "0.1" : "0.0");
  if (detail::experts_of(run.model) > 0) {
    constexpr std::array<const char*, 3> dispatchers = {"allgather", "alltoall", "flex"};
    add("model.expert_tensor_parallel_size", std::to_string(run.plan.mesh.expert_tensor));
    add("model.moe_token_dispatcher_type", dispatchers[static_cast<std::size_t>(recipe.dispatcher)]);
    add("model.moe_grouped_gemm", flag(recipe.grouped_experts));
    add("model.moe_permute_fusion", flag(recipe.fused_permutation));
    add("model.moe_router_dtype", recipe.router_in_fp32 ? "fp32" : "null");
  }
  add("mixed_precision", recipe.format == training_format::bf16 ? "bf16_mixed" : "fp16_mixed");
  add("ddp.grad_reduce_in_fp32", flag(recipe.states.gradient > 2));
  add("ddp.num_distributed_optimizer_instances", std::to_string(recipe.optimizer_instances));
  return overrides;
}

}  // namespace scalewall
