// A plan as the ParallelismConfig of torchtitan, a page of Python that a configuration takes.
//
// Degrees count ranks. Replicas are sharded (FSDP), replicated, or both: groups of `optimizer_instances` replicas hold
// the same shards. A pipeline's first and last stage have a layer less unless it is said; that many layers of the others
// make the virtual stages. Without expert parallelism tensor parallelism cuts the experts. What torchtitan has no word for is
// refused: ZeRO 1, expert tensor parallelism beside expert parallelism, layouts that are listed.
//
// Sources: pytorch/torchtitan, torchtitan/config/configs.py and torchtitan/distributed/pipeline_parallel.py, of 2026;
// names of schedules: torch.distributed.pipelining.schedules.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <cstdint>
#include <string>

namespace scalewall {

namespace detail {

/// The name of a schedule, as torch.distributed.pipelining has it.
inline const char* torchtitan_schedule(const training_plan& plan) {
  switch (plan.schedule) {
    case schedule::gpipe:
      return "GPipe";
    case schedule::one_f_one_b:
      return plan.layout.chunks > 1 ? "Interleaved1F1B" : "1F1B";
    case schedule::zb_v:
      return "ZBVZeroBubble";
    case schedule::dual_pipe:
      return "DualPipeV";
    default:
      require(false, "torchtitan runs GPipe, 1F1B, ZB-V and DualPipe");
      return "";
  }
}

}  // namespace detail

/// The text of a ParallelismConfig. Throws `broken_rule` with what torchtitan has no word for.
inline std::string torchtitan_parallelism(const language_model& model, const training_plan& plan,
                                          const batch& batch, const recipe& recipe) {
  require_valid(plan, model, batch);
  const mesh& degrees = plan.mesh;
  const std::int64_t instances = recipe.optimizer_instances;
  const bool shards = recipe.shards >= sharding::gradients;
  require(recipe.shards != sharding::optimizer, "torchtitan shards weights or nothing: it has no ZeRO 1");
  const bool has_experts = detail::experts_of(model) > 0;
  require(!has_experts || degrees.expert == 1 || degrees.expert_tensor == 1,
          "torchtitan's experts are not cut along their width beside expert parallelism",
          {{"expert_tensor", degrees.expert_tensor}});
  require(!has_experts || degrees.expert > 1 || degrees.expert_tensor == degrees.tensor,
          "without expert parallelism tensor parallelism cuts torchtitan's experts",
          {{"expert_tensor", degrees.expert_tensor}, {"tensor", degrees.tensor}});
  require(degrees.data % instances == 0, "groups of replicas divide the replicas",
          {{"optimizer_instances", instances}, {"data", degrees.data}});
  const stage_layout& layout = plan.layout;
  require(layout.listed.empty() && !layout.first_rank && !layout.last_rank,
          "torchtitan's stages are even, with a layer less at either end");

  std::string text = "ParallelismConfig(\n";
  const auto add = [&text](const char* name, const std::string& value) {
    text += std::string("    ") + name + "=" + value + ",\n";
  };
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  add("data_parallel_replicate_degree", number(shards ? instances : degrees.data));
  add("data_parallel_shard_degree", number(shards ? degrees.data / instances : 1));
  if (shards)
    add("fsdp_reshard_after_forward", recipe.shards == sharding::weights ? "\"default\"" : "\"never\"");
  add("tensor_parallel_degree", number(degrees.tensor));
  add("enable_sequence_parallel", recipe.sequence_parallel && degrees.tensor > 1 ? "True" : "False");
  add("context_parallel_degree", number(degrees.context));
  add("expert_parallel_degree", number(degrees.expert));
  add("pipeline_parallel_degree", number(degrees.pipeline));
  if (degrees.pipeline > 1) {
    const std::int64_t ends = (layout.lighter_ends || layout.embedding_counts ? 1 : 0) +
                              (layout.lighter_ends || layout.loss_counts ? 1 : 0);
    const std::int64_t counted = layer_count(model).as_int64() + ends,
                       stages = degrees.pipeline * layout.chunks;
    require(counted % stages == 0,
            "torchtitan's stages have as many layers each, those left out at the ends counted",
            {{"layers and ends", counted}, {"stages", stages}});
    add("pipeline_parallel_schedule", std::string("\"") + detail::torchtitan_schedule(plan) + "\"");
    add("pipeline_parallel_layers_per_stage", number(counted / stages));
    add("pipeline_parallel_first_stage_less_layers",
        layout.lighter_ends || layout.embedding_counts ? "1" : "0");
    add("pipeline_parallel_last_stage_less_layers", layout.lighter_ends || layout.loss_counts ? "1" : "0");
    add("num_pp_microbatches", number(microbatches_of(plan, batch)));
  }
  return text + ")\n";
}

}  // namespace scalewall
