#include <scalewall/formats/torchtitan_config.hpp>
#include <scalewall/formats/torchtitan_toml.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/parameter_count.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

namespace sw = scalewall;

sw::configured_run read(std::string_view text, std::int64_t gpus = 128) {
  return sw::read_torchtitan_toml(text, {.gpus = gpus});
}

/// The text with one part in the place of another, which is there once.
std::string with(std::string text, std::string_view before, std::string_view after) {
  const std::size_t at = text.find(before);
  REQUIRE(at != std::string::npos);
  return text.replace(at, before.size(), after);
}

std::string reason_of(const sw::configured_run& run, std::string_view key) {
  for (const sw::assumed_key& one : run.flags.assumed)
    if (one.key == key) return sw::value_text(one.value) + ": " + one.reason;
  return "not assumed";
}

// As torchtitan's own configurations of 2025 are.
constexpr const char* newer = R"(
[job]
dump_folder = "./outputs"
description = "Llama 3 405B training"

[metrics]
log_freq = 10

[model]
name = "llama3"
flavor = "405B"
tokenizer_path = "./assets/tokenizer/original/tokenizer.model"
converters = ["float8"]

[optimizer]
name = "AdamW"
lr = 8e-5

[training]
local_batch_size = 2
seq_len = 8192
max_norm = 1.0  # grad norm clipping
compile = true
dataset = "c4"

[parallelism]
data_parallel_replicate_degree = 1
data_parallel_shard_degree = -1
tensor_parallel_degree = 8  # 8-way TP
enable_async_tensor_parallel = true
pipeline_parallel_degree = 1
context_parallel_degree = 1

[activation_checkpoint]
mode = 'full' # ['none', 'selective', 'full']

[float8]
enable_fsdp_float8_all_gather = true
filter_fqns = ["output"]
)";

TEST_CASE("a configuration of torchtitan is a run") {
  const sw::configured_run run = read(newer);
  CHECK(run.understood());
  CHECK(sw::parameters(run.model) == sw::parameters(sw::catalog::llama_3_1_405b));
  CHECK(run.plan.mesh == sw::mesh{.tensor = 8, .data = 16});
  CHECK(run.plan.microbatch == 2);
  CHECK(run.batch == sw::batch{.sequences = 32, .sequence_length = 8192});
  CHECK(run.recipe.shards == sw::sharding::weights);
  CHECK(run.recipe.format == sw::training_format::fp8_current);
  CHECK(run.recipe.states == sw::state_bytes{.weight = 4, .gradient = 4, .optimizer = 8});
  CHECK(run.recipe.recompute == sw::full_recomputation);
  CHECK(run.recipe.overlaps_tensor);
  CHECK(run.recipe.sequence_parallel);
  CHECK(run.recipe.loss == sw::loss_kernel::torch_compiled);
  CHECK(reason_of(run, "parallelism.data_parallel_shard_degree") ==
        "16: -1: what the other degrees leave of 128 accelerators");
  CHECK(reason_of(run, "training.global_batch_size") == "32: local_batch_size x replicas");
}

TEST_CASE("degrees stood elsewhere before") {
  const sw::configured_run run = read(R"(
[model]
name = "llama3"
flavor = "70B"
[training]
batch_size = 8
seq_len = 8192
data_parallel_replicate_degree = 2
data_parallel_shard_degree = 4
tensor_parallel_degree = 4
[experimental]
context_parallel_degree = 2
pipeline_parallel_degree = 2
pipeline_parallel_schedule = "interleaved1f1b"
pipeline_parallel_split_points = ["layers.20", "layers.40", "layers.60"]
pipeline_parallel_microbatches = 4
[activation_checkpoint]
mode = "selective"
selective_ac_option = "op"
)");
  CHECK(run.understood());
  CHECK(run.plan.mesh == sw::mesh{.tensor = 4, .context = 2, .pipeline = 2, .data = 8});
  CHECK(run.plan.layout.listed.size() == 4);
  CHECK(run.plan.layout.chunks == 2);
  CHECK(run.plan.microbatch == 2);
  CHECK(run.recipe.optimizer_instances == 2);
  CHECK(run.recipe.stays_gathered_in_pipeline);
  CHECK(run.recipe.recompute.every_second_product);
}

