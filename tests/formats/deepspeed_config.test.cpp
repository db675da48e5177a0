#include <scalewall/formats/deepspeed_config.hpp>
#include <scalewall/formats/deepspeed_writer.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

namespace sw = scalewall;

sw::configuration_setting on(std::int64_t gpus) {
  return {.gpus = gpus, .model = sw::catalog::llama_3_1_8b, .sequence_length = 4096};
}

sw::configured_run read(std::string_view text, const sw::configuration_setting& setting = on(64)) {
  return sw::read_deepspeed_config(text, setting);
}

std::string reason_of(const sw::configured_run& run, std::string_view key) {
  for (const sw::assumed_key& one : run.flags.assumed)
    if (one.key == key) return sw::value_text(one.value) + ": " + one.reason;
  return "not assumed";
}

const sw::passed_over_key* passed_over(const sw::configured_run& run, std::string_view key) {
  for (const sw::passed_over_key& one : run.flags.passed_over)
    if (one.key == key) return &one;
  return nullptr;
}

// As Hugging Face's documents show them.
constexpr const char* third_stage = R"({
  "fp16": {"enabled": "auto", "loss_scale": 0, "loss_scale_window": 1000, "initial_scale_power": 16,
           "hysteresis": 2, "min_loss_scale": 1},
  "bf16": {"enabled": "auto"},
  "optimizer": {"type": "AdamW", "params": {"lr": "auto", "betas": "auto", "eps": "auto", "weight_decay": "auto"}},
  "scheduler": {"type": "WarmupLR", "params": {"warmup_min_lr": "auto"}},
  "zero_optimization": {
    "stage": 3,
    "offload_optimizer": {"device": "cpu", "pin_memory": true},
    "offload_param": {"device": "none", "pin_memory": true},
    "overlap_comm": true, "contiguous_gradients": true, "sub_group_size": 1e9,
    "reduce_bucket_size": "auto", "stage3_prefetch_bucket_size": "auto",
    "stage3_param_persistence_threshold": "auto", "stage3_max_live_parameters": 1e9,
    "stage3_max_reuse_distance": 1e9, "stage3_gather_16bit_weights_on_model_save": true
  },
  "gradient_accumulation_steps": "auto", "gradient_clipping": "auto", "steps_per_print": 2000,
  "train_batch_size": "auto", "train_micro_batch_size_per_gpu": "auto", "wall_clock_breakdown": false
})";

TEST_CASE("a configuration of DeepSpeed is a run with its model") {
  sw::configuration_setting setting = on(64);
  setting.batch_sequences = 512;
  setting.microbatch = 2;
  const sw::configured_run run = read(third_stage, setting);
  CHECK(run.understood());
  CHECK(run.plan.mesh == sw::mesh{.data = 64});
  CHECK(run.plan.microbatch == 2);
  CHECK(run.batch == sw::batch{.sequences = 512, .sequence_length = 4096});
  CHECK(microbatches_of(run.plan, run.batch) == 4);
  CHECK(run.recipe.shards == sw::sharding::weights);
  CHECK(run.recipe.offloads_optimizer);
  CHECK(run.recipe.format == sw::training_format::bf16);
  CHECK(run.recipe.states == sw::state_bytes{.weight = 2, .gradient = 2, .optimizer = 12});
  CHECK(run.recipe.overlaps_gradients);
  CHECK(run.recipe.overlaps_parameters);
  CHECK(reason_of(run, "bf16.enabled") == "true: \"auto\": taken as on");
  CHECK(reason_of(run, "gradient_accumulation_steps") == "4: what follows from the other two");
  CHECK(reason_of(run, "activation_checkpointing") ==
        "\"none\": the program says whether, not the file: nothing is taken as computed anew");
  CHECK_THROWS_WITH_AS(
      read(third_stage),
      "train_batch_size: it is \"auto\", which the program that trains fills in: the batch is said "
      "apart from the file, by --batch-sequences and --microbatch",
      sw::broken_rule);
}

