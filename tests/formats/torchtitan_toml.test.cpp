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
  refused("flavor = \"405B\"\n", "", "model.flavor is missing: which size of the model it is");
  refused(
      "flavor = \"405B\"", "flavour = \"405B\"",
      "model.flavor is missing: which size of the model it is; model.flavour (line 11) is spelt almost so");
  refused("seq_len = 8192", "seq_len = \"8192\"",
          "training.seq_len (line 21) is a whole number from 1 to 1,000,000,000, not \"8192\"");
  refused("compile = true", "enable_cpu_offload = true",
          "training.enable_cpu_offload (line 23): weights on the host are not held by a recipe");
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

TEST_CASE("many keys take a moment, and more are too many") {
  std::string text;
  for (int i = 0; i < 9'000; ++i) text += "k" + std::to_string(i) + " = 1\n";
  CHECK_FALSE(read(text + newer).understood());
  for (int i = 0; i < 200'000; ++i) text += "l" + std::to_string(i) + " = 1\n";
  CHECK_THROWS_AS(read(text + newer), sw::broken_rule);
  CHECK_THROWS_AS(read("a = " + std::string(10'000, '[')), sw::broken_rule);
}

}  // namespace
