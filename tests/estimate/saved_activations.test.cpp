#include <scalewall/estimate/saved_activations.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <optional>

namespace {

namespace sw = scalewall;
using sw::saved_item;
using namespace sw::literals;

constexpr sw::language_model gpt{
    .name = "GPT",
    .width = 512,
    .vocabulary = 50257,
    .tied_head = true,
    .norm = sw::norm_kind::layer_norm,
    .layers = sw::equal_layers(
        12, {.attention = sw::grouped_attention{.heads = 8, .key_value_heads = 8, .head_size = 64},
             .feed_forward = sw::dense_feed_forward{.width = 2048, .gated = false}})};

constexpr sw::batch read{.sequences = 32, .sequence_length = 1024};
constexpr sw::recipe with_dropout{
    .sequence_parallel = false, .attention_dropout = true, .hidden_dropout = true};

constexpr sw::saved_activations saved(const sw::recipe& how, const sw::mesh& degrees = {.data = 8}) {
  return activations_saved_by(gpt.layers[0].runs[0].layer, gpt, {.mesh = degrees, .microbatch = 4}, read,
                              how);
}

// Megatron-LM's functional tests, item by item as another program counts them.
TEST_CASE("a layer of a GPT keeps these items") {
  constexpr sw::saved_activations found = saved(with_dropout, {.tensor = 4, .data = 2});
  static_assert(found[saved_item::attention_input] == 4194304_B);
  static_assert(found[saved_item::attention_norm_statistics] == 32768_B);
  static_assert(found[saved_item::attention_norm_output] == 4194304_B);
  static_assert(found[saved_item::queries_keys_values] == 3145728_B);
  static_assert(found[saved_item::attention_output] == 1048576_B);
  static_assert(found[saved_item::log_sum_exp] == 32768_B);
  static_assert(found[saved_item::attention_mask_of_dropout] == 2097152_B);
  static_assert(found[saved_item::feed_forward_norm_output] == 4194304_B);
  static_assert(found[saved_item::feed_forward_first_product] == 4194304_B);
  static_assert(found[saved_item::feed_forward_activation] == 4194304_B);
  static_assert(found[saved_item::scores] == sw::bytes{});
}

TEST_CASE("unfused attention keeps its scores") {
  sw::recipe how = with_dropout;
  how.attention = sw::attention_kernel::unfused;
  CHECK(saved(how)[saved_item::scores] == 167772160_B);
  CHECK(saved(how)[saved_item::attention_output] == 4194304_B);
  CHECK(saved(how)[saved_item::log_sum_exp] == sw::bytes{});
  how.fused_softmax = false;
  CHECK(saved(how)[saved_item::scores] == 7.0 / 5 * 167772160_B);
}

// Korthikanti 2022 (arXiv 2205.05198), equation 1: s b h (34 + 5 a s / h), of which 24 are cut by tensor parallelism and
// everything with sequence parallelism, but for statistics of norms, that they leave out.
TEST_CASE("a layer keeps what Korthikanti counts") {
  sw::recipe how = with_dropout;
  how.attention = sw::attention_kernel::unfused;
  constexpr double tokens = 4 * 1024, width = 512, heads = 8, length = 1024;
  const double statistics = 2 * 8 * tokens;
  CHECK(saved(how).total().value() - statistics ==
        doctest::Approx(tokens * width * (34 + 5 * heads * length / width)));
  CHECK(saved(how, {.tensor = 4}).total().value() - statistics ==
        doctest::Approx(tokens * width * (10 + (24 + 5 * heads * length / width) / 4)));
  how.sequence_parallel = true;
  CHECK(saved(how, {.tensor = 4}).total().value() - statistics / 4 ==
        doctest::Approx(tokens * width / 4 * (34 + 5 * heads * length / width)));
}

TEST_CASE("what is recomputed is not kept") {
  sw::recipe how = with_dropout;
  how.attention = sw::attention_kernel::unfused;
  how.recompute = sw::selective_recomputation;
  CHECK(saved(how)[saved_item::scores] == sw::bytes{});
  how.recompute.modules = {.norms = true, .feed_forward = true};
  CHECK(saved(how)[saved_item::attention_norm_output] == sw::bytes{});
  // The dense block is computed anew from its norm's output, which stays.
  CHECK(saved(how)[saved_item::feed_forward_norm_output] == 4194304_B);
  CHECK(saved(how)[saved_item::feed_forward_first_product] == sw::bytes{});
  how.recompute = sw::full_recomputation;
  CHECK(saved(how).total() == 4194304_B);
}

// SimuMax's row of DeepSeek-V2, b = 1, s = 4,096, as another program counts it.
TEST_CASE("a routed layer of DeepSeek-V2 keeps these items") {
  const sw::language_model& model = sw::catalog::deepseek_v2;
  const sw::recipe how{.sequence_parallel = false, .router_in_fp32 = true, .expert_capacity = 1};
  const sw::saved_activations found =
      activations_saved_by(model.layers[0].runs[1].layer, model, {.mesh = {.data = 4, .expert = 4}},
                           {.sequences = 16, .sequence_length = 4096}, how);
  CHECK(found[saved_item::latent_queries] == 25165824_B);
  CHECK(found[saved_item::latent_keys_and_values] == 8912896_B);
  CHECK(found[saved_item::queries_keys_values] == 671088640_B);
  CHECK(found[saved_item::attention_output] == 134217728_B);
  CHECK(found[saved_item::router] == 7864320_B);
  CHECK(found[saved_item::expert_inputs] == 251658240_B);
  CHECK(found[saved_item::expert_first_product] == 150994944_B);
  CHECK(found[saved_item::expert_activation] == 75497472_B);
  CHECK(found[saved_item::shared_experts] == 75497472_B);
  CHECK(found[saved_item::permuted_tokens] == sw::bytes{});
}

TEST_CASE("tokens reach experts by what the dispatcher keeps") {
  const sw::language_model& model = sw::catalog::mixtral_8x7b;
  sw::recipe how{.sequence_parallel = false, .fused_permutation = false};
  const auto found = [&] {
    return activations_saved_by(model.layers[0].runs[0].layer, model, {.mesh = {.data = 8, .expert = 8}},
                                {.sequences = 8, .sequence_length = 4096}, how);
  };
  CHECK(found()[saved_item::permuted_tokens] == 2 * 4096 * 2 * 4096 * 1_B);
  how.dispatcher = sw::token_dispatcher::flex;
  CHECK(found()[saved_item::permuted_tokens] == sw::bytes{});
  how.dispatcher = sw::token_dispatcher::all_gather;
  CHECK(found()[saved_item::gathered_tokens] == 2 * 4096 * 4096 * 8 * 1_B);
  how.recompute = {.granularity = sw::recompute_granularity::selective, .modules = {.routed_block = true}};
  CHECK(found()[saved_item::expert_inputs] == sw::bytes{});
  CHECK(found()[saved_item::feed_forward_norm_output] == 2 * 4096 * 4096 * 1_B);
}

TEST_CASE("tokens that are padded to a capacity are gathered over expert tensor parallelism as others are") {
  const sw::language_model& model = sw::catalog::mixtral_8x7b;
  const auto inputs = [&](const std::optional<double>& capacity) {
    return activations_saved_by(model.layers[0].runs[0].layer, model,
                                {.mesh = {.tensor = 2, .data = 4, .expert = 4, .expert_tensor = 2}},
                                {.sequences = 8, .sequence_length = 4096},
                                {.expert_capacity = capacity})[saved_item::expert_inputs];
  };
  CHECK(inputs({}) == 2 * 2 * 4096 * 2 / 2 * 4096 * 1_B);
  CHECK(inputs(1) == inputs({}));
  CHECK(inputs(1.5) == 1.5 * inputs({}));
}

TEST_CASE("frozen products keep no inputs, and adapters keep theirs in 16 bit") {
  const sw::transformer_layer& llama = sw::catalog::llama_3_1_8b.layers[0].runs[0].layer;
  const auto found = [&](sw::recipe how) {
    how.format = sw::training_format::fp8_current;
    return activations_saved_by(llama, sw::catalog::llama_3_1_8b, {.mesh = {.tensor = 2, .data = 4}},
                                {.sequences = 8, .sequence_length = 8192}, how);
  };
  constexpr double tokens = 8192, width = 4096, inner = 14336;
  const sw::saved_activations adapted = found({.adapter_rank = 16});
  CHECK(adapted[saved_item::attention_norm_output] == 2 * tokens / 2 * width * 1_B);
  CHECK(adapted[saved_item::adapter_inputs] == 2 * 2 * tokens * width * 1_B);
  CHECK(adapted[saved_item::attention_output] == 2 * tokens * width / 2 * 1_B);
  CHECK(adapted[saved_item::feed_forward_activation] == 2 * tokens * inner / 2 * 1_B);
  CHECK(adapted[saved_item::adapter_products] == 2 * 4 * tokens * 16 * 1_B);
  CHECK(found({.adapter_rank = 16, .adapters_gather_again = true})[saved_item::adapter_inputs] ==
        sw::bytes{});
  CHECK(found({.sequence_parallel = false, .adapter_rank = 16})[saved_item::adapter_inputs] == sw::bytes{});
  const sw::saved_activations of_attention =
      found({.adapter_rank = 16, .adapted = {.up = false, .down = false}});
  CHECK(of_attention[saved_item::adapter_inputs] == 2 * tokens * width * 1_B);
  CHECK(of_attention[saved_item::feed_forward_activation] == sw::bytes{});
  CHECK(of_attention[saved_item::feed_forward_first_product] ==
        adapted[saved_item::feed_forward_first_product]);
}

TEST_CASE("every second product is known of dense blocks") {
  const sw::recipe how{.recompute = {.every_second_product = true}};
  const auto found = [&](const sw::language_model& model) {
    return activations_saved_by(model.layers[0].runs[0].layer, model, {.mesh = {.data = 8}},
                                {.sequences = 8, .sequence_length = 4096}, how);
  };
  CHECK(found(sw::catalog::llama_3_1_8b)[saved_item::kept_products] ==
        2 * 4096 * (4096 + 1024 + 14336 + 4096) * 1_B);
  CHECK_THROWS_AS(found(sw::catalog::mixtral_8x7b), sw::broken_rule);
}

TEST_CASE("what does not fill its blocks loses a part of them") {
  sw::saved_activations found;
  found[saved_item::layer_input] = 3_MiB;
  found[saved_item::scores] = 4_MiB;
  found[saved_item::router] = 1_MiB;
  CHECK(found.total() == 8_MiB);
  CHECK(found.total_with_rounding(0.5_MiB) == 8.5_MiB);
}

}  // namespace