TEST_CASE("the rule of the batch is DeepSpeed's") {
  const auto batch_of = [](const std::string& keys, std::int64_t gpus = 64) {
    const sw::configured_run run = read("{\"bf16\": {\"enabled\": true}, " + keys + "}", on(gpus));
    return std::to_string(run.batch.sequences) + " = " + std::to_string(run.plan.microbatch) + " x " +
           std::to_string(microbatches_of(run.plan, run.batch)) + " x " + std::to_string(run.plan.mesh.data);
  };
  const std::string whole = "\"train_batch_size\": ", micro = "\"train_micro_batch_size_per_gpu\": ",
                    steps = "\"gradient_accumulation_steps\": ";
  CHECK(batch_of(whole + "256, " + micro + "2, " + steps + "2") == "256 = 2 x 2 x 64");
  CHECK(batch_of(whole + "256, " + micro + "2") == "256 = 2 x 2 x 64");
  CHECK(batch_of(whole + "256, " + steps + "4") == "256 = 1 x 4 x 64");
  CHECK(batch_of(micro + "2, " + steps + "4") == "512 = 2 x 4 x 64");
  CHECK(batch_of(whole + "256") == "256 = 4 x 1 x 64");
  CHECK(batch_of(micro + "3") == "192 = 3 x 1 x 64");
  CHECK(batch_of(whole + "\"auto\", " + micro + "2, " + steps + "4") == "512 = 2 x 4 x 64");
  // Replicas are what tensor and context parallelism leave.
  CHECK(batch_of(micro + "2, \"tensor_parallel\": {\"autotp_size\": 4}, \"sequence_parallel_size\": 2") ==
        "16 = 2 x 1 x 8");
  const auto refused = [&](const std::string& keys, std::int64_t gpus, const char* sentence) {
    CAPTURE(sentence);
    CHECK_THROWS_WITH_AS(batch_of(keys, gpus), sentence, sw::broken_rule);
  };
  refused(whole + "16, " + micro + "5, " + steps + "1", 3,
          "Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * "
          "gradient_acc_step * world_size 16 != 5 * 1 * 3");
  refused(whole + "32, " + micro + "1", 3,
          "Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * "
          "gradient_acc_step * world_size 32 != 1 * 10 * 3");
  refused(whole + "32, " + micro + "2", 64, "Gradient accumulation steps: 0 has to be greater than 0");
  refused(whole + "32", 64, "Micro batch size per gpu: 0 has to be greater than 0");
  refused(steps + "2", 64, "Either train_batch_size or train_micro_batch_size_per_gpu needs to be provided");
  refused(whole + "\"many\"", 64, "train_batch_size is a whole number from 1 to 1,000,000,000, not \"many\"");
  refused(whole + "256, \"tensor_parallel\": {\"autotp_size\": 5}", 64,
          "the world size, 64, is a multiple of autotp_size x sequence_parallel_size x pipeline stages, 5 x "
          "1 x 1");
}