TEST_CASE("stages of a pipeline follow from layers of a stage") {
  const std::string pipelined =
      with(newer, "pipeline_parallel_degree = 1",
           "pipeline_parallel_degree = 8\npipeline_parallel_schedule = \"Interleaved1F1B\"\n"
           "pipeline_parallel_layers_per_stage = 8");
  const sw::configured_run run = read(with(pipelined, "local_batch_size = 2", "local_batch_size = 16"), 512);
  CHECK(run.plan.layout == sw::stage_layout{.chunks = 2, .lighter_ends = true});
  CHECK(run.plan.microbatch == 1);
  CHECK(run.plan.mesh.data == 8);
  CHECK_THROWS_WITH_AS(
      read(with(pipelined, "per_stage = 8", "per_stage = 9"), 512),
      "parallelism.pipeline_parallel_layers_per_stage (line 33): it makes 15 stages, and they are a "
      "multiple of pipeline_parallel_degree, 8",
      sw::broken_rule);
  CHECK_THROWS_WITH_AS(
      read(with(pipelined, "Interleaved1F1B", "LoopedBFS"), 512),
      "parallelism.pipeline_parallel_schedule (line 32): it is GPipe, 1F1B, Interleaved1F1B, "
      "ZBVZeroBubble or DualPipeV, not 'LoopedBFS'",
      sw::broken_rule);
}

TEST_CASE("what contradicts itself or is not described is refused with its line") {
  const auto refused = [](std::string_view before, std::string_view after, const char* sentence) {
    CAPTURE(sentence);
    CHECK_THROWS_WITH_AS(read(with(newer, before, after)), sentence, sw::broken_rule);
  };
  refused("data_parallel_shard_degree = -1", "data_parallel_shard_degree = 3",
          "Invalid parallel dims: dp_replicate(1) * dp_shard(3) * cp(1) * tp(8) * pp(1) != WORLD_SIZE(128)");
  refused("flavor = \"405B\"", "flavor = \"debugmodel\"",
          "model.flavor (line 11): 'debugmodel' of 'llama3' is none of the catalog: the model is given apart "
          "from the "
          "file, by --model");
  refused("[model]\n", "[lora]\nrank = 16\n[model]\n",
          "lora.rank (line 10) is not understood (16): adapters are trained, and the weights beside them are "
          "not, "
          "which plan and recipe do not hold");
  refused("flavor = \"405B\"\n", "", "model.flavor is missing: which size of the model it is");
  refused(
      "flavor = \"405B\"", "flavour = \"405B\"",
      "model.flavor is missing: which size of the model it is; model.flavour (line 11) is spelt almost so");
  refused("seq_len = 8192", "seq_len = \"8192\"",
          "training.seq_len (line 21) is a whole number from 1 to 1,000,000,000, not \"8192\"");
  refused("compile = true", "compile = true\nenable_cpu_offload = true",
          "training.enable_cpu_offload (line 24): weights on the host are not held by a recipe");
  refused("mode = 'full'", "mode = 'memory_budget'",
          "activation_checkpoint.mode (line 35) is one of none, selective, full, not \"memory_budget\"");
  refused("name = \"AdamW\"", "name = \"Muon\"", "optimizer.name (line 16): it is Adam or AdamW, not 'Muon'");
  refused("max_norm = 1.0", "tensor_parallel_degree = 4",
          "training.tensor_parallel_degree (line 22): it is parallelism.tensor_parallel_degree (line 29), "
          "and they differ");
  refused(
      "seq_len = 8192", "seq_len = 8192\nseq_len = 4096",
      "line 22, column 11: this is not TOML: Error while parsing key-value pair: cannot redefine existing "
      "integer "
      "'seq_len'");
  CHECK_THROWS_AS(sw::read_torchtitan_toml(newer, {}), sw::broken_rule);
  CHECK_THROWS_AS(read("[*ob]\na = 1\n"), sw::broken_rule);
  const sw::configured_run run = read(with(newer, "max_norm = 1.0", "max_nrm = 1.0"));
  CHECK_FALSE(run.understood());
  const auto unknown = std::find_if(run.flags.passed_over.begin(), run.flags.passed_over.end(),
                                    [](const sw::passed_over_key& one) { return !one.known; });
  CHECK(unknown->key == "training.max_nrm (line 22)");
  CHECK(unknown->nearest == "training.max_norm");
}

