#include <scalewall/runs/read_runs.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace sw = scalewall;

namespace {

/// A run of a table with those columns.
sw::measured_run run_of(const std::string& columns, const std::string& fields) {
  std::istringstream in(columns + "\n" + fields + "\n");
  std::vector<sw::measured_run> runs = sw::read_runs(in);
  REQUIRE(runs.size() == 1);
  return runs.front();
}

bool assumes(const sw::measured_run& run, const std::string& words) {
  return std::any_of(run.assumed.begin(), run.assumed.end(),
                     [&](const std::string& one) { return one.find(words) != std::string::npos; });
}

const std::string columns =
    "id,source_key,model,layers,d_model,d_ff,heads,kv_heads,vocab,gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,"
    "tp,pp,vpp,"
    "cp,zero_fsdp,recompute,precision,schedule,iter_s,framework,notes";

}  // namespace

TEST_CASE("A row is read as model, plan, batch, recipe, hardware and software") {
  const sw::measured_run run = run_of(
      columns,
      "X-1,X,LLAMA3.1_405B,126,16384,53248,128,8,128256,y,8192,1536,1,GB200,256,4,8,4,1,distributed "
      "optimizer,none,"
      "MXFP8,interleaved 1F1B,61.44,Megatron-Bridge 26.04.01 NeMo Container,CUDA graphs [full_iteration]");
  CHECK(run.obstacle.empty());
  REQUIRE(run.configuration.has_value());
  const sw::run_configuration& what = *run.configuration;
  CHECK(what.model.width == 16384);
  CHECK(sw::layer_count(what.model) == sw::count{126});
  CHECK(what.plan.mesh == sw::mesh{.tensor = 4, .pipeline = 8, .data = 8});
  CHECK(what.plan.layout.chunks == 4);
  CHECK(what.plan.layout.embedding_counts);
  CHECK(what.plan.layout.loss_counts);
  CHECK(what.batch == sw::batch{.sequences = 1536, .sequence_length = 8192});
  CHECK(what.recipe.format == sw::training_format::mxfp8);
  CHECK(what.recipe.shards == sw::sharding::optimizer);
  CHECK(what.recipe.sequence_parallel);
  CHECK(what.recipe.graphs == sw::cuda_graphs::whole_iteration);
  CHECK(what.recipe.recompute == sw::recomputation{});
  CHECK(what.hardware.gpu == "GB200");
  CHECK(what.hardware.gpus == 256);
  CHECK(what.software.family == sw::time_family::megatron_core);
  CHECK(what.software.release == sw::software_release{.year = 26, .month = 4});
  REQUIRE(run.step.has_value());
  CHECK(run.step->time.value() == 61.44);
  CHECK(run.assumed == std::vector<std::string>{"sequence parallelism is not stated: with it"});
}

TEST_CASE("What a row leaves open is assumed, and said") {
  const sw::measured_run run = run_of(
      "id,source_key,model,layers,d_model,vocab,gated_mlp,seq_len,gbs_seqs,gpu,n_gpu,tp,pp,dp,schedule,"
      "framework,iter_s",
      "X-1,X,GPT 3B,24,2048,51200,n,2048,64,A100-80GB SXM,16,2,4,2,interleaved 1F1B,Megatron-LM,3");
  CHECK(run.obstacle.empty());
  REQUIRE(run.configuration.has_value());
  CHECK(run.configuration->plan.layout.chunks == 2);
  CHECK(run.configuration->plan.microbatch == 1);
  CHECK(run.configuration->recipe.format == sw::training_format::bf16);
  for (const char* words :
       {"the microbatch is not stated: 1", "the chunks of a rank are not stated: 2",
        "the precision is not stated", "recomputation is not stated", "the heads are not stated: 16",
        "the release of the software is not stated", "the width of the feed-forward blocks"})
    CHECK_MESSAGE(assumes(run, words), words);
}