TEST_CASE("states are those of DeepSpeed's optimizers") {
  const auto states = [](const std::string& keys) {
    return read("{\"train_micro_batch_size_per_gpu\": 1, " + keys + "}").recipe.states;
  };
  const std::string bf16 = "\"bf16\": {\"enabled\": true}";
  const std::string in_fp32 = ", \"data_types\": {\"grad_accum_dtype\": \"fp32\"}";
  const auto zero = [](int stage) {
    return ", \"zero_optimization\": {\"stage\": " + std::to_string(stage) + "}";
  };
  CHECK(states(bf16) == sw::state_bytes{2, 6, 12});
  CHECK(states(bf16 + zero(1)) == sw::state_bytes{2, 2, 12});
  CHECK(states(bf16 + zero(1) + in_fp32) == sw::state_bytes{2, 6, 12});
  CHECK(states(bf16 + zero(2) + in_fp32) == sw::state_bytes{2, 4, 12});
  CHECK(states("\"fp16\": {\"enabled\": true}") == sw::state_bytes{2, 2, 12});
  CHECK(states(bf16 + zero(1) + ", \"optimizer\": {\"type\": \"Lion\"}") == sw::state_bytes{2, 2, 8});
  const std::string untested = ", \"zero_allow_untested_optimizer\": true";
  const auto updated_by = [](const char* type) {
    return std::string(", \"optimizer\": {\"type\": \"") + type + "\"}";
  };
  CHECK(states(bf16 + zero(1) + untested + updated_by("SGD")) == sw::state_bytes{2, 2, 4});
  // Gradients in bf16 are set to zero in their place, not freed.
  const std::string immediate = "\"bf16\": {\"enabled\": true, \"immediate_grad_update\": true}";
  CHECK(states(immediate + zero(1) + in_fp32) == sw::state_bytes{2, 6, 12});
  const sw::configured_run at_once = read("{\"train_micro_batch_size_per_gpu\": 1, " + immediate + "}");
  REQUIRE(passed_over(at_once, "bf16.immediate_grad_update") != nullptr);
  CHECK(passed_over(at_once, "bf16.immediate_grad_update")->reason ==
        "added up in 32 bit as they come, and set to zero in their place: gradients in bf16 stay allocated");
  // Optimizers that DeepSpeed does not take with ZeRO.
  CHECK(states(bf16 + updated_by("OneBitAdam")) == sw::state_bytes{2, 6, 12});
  for (const auto& [type, shown] :
       {std::pair{"OneBitAdam", "1bit-Adam"}, {"ZeroOneAdam", "0/1 Adam"}, {"OneBitLamb", "1bit-Lamb"}})
    for (const int stage : {1, 2, 3})
      CHECK_THROWS_WITH_AS(states(bf16 + zero(stage) + untested + updated_by(type)),
                           ("optimizer.type: " + std::string(shown) + " is not compatible with ZeRO").c_str(),
                           sw::broken_rule);
  CHECK(states(bf16 + updated_by("Lamb")) == sw::state_bytes{2, 6, 12});
  CHECK(states(bf16 + zero(2) + untested + updated_by("Lamb")) == sw::state_bytes{2, 2, 12});
  for (const char* type : {"Lamb", "SGD"})
    CHECK_THROWS_WITH_AS(
        states(bf16 + zero(2) + updated_by(type)),
        "optimizer.type: ZeRO is not tested with it: DeepSpeed asks for zero_allow_untested_optimizer",
        sw::broken_rule);
  // Older forms.
  const auto run = [&](const std::string& keys) {
    return read("{\"train_micro_batch_size_per_gpu\": 1, " + bf16 + ", " + keys + "}");
  };
  CHECK(run("\"zero_optimization\": true").recipe.shards == sw::sharding::optimizer);
  CHECK(run("\"zero_optimization\": {\"stage\": 2, \"cpu_offload\": true}").recipe.offloads_optimizer);
  CHECK(run("\"zero_optimization\": {\"stage\": 3, \"mics_shard_size\": 8}").recipe.optimizer_instances == 8);
  CHECK(run("\"communication_data_type\": \"fp32\"").recipe.reduced_gradient == 4.0);
  CHECK(run("\"activation_checkpointing\": {\"partition_activations\": true}").recipe.recompute ==
        sw::full_recomputation);
}

