// The flags of Megatron-LM for a model, a plan, a batch and a recipe.
//
//     megatron_flags_of(run)       what is not Megatron's default, and all that depends on something else
//
// Reading what was written gives the same values. What no flag of Megatron says is refused.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/megatron_model_writer.hpp>
#include <scalewall/formats/megatron_recipe.hpp>
#include <scalewall/formats/pipeline_layout_text.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/stage_layout.hpp>
#include <scalewall/report/number_text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

namespace detail {

class megatron_writer : public megatron_model_writer {
 public:
  explicit megatron_writer(const megatron_run& run) : run_(run), recipe_(run.recipe) {}

  // ---- The plan

  void write_plan() {
    const megatron_run& run = run_;
    const training_plan& plan = run.plan;
    ask(plan.schedule == schedule::one_f_one_b, "Megatron runs 1F1B, interleaved or not");
    add("tensor-model-parallel-size", plan.mesh.tensor);
    add("pipeline-model-parallel-size", plan.mesh.pipeline);
    add_unless("context-parallel-size", plan.mesh.context, 1);
    if (experts_of(run.model) > 0) {
      add_unless("expert-model-parallel-size", plan.mesh.expert, 1);
      add("expert-tensor-parallel-size", plan.mesh.expert_tensor);
    }
    write_layout();
    if (plan.layout.chunks > 1 && plan.microbatch_group)
      add("microbatch-group-size-per-virtual-pipeline-stage", *plan.microbatch_group);
    add("micro-batch-size", plan.microbatch);
    add("global-batch-size", run.batch.sequences);
    add("seq-length", run.batch.sequence_length);
    add_unless("make-vocab-size-divisible-by", run.recipe.vocabulary_multiple, 128);
  }

  void write_layout() {
    const megatron_run& run = run_;
    stage_layout layout = run.plan.layout;
    const std::int64_t layers = layer_count(run.model).as_int64(), ranks = run.plan.mesh.pipeline;
    if (layout.lighter_ends &&
        layers % (ranks * layout.chunks) != 0)  // Megatron has no such rule: they are listed
      for (std::int64_t stage = 0; stage < ranks * layout.chunks; ++stage) {
        const std::int64_t number =
            layers_of(run.plan.layout, layers, ranks, stage % ranks, stage / ranks).number;
        ask(number < 256, "a stage that is listed has at most 255 layers");
        layout.listed.push_back(static_cast<std::uint8_t>(number));
      }
    if (!layout.listed.empty())
      return add("pipeline-model-parallel-layout",
                 pipeline_layout_text(layout, run.model.prediction ? run.model.prediction->modules : 0));
    add_unless("num-virtual-stages-per-pipeline-rank", layout.chunks, 1);
    if (layout.first_rank) add("decoder-first-pipeline-num-layers", *layout.first_rank);
    if (layout.last_rank) add("decoder-last-pipeline-num-layers", *layout.last_rank);
    add_if(layout.embedding_counts, "account-for-embedding-in-pipeline-split");
    add_if(layout.loss_counts, "account-for-loss-in-pipeline-split");
  }

  // ---- The recipe