// A model with experts, whose 4 key-value heads and 128 experts degrees have to suit.
constexpr const char* routed = R"(
[model]
name = "qwen3"
flavor = "30B-A3B"
[training]
local_batch_size = 1
seq_len = 4096
[parallelism]
tensor_parallel_degree = 4
)";

TEST_CASE("tensor parallelism cuts experts where there is no expert parallelism") {
  const sw::configured_run whole = read(routed, 8);
  CHECK(whole.plan.mesh == sw::mesh{.tensor = 4, .data = 2, .expert_tensor = 4});
  CHECK(reason_of(whole, "parallelism.expert_tensor_parallel_degree") ==
        "4: without expert parallelism tensor parallelism cuts experts, whatever is said");
  const std::string text = routed;
  CHECK(read(text + "expert_tensor_parallel_degree = 4\n", 8).plan == whole.plan);
  const std::string spread = text + "expert_parallel_degree = 2\n";
  CHECK(read(spread, 8).plan.mesh == sw::mesh{.tensor = 4, .data = 2, .expert = 2});
  CHECK(read(spread + "expert_tensor_parallel_degree = 4\n", 8).plan.mesh ==
        sw::mesh{.tensor = 4, .data = 2, .expert = 2, .expert_tensor = 4});
  CHECK_THROWS_WITH_AS(read(spread + "expert_tensor_parallel_degree = 2\n", 8),
                       "parallelism.expert_tensor_parallel_degree (line 11): torchtitan's expert tensor "
                       "parallelism is 1 or tensor parallelism",
                       sw::broken_rule);
  // Experts are spread over the replicas that share weights, not over those of other groups.
  CHECK_THROWS_WITH_AS(
      read(text + "data_parallel_replicate_degree = 2\nexpert_parallel_degree = 8\n", 8),
      "parallelism.expert_parallel_degree (line 11): torchtitan's expert parallelism divides dp_shard x cp x "
      "tp (dp_shard x cp with expert tensor parallelism): it takes no replicas of other groups",
      sw::broken_rule);
  CHECK_THROWS_WITH_AS(read(with(text, "degree = 4", "degree = 8"), 8),
                       "parallelism.tensor_parallel_degree (line 9): torchtitan's tensor parallelism divides "
                       "the key-value heads",
                       sw::broken_rule);
}

