// Ten runs that were measured, as another program counts them stage by stage: each number of this one is its.

#include "../constant.hpp"
#include <scalewall/estimate/layer_memory.hpp>
#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace {

namespace sw = scalewall;
using namespace sw::literals;
using sw::peak_moment;

/// A stage as it was counted, in bytes rounded down. Buffers are workspaces and those of communication.
struct counted_stage {
  std::int64_t rank;
  double weights, gradients, optimizer, buffers, cached, activations_and_logits, peak;
  peak_moment moment;
};

constexpr bool same(sw::bytes found, double counted) {
  const double distance = found.value() - counted;
  return distance > -1.0 - 1e-9 * counted && distance < 2.0 + 1e-9 * counted;
}

struct measured_plan {
  sw::language_model model;
  sw::training_plan plan;
  sw::batch batch;
  sw::recipe recipe;
  const sw::memory_accounting& framework;
  sw::workspace_generation generation;

  constexpr sw::memory_estimator estimator() const {
    return {model, plan, batch, recipe, framework, generation};
  }
  constexpr sw::training_memory memory() const {
    return estimate_memory(model, plan, batch, recipe, framework, generation);
  }
};

void check_stages(const measured_plan& run, std::initializer_list<counted_stage> counted) {
  const sw::memory_estimator estimator = run.estimator();
  for (const counted_stage& stage : counted) {
    CAPTURE(stage.rank);
    const sw::stage_memory found = estimator.of_rank(stage.rank);
    CHECK(same(found.modules.weights, stage.weights));
    CHECK(same(found.modules.gradients, stage.gradients));
    CHECK(same(found.modules.optimizer, stage.optimizer));
    CHECK(same(found.modules.workspaces + found.modules.communication, stage.buffers));
    CHECK(same(found.modules.other, stage.cached));
    CHECK(same(found.modules.activations + found.modules.logits, stage.activations_and_logits));
    CHECK(same(found.peak(), stage.peak));
    CHECK(found.modules.gathered == sw::bytes{});
    CHECK(found.moment == stage.moment);
  }
}

constexpr sw::language_model small_gpt_of(std::int64_t vocabulary) {
  return {.name = "the model of Megatron-LM's functional tests",
          .width = 512,
          .vocabulary = vocabulary,
          .tied_head = true,
          .norm = sw::norm_kind::layer_norm,
          .learned_positions = 1024,
          .layers = sw::equal_layers(
              12, {.attention = sw::grouped_attention{.heads = 8,
                                                      .key_value_heads = 8,
                                                      .head_size = 64,
                                                      .query_key_value_biases = true,
                                                      .output_bias = true},
                   .feed_forward = sw::dense_feed_forward{.width = 2048, .gated = false, .biases = true}})};
}

constexpr sw::recipe functional_test{.shards = sw::sharding::none,
                                     .sequence_parallel = false,
                                     .attention_dropout = true,
                                     .hidden_dropout = true,
                                     .fused_gradient_accumulation = false,
                                     .repeatable_products = true};

constexpr sw::batch functional_batch{.sequences = 32, .sequence_length = 1024};

constexpr sw::recipe with_optimizer_shards(sw::recipe how) {
  how.shards = sw::sharding::optimizer;
  return how;
}

constexpr sw::recipe with_kernel(sw::recipe how, sw::attention_kernel kernel) {
  how.attention = kernel;
  return how;
}

constexpr measured_plan four_tensor_ranks{.model = small_gpt_of(50257),
                                          .plan = {.mesh = {.tensor = 4, .data = 2}, .microbatch = 4},
                                          .batch = functional_batch,
                                          .recipe = with_optimizer_shards(functional_test),
                                          .framework = sw::catalog::megatron_core,
                                          .generation = sw::workspace_generation::hopper_and_newer};

// gpt3_mcore_te_tp4_pp1_resume_torch_dist_dist_optimizer_overlap_grad_reduce_param_gather, H100
TEST_CASE("a functional test on four ranks of tensor parallelism") {
  check_stages(four_tensor_ranks,
               {{0, 32996352, 65992704, 98989056, 100663296, 0, 733714841, 1032356249, peak_moment::loss}});
  constexpr sw::training_memory memory = four_tensor_ranks.memory();
  static_assert(memory.stages.size() == 1);
  static_assert(same(memory.peak(), 1032356249));
}