TEST_CASE("Models that are no transformers are refused") {
  for (const char* name :
       {"Nemotron-H 56b FP8", "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "Qwen/Qwen3.6-35B-A3B",
        "DeepSeekV4 Flash", "gemma4-26b", "zai-org/GLM-5.2", "AlexNet (CNN)"}) {
    const sw::measured_run run = run_of(
        columns,
        std::string("X-1,X,") + name +
            ",52,2688,1856,32,2,131072,n,8192,512,1,GB300,8,1,1,1,1,,none,MXFP8,,12.4,Megatron-Bridge,");
    CHECK_FALSE(run.configuration.has_value());
    CHECK(run.obstacle.starts_with("the model is not one of attention and feed-forward blocks alone: "));
    REQUIRE(run.step.has_value());
    CHECK(run.step->time.value() == 12.4);
  }
  CHECK(run_of(columns,
               "X-1,X,Nemotron 340b "
               "FP8,96,18432,73728,96,8,256000,n,4096,32,1,H100,128,8,4,12,1,,none,FP8,interleaved,9,"
               "NeMo,")
            .configuration.has_value());
  CHECK(
      run_of(columns,
             "X-1,X,some "
             "model,52,2688,1856,32,2,131072,n,8192,512,1,GB300,8,1,1,1,1,,none,MXFP8,,12.4,Megatron-Bridge,"
             "3 of 4 layers gated delta net")
          .obstacle.ends_with("linear attention"));
}

TEST_CASE("Latent attention, leading dense layers and token prediction are read by name") {
  const std::string moe =
      "id,source_key,model,layers,d_model,d_ff,heads,head_dim,vocab,experts_total,experts_active,experts_"
      "shared,expert_d_ff,"
      "gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,tp,pp,vpp,ep,precision,framework,iter_s";
  const std::string sizes =
      ",7168,18432,128,192qk/128v (MLA q_lora1536 "
      "kv_lora512),129280,256,8,1,2048,y,4096,4096,1,GB300,256,1,2,8,32,MXFP8,"
      "Megatron-Bridge 26.06 NeMo Container,10.4";
  const sw::measured_run whole = run_of(moe, "X-1,X,DeepSeekV3,61" + sizes);
  REQUIRE(whole.configuration.has_value());
  const sw::language_model& model = whole.configuration->model;
  CHECK(sw::parameters(model) == sw::parameters(sw::catalog::deepseek_v3));
  CHECK(model.layers[0].runs[0].layers == 3);
  CHECK(model.prediction.has_value());
  const sw::stage_layout& layout = whole.configuration->plan.layout;
  REQUIRE(layout.listed.size() == 16);
  CHECK(layout.listed[0] == 4);
  CHECK(layout.listed[15] == 1);
  CHECK(whole.configuration->plan.mesh.expert == 32);

  CHECK_FALSE(
      run_of(moe, "X-1,X,DeepSeekV3 (w/o MTP),61" + sizes).configuration->model.prediction.has_value());
  const sw::measured_run reduced = run_of(moe,
                                          "X-1,X,deepseekv3 (layer-reduced L=4),4,7168,18432,128,192qk/128v "
                                          "(MLA q_lora1536 kv_lora512),129280,256,8,1,2048,y,"
                                          "4096,16,1,B200,8,1,2,1,4,BF16,Megatron-LM,0.45");
  REQUIRE(reduced.configuration.has_value());
  CHECK(reduced.configuration->model.layers[0].runs[0].layers == 1);
  CHECK(reduced.configuration->model.layers[0].runs[1].layers == 3);
  CHECK_FALSE(reduced.configuration->model.prediction.has_value());
}

TEST_CASE("A row without sizes is the catalogue's model of its name") {
  const sw::measured_run run =
      run_of("id,source_key,model,layers,gpu,n_gpu,seq_len,gbs_seqs,tp,pp,ep,mbs,precision,framework,iter_s",
             "X-1,X,LLAMA4 maverick 400b BF16,48,GB200,128,8192,1024,1,1,64,1,BF16,NeMo,7.8");
  REQUIRE(run.configuration.has_value());
  CHECK(sw::parameters(run.configuration->model) == sw::parameters(sw::catalog::llama_4_maverick_text));
  CHECK(assumes(run, "the sizes of the model are the catalogue's, of Llama-4 Maverick (text)"));
}