TEST_CASE("what a recipe does not hold is refused, and what is not known is told") {
  const auto refused = [](const std::string& keys, const char* sentence) {
    CAPTURE(sentence);
    CHECK_THROWS_WITH_AS(
        read("{\"train_micro_batch_size_per_gpu\": 1, \"bf16\": {\"enabled\": true}, " + keys + "}"),
        sentence, sw::broken_rule);
  };
  refused(R"("zero_optimization": {"stage": 3, "offload_param": {"device": "nvme", "nvme_path": "/local"}})",
          "zero_optimization.offload_param.device: weights on NVMe are not held by a recipe");
  refused(R"("zero_optimization": {"stage": 3, "cpu_offload_params": true})",
          "zero_optimization.offload_param.device: weights on the host are not held by a recipe");
  refused(R"("zero_optimization": {"stage": 3, "offload_optimizer": {"device": "nvme"}})",
          "zero_optimization.offload_optimizer.device: an optimizer on NVMe is not held by a recipe: the "
          "host's memory "
          "(cpu) is");
  refused(
      R"("pipe_parallel_size": 4, "model_parallel_size": 2)",
      "$.pipe_parallel_size: this is a configuration of GPT-NeoX, which is not read; its degrees are said by "
      "options, its model by --model");
  refused(R"("zero_optimization": {"stage": 4})",
          "zero_optimization.stage is a whole number from 0 to 3, not 4");
  refused(R"("zero_optimization": {"stage": "2"})",
          "zero_optimization.stage is a whole number from 0 to 3, not \"2\"");
  refused(R"("zero_optimization": 2)",
          "zero_optimization is a table or, in its older form, true or false, not 2");
  refused(R"("zero_optimization": {"stage": 2}, "pipeline": {"stages": 2})",
          "zero_optimization.stage: ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism");
  refused(R"("zero_optimization": {"stage": 3}, "tensor_parallel": {"autotp_size": 2})",
          "zero_optimization.stage: DeepSpeed's automatic tensor parallelism does not run with ZeRO-3");
  refused(R"("zero_optimization": {"stage": 3, "zero_hpz_partition_size": 8})",
          "zero_optimization.zero_hpz_partition_size: a second copy of the weights within a node (ZeRO++) is "
          "not held "
          "by a recipe");
  refused(R"("fp16": {"enabled": true})",
          "fp16.enabled: bfloat16 and fp16 modes cannot be simultaneously enabled");
  refused(R"("elasticity": {"enabled": true, "max_train_batch_size": 2000})",
          "elasticity.enabled is not understood (true): the batch is chosen by the number of GPUs, which "
          "plan and "
          "recipe do not hold");
  refused(R"("activation_checkpointing": {"cpu_checkpointing": true})",
          "activation_checkpointing.cpu_checkpointing: activations on the host are not held by a recipe");
  refused(R"("optimizer": {"type": "Sophia"})",
          "optimizer.type: it is one of Adam, AdamW, Lamb, OneBitAdam, ZeroOneAdam, OneBitLamb, Lion, "
          "Adagrad, SGD and "
          "Muon, not 'Sophia'");
  refused(R"("optimizer": "AdamW")", "optimizer is a table of keys, not \"AdamW\"");
  refused(R"("zero_optimization": {"stag": 2})",
          "zero_optimization.stag is not known (2), and is spelt almost like zero_optimization.stage, which "
          "is missing");
  CHECK_THROWS_WITH_AS(
      read("{\"train_micro_batch_size_per_gpu\": 1}"),
      "bf16.enabled or fp16.enabled is missing: without them DeepSpeed trains in 32 bit, which a recipe "
      "does not hold",
      sw::broken_rule);
  CHECK_THROWS_WITH_AS(read("[]"), "a configuration of DeepSpeed is an object with keys, not []",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(read("{\"a\": 1, \"a\": 2}"), "$.a: a key stands there once", sw::broken_rule);
  CHECK_THROWS_AS(read("{}", {}), sw::broken_rule);
  const sw::configured_run run = read(R"({
  // comments, as hjson has them
  "train_micro_batch_size_per_gpu": 1,  # of a GPU
  "bf16": {"enabled": true},            /* "//" in a text is none */
  "tensorboard": {"enabled": true, "output_path": "s3://logs#1", "job_name": "a"},
  "zero_optimization": {"stage": 1, "offload_param": {"device": "cpu"}, "zero_quantized_weights": true},
  "train_micro_batch_size_per_gpus": 4, "something": {"else": 3}
})");
  CHECK_FALSE(run.understood());
  CHECK(passed_over(run, "train_micro_batch_size_per_gpus")->nearest == "train_micro_batch_size_per_gpu");
  CHECK_FALSE(passed_over(run, "something.else")->known);
  CHECK(passed_over(run, "zero_optimization.zero_quantized_weights")->expects_more);
  CHECK(passed_over(run, "zero_optimization.offload_param.device")->reason == "means nothing below ZeRO 3");
  CHECK(passed_over(run, "tensorboard.*") != nullptr);
  CHECK(passed_over(run, "tensorboard.output_path") == nullptr);
}