constexpr measured_plan interleaved{
    .model = small_gpt_of(50257),
    .plan = {.mesh = {.pipeline = 4, .data = 2}, .layout = {.chunks = 3}, .microbatch = 4},
    .batch = functional_batch,
    .recipe = with_kernel(functional_test, sw::attention_kernel::unfused),
    .framework = sw::catalog::megatron_core,
    .generation = sw::workspace_generation::before_hopper};

// gpt3_mcore_te_tp1_pp4_vp1, A100. The other count of the first two ranks ends with the last forward, where all twelve
// chunks are in flight; the backward that follows holds its transient beside them.
TEST_CASE("a functional test on a pipeline of four ranks with three chunks") {
  constexpr double transient =
      134217728 + 2097152;  // of unfused scores, and of the gradient of a dense block
  check_stages(
      interleaved,
      {{0, 71474176, 142948352, 428845056, 83886080, 0, 2882273280 + transient, 3609426944 + transient,
        peak_moment::backward},
       {1, 18914304, 37828608, 113485824, 83886080, 0, 2873884672 + transient, 3127999488 + transient,
        peak_moment::backward},
       {2, 18914304, 37828608, 113485824, 83886080, 0, 2771058688, 3025173504, peak_moment::backward},
       {3, 70427648, 140855296, 422565888, 83886080, 0, 3401121792, 4118856704, peak_moment::loss}});
  const sw::training_memory memory = interleaved.memory();
  CHECK_FALSE(memory.fragments);
  measured_plan with_fixed_segments = interleaved;
  with_fixed_segments.recipe.expandable_segments = false;
  CHECK(with_fixed_segments.memory().fragments);
  REQUIRE(memory.stages.size() == 3);
  CHECK(memory.stages[1].first_rank == 1);
  CHECK(memory.stages[1].last_rank == 2);
  CHECK(memory.fullest_stage().first_rank == 3);
}

// gpt3_mcore_te_tp1_pp1_resume_torch_dist_uniform_full_recompute, H100
TEST_CASE("a functional test with every layer recomputed") {
  measured_plan run{.model = small_gpt_of(50257),
                    .plan = {.mesh = {.data = 8}, .microbatch = 4},
                    .batch = functional_batch,
                    .recipe = functional_test,
                    .framework = sw::catalog::megatron_core,
                    .generation = sw::workspace_generation::hopper_and_newer};
  run.recipe.recompute = sw::full_recomputation;
  check_stages(
      run, {{0, 128219136, 256438272, 769314816, 100663296, 0, 1301282816, 2555918336, peak_moment::loss}});
}

// gpt3_mcore_te_tp2_pp2_cp2, H100
TEST_CASE("a functional test with tensor, context and pipeline parallelism") {
  measured_plan run{.model = small_gpt_of(50258),
                    .plan = {.mesh = {.tensor = 2, .context = 2, .pipeline = 2}, .microbatch = 4},
                    .batch = functional_batch,
                    .recipe = {.shards = sw::sharding::none,
                               .attention = sw::attention_kernel::flash,
                               .fused_gradient_accumulation = false},
                    .framework = sw::catalog::megatron_core,
                    .generation = sw::workspace_generation::hopper_and_newer};
  check_stages(run,
               {{0, 45802496, 91604992, 274814976, 105906176, 0, 229808537, 747937177, peak_moment::backward},
                {1, 44755968, 89511936, 268535808, 105906176, 0, 425282764, 933992652, peak_moment::loss}});
}

// gpt3_mcore_tp1_pp2_resume_torch_dist, A100
TEST_CASE("a functional test of Megatron's own layers in fp16") {
  measured_plan run{.model = small_gpt_of(50257),
                    .plan = {.mesh = {.pipeline = 2, .data = 4}, .microbatch = 4},
                    .batch = functional_batch,
                    .recipe = with_kernel(functional_test, sw::attention_kernel::unfused),
                    .framework = sw::catalog::megatron_core_local,
                    .generation = sw::workspace_generation::before_hopper};
  run.recipe.format = sw::training_format::fp16;
  run.recipe = with_states_of(run.framework, run.recipe);
  check_stages(
      run, {{0, 90388480, 90388480, 542330880, 146800640, 0, 3014393856, 3884302336, peak_moment::backward},
            {1, 89341952, 89341952, 536051712, 146800640, 0, 2683699200, 3545235456, peak_moment::loss}});
}

constexpr sw::transformer_layer llama_70b_layer{
    .attention = sw::grouped_attention{.heads = 64, .key_value_heads = 8, .head_size = 128},
    .feed_forward = sw::dense_feed_forward{.width = 28672, .gated = true}};

