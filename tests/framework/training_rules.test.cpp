#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace scalewall;
using catalog::deepseek_v3, catalog::llama_3_1_8b, catalog::mixtral_8x7b, catalog::gpt_oss_120b;

constexpr time_family megatron = time_family::megatron_core;

constexpr layer_features dense = features_of(llama_3_1_8b);
constexpr layer_features routed = features_of(mixtral_8x7b);
constexpr layer_features latent = features_of(deepseek_v3);
constexpr layer_features windowed = features_of(gpt_oss_120b);

static_assert(dense == layer_features{.dense = true,
                                      .key_value_heads = 8,
                                      .width = 4096,
                                      .head_words = 4096,
                                      .dense_words = 14'336});
static_assert(routed ==
              layer_features{.routed = true, .key_value_heads = 8, .width = 4096, .head_words = 4096});
static_assert(latent == layer_features{.dense = true,
                                       .routed = true,
                                       .shared_experts = true,
                                       .latent = true,
                                       .key_value_heads = 128,
                                       .width = 7168,
                                       .dense_words = 18'432});
static_assert(windowed.windows && windowed.routed);

// 4,096 tokens on two ranks of context parallelism are divided by eight, and not by seven, which matters where sequences are cut.
constexpr batch sequences{.sequences = 8, .sequence_length = 4096};
static_assert(divides_sequences({.tensor = 8, .context = 2}, {}, sequences));
static_assert(!divides_sequences({.tensor = 7, .context = 2}, {}, sequences));
static_assert(divides_sequences({.tensor = 7, .context = 2}, {.sequence_parallel = false}, sequences));
static_assert(keeps_rules(megatron, dense, {}, {.tensor = 8}, sequences));
static_assert(!keeps_rules(megatron, dense, {}, {.tensor = 7}, sequences));
static_assert(!keeps_rules(megatron, routed, {.sequence_parallel = false}, {.tensor = 8}, sequences));

// In 8 bit a rank has multiples of 16 words: the dense block of GLM-4.5-Air has 10,944, of which 1,368 are none.
constexpr layer_features narrow = features_of(catalog::glm_4_5_air);
static_assert(keeps_rules(megatron, narrow, {}, {.tensor = 8}, sequences));
static_assert(keeps_rules(megatron, narrow, {.format = training_format::fp8_current}, {.tensor = 4},
                          sequences));
static_assert(broken_rule_of(megatron, narrow, {.format = training_format::fp8_current}, {.tensor = 8})
                  ->flag == "fp8-format");

// Muon is shared as far as ZeRO 1, and has no fp16.
static_assert(keeps_rules(megatron, dense, {.muon = true}, {}, sequences));
static_assert(!keeps_rules(megatron, dense, {.shards = sharding::gradients, .muon = true}, {}, sequences));
static_assert(!keeps_rules(megatron, dense, {.format = training_format::fp16, .muon = true}, {}, sequences));

constexpr recipe with_modules(const recompute_modules& modules, recipe how = {}) {
  how.recompute = {.granularity = recompute_granularity::selective, .modules = modules};
  return how;
}

// ---- Modules

static_assert(!broken_rule_of(dense,
                              with_modules({.core_attention = true, .norms = true, .feed_forward = true})));
static_assert(broken_rule_of(dense, with_modules({.latent_projections = true}))->sentence ==
              "mla_up_proj is a part of latent attention, which no layer has");
static_assert(broken_rule_of(dense, with_modules({.expert_activation = true}))->flag == "recompute-modules");
static_assert(broken_rule_of(dense, with_modules({.routed_block = true})));
static_assert(broken_rule_of(routed, with_modules({.feed_forward = true})));
static_assert(broken_rule_of(routed, with_modules({.shared_experts = true})));
static_assert(!broken_rule_of(latent, with_modules({.latent_projections = true,
                                                    .feed_forward = true,
                                                    .expert_activation = true,
                                                    .routed_block = true,
                                                    .shared_experts = true})));
static_assert(broken_rule_of(routed, with_modules({.expert_activation = true}, {.grouped_experts = false})));

constexpr recipe delayed{.format = training_format::fp8_delayed};
static_assert(broken_rule_of(dense, with_modules({.norms = true}, delayed))->sentence ==
              "Megatron does not take moe_act or layernorm with delayed scaling of fp8");
static_assert(!broken_rule_of(dense,
                              with_modules({.norms = true}, {.format = training_format::fp8_current})));
static_assert(broken_rule_of(dense, {.recompute = full_recomputation, .graphs = cuda_graphs::parts}));

// What is allowed of a recomputation breaks no rule, and is none where nothing is left.
constexpr recomputation everything{.granularity = recompute_granularity::selective,
                                   .modules = {true, true, true, true, true, true, true}};
constexpr bool allowed_breaks_no_rule(const layer_features& layers, recipe how) {
  how.recompute = allowed_recomputation(layers, how, everything);
  return !broken_rule_of(layers, how) && how.recompute.modules.any();
}
static_assert(allowed_breaks_no_rule(dense, {}) && allowed_breaks_no_rule(dense, delayed));
static_assert(allowed_breaks_no_rule(routed, {}) && allowed_breaks_no_rule(routed, delayed));
static_assert(allowed_breaks_no_rule(latent, {.grouped_experts = false}));
static_assert(allowed_recomputation(dense, {}, with_modules({.expert_activation = true}).recompute) ==
              recomputation{});
static_assert(allowed_recomputation(dense, {}, full_recomputation) == full_recomputation);

// ---- Meshes

static_assert(broken_rule_of(routed, {.format = training_format::fp16}, {.expert = 2})->flag ==
              "expert-model-parallel-size");
static_assert(!broken_rule_of(routed, {.format = training_format::fp16}, {.data = 2}));
static_assert(broken_rule_of(routed, {.sequence_parallel = false}, {.tensor = 2}));
static_assert(!broken_rule_of(dense, {.sequence_parallel = false}, {.tensor = 2}));
static_assert(broken_rule_of(dense, {.attention = attention_kernel::unfused}, {.context = 2}));
static_assert(!broken_rule_of(dense, {.attention = attention_kernel::unfused}, {.tensor = 2}));
static_assert(broken_rule_of(windowed, {}, {.context = 2})->flag == "cp-comm-type");
static_assert(!broken_rule_of(windowed, {.context = context_exchange::all_gather}, {.context = 2}));
static_assert(!broken_rule_of(dense, {.context = context_exchange::all_to_all}, {.tensor = 4, .context = 2}));
static_assert(broken_rule_of(dense, {.context = context_exchange::all_to_all}, {.tensor = 8, .context = 2}));

// ---- torchtitan and LLM Foundry

constexpr time_family titan = time_family::torchtitan, foundry = time_family::llm_foundry;
constexpr recipe sharded{.shards = sharding::weights};
constexpr recipe recomputing(const recomputation& again, recipe how = sharded) {
  how.recompute = again;
  return how;
}
constexpr recipe in_format(training_format format) { return {.format = format, .shards = sharding::weights}; }

// Modules are Megatron's. torchtitan has every second product and every n-th layer, LLM Foundry neither.
constexpr recomputation every_second_layer{.granularity = recompute_granularity::full, .layers = 4};
static_assert(!broken_rule_of(titan, dense, recomputing(recomputation_by_operation)));
static_assert(!broken_rule_of(titan, dense, recomputing(every_second_layer)));
static_assert(!broken_rule_of(titan, dense, recomputing(full_recomputation)));
static_assert(broken_rule_of(titan, dense, with_modules({.norms = true}, sharded))->flag ==
              "activation_checkpoint.mode");
static_assert(broken_rule_of(titan, dense, recomputing(selective_recomputation)));
static_assert(!broken_rule_of(foundry, dense, recomputing(full_recomputation)));
static_assert(broken_rule_of(foundry, dense, recomputing(recomputation_by_operation)));
static_assert(broken_rule_of(foundry, dense, with_modules({.norms = true}, sharded)));
static_assert(!broken_rule_of(megatron, dense, with_modules({.norms = true})));

// Formats, and what replicas share.
static_assert(!broken_rule_of(titan, dense, in_format(training_format::fp8_current)));
static_assert(!broken_rule_of(titan, dense, in_format(training_format::mxfp8)));
static_assert(broken_rule_of(titan, dense, in_format(training_format::fp16)));
static_assert(broken_rule_of(titan, dense, in_format(training_format::fp8_delayed)));
static_assert(broken_rule_of(titan, dense, in_format(training_format::fp8_block)));
static_assert(!broken_rule_of(foundry, dense, in_format(training_format::fp16)));
static_assert(!broken_rule_of(foundry, dense, in_format(training_format::fp8_delayed)));
static_assert(broken_rule_of(foundry, dense, in_format(training_format::nvfp4)));
static_assert(broken_rule_of(foundry, dense, in_format(training_format::fp8_block)));
static_assert(broken_rule_of(titan, dense, {.shards = sharding::optimizer}));
static_assert(broken_rule_of(foundry, dense, {.shards = sharding::optimizer}));

// Meshes: experts are cut with the rest of the layer where they are not spread, and spread over the ranks of a group of shards.
constexpr bool runs_on(const layer_features& layers, const mesh& degrees, const recipe& how = sharded) {
  return !broken_rule_of(titan, layers, how, degrees);
}
static_assert(runs_on(routed, {.tensor = 8, .data = 2, .expert_tensor = 8}));
static_assert(!runs_on(routed, {.tensor = 8, .data = 2}));
static_assert(runs_on(routed, {.tensor = 8, .data = 2, .expert = 8}));
static_assert(runs_on(routed, {.tensor = 4, .data = 2, .expert = 2, .expert_tensor = 4}));
static_assert(!runs_on(routed, {.tensor = 4, .data = 2, .expert = 2, .expert_tensor = 2}));
static_assert(runs_on(routed, {.data = 8, .expert = 8}));
static_assert(!runs_on(routed, {.data = 8, .expert = 8},
                       {.shards = sharding::weights, .optimizer_instances = 2}));
static_assert(!runs_on(routed, {.data = 8, .expert = 8}, {.shards = sharding::none}));
static_assert(runs_on(dense, {.tensor = 8}));
static_assert(!runs_on(dense, {.tensor = 16}));
static_assert(runs_on(dense, {.context = 2}));
static_assert(!runs_on(windowed, {.context = 2}, {.shards = sharding::weights}));
static_assert(!runs_on(features_of(catalog::llama_4_scout_text), {.context = 2}));
static_assert(!broken_rule_of(foundry, dense, sharded, {.data = 8}));
static_assert(broken_rule_of(foundry, dense, sharded, {.tensor = 2, .data = 4}));

// 4,096 tokens are no multiple of 2 x 3, nor 4,092 of 2 x 4.
static_assert(divides_sequences(titan, {.tensor = 8, .context = 2}, sharded, sequences));
static_assert(!divides_sequences(titan, {.tensor = 3}, sharded, sequences));
static_assert(!divides_sequences(titan, {.context = 4}, sharded, {.sequences = 8, .sequence_length = 4092}));
static_assert(divides_sequences(megatron, {.context = 4}, sharded,
                                {.sequences = 8, .sequence_length = 4092}));

// Pipelines of four ranks: Megatron's interleaved ones take multiples of four microbatches, PyTorch's rounds of as many each.
constexpr bool takes(time_family software, std::int64_t chunks, std::int64_t microbatches,
                     schedule of = schedule::one_f_one_b) {
  return !broken_rule_of(software,
                         training_plan{.mesh = {.pipeline = 4}, .layout = {.chunks = chunks}, .schedule = of},
                         microbatches);
}
static_assert(takes(megatron, 2, 8) && !takes(megatron, 2, 6) && takes(megatron, 1, 2));
static_assert(takes(titan, 2, 8) && takes(titan, 2, 6) && takes(titan, 2, 10) && !takes(titan, 2, 11));
static_assert(takes(titan, 2, 4) && !takes(titan, 2, 3));
static_assert(takes(titan, 1, 4) && takes(titan, 1, 5) && !takes(titan, 1, 3));
static_assert(takes(titan, 1, 8, schedule::dual_pipe) && !takes(titan, 1, 7, schedule::dual_pipe));
static_assert(takes(titan, 1, 2, schedule::zb_v));
constexpr training_plan interleaved{.mesh = {.pipeline = 4}, .layout = {.chunks = 2}};
static_assert(with_rounds(titan, interleaved, 10).microbatch_group == 5);
static_assert(!with_rounds(titan, interleaved, 8).microbatch_group);
static_assert(with_rounds(megatron, interleaved, 10) == interleaved);

// ---- Machines

constexpr bool has(const training_machine& machine, training_format format) {
  return multiplies(machine.formats, format);
}
static_assert(has(catalog::v100_machine, training_format::fp16) &&
              !has(catalog::v100_machine, training_format::bf16));
static_assert(has(catalog::a100_machine, training_format::bf16) &&
              !has(catalog::a100_machine, training_format::fp8_current));
static_assert(has(catalog::h200_machine, training_format::fp8_block) &&
              !has(catalog::h200_machine, training_format::mxfp8));
static_assert(has(catalog::gb300_machine, training_format::mxfp8) &&
              has(catalog::b200_machine, training_format::nvfp4));
static_assert(has(catalog::mi300x_machine, training_format::fp8_current) &&
              !has(catalog::mi300x_machine, training_format::mxfp8));
static_assert(has(catalog::mi355x_machine, training_format::mxfp8) &&
              !has(catalog::mi355x_machine, training_format::nvfp4));
static_assert(!has_fused_attention(catalog::v100_machine) && has_fused_attention(catalog::a100_machine));

TEST_CASE("what a machine has not is told with its name and what it has") {
  CHECK(missing_of(catalog::h100_machine, {.format = training_format::nvfp4}) ==
        "H100 SXM does not multiply in nvfp4: it has fp16, bf16, fp8");
  CHECK(
      missing_of(catalog::training_machine_of(catalog::at("RTX 4090")), {.format = training_format::mxfp8}) ==
      "RTX 4090 does not multiply in mxfp8: it has fp16, bf16, fp8");
  CHECK(missing_of(catalog::v100_machine, {}) == "V100 SXM does not multiply in bf16: it has fp16");
  CHECK(missing_of(catalog::v100_machine, {.format = training_format::fp16}) ==
        "V100 SXM has no kernel of fused attention, cuDNN's or FlashAttention: its attention is unfused");
  CHECK_FALSE(missing_of(catalog::v100_machine,
                         {.format = training_format::fp16, .attention = attention_kernel::unfused}));
  CHECK_FALSE(missing_of(catalog::gb200_machine, {.format = training_format::nvfp4}));
}

// Rates stand in the descriptor, formats in the machine: of the same accelerator they agree.
TEST_CASE("a machine multiplies in what its descriptor has a rate for") {
  for (const cluster& one : catalog::all) {
    CAPTURE(one.name);
    const native_formats implied = detail::formats_of(one.gpu);
    const native_formats formats = catalog::training_machine_of(one).formats;
    CHECK(formats.fp16 == implied.fp16);
    CHECK(formats.bf16 == implied.bf16);
    CHECK(formats.fp8 == implied.fp8);
    CHECK(formats.fp8 >= (formats.mxfp8 || formats.nvfp4));
  }
}

}  // namespace
