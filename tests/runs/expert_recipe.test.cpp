// Mirrors include/scalewall/runs/expert_recipe.hpp.

#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/runs/expert_recipe.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace scalewall;

const std::string columns =
    "id,kind,model,n_gpu,gpu,precision,tp,pp,vpp,cp,ep,mbs,gbs,seq_len,pp_layout,recompute_granularity,"
    "recompute_modules,offload,distributed_optimizer,fsdp,grad_reduce_in_fp32,fp8_param_gather,"
    "main_params_dtype,exp_avg_dtype,exp_avg_sq_dtype,cuda_graph,mtp_layers";

expert_recipe recipe_of(const std::string& fields) {
  std::istringstream in(columns + "\n" + fields + "\n");
  const std::vector<expert_recipe> recipes = read_expert_recipes(in);
  REQUIRE(recipes.size() == 1);
  return recipes.front();
}

bool assumes(const expert_recipe& recipe, const std::string& words) {
  return std::any_of(recipe.assumed.begin(), recipe.assumed.end(),
                     [&](const std::string& one) { return one.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("a performance recipe is read as model, plan, batch, recipe, hardware and software") {
  const expert_recipe read = recipe_of(
      "a,performance recipe,deepseek_v3,256,GB200,fp8mx,1,4,4,1,64,1,4096,4096,"
      "Et*4|(t*4|)*14tmL,selective,\"[mla_up_proj,mlp]\",,True,no,False,True,float32,bfloat16,"
      "bfloat16,transformer_engine [attn],1");
  REQUIRE(read.obstacle == "");
  const run_configuration& what = *read.configuration;
  CHECK(what.model == catalog::deepseek_v3);
  CHECK(what.hardware.gpu == "GB200");
  CHECK(what.batch == batch{.sequences = 4096, .sequence_length = 4096});
  CHECK(what.plan.mesh == mesh{.pipeline = 4, .data = 64, .expert = 64});
  CHECK(what.plan.layout.chunks == 4);
  CHECK(what.plan.layout.listed[15] == 1);
  CHECK(what.recipe.format == training_format::mxfp8);
  CHECK(what.recipe.recompute.modules == recompute_modules{.latent_projections = true, .feed_forward = true});
  CHECK(what.recipe.shards == sharding::optimizer);
  CHECK(what.recipe.states ==
        state_bytes{.weight = 2.0625, .gradient = 2, .optimizer = 8, .gradient_copy = 4, .moment_copies = 8});
  CHECK(what.recipe.graphs == cuda_graphs::parts);
  CHECK(what.recipe.loss == loss_kernel::fused_by_te);
  CHECK(what.software.release == software_release{.year = 26, .month = 8});
}

TEST_CASE("states of a parameter follow the recipe's columns") {
  const auto states = [](const std::string& fields) {
    return recipe_of(fields).configuration->recipe.states;
  };
  CHECK(
      states("a,performance recipe,llama3_8b,8,H100,fp8cs,1,1,,1,,1,128,8192,,,,,True,no,False,True,,,,,") ==
      state_bytes{.weight = 1, .gradient = 2, .optimizer = 12, .gradient_copy = 4});
  CHECK(states("a,library recipe,llama3_8b,8,H100,bf16,1,1,,1,,1,128,8192,,,,,True,no,True,True,,,,,") ==
        state_bytes{.weight = 2, .gradient = 4, .optimizer = 12});
  CHECK(
      states("a,performance recipe,llama3_8b,8,B200,nvfp4,1,1,,1,,1,128,8192,,,,,True,no,False,True,,,,,") ==
      state_bytes{.weight = 2, .gradient = 2, .optimizer = 12, .gradient_copy = 4});
}

TEST_CASE("Muon keeps one momentum and shares it, whatever the column of the distributed optimizer says") {
  const expert_recipe read = recipe_of(
      "a,performance recipe,kimi_k2,256,GB200,bf16,1,16,1,1,16,1,4096,4096,,,,,False,no,False,False,,,,,");
  REQUIRE(read.obstacle == "");
  CHECK(read.configuration->recipe.states ==
        state_bytes{.weight = 2, .gradient = 2, .optimizer = 8, .gradient_copy = 4});
  CHECK(read.configuration->recipe.shards == sharding::optimizer);
  CHECK(assumes(read, "Muon"));
  CHECK(layer_count(read.configuration->model) == 61);
  CHECK(recipe_of("a,performance recipe,llama3_8b,8,H100,bf16,1,1,,1,,1,128,8192,,,,,False,no,False,,,,,,")
            .configuration->recipe.shards == sharding::none);
}

TEST_CASE("published plans take what is known of their software") {
  const expert_recipe bloom = recipe_of(
      "b,published production "
      "plan,bloom_176b,384,A100-80GB,bf16,4,12,,1,,2,2048,2048,,full,,,ZeRO-1,,,,,,,,");
  REQUIRE(bloom.obstacle == "");
  CHECK(bloom.configuration->software.family == time_family::bloom);
  CHECK(bloom.configuration->recipe.states == catalog::deepspeed_bf16.states);
  CHECK(bloom.configuration->recipe.recompute == full_recomputation);
  CHECK(bloom.configuration->recipe.attention == attention_kernel::unfused);

  const expert_recipe llama = recipe_of(
      "c,published production plan,llama31_405b,8192,H100,bf16,8,16,,1,,,2048,8192,,,,,,\"FSDP, "
      "ZeRO-2-like\",,,,,,,");
  REQUIRE(llama.obstacle == "");
  CHECK(llama.configuration->recipe.shards == sharding::gradients);
  CHECK_FALSE(llama.configuration->software.known);
  CHECK(assumes(llama, "the microbatch is not stated: 1"));
}

TEST_CASE("what cannot be expressed says why") {
  const auto obstacle = [](const std::string& fields) { return recipe_of(fields).obstacle; };
  CHECK(obstacle("a,performance recipe,nemotron_3_nano,8,H100,bf16,1,1,,1,,1,8,8192,,,,,True,no,,,,,,,") ==
        "the model is not one of attention and feed-forward blocks alone: some layers are Mamba-2");
  CHECK(obstacle("a,performance recipe,unheard_of,8,H100,bf16,1,1,,1,,1,8,8192,,,,,True,no,,,,,,,") ==
        "the catalogue has no model that recipes call 'unheard_of'");
  CHECK(obstacle("a,performance recipe,llama3_8b,8,VR200,bf16,1,1,,1,,1,8,8192,,,,,True,no,,,,,,,") ==
        "the GPU is none of those that are known: 'VR200'");
  CHECK(obstacle("a,performance recipe,llama3_8b,8,H100,int4,1,1,,1,,1,8,8192,,,,,True,no,,,,,,,") ==
        "line 2, column precision, value \"int4\": known are bf16, fp16, fp8cs (current scaling), fp8ds "
        "(delayed), fp8sc (blocks), "
        "fp8mx, mxfp8 and nvfp4");
  CHECK(obstacle(
            "a,performance recipe,llama3_8b,8,H100,bf16,1,1,,1,,1,8,8192,,,,cpu_offloading layers 5,True,no,"
            ",,,,,,") == "activations that are offloaded by whole layers or fused blocks are not modelled");
  CHECK(recipe_of("a,performance recipe,llama3_8b,8,H100,bf16,1,1,,1,,1,8,8192,,,,\"fine-grained activations "
                  "[core_attn,attn_proj]\",True,no,,,,,,,")
            .configuration->recipe.offloaded ==
        offloaded_modules{.core_attention = true, .attention_projection = true});
  CHECK(obstacle("a,performance recipe,llama3_8b,8,H100,bf16,3,1,,1,,1,8,8192,,,,,True,no,,,,,,,")
            .starts_with("the degrees of a plan divide its GPUs"));
  CHECK(obstacle("a,performance recipe,llama3_8b,8,H100,bf16,1,1,,1,,1,8,,,,,,True,no,,,,,,,") ==
        "the row does not say how long its sequences are");
  std::istringstream other("a,b\n1,2\n");
  CHECK_THROWS_AS(read_expert_recipes(other), broken_rule);
}

TEST_CASE("the project's table has the plans that it says it has") {
  std::ifstream in(SCALEWALL_DATA "/expert_recipes.csv");
  const std::vector<expert_recipe> recipes = read_expert_recipes(in);
  CHECK(recipes.size() == 191);
  const auto expressed = std::count_if(
      recipes.begin(), recipes.end(), [](const expert_recipe& one) { return one.configuration.has_value(); });
  CHECK(expressed == 165);
  CHECK(std::all_of(recipes.begin(), recipes.end(), [](const expert_recipe& one) {
    return !one.source.empty() && one.configuration.has_value() == one.obstacle.empty();
  }));
  software_release newest = catalog::oldest_known_release;
  for (const expert_recipe& one : recipes)
    if (one.configuration && one.configuration->software.release)
      newest = std::max(newest, *one.configuration->software.release);
  CHECK(newest == catalog::newest_known_release);
}

TEST_CASE("a cell of a plan is read by known words, and any other is a reason") {
  const auto read = [](const std::string& kind, const std::string& granularity, const std::string& optimizer,
                       const std::string& fsdp, const std::string& master) {
    return recipe_of("a," + kind + ",llama31_70b,64,H100,bf16,4,4,5,2,1,1,128,8192,," + granularity + ",,," +
                     optimizer + "," + fsdp + ",False,False," + master + ",,,,");
  };
  const std::string recipe = "performance recipe";
  for (const char* const yes : {"True", "yes", "1", "", "ZeRO-1"})
    CHECK(read(recipe, "", yes, "no", "").configuration->recipe.shards == sharding::optimizer);
  CHECK(read(recipe, "", "no", "no", "").configuration->recipe.shards == sharding::none);
  CHECK(read(recipe, "", "True", "yes", "").configuration->recipe.shards == sharding::weights);
  CHECK(assumes(read(recipe, "", "", "no", ""), "what replicas share is not stated: optimizer"));
  const auto refuses = [](const expert_recipe& one, const std::string& column) {
    return !one.configuration && one.obstacle.find("column " + column + ", value ") != std::string::npos;
  };
  CHECK(refuses(read(recipe, "maybe", "True", "no", ""), "recompute_granularity"));
  CHECK(refuses(read(recipe, "", "perhaps", "no", ""), "distributed_optimizer"));
  CHECK(refuses(read(recipe, "", "True", "maybe", ""), "fsdp"));
  CHECK(refuses(read(recipe, "", "True", "no", "junk"), "main_params_dtype"));
  CHECK(refuses(read("lora", "", "True", "no", ""), "kind"));
  // No column of sequence parallelism: as validate_runs takes it.
  CHECK(read(recipe, "", "True", "no", "").configuration->recipe.sequence_parallel);
  CHECK(assumes(read(recipe, "", "True", "no", ""), "sequence parallelism is not stated: with it"));
}