constexpr sw::language_model short_llama_70b{.name = "Llama 3 70B, twelve layers",
                                             .width = 8192,
                                             .vocabulary = 128256,
                                             .tied_head = false,
                                             .norm = sw::norm_kind::rms_norm,
                                             .layers = sw::equal_layers(12, llama_70b_layer)};

constexpr sw::recipe of_simumax{.sequence_parallel = false,
                                .loss = sw::loss_kernel::fused_by_te,
                                .attention_mask = false,
                                .router_in_fp32 = true};

// SimuMax, llama3_70b_l12_tp1_pp2_dp4
TEST_CASE("twelve layers of Llama 3 70B on two stages") {
  check_stages({.model = short_llama_70b,
                .plan = {.mesh = {.pipeline = 2, .data = 4}},
                .batch = {.sequences = 16, .sequence_length = 4096},
                .recipe = of_simumax,
                .framework = sw::catalog::megatron_core,
                .generation = sw::workspace_generation::hopper_and_newer},
               {{0, 12369199104, 24738398208, 18553798656, 301989888, 1711276032, 14105837568, 71780499456,
                 peak_moment::backward},
                {1, 12369215488, 24738430976, 18553823232, 301989888, 3812622336, 7935819776, 67711901696,
                 peak_moment::loss}});
}

// SimuMax, llama3_70b_l12_tp2_cp4_pp1_dp1_seq32768
TEST_CASE("twelve layers of Llama 3 70B with heads exchanged over four ranks of context parallelism") {
  sw::recipe how = of_simumax;
  how.sequence_parallel = true;
  how.context = sw::context_exchange::all_to_all;
  check_stages({.model = short_llama_70b,
                .plan = {.mesh = {.tensor = 2, .context = 4}},
                .batch = {.sequences = 4, .sequence_length = 32768},
                .recipe = how,
                .framework = sw::catalog::megatron_core,
                .generation = sw::workspace_generation::hopper_and_newer},
               {{0, 12369412096, 24738824192, 18554118144, 234881024, 1906311168, 15693381632, 73496928256,
                 peak_moment::loss}});
}

constexpr sw::latent_attention attention_of_deepseek{.heads = 128,
                                                     .query_rank = 1536,
                                                     .key_value_rank = 512,
                                                     .nope_head_size = 128,
                                                     .rope_head_size = 64,
                                                     .value_head_size = 128};

constexpr sw::language_model short_deepseek_v2{
    .name = "DeepSeek-V2, four layers",
    .width = 5120,
    .vocabulary = 102400,
    .tied_head = false,
    .norm = sw::norm_kind::rms_norm,
    .layers = {{.runs = {{.layer = {.attention = attention_of_deepseek,
                                    .feed_forward = sw::dense_feed_forward{.width = 12288, .gated = true}},
                          .layers = 1},
                         {.layer = {.attention = attention_of_deepseek,
                                    .feed_forward = sw::routed_feed_forward{.experts = 160,
                                                                            .experts_per_token = 6,
                                                                            .expert_width = 1536,
                                                                            .gated = true,
                                                                            .shared_experts = 2,
                                                                            .shared_expert_width = 1536}},
                          .layers = 3}}}}};

constexpr measured_plan of_deepseek() {
  measured_plan run{.model = short_deepseek_v2,
                    .plan = {.mesh = {.pipeline = 2, .data = 4, .expert = 4}},
                    .batch = {.sequences = 16, .sequence_length = 4096},
                    .recipe = of_simumax,
                    .framework = sw::catalog::megatron_core,
                    .generation = sw::workspace_generation::hopper_and_newer};
  run.recipe.expert_capacity = 1;
  return run;
}

// SimuMax, deepseekv2_tp1_ep4_pp2_dp4_l4
TEST_CASE("four layers of DeepSeek-V2 on two stages") {
  check_stages(of_deepseek(), {{0, 4006461440, 8012922880, 14503157760, 360710144, 817496064, 6252580044,
                                33953328332, peak_moment::backward},
                               {1, 5612431360, 11224862720, 25405578240, 360710144, 1488584704, 4065604403,
                                48157771571, peak_moment::loss}});
  CHECK(of_deepseek().memory().routed);
}