  void write_recipe() {
    write_format();
    write_sharding();
    write_states();
    write_recomputation();
    write_offloading();
    const bool routed = experts_of(run_.model) > 0;
    add_if(recipe_.sequence_parallel && run_.plan.mesh.tensor > 1, "sequence-parallel");
    if (run_.plan.mesh.context > 1 && recipe_.context != context_exchange::ring)
      add("cp-comm-type", recipe_.context == context_exchange::all_gather ? "allgather" : "a2a");
    add_if(recipe_.overlaps_gradients, "overlap-grad-reduce");
    add_if(recipe_.overlaps_parameters && recipe_.shards != sharding::none, "overlap-param-gather");
    add_if(recipe_.overlaps_tensor, "tp-comm-overlap");
    if (routed) {
      constexpr std::array<const char*, 3> dispatchers = {"allgather", "alltoall", "flex"};
      if (recipe_.dispatcher != token_dispatcher::all_gather)
        add("moe-token-dispatcher-type", dispatchers[static_cast<std::size_t>(recipe_.dispatcher)]);
      add_if(recipe_.grouped_experts, "moe-grouped-gemm");
      add_if(recipe_.fused_permutation, "moe-permute-fusion");
      if (recipe_.router_in_fp32) add("moe-router-dtype", "fp32");
      if (recipe_.expert_capacity) {
        add("moe-expert-capacity-factor", exact_text(*recipe_.expert_capacity));
        add_if(true, "moe-pad-expert-input-to-capacity");
      }
    }
    add("attention-backend", std::string(name(recipe_.attention)));
    ask(recipe_.loss < loss_kernel::torch, "Megatron's loss is its own or Transformer Engine's");
    add_if(recipe_.loss != loss_kernel::unfused, "cross-entropy-loss-fusion");
    if (recipe_.loss == loss_kernel::fused_by_te) add("cross-entropy-fusion-impl", "te");
    if (!recipe_.attention_dropout) add("attention-dropout", "0.0");
    if (!recipe_.hidden_dropout) add("hidden-dropout", "0.0");
    add_if(!recipe_.attention_mask, "no-create-attention-mask-in-dataloader");
    add_if(!recipe_.fused_gradient_accumulation, "no-gradient-accumulation-fusion");
    if (recipe_.graphs == cuda_graphs::parts) add("cuda-graph-impl", "transformer_engine");
    if (recipe_.graphs == cuda_graphs::whole_iteration) add("cuda-graph-impl", "full_iteration");
  }

 private:
  void write_format() {
    const bool fp16 = recipe_.format == training_format::fp16;
    add_if(true, fp16 ? "fp16" : "bf16");
    if (recipe_.format == training_format::nvfp4) return add("fp4-format", "e2m1");
    if (!is_quantized(recipe_.format)) return;
    constexpr std::array<const char*, 4> recipes = {"delayed", "tensorwise", "blockwise", "mxfp8"};
    add("fp8-format", "hybrid");
    const auto place =
        static_cast<std::size_t>(recipe_.format) - static_cast<std::size_t>(training_format::fp8_delayed);
    if (place > 0) add("fp8-recipe", recipes[place]);
  }

  void write_sharding() {
    switch (recipe_.shards) {
      case sharding::none:
        break;
      case sharding::optimizer:
        add_if(true, "use-distributed-optimizer");
        break;
      default:
        add_if(true, "use-megatron-fsdp");
        add("data-parallel-sharding-strategy",
            recipe_.shards == sharding::gradients ? "optim_grads" : "optim_grads_params");
        add("ckpt-format", "fsdp_dtensor");  // which Megatron asks for
    }
    add_unless("num-distributed-optimizer-instances", recipe_.optimizer_instances, 1);
  }

  /// Formats of master weight and moments.
  struct optimizer_formats {
    const char* weights;
    const char* first;
    const char* second;
  };

  /// What such formats keep, and copy in an update.
  bool makes_states(const optimizer_formats& one) const {
    const auto bytes_of = [](std::string_view format) {
      return format == "fp32" ? 4.0 : format == "fp8" ? 1.0 : 2.0;
    };
    const bool here = !recipe_.offloads_optimizer;
    const double weight = bytes_of(one.weights), first = bytes_of(one.first), second = bytes_of(one.second);
    const double master = here && weight > 2 ? bytes_of_master_weight(recipe_.format) : weight;
    return master + first + second == recipe_.states.optimizer &&
           recipe_.states.moment_copies == (here ? bytes_of_moment_copies(first, second) : 0.0);
  }