TEST_CASE("Seconds follow from a rate by its source's convention, or not at all") {
  const std::string rates =
      "id,source_key,model,layers,d_model,d_ff,heads,vocab,gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,tp,pp,"
      "precision,"
      "recompute,framework,tokens_s_gpu,tflops_per_gpu,tflops_convention,mfu_pct,peak_tflops_used";
  const std::string gpt =
      ",GPT 1.7B,24,2304,9216,24,51200,n,2048,512,1,A100-80GB SXM,32,1,1,FP16,full,Megatron-LM,";
  const auto step = [&](const std::string& source, const std::string& rest) {
    return run_of(rates, "X-1," + source + gpt + rest).step;
  };
  // Narayanan 2021, table 1: 137 TFLOP/s a GPU, by the paper's own formula 3.53 s.
  REQUIRE(step("PTDP-T1", ",137,,,").has_value());
  CHECK(step("PTDP-T1", ",137,,,")->time.value() == doctest::Approx(3.52802).epsilon(1e-5));
  CHECK(step("PTDP-T1", ",137,,,")->from == sw::seconds_source::flop_rate);
  CHECK(step("X", ",137,96Bslh^2(1+s/6h+V/16lh),,")->time.value() == doctest::Approx(3.52802).epsilon(1e-5));
  CHECK(step("X", "1000,,,,")->time.value() == 512 * 2048 / (32 * 1000.0));
  CHECK(step("X", ",,72Bslh^2,50,312")->from == sw::seconds_source::utilization);
  CHECK_FALSE(step("X", ",137,model FLOPs,,").has_value());
  CHECK_FALSE(step("X", ",,,50,312").has_value());
}

TEST_CASE("What cannot be predicted says why in a sentence") {
  const auto obstacle = [](const std::string& fields) { return run_of(columns, fields).obstacle; };
  CHECK(obstacle("X-1,X,a,,,,,,,,,,,GTX 580,2,,,,,,,,,,cuda-convnet,") ==
        "the row gives no layers or no width, and no model of the catalogue has its name");
  const std::string model = "X-1,X,a,24,2048,8192,16,16,51200,n,";
  CHECK(obstacle(model + "2048,64,1,GTX 580,2,1,1,,,,,BF16,,1,x,") ==
        "the GPU is none of those that are known: 'GTX 580'");
  CHECK(obstacle(model + ",64,1,H100,8,1,1,,,,,BF16,,1,NeMo,") ==
        "the row does not say how long its sequences are");
  CHECK(obstacle(model + "2048,,1,H100,8,1,1,,,,,BF16,,1,NeMo,") == "the row gives no global batch");
  CHECK(obstacle(model + "2048,64,1,H100,,1,1,,,,,BF16,,1,NeMo,") ==
        "the row does not say how many GPUs there were");
  CHECK(obstacle(model + "2048,64,1,H100,8,,,,,,,BF16,,1,NeMo,") ==
        "the row does not say how the model was split over its GPUs");
  CHECK(obstacle(model + "2048,64,1,H100,8,3,1,,,,,BF16,,1,NeMo,") ==
        "the degrees of the row do not divide its GPUs (tensor x context x pipeline = 3, GPUs = 8)");
  CHECK(obstacle(model + "2048,63,1,H100,8,1,1,,,,,BF16,,1,NeMo,")
            .starts_with("the global batch of the row does not divide into microbatches of every replica"));
  CHECK(obstacle(model + "2048,64,1,H100,8,1,1,,,,,int3,,1,NeMo,") ==
        "the precision is none of those that are known: 'int3'");
  CHECK(obstacle(model + "2048,64,1,H100,many,1,1,,,,,BF16,,1,NeMo,") ==
        "line 2, column n_gpu, value \"many\": a number is finite and written as in 12, 0.5 or 6.4e24");
  CHECK(obstacle(model + "2048,64,1,H100,-8,1,1,,,,,BF16,,1,NeMo,") ==
        "line 2, column n_gpu, value \"-8\": a number of a run is positive, or its field is empty");
}

TEST_CASE("A table has its columns") {
  std::istringstream in("id,model\nX,a\n");
  CHECK_THROWS_WITH_AS(sw::read_runs(in), "columns are missing: gpu, n_gpu", sw::broken_rule);
}

TEST_CASE("Doubtful measurements are told") {
  CHECK(sw::doubt_of("BLOOM-101") == "43 % slower than the row beside it, whose microbatch alone differs");
  CHECK(sw::doubt_of("BLOOM-102").empty());
}

namespace {

const std::string words_of_columns =
    "id,source_key,model,layers,d_model,d_ff,heads,vocab,gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,tp,pp,zero_"
    "fsdp,"
    "seq_parallel,recompute,precision,schedule,framework,release,attention";

/// A run of GPT 22B; those of its cells are given that are read by known words.
sw::measured_run run_with(const std::string& key, const std::string& model, const std::string& gated,
                          const std::string& gpu, const std::string& plan, const std::string& framework) {
  return run_of(words_of_columns, "X-1," + key + "," + model + ",48,6144,24576,64,51200," + gated +
                                      ",2048,4,1," + gpu + ",8," + plan + "," + framework);
}

}  // namespace