// Zero bubble (Qi 2023), 6.2B on eight ranks, ZB-2p
TEST_CASE("a zero bubble schedule on eight ranks") {
  sw::language_model model{
      .name = "GPT 6.2B",
      .width = 4096,
      .vocabulary = 50304,
      .tied_head = false,
      .norm = sw::norm_kind::layer_norm,
      .learned_positions = 1024,
      .layers = sw::equal_layers(
          30, {.attention = sw::grouped_attention{.heads = 32,
                                                  .key_value_heads = 32,
                                                  .head_size = 128,
                                                  .query_key_value_biases = true,
                                                  .output_bias = true},
               .feed_forward = sw::dense_feed_forward{.width = 16384, .gated = false, .biases = true}})};
  measured_plan run{.model = model,
                    .plan = {.mesh = {.pipeline = 8},
                             .layout = {.lighter_ends = true},
                             .schedule = sw::schedule::zb_h2,
                             .microbatch = 3},
                    .batch = {.sequences = 72, .sequence_length = 1024},
                    .recipe = with_kernel(functional_test, sw::attention_kernel::unfused),
                    .framework = sw::catalog::zero_bubble,
                    .generation = sw::workspace_generation::before_hopper};
  run.recipe.attention_mask = run.recipe.repeatable_products = false;
  run.recipe.fused_gradient_accumulation = true;
  check_stages(
      run,
      {{0, 1628758016, 3257516032, 9772548096, 293863424, 0, 42494705664, 57447391232, peak_moment::backward},
       {7, 1620385792, 3240771584, 9722314752, 293863424, 0, 42880843776, 57758179328, peak_moment::loss}});
  for (std::int64_t rank = 1; rank < 7; ++rank)
    check_stages(run, {{rank, 1611038720, 3222077440, 9666232320, 293863424, 0, 56273731584, 71066943488,
                        peak_moment::backward}});
}

// Vocabulary parallelism (Yeung 2024), 128,000 words on eight ranks. The other count leaves the last norm out, 3 x 3,072
// words times 2 bytes of weight, 4 of gradient and 12 of optimizer.
TEST_CASE("a vocabulary cut over eight ranks of a pipeline") {
  sw::language_model model{
      .name = "GPT 4B",
      .width = 3072,
      .vocabulary = 128000,
      .tied_head = false,
      .norm = sw::norm_kind::layer_norm,
      .learned_positions = 2048,
      .layers = sw::equal_layers(
          32, {.attention = sw::grouped_attention{.heads = 24,
                                                  .key_value_heads = 24,
                                                  .head_size = 128,
                                                  .query_key_value_biases = true,
                                                  .output_bias = true},
               .feed_forward = sw::dense_feed_forward{.width = 12288, .gated = false, .biases = true}})};
  measured_plan run{.model = model,
                    .plan = {.mesh = {.pipeline = 8}, .schedule = sw::schedule::vocabulary_2},
                    .batch = {.sequences = 128, .sequence_length = 2048},
                    .recipe = with_kernel(functional_test, sw::attention_kernel::flash),
                    .framework = sw::catalog::megatron_core,
                    .generation = sw::workspace_generation::before_hopper};
  run.recipe.attention_mask = run.recipe.repeatable_products = run.recipe.hidden_dropout = false;
  run.recipe.fused_gradient_accumulation = true;
  const auto middle = [&](std::int64_t rank, double activations_and_logits, double peak) {
    check_stages(run, {{rank, 1102897152, 2205794304, 6617382912, 58982400, 226492416, activations_and_logits,
                        peak, peak_moment::loss}});
  };
  check_stages(run, {{0, 1115480064, 2230960128, 6692880384, 58982400, 226492416, 7905607680, 18230403072,
                      peak_moment::loss}});
  middle(1, 7049052160, 17260601344);
  middle(2, 6192496640, 16404045824);
  middle(3, 5335941120, 15547490304);
  middle(4, 4479385600, 14690934784);
  middle(5, 3622830080, 13834379264);
  middle(6, 2766274560, 12977823744);
  constexpr double norm = 2 * 3072;
  check_stages(run, {{7, 1102897152 + 2 * norm, 2205794304 + 4 * norm, 6617382912 + 12 * norm, 58982400,
                      226492416, 1934884864, 12146434048 + 18 * norm, peak_moment::loss}});
}

constexpr sw::training_plan of_llama_405b{.mesh = {.tensor = 8, .pipeline = 16, .data = 128},
                                          .layout = {.embedding_counts = true, .loss_counts = true}};
constexpr sw::batch of_2048{.sequences = 2048, .sequence_length = 8192};

constexpr sw::bytes peak_of(const sw::training_plan& plan, const sw::recipe& how) {
  return estimate_memory(sw::catalog::llama_3_1_405b, plan, of_2048, how, sw::catalog::megatron_core,
                         sw::catalog::h100_sxm)
      .peak();
}