TEST_CASE("a plan is a configuration of DeepSpeed, or is refused by the rule") {
  sw::configured_run run{.model = sw::catalog::llama_3_1_8b,
                         .vocabulary = 128'256,
                         .plan = {.mesh = {.data = 16}, .microbatch = 2},
                         .batch = {.sequences = 128, .sequence_length = 4096}};
  run.recipe.shards = sw::sharding::weights;
  run.recipe.offloads_optimizer = true;
  CHECK(
      sw::deepspeed_config_of(run).dump() ==
      R"({"train_batch_size":128,"train_micro_batch_size_per_gpu":2,"gradient_accumulation_steps":4,)"
      R"("zero_optimization":{"stage":3,"overlap_comm":true,"offload_optimizer":{"device":"cpu","pin_memory":true}},)"
      R"("bf16":{"enabled":true},"fp16":{"enabled":false},"data_types":{"grad_accum_dtype":"fp32"},)"
      R"("optimizer":{"type":"AdamW"}})");
  const auto refused = [&](const auto& change, const char* sentence) {
    sw::configured_run other = run;
    change(other);
    CAPTURE(sentence);
    CHECK_THROWS_WITH_AS(sw::deepspeed_config_of(other), doctest::Contains(sentence), sw::broken_rule);
  };
  refused([](auto& one) { one.plan.mesh = {.pipeline = 2, .data = 8}; },
          "ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism");
  refused([](auto& one) { one.plan.mesh = {.tensor = 2, .data = 8}; },
          "DeepSpeed's automatic tensor parallelism does not run with ZeRO-3");
  refused([](auto& one) { one.plan.mesh = {.context = 2, .data = 8}; },
          "DeepSpeed's context parallelism exchanges all to all (Ulysses)");
  refused([](auto& one) { one.recipe.format = sw::training_format::mxfp8; },
          "DeepSpeed multiplies in bf16 or fp16");
  refused([](auto& one) { one.recipe.recompute = sw::selective_recomputation; },
          "DeepSpeed computes whole layers anew, all of them, and units of several in a pipeline alone");
  refused([](auto& one) { one.recipe.states.optimizer = 6; }, "DeepSpeed's optimizers keep a master weight");
  refused([](auto& one) { one.recipe.shards = sw::sharding::none; },
          "DeepSpeed keeps the optimizer on the host with ZeRO alone");
}

TEST_CASE("a key or a table that is spelt almost like one that is missing is refused") {
  const std::string text = R"({"train_micro_batch_size_per_gpu": 1, "bf16": {"enabled": true}, )";
  CHECK_THROWS_WITH_AS(read(text + R"("zero_optimisation": {"stage": 3}})"),
                       "zero_optimisation.stage is not known (3), and is spelt almost like "
                       "zero_optimization.stage, which is missing",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(read(text + R"("zero_optimization": {"stge": 3}})"),
                       "zero_optimization.stge is not known (3), and is spelt almost like "
                       "zero_optimization.stage, which is missing",
                       sw::broken_rule);
  CHECK_FALSE(read(text + R"("zero_optimization": {"stage": 3, "stge": 3}})").understood());
}

TEST_CASE("ten thousand keys take a moment, and more are too many") {
  std::string text = "{\"train_micro_batch_size_per_gpu\": 1, \"bf16\": {\"enabled\": true}";
  for (int i = 0; i < 9'000; ++i)
    text += ", \"zero_optimizations_of_" + std::to_string(i) + "\": {\"stage\": 3}";
  CHECK_FALSE(read(text + "}").understood());
  for (int i = 0; i < 1'000'000; ++i) text += ", \"a" + std::to_string(i) + "\": 1";
  CHECK_THROWS_WITH_AS(read(text + "}"), "a configuration has at most 10,000 settings", sw::broken_rule);
  CHECK_THROWS_AS(read("{\"a\": " + std::string(10'000, '[')), sw::broken_rule);
}

}  // namespace