  void write_states() {
    const state_bytes& states = recipe_.states;
    const bool fp16 = recipe_.format == training_format::fp16;
    ask(states.weight == 2.0, "Megatron's weights are two bytes");
    ask(states.gradient == 2.0 || states.gradient == 4.0, "Megatron's gradients are two or four bytes");
    if (recipe_.muon) {
      add("optimizer", "muon");
      add_if(!fp16 && states.gradient == 2.0, "grad-reduce-in-bf16");
      return ask(states.optimizer == 8.0 && !recipe_.offloads_optimizer,
                 "Megatron's Muon has eight bytes a parameter, on the accelerator");
    }
    const bool aware = states.optimizer < 12 || recipe_.offloads_optimizer;
    add_if(fp16 && states.gradient == 4.0, "accumulate-allreduce-grads-in-fp32");
    add_if(!fp16 && !aware && states.gradient == 2.0, "grad-reduce-in-bf16");
    if (!aware)
      return ask(states.optimizer == 12.0, "Megatron's optimizer has at most twelve bytes a parameter");
    ask(recipe_.shards != sharding::none, "Megatron's precision-aware optimizer is shared by replicas");
    add_if(true, "use-precision-aware-optimizer");
    if (!fp16 && states.gradient == 2.0) add("main-grads-dtype", "bf16");
    constexpr optimizer_formats all[] = {
        {"fp32", "fp32", "fp32"}, {"fp32", "fp32", "bf16"}, {"fp32", "fp32", "fp8"}, {"fp32", "bf16", "bf16"},
        {"fp32", "bf16", "fp8"},  {"fp32", "fp8", "fp8"},   {"fp16", "fp8", "bf16"}, {"fp16", "fp8", "fp8"}};
    for (const optimizer_formats& one : all) {
      if (!makes_states(one)) continue;
      if (std::string_view(one.weights) != "fp32") add("main-params-dtype", one.weights);
      if (std::string_view(one.first) != "fp32") add("exp-avg-dtype", one.first);
      if (std::string_view(one.second) != "fp32") add("exp-avg-sq-dtype", one.second);
      add_if(recipe_.offloads_optimizer, "optimizer-cpu-offload");
      if (recipe_.offloads_optimizer && recipe_.offloaded_share != 1.0)
        add("optimizer-offload-fraction", exact_text(recipe_.offloaded_share));
      return;
    }
    ask(false, "no formats of Megatron's optimizer are so many bytes a parameter, kept and copied");
  }

  void write_offloading() {
    if (!recipe_.offloaded.any()) return;
    add_if(true, "fine-grained-activation-offloading");
    written_flag modules{"offload-modules"};
    for (const offloaded_module& one : every_offloaded_module)
      if (recipe_.offloaded.*one.taken) modules.values.emplace_back(one.name);
    flags.push_back(modules);
  }

  void write_recomputation() {
    const recomputation& again = recipe_.recompute;
    ask(!again.every_second_product, "Megatron does not recompute every second product");
    if (again.granularity == recompute_granularity::none) return;
    if (again.granularity == recompute_granularity::full) {
      add("recompute-granularity", "full");
      add("recompute-method", again.layers ? "block" : "uniform");
      return add("recompute-num-layers", again.layers.value_or(again.unit));
    }
    add("recompute-granularity", "selective");
    written_flag modules{"recompute-modules"};
    for (const recompute_module& one : every_recompute_module)
      if (again.modules.*one.taken) modules.values.emplace_back(one.name);
    if (again.modules != selective_recomputation.modules) flags.push_back(modules);
  }

  const megatron_run& run_;
  const recipe& recipe_;
};

}  // namespace detail

/// Which flags are written.
enum class megatron_part { all, without_model };

/// Every flag that Megatron has to be given. Throws `broken_rule` with what no flag says.
inline std::vector<written_flag> megatron_flags_of(const megatron_run& run,
                                                   megatron_part part = megatron_part::all) {
  detail::megatron_writer writer(run);
  if (part == megatron_part::all) writer.write_model(run);
  writer.write_plan();
  writer.write_recipe();
  return writer.flags;
}

/// The written flags as the line that they make.
inline launch_line launch_line_of(const std::vector<written_flag>& flags) {
  launch_line line;
  for (const written_flag& flag : flags)
    line.flags.push_back({.name = flag.name,
                          .spelled = "--" + flag.name,
                          .values = flag.values,
                          .place = "flag " + std::to_string(line.flags.size() + 1)});
  return line;
}

}  // namespace scalewall