TEST_CASE("compile time and run time are the same function") {
  constexpr sw::bytes at_compile_time = peak_of(of_llama_405b, {});
  static_assert(at_compile_time > 40_GiB && at_compile_time < 80_GiB);
  CHECK(peak_of(of_llama_405b, {}) == at_compile_time);
}

TEST_CASE("products that overlap their communication take two workspaces and ten buffers more") {
  measured_plan run = four_tensor_ranks;
  const sw::memory_by_module before = run.memory().fullest_stage().modules;
  run.recipe.overlaps_tensor = true;
  const sw::memory_by_module after = run.memory().fullest_stage().modules;
  CHECK(after.workspaces - before.workspaces == 64_MiB);
  CHECK(after.communication - before.communication == 10 * (2.0 * 4 * 1024 * 512) * 1_B);
}

TEST_CASE("stages that keep what they passed on hold it of every microbatch in flight") {
  const auto activations = [](const sw::memory_accounting& framework) {
    return estimate_memory(short_llama_70b, {.mesh = {.pipeline = 2, .data = 4}},
                           {.sequences = 16, .sequence_length = 4096}, of_simumax, framework,
                           sw::workspace_generation::before_hopper)
        .stages[0]
        .modules.activations;
  };
  sw::memory_accounting keeps = sw::catalog::megatron_core;
  keeps.keeps_stage_outputs = true;
  CHECK(activations(keeps) - activations(sw::catalog::megatron_core) == 2 * (2.0 * 4096 * 8192) * 1_B);
}

TEST_CASE(
    "an update copies moments of dense parameters and of experts one after the other, and gradients at "
    "once") {
  // Experts that no other rank has a copy of: their states are whole, those of dense parameters an eighth.
  const sw::language_model& model = sw::catalog::qwen_3_30b_a3b;
  const sw::training_plan plan{.mesh = {.data = 8, .expert = 8}};
  sw::recipe how{.states = {.weight = 2, .gradient = 2, .optimizer = 6}, .recompute = sw::full_recomputation};
  const auto fullest = [&] {
    return estimate_memory(model, plan, {8, 1024}, how, sw::catalog::megatron_core, sw::catalog::h100_sxm)
        .fullest_stage();
  };
  const sw::stage_memory before = fullest();
  CHECK(before.moment != sw::peak_moment::update);
  how.states.moment_copies = 8;
  const sw::stage_memory moments = fullest();
  CHECK(moments.moment == sw::peak_moment::update);
  CHECK(moments.modules.activations == sw::bytes{});
  CHECK(moments.modules.logits == sw::bytes{});
  const double all = moments.modules.weights.value() / 2;
  const sw::bytes copies = moments.modules.optimizer - before.modules.optimizer;
  const double experts = copies.value() / 8;
  CHECK(experts > 0.7 * all);
  CHECK(before.modules.optimizer.value() == doctest::Approx(6 * (experts + (all - experts) / 8)));
  how.states.gradient_copy = 4;
  CHECK((fullest().modules.optimizer - moments.modules.optimizer).value() ==
        doctest::Approx(4 * (experts + (all - experts) / 8)));
  // What the host updates is copied there.
  how.offloads_optimizer = true;
  CHECK(fullest().moment != sw::peak_moment::update);
}

TEST_CASE("modules on the host leave one layer's tensors here, and a backward pass fetches the next") {
  const sw::training_plan plan{.mesh = {.pipeline = 4}};
  const sw::batch read{.sequences = 16, .sequence_length = 4096};
  sw::recipe how = with_states_of(sw::catalog::megatron_core, {});
  const auto activations = [&](std::int64_t rank) {
    const sw::memory_estimator estimator(sw::catalog::llama_3_1_8b, plan, read, how,
                                         sw::catalog::megatron_core,
                                         sw::workspace_generation::hopper_and_newer);
    return estimator.of_rank(rank).modules.activations;
  };
  const sw::bytes before = activations(0);
  how.offloaded = {.core_attention = true, .attention_projection = true};
  // Queries, keys, values, and what attention gives; the log-sum-exp has fewer than 2^20 words.
  const sw::bytes of_a_layer = 2.0 * 4096 * (4096 + 2 * 1024 + 4096) * 1_B;
  CHECK((before - activations(0)).value() ==
        doctest::Approx(((4 * 8 - 2) * of_a_layer).value()).epsilon(1e-6));
  how.recompute = sw::full_recomputation;
  CHECK_THROWS_AS(activations(0), sw::broken_rule);
}

