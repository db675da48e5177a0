#include <scalewall/formats/bridge_overrides.hpp>
#include <scalewall/formats/shell_text.hpp>
#include <scalewall/formats/torchtitan_config.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

namespace sw = scalewall;

std::string value_of(const std::vector<sw::hydra_override>& overrides, std::string_view key) {
  std::string values;
  for (const sw::hydra_override& one : overrides)
    if (one.key == key) values += one.value + ";";
  return values;
}

// DeepSeek-V3 on 1,024 H100 as Bridge's recipe runs it.
sw::megatron_run deepseek() {
  return sw::read_megatron_arguments(
      sw::read_launch_text(
          "--tensor-model-parallel-size 2 --pipeline-model-parallel-size 8 --expert-model-parallel-size "
          "64 --expert-tensor-parallel-size 1 --sequence-parallel --global-batch-size 16384 "
          "--micro-batch-size 1 --seq-length 4096 --bf16 --use-distributed-optimizer "
          "--pipeline-model-parallel-layout 'Et|(tt|)*30mL' --recompute-granularity selective "
          "--recompute-modules mla_up_proj mlp --moe-token-dispatcher-type alltoall"),
      {.gpus = 1024, .model = sw::catalog::deepseek_v3});
}

TEST_CASE("a plan is overrides of Bridge's configuration") {
  const std::vector<sw::hydra_override> overrides = sw::bridge_overrides_of(deepseek());
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
           {"model.tensor_model_parallel_size", "2;"},
           {"model.pipeline_model_parallel_size", "8;"},
           {"model.virtual_pipeline_model_parallel_size", "4;"},
           {"model.pipeline_model_parallel_layout", "'Et|(tt|)*30mL';"},
           {"model.num_layers_in_first_pipeline_stage", "null;"},
           {"model.expert_model_parallel_size", "64;"},
           {"model.expert_tensor_parallel_size", "1;"},
           {"model.sequence_parallel", "true;"},
           {"model.recompute_granularity", "selective;"},
           {"model.recompute_modules", "[mla_up_proj,mlp];"},
           {"train.global_batch_size", "16384;"},
           {"train.micro_batch_size", "1;"},
           {"ddp.use_distributed_optimizer", "true;"},
           {"ddp.overlap_grad_reduce", "false;"},
           {"ddp.grad_reduce_in_fp32", "true;"},
           {"mixed_precision", "bf16_mixed;"}}) {
    CAPTURE(key);
    CHECK(value_of(overrides, key) == value);
  }
  CHECK(to_text(sw::hydra_override{"a.b", "2"}) == "a.b=2");
  CHECK(to_text(sw::hydra_override{"a.b", "'Et|L'"}) == "'a.b='\\''Et|L'\\'''");
  sw::megatron_run quantized = deepseek();
  quantized.recipe.format = sw::training_format::mxfp8;
  CHECK_THROWS_WITH(sw::bridge_overrides_of(quantized),
                    "formats of 8 bits and fewer are chosen by a recipe of Bridge");
}

TEST_CASE("a plan is a ParallelismConfig of torchtitan") {
  const sw::training_plan plan{.mesh = {.tensor = 8, .context = 2, .pipeline = 8, .data = 4},
                               .layout = {.chunks = 8, .lighter_ends = true}};
  const sw::batch batch{.sequences = 256, .sequence_length = 8192};
  CHECK(sw::torchtitan_parallelism(sw::catalog::llama_3_1_405b, plan, batch,
                                   {.shards = sw::sharding::weights, .optimizer_instances = 2}) ==
        "ParallelismConfig(\n"
        "    data_parallel_replicate_degree=2,\n"
        "    data_parallel_shard_degree=2,\n"
        "    fsdp_reshard_after_forward=\"default\",\n"
        "    tensor_parallel_degree=8,\n"
        "    enable_sequence_parallel=True,\n"
        "    context_parallel_degree=2,\n"
        "    expert_parallel_degree=1,\n"
        "    pipeline_parallel_degree=8,\n"
        "    pipeline_parallel_schedule=\"Interleaved1F1B\",\n"
        "    pipeline_parallel_layers_per_stage=2,\n"
        "    pipeline_parallel_first_stage_less_layers=1,\n"
        "    pipeline_parallel_last_stage_less_layers=1,\n"
        "    num_pp_microbatches=64,\n"
        ")\n");
  const sw::training_plan flat{.mesh = {.tensor = 2, .data = 4}};
  CHECK(sw::torchtitan_parallelism(sw::catalog::llama_3_1_8b, flat, batch,
                                   {.shards = sw::sharding::none, .sequence_parallel = false}) ==
        "ParallelismConfig(\n"
        "    data_parallel_replicate_degree=4,\n"
        "    data_parallel_shard_degree=1,\n"
        "    tensor_parallel_degree=2,\n"
        "    enable_sequence_parallel=False,\n"
        "    context_parallel_degree=1,\n"
        "    expert_parallel_degree=1,\n"
        "    pipeline_parallel_degree=1,\n"
        ")\n");
  CHECK_THROWS_WITH(sw::torchtitan_parallelism(sw::catalog::llama_3_1_8b, flat, batch, {}),
                    "torchtitan shards weights or nothing: it has no ZeRO 1");
  // Experts are cut with the rest of the layer where they are not spread, and not beside that.
  const auto of_experts = [&](const sw::mesh& degrees) {
    return sw::torchtitan_parallelism(sw::catalog::mixtral_8x7b, {.mesh = degrees}, batch,
                                      {.shards = sw::sharding::weights});
  };
  CHECK(of_experts({.tensor = 4, .data = 8, .expert_tensor = 4}).find("expert_parallel_degree=1,") !=
        std::string::npos);
  CHECK_THROWS_WITH(
      of_experts({.tensor = 4, .data = 8}),
      doctest::Contains("without expert parallelism tensor parallelism cuts torchtitan's experts"));
  CHECK_THROWS_WITH(of_experts({.tensor = 4, .data = 8, .expert = 2, .expert_tensor = 4}),
                    doctest::Contains("torchtitan's experts are not cut along their width beside expert "
                                      "parallelism"));
}

}  // namespace
