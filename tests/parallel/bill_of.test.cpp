// Mirrors include/scalewall/parallel/bill_of.hpp and the headers that write it: layer_work, work_around_layers, repeated_work,
// once_a_step.

#include <scalewall/model/catalog/all.hpp>
#include <scalewall/parallel/bill_of.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace {

namespace sw = scalewall;
using namespace sw::literals;
using enum sw::transfer_operation;

constexpr sw::batch batch{.sequences = 128, .sequence_length = 8192};
constexpr sw::training_plan plan{.mesh = {.tensor = 4, .context = 2, .pipeline = 4, .data = 2},
                                 .layout = {.chunks = 5}};

constexpr sw::bill llama = bill_of(sw::catalog::llama_3_1_70b, plan, batch, sw::recipe{});
static_assert(llama.microbatches == 64);
static_assert(llama.layers.size() == 1);
static_assert(llama.stages.size() == 3 && llama.stages[1].ranks == 2 && llama.stages[1].layers[0] == 20);
static_assert(llama.layers[0].matmuls[0].rows == (64 + 2 * 8) * 128 / 4);
static_assert(llama.layers[0].matmuls[0].tokens == 8192 / 2);
static_assert(llama.layers[0].matmuls[2].rows == 2 * 28'672 / 4);
static_assert(llama.layers[0].attentions[0].heads == 16 && llama.layers[0].attentions[0].queries == 4096);
static_assert(llama.head.matmuls[0].rows == 128'512 / 4,
              "a vocabulary is padded to 128 for every rank of tensor parallelism");
static_assert(llama.message.size == 2.0 * 4096 * 8192 / 4 * 1_B && llama.message.stride == 16);

constexpr const sw::work::collective* collective_of(const sw::work::work_list& list, std::string_view what) {
  for (const sw::work::collective& made : list.collectives)
    if (made.what == what) return &made;
  return nullptr;
}

constexpr sw::recipe with(auto change) {
  sw::recipe chosen;
  change(chosen);
  return chosen;
}

constexpr sw::work::work_list layer_of(const sw::recipe& recipe, const sw::training_plan& split = plan,
                                       const sw::language_model& model = sw::catalog::llama_3_1_70b) {
  return work_of(*layer_kinds_of(model).back(),
                 layer_setting_of(model, split, batch, recipe, double(layer_count(model))), recipe);
}

TEST_CASE("tensor parallelism gathers and scatters tokens, or adds up all of them") {
  const sw::work::work_list cut = layer_of({});
  CHECK(collective_of(cut, "tokens of blocks")->operation == all_gather);
  CHECK(collective_of(cut, "outputs of blocks")->operation == reduce_scatter);
  CHECK(collective_of(cut, "tokens of blocks")->often.forward == 2);
  const sw::work::work_list whole =
      layer_of(with([](sw::recipe& recipe) { recipe.sequence_parallel = false; }));
  CHECK(collective_of(whole, "tokens of blocks") == nullptr);
  CHECK(collective_of(whole, "outputs of blocks")->operation == all_reduce);
  CHECK(collective_of(layer_of({}, {.mesh = {.data = 2}}), "outputs of blocks") == nullptr);
}

TEST_CASE("context parallelism gathers keys and values, or exchanges heads for tokens") {
  const sw::work::collective* gathered = collective_of(llama.layers[0], "keys and values");
  REQUIRE(gathered != nullptr);
  CHECK(gathered->size == 4.0 * 8192 * 8 * 128 / 4 * 1_B);
  CHECK(gathered->group == sw::work::rank_group{2, 4});
  const sw::work::work_list exchanged =
      layer_of(with([](sw::recipe& recipe) { recipe.context = sw::context_exchange::all_to_all; }));
  CHECK(collective_of(exchanged, "heads for tokens")->operation == all_to_all);
}

TEST_CASE("fewer bits are for the products of layers, and are quantized into") {
  const sw::work::work_list narrow =
      layer_of(with([](sw::recipe& recipe) { recipe.format = sw::training_format::fp8_block; }));
  CHECK(narrow.matmuls[0].format == sw::work::product_format::fp8);
  double quantized = 0;
  for (const sw::work::stream& passed : narrow.streams)
    if (passed.kind == sw::work::stream_kind::quantization) quantized += passed.forward.value();
  // 4 bytes for each word of the inputs of four products.
  CHECK(quantized == 4.0 * 4096 * (8192 + 2048 + 8192 + 7168));
  for (const sw::work::stream& passed : layer_of({}).streams)
    CHECK(passed.kind != sw::work::stream_kind::quantization);
  CHECK(llama.head.matmuls[0].format == sw::work::product_format::bits_16);
}

TEST_CASE("recomputation passes forward once more, whole or module by module") {
  CHECK(layer_of({}).matmuls[0].often.again == 0);
  CHECK(layer_of(with([](sw::recipe& recipe) { recipe.recompute = sw::full_recomputation; }))
            .matmuls[0]
            .often.again == 1);
  const sw::work::work_list modules = layer_of(with([](sw::recipe& recipe) {
    recipe.recompute = {.granularity = sw::recompute_granularity::selective,
                        .modules = {.norms = true, .feed_forward = true}};
  }));
  CHECK(modules.matmuls[0].often.again == 0);
  CHECK(modules.matmuls[2].often.again == 1);
  CHECK(modules.matmuls[3].often.again == 1);
  const sw::work::work_list unfused = layer_of(with([](sw::recipe& recipe) {
    recipe.attention = sw::attention_kernel::unfused;
    recipe.recompute = sw::selective_recomputation;
  }));
  CHECK(unfused.attentions[0].often.again == 1);
  CHECK(layer_of(with([](sw::recipe& recipe) { recipe.recompute = sw::selective_recomputation; }))
            .attentions[0]
            .often.again == 0);
}

TEST_CASE("frozen weights have no gradients, and adapters are what is trained") {
  const sw::recipe adapters = with([](sw::recipe& recipe) { recipe.adapter_rank = 16; });
  const sw::work::work_list frozen = layer_of(adapters);
  for (const sw::work::matmul& product : frozen.matmuls) CHECK(product.often.weights == 0);
  const sw::transformer_layer& layer = sw::catalog::llama_3_1_70b.layers[0].runs[0].layer;
  const sw::layer_setting setting{.width = 8192, .degrees = {.tensor = 4}};
  CHECK(sw::trained_parameters(layer, frozen, setting, adapters) ==
        sw::work::held_parameters{
            16.0 / 4 * ((8192 + 10240) + (8192 + 8192) + (8192 + 2 * 28672) + (28672 + 8192)), 0});
  CHECK(sw::trained_parameters(layer, frozen, setting, {}) == parameters(frozen));
}

TEST_CASE("experts are side by side, each with its part of the tokens") {
  const sw::training_plan split{.mesh = {.tensor = 2, .data = 32, .expert = 16, .expert_tensor = 2}};
  const sw::work::work_list routed = layer_of({}, split, sw::catalog::deepseek_v3);
  const sw::work::matmul* up = nullptr;
  for (const sw::work::matmul& product : routed.matmuls)
    if (product.what == "up, experts") up = &product;
  REQUIRE(up != nullptr);
  CHECK(up->groups == 16);
  CHECK(up->rows == 2 * 2048 / 2);
  CHECK(up->tokens == 8 * 8192 / 2 * 2 / 16);
  CHECK(routed.exchanges[0].group == sw::work::rank_group{16, 2});
  CHECK(routed.exchanges[0].copies == 8);
  CHECK(routed.launched.size() == 3);
}

TEST_CASE("captured graphs leave the host less to launch") {
  const auto forward = [](sw::cuda_graphs graphs) {
    double sum = 0;
    const sw::work::work_list list = layer_of(with([&](sw::recipe& recipe) { recipe.graphs = graphs; }));
    for (const sw::work::launches& launched : list.launched) sum += launched.forward;
    return sum;
  };
  CHECK(forward(sw::cuda_graphs::none) == 1);
  CHECK(forward(sw::cuda_graphs::parts) == doctest::Approx(0.2));
  CHECK(forward(sw::cuda_graphs::whole_iteration) == 0);
}

TEST_CASE("what replicas share decides how they meet") {
  const auto once = [](sw::sharding shards, std::int64_t instances = 1,
                       sw::training_plan split = {.mesh = {.data = 8}}) {
    sw::recipe recipe{.shards = shards, .optimizer_instances = instances};
    return once_a_step_of({.dense = 1000, .experts = 0}, split, recipe, 4);
  };
  const sw::once_a_step none = once(sw::sharding::none);
  CHECK(none.collectives.size() == 1);
  CHECK(none.collectives[0].operation == all_reduce);
  CHECK(none.collectives[0].size == 4000_B);
  CHECK(none.dense.shards == 1);
  const sw::once_a_step optimizer = once(sw::sharding::optimizer);
  CHECK(optimizer.collectives.size() == 2);
  CHECK(optimizer.collectives[0].size == 2000_B);
  CHECK(optimizer.collectives[1].operation == reduce_scatter);
  CHECK(optimizer.dense.shards == 8);
  const sw::once_a_step weights = once(sw::sharding::weights);
  CHECK(weights.collectives.size() == 3);
  CHECK(weights.collectives[0].times == 4);
  // In a pipeline as without one, unless weights stay gathered.
  const sw::training_plan pipeline{.mesh = {.pipeline = 2, .data = 8}};
  CHECK(once(sw::sharding::weights, 1, pipeline).collectives[0].times == 4);
  const sw::recipe staying{.shards = sw::sharding::weights, .stays_gathered_in_pipeline = true};
  CHECK(once_a_step_of({.dense = 1000, .experts = 0}, pipeline, staying, 4).collectives[0].times == 1);
  CHECK(
      once_a_step_of({.dense = 1000, .experts = 0}, {.mesh = {.data = 8}}, staying, 4).collectives[0].times ==
      4);
  const sw::once_a_step groups = once(sw::sharding::optimizer, 2);
  CHECK(groups.dense.shards == 4);
  CHECK(groups.collectives[2].operation == all_reduce);
  CHECK(groups.collectives[2].size == 1000_B);
  CHECK(groups.collectives[2].group == sw::work::rank_group{2, 4});
  CHECK(once(sw::sharding::optimizer, 1, {}).collectives.empty());
}

TEST_CASE("a recipe without a sense is refused") {
  sw::recipe recipe;
  recipe.vocabulary_multiple = 0;
  CHECK_THROWS_WITH(bill_of(sw::catalog::llama_3_1_70b, plan, batch, recipe),
                    "a vocabulary is padded to a multiple of at least one (vocabulary_multiple = 0)");
  recipe = {.adapter_rank = 0};
  CHECK_THROWS_WITH(bill_of(sw::catalog::llama_3_1_70b, plan, batch, recipe),
                    "adapters have a rank of at least one (adapter_rank = 0)");
}

TEST_CASE("a batch that does not divide is refused by the bill") {
  CHECK_THROWS_WITH(
      bill_of(sw::catalog::llama_3_1_70b, plan, {.sequences = 127, .sequence_length = 8192}, sw::recipe{}),
      "the global batch divides into microbatches of every replica (sequences = 127, microbatch = 1, data = "
      "2)");
}

}  // namespace