TEST_CASE("stages of torch's pipelines have buffers for every microbatch, and the last keeps all logits") {
  sw::recipe how = with_states_of(sw::catalog::fsdp2, {.shards = sw::sharding::weights});
  const sw::training_plan plan{.mesh = {.pipeline = 4}};
  const auto communication = [&](std::int64_t rank, std::int64_t microbatches) {
    const sw::batch read{.sequences = microbatches, .sequence_length = 8192};
    const sw::memory_estimator estimator(sw::catalog::llama_3_1_8b, plan, read, how, sw::catalog::fsdp2,
                                         sw::workspace_generation::hopper_and_newer);
    return estimator.of_rank(rank).modules.communication;
  };
  const sw::bytes tensor = 2.0 * 8192 * 4096 * 1_B, logits = 2.0 * 8192 * 128256 * 1_B;
  CHECK(communication(0, 8) == 8 * tensor);            // gradients
  CHECK(communication(1, 8) == (8 + 8 - 3) * tensor);  // and activations that are not in flight
  CHECK(communication(3, 8) == (8 - 1) * tensor + 7 * logits);
}

TEST_CASE(
    "layers of torchtitan that multiply in nvfp4 keep no results of products, those in 16 bit every second") {
  sw::recipe how = with_states_of(sw::catalog::fsdp2, {.format = sw::training_format::nvfp4,
                                                       .shards = sw::sharding::weights,
                                                       .recompute = {.every_second_product = true}});
  const auto activations = [&] {
    return estimate_memory(sw::catalog::llama_3_1_8b, {.mesh = {.data = 4}, .microbatch = 32}, {128, 2048},
                           how, sw::catalog::fsdp2, sw::catalog::h100_sxm)
        .stages[0]
        .modules.activations;
  };
  const sw::bytes in_4_bit = activations();
  how.last_layers_in_16_bit = 5;
  // Queries, values and the first product, 2 bytes each.
  CHECK((activations() - in_4_bit).value() ==
        doctest::Approx(5 * 2.0 * 32 * 2048 * (4096 + 1024 + 14336)).epsilon(1e-6));
  how.last_layers_in_16_bit = 33;
  CHECK_THROWS_AS(activations(), sw::broken_rule);
}

TEST_CASE("shards of torchtitan stay gathered in a pipeline, and its float8 keeps 16 bit inputs") {
  sw::recipe how = with_states_of(sw::catalog::fsdp2, {.shards = sw::sharding::weights});
  const auto modules = [&](std::int64_t pipeline) {
    return estimate_memory(sw::catalog::llama_3_1_8b, {.mesh = {.pipeline = pipeline, .data = 8}}, {16, 8192},
                           how, sw::catalog::fsdp2, sw::catalog::h100_sxm)
        .stages[0]
        .modules;
  };
  // Weights in 2 and gradients in 4 bytes, of which an eighth is kept in 4 and 4.
  CHECK(modules(2).gathered == 6.0 / 4 * 8 * modules(2).weights);
  const sw::bytes before = modules(1).activations;
  how.format = sw::training_format::fp8_current;
  CHECK(modules(1).activations == before);
}

/// A recipe of Megatron-Bridge for adapters.
constexpr sw::recipe of_adapters{.states = {.weight = 2, .gradient = 2, .optimizer = 12},
                                 .shards = sw::sharding::none,
                                 .attention_mask = false,
                                 .adapter_rank = 32};

TEST_CASE("frozen weights have no gradients and states, and adapters have both") {
  const auto modules = [](const sw::recipe& how) {
    return estimate_memory(sw::catalog::llama_3_1_8b, {.mesh = {.tensor = 2, .data = 4}}, {16, 8192}, how,
                           sw::catalog::megatron_core, sw::catalog::h100_sxm)
        .stages[0]
        .modules;
  };
  sw::recipe whole = of_adapters;
  whole.adapter_rank.reset();
  const double words = modules(whole).weights.value() / 2;
  // 32 (in + out) / 2 of queries with keys and values, output, gate with up, and down, of 32 layers.
  const double adapters = 32 * 32 / 2.0 * ((4096 + 6144) + (4096 + 4096) + (4096 + 28672) + (14336 + 4096));
  const sw::memory_by_module found = modules(of_adapters);
  CHECK(found.weights.value() == 2 * (words + adapters));
  CHECK(found.gradients.value() == 2 * adapters);
  CHECK(found.optimizer.value() == 12 * adapters);
  CHECK(found.other == sw::bytes{});
  sw::recipe of_attention = of_adapters;
  of_attention.adapted = {.up = false, .down = false};
  CHECK(modules(of_attention).gradients.value() == 2 * 32 * 32 / 2.0 * ((4096 + 6144) + (4096 + 4096)));
  CHECK(modules(of_attention).activations < found.activations);
}

