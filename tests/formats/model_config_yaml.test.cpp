#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/model_config_yaml.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

/// Paths with their scalars and lines.
std::string told(std::string_view text) {
  std::string all;
  for (const sw::yaml_value& value : sw::read_yaml(text)) {
    all += (all.empty() ? "" : "; ") + value.path;
    for (const std::string& scalar : value.scalars) all += " [" + scalar + "]";
    all += (value.is_list ? " list @" : " @") + std::to_string(value.line);
  }
  return all;
}

TEST_CASE("YAML is a list of values with paths") {
  CHECK(told("a: 1\nb:\n  c: two words\n  d: [x, 'y z']\ne: null\n") ==
        "a [1] @1; b.c [two words] @3; b.d [x] [y z] list @4; e @5");
  CHECK(told("a:\n- b: 1\n- c: 2\n") == "a list @2; a.[].b [1] @2; a.[].c [2] @3");
  CHECK(told("").empty());
  CHECK(told("just a text").empty());
  CHECK(told("a: 1\n---\nb: 2\n") == "a [1] @1");
}

TEST_CASE("what is no YAML, or is not read of it, is told with its line") {
  CHECK_THROWS_WITH_AS(sw::read_yaml("a: 1\nb: [1\n"),
                       "line 3: this is not YAML: end of sequence flow not found", sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::read_yaml("a: &x 1\nb: *x\n"),
                       "line 2: the alias *x is not followed: write out what it stands for", sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::read_yaml("a: &x {b: 1}\nc: &y {d: 2}\ne:\n  <<: *y\n"),
                       "line 4: the merge key << is not followed: write out what it stands for",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::read_yaml("a: &x 1\nc: &y {d: 2}\ne: [1, *y]\n"),
                       "line 3: the alias *y is not followed: write out what it stands for", sw::broken_rule);
  CHECK(sw::read_yaml("a: &x 1\n").at(0).scalars.at(0) == "1");
  CHECK_THROWS_WITH_AS(sw::read_yaml("? [a]\n: 1\n"), "line 1: a key is a text", sw::broken_rule);
  CHECK_THROWS_AS(sw::read_yaml("a: " + std::string(10'000, '[')), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_yaml(std::string(sw::largest_yaml + 1, ' ')), sw::broken_rule);
}

TEST_CASE("a configuration of Megatron's tests is a launch line") {
  const sw::launch_line line = sw::read_model_config(R"(
ENV_VARS:
  CUDA_DEVICE_MAX_CONNECTIONS: 1
MODEL_ARGS:
  # Network
  --num-layers: 24
  --hidden-size: 1024
  --num-attention-heads: 16
  --seq-length: 1024
  --max-position-embeddings: 1024
  --vocab-size: 50257
  --micro-batch-size: 4
  --bf16: true
  --swiglu: false
  --recompute-granularity: selective
  --recompute-modules: [mlp layernorm]
  --data-path: ${DATA_PATH}/text
  tensor_model_parallel_size: 2
METRICS:
  - "iteration-time"
)");
  const sw::megatron_run run = sw::read_megatron_arguments(line, {.gpus = 8});
  CHECK(run.understood());
  CHECK(run.plan.mesh.tensor == 2);
  CHECK(run.model.vocabulary == 50'432);
  CHECK(run.recipe.recompute.modules == sw::recompute_modules{.norms = true, .feed_forward = true});
  CHECK(run.flags.assumed.front().key == "--swiglu");
  CHECK(run.flags.assumed.front().reason == "its value is false");
  CHECK(sw::read_model_config("--bf16: true\nnum_layers: 3\n").flags.size() == 2);
  CHECK_THROWS_WITH_AS(sw::read_model_config("MODEL_ARGS:\n  --a:\n    b: 1\n"),
                       "line 3: '--a.b' is no flag: a flag has a text or a list for its value",
                       sw::broken_rule);
}

TEST_CASE("variables of the environment that the engine reads are kept") {
  const sw::launch_line line =
      sw::read_model_config("ENV_VARS:\n  NVTE_FLASH_ATTN: 0\n  SKIP: 1\nMODEL_ARGS:\n  --bf16: true\n");
  CHECK(line.environment.size() == 1);
  CHECK(line.environment.at("NVTE_FLASH_ATTN") == "0");
}

TEST_CASE("a flag without a value is not given") {
  const sw::launch_line line =
      sw::read_model_config("MODEL_ARGS:\n  --sequence-parallel: null\n  --swiglu:\n  --bf16: true\n");
  CHECK(line.flags.size() == 1);
  CHECK(line.assumed.size() == 2);
  CHECK(line.assumed.front().reason == "it has no value: a switch has true");
}

TEST_CASE("a file of other software is no launch line") {
  CHECK_THROWS_WITH_AS(sw::read_model_config("base_model: a/b\nsequence_len: 4096\n"),
                       doctest::Contains("base_model (line 1): this is a configuration of axolotl"),
                       sw::broken_rule);
  for (const auto& [text, software] : {std::pair{"pipe-parallel-size: 4\n", "GPT-NeoX"},
                                       {"base_emb_dim: 4096\n", "MaxText"},
                                       {"model:\n  d_model: 4096\n  mlp_hidden_size: 22016\n", "OLMo"},
                                       {"actor_rollout_ref:\n  model:\n    path: a\n", "verl"},
                                       {"model:\n  model_config:\n    hidden_size: 16\n", "nanotron"}}) {
    CAPTURE(text);
    const std::string sentence = "this is a configuration of " + std::string(software);
    CHECK_THROWS_WITH_AS(sw::read_model_config(text), doctest::Contains(sentence.c_str()), sw::broken_rule);
  }
}

TEST_CASE("a million lines take a moment") {
  std::string text = "MODEL_ARGS:\n";
  for (int i = 0; i < 500'000; ++i) text += "  --lr: 1\n";
  CHECK(sw::read_model_config(text).flags.size() == 500'000);
}

}  // namespace
