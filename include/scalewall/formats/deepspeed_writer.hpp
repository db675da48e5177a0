// A plan, a batch and a recipe as a configuration of DeepSpeed (JSON). The program that trains brings the model and the length
// of its sequences, and says whether activations are computed anew.
//
// Gradients of four bytes and more become grad_accum_dtype fp32, for which DeepSpeed keeps 4 or 6 bytes: reading what was
// written (deepspeed_config.hpp) tells which. Kernels and graphs have no keys. What DeepSpeed does not run is refused.
//
// Sources: those of deepspeed_config.hpp.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configured_run.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace scalewall {

namespace detail {

/// The optimizer whose master weight and moments are so many bytes a parameter; Muon, which keeps as many as Lion, by its name.
inline nlohmann::ordered_json deepspeed_optimizer(const recipe& how) {
  const double bytes = how.states.optimizer;
  if (how.muon) {
    require(bytes == 8.0, "DeepSpeed's Muon keeps a master weight and a momentum in 32 bit",
            {{"bytes of a parameter", bytes}});
    return {{"type", "Muon"}};
  }
  if (bytes == 12.0) return {{"type", "AdamW"}};
  if (bytes == 8.0) return {{"type", "Lion"}};
  require(bytes == 4.0, "DeepSpeed's optimizers keep a master weight in 32 bit and two, one or no moments so",
          {{"bytes of a parameter", bytes}});
  return {{"type", "SGD"}};
}

inline void require_deepspeed_runs(const configured_run& run) {
  const training_plan& plan = run.plan;
  const mesh& degrees = plan.mesh;
  const recipe& recipe = run.recipe;
  require(plan.schedule == schedule::one_f_one_b && plan.layout.chunks == 1,
          "DeepSpeed's pipelines run 1F1B, with one chunk of layers on a rank",
          {{"chunks", plan.layout.chunks}});
  const stage_layout even{};
  require(plan.layout == even, "DeepSpeed spreads the layers over the stages itself: no layout is said");
  require(degrees.pipeline == 1 || recipe.shards <= sharding::optimizer,
          "ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism", {{"pipeline", degrees.pipeline}});
  require(degrees.tensor == 1 || recipe.shards <= sharding::gradients,
          "DeepSpeed's automatic tensor parallelism does not run with ZeRO-3", {{"tensor", degrees.tensor}});
  require(degrees.tensor == 1 || !recipe.sequence_parallel,
          "DeepSpeed's automatic tensor parallelism has no sequence parallelism",
          {{"tensor", degrees.tensor}});
  require(degrees.context == 1 || recipe.context == context_exchange::all_to_all,
          "DeepSpeed's context parallelism exchanges all to all (Ulysses)", {{"context", degrees.context}});
  require(degrees.expert == 1 && degrees.expert_tensor == 1,
          "experts are spread by the program that trains, not by a key of DeepSpeed",
          {{"expert", degrees.expert}, {"expert_tensor", degrees.expert_tensor}});
  require(!is_quantized(recipe.format), "DeepSpeed multiplies in bf16 or fp16");
  require(recipe.states.weight == 2.0, "DeepSpeed's weights are two bytes",
          {{"bytes", recipe.states.weight}});
  require(!recipe.offloaded.any(), "DeepSpeed keeps no activations of single modules on the host");
  require(!recipe.offloads_optimizer || recipe.shards != sharding::none,
          "DeepSpeed keeps the optimizer on the host with ZeRO alone");
  require(!recipe.offloads_optimizer || recipe.offloaded_share == 1 || recipe.shards == sharding::weights,
          "DeepSpeed keeps a part of the optimizer on the host with ZeRO-3 alone",
          {{"share", recipe.offloaded_share}});
  recomputation whole_layers = full_recomputation;
  if (degrees.pipeline > 1) whole_layers.unit = recipe.recompute.unit;
  require(recipe.recompute.granularity == recompute_granularity::none || recipe.recompute == whole_layers,
          "DeepSpeed computes whole layers anew, all of them, and units of several in a pipeline alone");
  require(recipe.optimizer_instances == 1 || recipe.shards == sharding::weights,
          "DeepSpeed shards within groups of replicas (MiCS) with ZeRO-3 alone",
          {{"optimizer_instances", recipe.optimizer_instances}});
  require(!recipe.adapter_rank, "adapters are chosen by the program that trains");
}

}  // namespace detail

/// Throws `broken_rule` with the rule where DeepSpeed does not run the plan.
inline nlohmann::ordered_json deepspeed_config_of(const configured_run& run) {
  using json = nlohmann::ordered_json;
  require_valid(run.plan, run.model, run.batch);
  detail::require_deepspeed_runs(run);
  const training_plan& plan = run.plan;
  const recipe& recipe = run.recipe;
  const auto stage = static_cast<std::int64_t>(recipe.shards);
  json written = {{"train_batch_size", run.batch.sequences},
                  {"train_micro_batch_size_per_gpu", plan.microbatch},
                  {"gradient_accumulation_steps", microbatches_of(plan, run.batch)}};
  json zero = {{"stage", stage}};
  if (stage > 0) zero["overlap_comm"] = recipe.overlaps_gradients;
  if (recipe.offloads_optimizer) zero["offload_optimizer"] = {{"device", "cpu"}, {"pin_memory", true}};
  if (recipe.offloads_optimizer && recipe.offloaded_share < 1)
    zero["offload_optimizer"]["ratio"] = recipe.offloaded_share;
  if (recipe.optimizer_instances > 1)
    zero["mics_shard_size"] = dense_replicas(plan.mesh) / recipe.optimizer_instances;
  written["zero_optimization"] = zero;
  const bool fp16 = recipe.format == training_format::fp16;
  written["bf16"] = {{"enabled", !fp16}};
  written["fp16"] = {{"enabled", fp16}};
  written["data_types"] = {{"grad_accum_dtype", recipe.states.gradient >= 4 ? "fp32"
                                                : fp16                      ? "fp16"
                                                                            : "bf16"}};
  if (recipe.reduced_gradient)
    written["communication_data_type"] = *recipe.reduced_gradient >= 4 ? "fp32" : fp16 ? "fp16" : "bf16";
  written["optimizer"] = detail::deepspeed_optimizer(recipe);
  if (stage > 0 && written["optimizer"]["type"] == "SGD") written["zero_allow_untested_optimizer"] = true;
  if (plan.mesh.tensor > 1)
    written["tensor_parallel"] = {{"autotp_size", plan.mesh.tensor},
                                  {"tp_overlap_comm", recipe.overlaps_tensor}};
  if (plan.mesh.context > 1) written["sequence_parallel_size"] = plan.mesh.context;
  if (plan.mesh.pipeline > 1) written["pipeline"] = {{"stages", plan.mesh.pipeline}};
  const bool again = recipe.recompute.granularity != recompute_granularity::none;
  if (again && plan.mesh.pipeline > 1)
    written["pipeline"]["activation_checkpoint_interval"] = recipe.recompute.unit;
  else if (again)
    written["activation_checkpointing"] = {{"partition_activations", false},
                                           {"number_checkpoints", layer_count(run.model).as_int64()}};
  return written;
}

}  // namespace scalewall