TEST_CASE("fully sharded frozen weights are gathered without gradients") {
  const auto gathered = [](const std::optional<std::int64_t>& rank) {
    sw::recipe how = of_adapters;
    how.adapter_rank = rank;
    how.shards = sw::sharding::weights;
    const sw::training_memory all =
        estimate_memory(sw::catalog::llama_3_1_8b, {.mesh = {.data = 8}}, {16, 2048}, how,
                        sw::catalog::megatron_core, sw::catalog::h100_sxm);
    return all.stages[0].modules.gathered;
  };
  // Two layers in 16 bit and the vocabulary at the loss; beside them nothing of a gradient.
  CHECK(gathered(32) <= gathered({}));
}

// Source: NVIDIA-NeMo/Megatron-Bridge, skills/nemo-mbridge-perf-memory-tuning, peaks with and without inputs that are gathered
// again. Microbatches are of one sequence, by the recipes; the two lengths that are not told follow from what gathering again
// spares, 2 T h bytes of a layer.
TEST_CASE("published peaks beside adapters are 0.92 to 1.21 of what is predicted") {
  struct published {
    const sw::language_model& model;
    sw::mesh degrees;
    std::int64_t sequence_length;
    bool gathers_again;
    double gigabytes;
  };
  const published rows[] = {
      {sw::catalog::qwen_3_8b, {.tensor = 2}, 8192, false, 47.545},
      {sw::catalog::qwen_3_8b, {.tensor = 2}, 8192, true, 42.814},
      {sw::catalog::qwen_3_30b_a3b, {.tensor = 4, .expert = 4}, 8192, false, 29.890},
      {sw::catalog::qwen_3_30b_a3b, {.tensor = 4, .expert = 4}, 8192, true, 28.321},
      {sw::catalog::gpt_oss_120b, {.tensor = 2, .data = 4, .expert = 8}, 4096, false, 52.185},
      {sw::catalog::gpt_oss_120b, {.tensor = 2, .data = 4, .expert = 8}, 4096, true, 51.371}};
  for (const published& row : rows) {
    sw::recipe how = of_adapters;
    how.loss = sw::loss_kernel::fused;
    how.router_in_fp32 = true;
    how.adapters_gather_again = row.gathers_again;
    const sw::training_memory found = estimate_memory(
        row.model, {.mesh = row.degrees}, {.sequences = 32, .sequence_length = row.sequence_length}, how,
        sw::catalog::megatron_core, sw::catalog::h100_sxm);
    CAPTURE(row.gigabytes);
    CHECK(found.adapters);
    CHECK(row.gigabytes * 1e9 / found.peak().value() > 0.92);
    CHECK(row.gigabytes * 1e9 / found.peak().value() < 1.21);
  }
}

TEST_CASE("recomputation operation by operation is not known beside adapters") {
  sw::recipe how = of_adapters;
  how.recompute = {.every_second_product = true};
  CHECK_THROWS_WITH(peak_of(of_llama_405b, how),
                    "recomputation that keeps every second product is not known beside low-rank adapters");
}

TEST_CASE("a plan that is none for the model is refused") {
  sw::training_plan plan = of_llama_405b;
  plan.mesh.pipeline = 10;
  CHECK_THROWS_AS(peak_of(plan, {}), sw::broken_rule);
  const sw::memory_estimator estimator(sw::catalog::llama_3_1_405b, of_llama_405b, of_2048, functional_test,
                                       sw::catalog::megatron_core,
                                       sw::workspace_generation::hopper_and_newer);
  CHECK_THROWS_WITH(estimator.of_rank(16), "a pipeline has the rank (rank = 16, pipeline = 16)");
}

TEST_CASE("the generation of a GPU is that of its matrix units") {
  static_assert(generation_of(sw::catalog::h100_sxm) == sw::workspace_generation::hopper_and_newer);
  static_assert(generation_of(sw::catalog::a100_sxm) == sw::workspace_generation::before_hopper);
}

TEST_CASE("a rank that is its own mirror image's neighbour holds weights of both") {
  sw::training_plan plan{.mesh = {.pipeline = 2, .data = 4}};
  sw::batch batch{.sequences = 16, .sequence_length = 4096};
  const auto weights = [&] {
    return estimate_memory(short_llama_70b, plan, batch, of_simumax, sw::catalog::megatron_core,
                           sw::workspace_generation::hopper_and_newer)
        .stages[0]
        .modules.weights;
  };
  const sw::bytes once = weights();
  plan.schedule = sw::schedule::dual_pipe;
  CHECK(weights() > 1.99 * once);
}