TEST_CASE("what torchtitan and PyTorch refuse of sequences, compilation and pipelines is refused") {
  const auto refused = [](const std::string& text, std::int64_t gpus, const char* sentence) {
    CAPTURE(sentence);
    CHECK_THROWS_WITH_AS(read(text, gpus), sentence, sw::broken_rule);
  };
  const std::string base = R"(
[model]
name = "llama3"
flavor = "8B"
[training]
local_batch_size = 6
seq_len = 8192
[parallelism]
)";
  refused(with(base, "8192", "8190") + "tensor_parallel_degree = 2\ncontext_parallel_degree = 2\n", 8,
          "training.seq_len (line 7): it is a multiple of 2 x context_parallel_degree x "
          "tensor_parallel_degree, 2 x 2 x 2, and is 8190");
  const std::string hidden = base + "tensor_parallel_degree = 2\nenable_async_tensor_parallel = true\n";
  refused(hidden, 8,
          "parallelism.enable_async_tensor_parallel (line 10): Async TP requires 'model' in "
          "--compile.components and --compile.enable");
  refused(hidden + "[compile]\nenable = true\ncomponents = [\"loss\"]\n", 8,
          "parallelism.enable_async_tensor_parallel (line 10): Async TP requires 'model' in "
          "--compile.components and --compile.enable");
  CHECK(read(hidden + "[compile]\nenable = true\n", 8).recipe.overlaps_tensor);
  const std::string pipelined = base + "pipeline_parallel_degree = 4\npipeline_parallel_schedule = ";
  refused(pipelined + "\"DualPipeV\"\n", 4,
          "parallelism.pipeline_parallel_microbatch_size: PyTorch's DualPipeV asks for as many microbatches "
          "as stages, two of each rank");
  refused(pipelined + "\"1F1B\"\npipeline_parallel_microbatch_size = 2\n", 4,
          "parallelism.pipeline_parallel_microbatch_size (line 11): PyTorch's 1F1B and GPipe ask for as many "
          "microbatches as stages");
  // Rounds of interleaved pipelines are PyTorch's: one of six, two of five, and none of eleven.
  const std::string interleaved = pipelined + "\"Interleaved1F1B\"\n";
  CHECK(read(interleaved, 4).plan.microbatch_group == 6);
  CHECK(read(with(interleaved, "size = 6", "size = 10"), 4).plan.microbatch_group == 5);
  CHECK_FALSE(read(with(interleaved, "size = 6", "size = 8"), 4).plan.microbatch_group);
  refused(with(interleaved, "size = 6", "size = 11"), 4,
          "parallelism.pipeline_parallel_microbatch_size: PyTorch's interleaved pipelines go in rounds, of "
          "which there are microbatches / ranks: they divide the microbatches");
  refused(with(interleaved, "size = 6", "size = 2"), 4,
          "parallelism.pipeline_parallel_microbatch_size: fewer microbatches than ranks of an interleaved "
          "pipeline leave them idle between chunks, which is not described");
  // Llama 4 attends within chunks by FlexAttention.
  refused(with(with(base, "llama3", "llama4"), "8B", "17bx16e") + "context_parallel_degree = 2\n", 64,
          "parallelism.context_parallel_degree (line 9): torchtitan's attention with windows or chunks is "
          "FlexAttention, which has no context parallelism in releases to March 2026");
  // Releases differ in whether replicas that shard nothing stand beside other parallelism.
  const sw::configured_run replicated =
      read(base + "data_parallel_replicate_degree = 4\ntensor_parallel_degree = 2\n", 8);
  CHECK(reason_of(replicated, "parallelism.data_parallel_replicate_degree")
            .starts_with("4: replicas that shard"));
}

TEST_CASE("seconds of eager models are told as those of compiled ones") {
  const std::string eager =
      "\"compiled\": those of compiled models (torch.compile): eager runs took up to 1.16 "
      "times as long, and the model of this file is eager";
  CHECK(reason_of(read(newer), "seconds") == "not assumed");
  CHECK(reason_of(read(newer), "model.converters") == "not assumed");
  const std::string whole = with(newer, "enable_async_tensor_parallel = true\n", "");
  const sw::configured_run run = read(with(whole, "compile = true", "compile = false"));
  CHECK(reason_of(run, "seconds") == eager);
  CHECK(
      reason_of(run, "model.converters").starts_with("\"float8\": its seconds are those of compiled models"));
  CHECK(reason_of(read(whole + "[compile]\ncomponents = [\"loss\"]\n"), "seconds") == eager);
}

TEST_CASE("many keys take a moment, and more are too many") {
  std::string text;
  for (int i = 0; i < 9'000; ++i) text += "k" + std::to_string(i) + " = 1\n";
  CHECK_FALSE(read(text + newer).understood());
  for (int i = 0; i < 200'000; ++i) text += "l" + std::to_string(i) + " = 1\n";
  CHECK_THROWS_AS(read(text + newer), sw::broken_rule);
  CHECK_THROWS_AS(read("a = " + std::string(10'000, '[')), sw::broken_rule);
}

}  // namespace
