#include <scalewall/model/catalog/all.hpp>
#include <scalewall/parallel/stage_parameters.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

/// Parameters of all layers on one rank that holds the whole stack, and what stands around them.
constexpr sw::rank_parameters whole(const sw::language_model& model, const sw::mesh& degrees) {
  sw::rank_parameters sum = parameters_around_layers(model, degrees, row_of(sw::schedule::one_f_one_b),
                                                     sw::count{model.vocabulary}, 0, 0);
  for_each_run(model, [&](const sw::transformer_layer& layer, sw::count number) {
    sum = sum + times(parameters_of_rank(layer, model.width, *model.norm, degrees), number);
  });
  return sum;
}

// A rank that shares nothing has every parameter of the published totals.
TEST_CASE("one rank has the whole model") {
  for (const sw::language_model& model : sw::catalog::models::all) {
    CAPTURE(model.name);
    const sw::rank_parameters found = whole(model, {});
    const sw::parameter_counts counted = parameters_by_block(model);
    CHECK(found.total() - found.prediction - found.prediction_experts == counted.without_prediction());
    CHECK(found.prediction + found.prediction_experts == counted.prediction);
    CHECK(found.experts == counted.experts);
    CHECK(found.head == counted.head);
  }
}

constexpr sw::transformer_layer llama_layer = sw::catalog::llama_3_1_8b.layers[0].runs[0].layer;

// Llama 3.1 8B: 4,096 wide, 32 heads of 128 with 8 for keys and values, 14,336 in the feed-forward block.
TEST_CASE("tensor parallelism cuts projections and leaves norms") {
  constexpr sw::rank_parameters of_four =
      parameters_of_rank(llama_layer, 4096, sw::norm_kind::rms_norm, {.tensor = 4});
  static_assert(of_four.attention == (2 * 32 + 2 * 8) * 128 * 4096 / 4);
  static_assert(of_four.feed_forward == 3 * 14336 * 4096 / 4);
  static_assert(of_four.norms == 2 * 4096);
}

TEST_CASE("a rank has one key-value head at least") {
  constexpr sw::rank_parameters of_sixteen =
      parameters_of_rank(llama_layer, 4096, sw::norm_kind::rms_norm, {.tensor = 16});
  static_assert(of_sixteen.attention == (2 * 2 + 2 * 1) * 128 * 4096);
}

TEST_CASE("experts are cut by expert and expert tensor parallelism, the router by nothing") {
  constexpr sw::transformer_layer routed = sw::catalog::mixtral_8x7b.layers[0].runs[0].layer;
  constexpr sw::rank_parameters found = parameters_of_rank(
      routed, 4096, sw::norm_kind::rms_norm, {.tensor = 4, .data = 8, .expert = 4, .expert_tensor = 2});
  static_assert(found.experts == 8 / 4 * (3 * 14336 * 4096 / 2));
  static_assert(found.router == 8 * 4096);
}

TEST_CASE("a tied head is a second copy where embedding and head stand on different stages") {
  sw::language_model model = sw::catalog::llama_3_1_8b;
  const auto around = [&](std::int64_t pipeline, std::int64_t rank, sw::schedule schedule) {
    return parameters_around_layers(model, {.pipeline = pipeline}, row_of(schedule),
                                    sw::count{model.vocabulary}, rank, pipeline - 1);
  };
  const sw::count table = sw::count{model.vocabulary} * model.width;
  model.tied_head = true;
  CHECK(around(1, 0, sw::schedule::one_f_one_b).head == sw::count{});
  CHECK(around(4, 3, sw::schedule::one_f_one_b).head == table);
  CHECK(around(4, 3, sw::schedule::one_f_one_b).embedding == sw::count{});
  CHECK(around(4, 1, sw::schedule::one_f_one_b).total() == sw::count{});
  CHECK(around(4, 0, sw::schedule::zb_v).head == sw::count{});
  model.tied_head = false;
  CHECK(around(4, 0, sw::schedule::zb_v).head == table);
  CHECK(around(4, 2, sw::schedule::vocabulary_1).embedding == 2 * table / 4);
}

TEST_CASE("modules of token prediction stand where a layout lists them, with a copy of the embedding") {
  const sw::language_model& model = sw::catalog::deepseek_v3;
  const auto around = [&](std::int64_t rank, std::int64_t predicting) {
    return parameters_around_layers(model, {.pipeline = 16}, row_of(sw::schedule::one_f_one_b),
                                    sw::count{model.vocabulary}, rank, predicting);
  };
  const sw::count table = sw::count{model.vocabulary} * model.width;
  CHECK(around(14, 15).total() == sw::count{});
  CHECK(around(14, 14).prediction == around(15, 15).prediction);
  CHECK(around(14, 14).prediction > table);
  CHECK(around(14, 14).prediction_experts == around(15, 15).prediction_experts);
  CHECK(around(15, 14).head == table);
  CHECK(around(15, 14).prediction == sw::count{});
  CHECK(around(15, 14).total() + around(14, 14).total() == around(15, 15).total());
}

TEST_CASE("a vocabulary is padded for every rank of tensor parallelism") {
  sw::language_model model;
  model.vocabulary = 50257;
  CHECK(padded_vocabulary(model, 128, 1) == sw::count{50304});
  CHECK(padded_vocabulary(model, 128, 4) == sw::count{50688});
  CHECK(padded_vocabulary(model, 1, 1) == sw::count{50257});
}

// Products to and from the latent space of experts are whole on every rank, shared experts are cut.
constexpr sw::routed_feed_forward in_latent_space{.experts = 8,
                                                  .experts_per_token = 2,
                                                  .expert_width = 512,
                                                  .gated = false,
                                                  .shared_experts = 1,
                                                  .shared_expert_width = 1024,
                                                  .latent_width = 256};
static_assert(product_words_of_rank(in_latent_space, 2048, {.tensor = 4}) ==
              2 * sw::count{2048} * 1024 / 4 + 2 * 256 * 2048);

}  // namespace