TEST_CASE("a folded stack has the head on its first rank") {
  const sw::training_plan plan{.mesh = {.pipeline = 2, .data = 4}, .schedule = sw::schedule::zb_v};
  const sw::training_memory memory =
      estimate_memory(short_llama_70b, plan, {.sequences = 16, .sequence_length = 4096}, of_simumax,
                      sw::catalog::megatron_core, sw::workspace_generation::hopper_and_newer);
  REQUIRE(memory.stages.size() == 2);
  CHECK(memory.stages[0].moment == peak_moment::loss);
  CHECK(memory.stages[1].modules.logits == sw::bytes{});
}

TEST_CASE("layers that are recomputed as a block leave the others' activations") {
  const auto activations = [](std::int64_t layers) {
    sw::recipe how{.recompute = sw::full_recomputation};
    how.recompute.layers = layers;
    return estimate_memory(sw::catalog::llama_3_1_405b, of_llama_405b, of_2048, how,
                           sw::catalog::megatron_core, sw::catalog::h100_sxm)
        .stages[1]
        .modules.activations;
  };
  CHECK(activations(1) > activations(2));
  CHECK(activations(8) == activations(100));
}

TEST_CASE("of layers that are recomputed in units one input each is kept, and one unit is held") {
  constexpr sw::batch read{.sequences = 1, .sequence_length = 4096};
  const auto activations = [&](const sw::recomputation& recompute) {
    const sw::recipe how{.recompute = recompute, .attention_dropout = false, .attention_mask = false};
    return estimate_memory(sw::catalog::llama_3_1_8b, {.mesh = {.pipeline = 4}}, read, how,
                           sw::catalog::megatron_core, sw::catalog::h100_sxm)
        .stages[1]
        .modules.activations;
  };
  const auto of_unit = [&](std::int64_t layers) {
    sw::recomputation units = sw::full_recomputation;
    units.unit = layers;
    return activations(units);
  };
  const sw::bytes input = sw::bytes::from_value(2.0 * 4096 * 4096);
  const sw::bytes layer =
      of_unit(2) - of_unit(1) + 4.0 * input;  // four inputs fewer, and a second layer held
  CHECK(layer > 10.0 * input);
  CHECK(of_unit(4) - of_unit(2) == 2.0 * layer - 2.0 * input);
  CHECK(of_unit(8) - of_unit(4) == 4.0 * layer - input);
  CHECK(of_unit(100) == of_unit(8));
  CHECK(of_unit(8) > activations({}));  // the input of the unit, and all that it computes
}

TEST_CASE("a backward pass holds what one and the same layer computes anew and takes for a moment") {
  measured_plan run = of_deepseek();
  run.recipe.recompute = {.granularity = sw::recompute_granularity::selective,
                          .modules = {.feed_forward = true}};
  const auto memory_of = [&](std::size_t which) {
    return sw::memory_of_layer(run.model.layers[0].runs[which].layer, run.model.width, *run.model.norm,
                               sw::microbatch_of_rank(run.plan, run.batch, run.recipe), run.plan.mesh,
                               run.recipe, run.framework.rounding);
  };
  const sw::layer_memory dense = memory_of(0), routed = memory_of(1);
  REQUIRE(routed.transient > dense.transient);
  REQUIRE(dense.recomputed > routed.recomputed);

  // Two microbatches of a layer of each kind are in flight on the first rank.
  const sw::stage_memory first = run.memory().stages[0];
  CHECK(first.moment == peak_moment::backward);
  CHECK(first.modules.activations.value() ==
        doctest::Approx((2.0 * (dense.saved + routed.saved) +
                         std::max(dense.transient + dense.recomputed, routed.transient + routed.recomputed))
                            .value()));
}

TEST_CASE("weights that are shards are gathered") {
  sw::recipe how = with_states_of(sw::catalog::fsdp2, {.shards = sw::sharding::weights});
  const auto memory = estimate_memory(sw::catalog::llama_3_1_8b, {.mesh = {.data = 8}}, {8, 8192}, how,
                                      sw::catalog::fsdp2, sw::catalog::h100_sxm);
  CHECK(memory.fullest_stage().modules.gathered > 1_GiB);
  CHECK(memory.fullest_stage().modules.optimizer < 9_GB);
}

}  // namespace