TEST_CASE("A cell of a run is read by known words, and any other is a reason") {
  const auto obstacle = [](const std::string& gated, const std::string& gpu, const std::string& plan) {
    return run_with("X", "GPT 22B", gated, gpu, plan, "Megatron-LM,,").obstacle;
  };
  const std::string plain = "4,2,ZeRO-1,y,full,FP16,1F1B";
  for (const char* const yes : {"y", "Yes", "True", "1"}) {
    CHECK(obstacle(yes, "A100-80GB", plain) == "");
    const sw::measured_run run = run_with("X", "GPT 22B", yes, "A100-80GB", plain, "Megatron-LM,,");
    const auto& dense =
        std::get<sw::dense_feed_forward>(run.configuration->model.layers[0].runs[0].layer.feed_forward);
    CHECK(dense.gated);
  }
  CHECK(obstacle("maybe", "A100-80GB", plain)
            .find("column gated_mlp, value \"maybe\": known are y, yes, true") != std::string::npos);
  for (const char* const gpu : {"H100 PCIe", "H100 NVL", "A100 PCIe", "GH200"})
    CHECK(obstacle("n", gpu, plain).find("column gpu, value ") != std::string::npos);
  CHECK(obstacle("n", "GB200 NVL72", plain) == "");
  for (const char* const shards : {"HSDP 2x4", "ZeRO++", "yes", "FSDP HYBRID_SHARD"})
    CHECK(obstacle("n", "H100", "4,2," + std::string(shards) + ",y,full,BF16,1F1B")
              .find("column zero_fsdp, value ") != std::string::npos);
  CHECK(obstacle("n", "H100", "4,2,none,y,full,BF16,foo")
            .find("column schedule, value \"foo\": known are 1F1B") != std::string::npos);
  CHECK(obstacle("n", "H100", "4,2,none,maybe,full,BF16,1F1B").find("column seq_parallel, value ") !=
        std::string::npos);
  const auto shards = [](const std::string& written) {
    return run_with("X", "GPT 22B", "n", "H100", "4,2," + written + ",y,full,BF16,gpipe", "Megatron-LM,,")
        .configuration->recipe.shards;
  };
  CHECK(shards("0") == sw::sharding::none);
  CHECK(shards("zero1") == sw::sharding::optimizer);
  CHECK(shards("2") == sw::sharding::gradients);
  CHECK(shards("full shard") == sw::sharding::weights);
  for (const char* const model : {"Mamba-2 8B", "T5-11B", "BERT-large"})
    CHECK(run_with("X", model, "n", "H100", plain, "Megatron-LM,,").obstacle.find("not one of attention") !=
          std::string::npos);
}

TEST_CASE("What a source alone says is told, and columns of any row say the same") {
  const std::string plan = "8,1,none,n,full,FP16,";
  const sw::measured_run cited = run_with("SEQSEL-T5", "GPT 22B", "n", "A100-80GB", plan, "Megatron-LM,,");
  const sw::measured_run dated = run_with("mine", "GPT 22B", "n", "A100-80GB", plan, "Megatron-LM,22.05,");
  const sw::measured_run in_words =
      run_with("mine", "GPT 22B", "n", "A100-80GB", plan, "Megatron-LM of 2022,,");
  const sw::measured_run undated = run_with("mine", "GPT 22B", "n", "A100-80GB", plan, "Megatron-LM,,");
  CHECK(assumes(cited, "the source, SEQSEL-T5, says of when its software is: release 22.05"));
  CHECK(cited.configuration->software.family == sw::time_family::megatron_lm_2022);
  CHECK(dated.configuration->software.family == sw::time_family::megatron_lm_2022);
  CHECK(dated.configuration->software.release == cited.configuration->software.release);
  CHECK(dated.configuration->recipe == cited.configuration->recipe);
  CHECK(in_words.configuration->software.family == sw::time_family::megatron_lm_2022);
  CHECK(undated.configuration->software.family == sw::time_family::megatron_core);
  CHECK(assumes(undated, "of 2019 to 2022 (the column release, as 22.05)"));
  const sw::measured_run flash =
      run_with("mine", "GPT 22B", "n", "A100-80GB", plan, "Megatron-LM,22.05,flash");
  CHECK(flash.configuration->recipe.attention == sw::attention_kernel::flash);
  CHECK(run_with("mine", "GPT 22B", "n", "A100-80GB", plan, "Megatron-LM,2022,")
            .obstacle.find("column release") != std::string::npos);
}
