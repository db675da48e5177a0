// Mirrors include/scalewall/model/parameter_count.hpp.

#include "../constant.hpp"
#include <scalewall/model/parameter_count.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <variant>

namespace {

using namespace scalewall;

// Counted by hand: width 64, 4 heads of 16 words with 2 of keys and values, a gated block of 256, 1000 words.
constexpr transformer_layer dense{
    .attention = grouped_attention{.heads = 4, .key_value_heads = 2, .head_size = 16},
    .feed_forward = dense_feed_forward{.width = 256, .gated = true}};

constexpr language_model of(const layer_patterns& layers, bool tied = false) {
  return {.name = "small",
          .width = 64,
          .vocabulary = 1000,
          .tied_head = tied,
          .norm = norm_kind::rms_norm,
          .layers = layers};
}
constexpr language_model small = of(equal_layers(3, dense));

static_assert(parameters_by_block(small) == parameter_counts{.embedding = 64'000,
                                                             .attention = 3 * (64 * 128 + 64 * 64),
                                                             .feed_forward = 3 * (3 * 64 * 256),
                                                             .experts = 0,
                                                             .router = 0,
                                                             .norms = (2 * 3 + 1) * 64,
                                                             .head = 64'000,
                                                             .prediction = 0});
static_assert(parameters(small) == 64'000 + 36'864 + 147'456 + 448 + 64'000);
static_assert(active_parameters(small, input_embedding::counted) == parameters(small), "dense: all are met");
static_assert(active_parameters(small, input_embedding::left_out) + count{64'000} == parameters(small));
static_assert(non_embedding_parameters(small) == 36'864 + 147'456 + 448);

// GPT-2's layer has 12 h^2 + 13 h words, biases and LayerNorms counted.
constexpr transformer_layer gpt_2{
    .attention = grouped_attention{.heads = 12,
                                   .key_value_heads = 12,
                                   .head_size = 64,
                                   .query_key_value_biases = true,
                                   .output_bias = true},
    .feed_forward = dense_feed_forward{.width = 3072, .gated = false, .biases = true}};
static_assert(parameters_by_block(gpt_2, 768, norm_kind::layer_norm).without_prediction() ==
              12 * 768 * 768 + 13 * 768);
constexpr language_model gpt_2_small{.name = "GPT-2",
                                     .width = 768,
                                     .vocabulary = 50'257,
                                     .tied_head = true,
                                     .norm = norm_kind::layer_norm,
                                     .learned_positions = 1024,
                                     .layers = equal_layers(12, gpt_2)};
static_assert(parameters(gpt_2_small) == 124'439'808);

// A tied head is the embedding: V h words fewer, none fewer in what a token is multiplied with.
static_assert(parameters(of(equal_layers(3, dense), true)) + count{1000 * 64} == parameters(small));
static_assert(active_parameters(of(equal_layers(3, dense), true), input_embedding::left_out) ==
              active_parameters(small, input_embedding::left_out));
static_assert(multiplied_by_block(of(equal_layers(3, dense), true)) == multiplied_by_block(small));

// Learned positions are embedding; a norm behind the embedding is a norm.
constexpr language_model with_positions = [] {
  language_model model = small;
  model.learned_positions = 128;
  model.embedding_norm = true;
  return model;
}();
static_assert(parameters_by_block(with_positions).embedding == 1128 * 64);
static_assert(parameters_by_block(with_positions).norms == (2 * 3 + 2) * 64);
static_assert(non_embedding_parameters(with_positions) == non_embedding_parameters(small) + count{64});

constexpr transformer_layer routed_layer(std::int64_t experts, std::int64_t experts_per_token) {
  return {
      .attention = dense.attention,
      .feed_forward = routed_feed_forward{
          .experts = experts, .experts_per_token = experts_per_token, .expert_width = 256, .gated = true}};
}

// One expert that every token meets is a dense block behind a router.
constexpr parameter_counts one_expert = parameters_by_block(of(equal_layers(3, routed_layer(1, 1))));
static_assert(one_expert.experts == parameters_by_block(small).feed_forward && one_expert.feed_forward == 0);
static_assert(one_expert.router == 3 * 64);
static_assert(one_expert.without_prediction() == parameters(small) + count{3 * 64});

// Of eight experts a token meets two, and the whole router.
constexpr language_model routed = of(equal_layers(3, routed_layer(8, 2)));
static_assert(parameters_by_block(routed).experts == 8 * one_expert.experts);
static_assert(parameters(routed) ==
              active_parameters(routed, input_embedding::counted) + 6 * one_expert.experts);
static_assert(multiplied_by_block(routed).experts == 2 * one_expert.experts);
static_assert(multiplied_by_block(routed).router == 3 * 8 * 64);
static_assert(multiplied_by_block(routed).total() + parameters_by_block(routed).norms ==
                  active_parameters(routed, input_embedding::left_out),
              "without biases, all but the norms is multiplied");

// Layers in two groups are the layers in one, in whatever order and however they repeat.
static_assert(parameters_by_block(of({{.runs = {{dense, 1}, {dense, 2}}}})) == parameters_by_block(small));
static_assert(parameters_by_block(of({{.runs = {{dense, 1}}}, {.runs = {{dense, 1}}, .repeats = 2}})) ==
              parameters_by_block(small));
constexpr transformer_layer expert = routed_layer(8, 2);
static_assert(parameters_by_block(of({{.runs = {{dense, 3}, {expert, 6}}}})) ==
              parameters_by_block(of({{.runs = {{expert, 2}, {dense, 1}}, .repeats = 3}})));

// A module of prediction: a layer, 2h to h, and three norms; the model's own head and embedding.
constexpr language_model with_prediction = [] {
  language_model model = small;
  model.prediction = token_prediction{.layer = expert, .modules = 2};
  return model;
}();
static_assert(parameters(with_prediction) == parameters(small));
static_assert(parameters_by_block(with_prediction).prediction ==
              2 * (parameters_by_block(expert, 64, norm_kind::rms_norm).without_prediction() +
                   count{2 * 64 * 64 + 3 * 64}));
static_assert(parameters_by_block(with_prediction).with_prediction() ==
              parameters(small) + parameters_by_block(with_prediction).prediction);

// 2^41 wide and 2^40 layers deep: more than 64 bits hold, and nothing wraps.
constexpr std::int64_t wide = std::int64_t{1} << 41;
constexpr language_model huge{
    .name = "huge",
    .width = wide,
    .vocabulary = 1,
    .tied_head = true,
    .norm = norm_kind::layer_norm_without_bias,
    .layers =
        equal_layers(std::int64_t{1} << 40,
                     {.attention = grouped_attention{.heads = 1, .key_value_heads = 1, .head_size = wide},
                      .feed_forward = dense_feed_forward{.width = wide, .gated = false},
                      .norms = 0})};
static_assert(non_embedding_parameters(huge) ==
              (count{wide} * wide) * 6 * (std::int64_t{1} << 40) + count{wide});

static_assert(!constant<[] { return parameters(language_model{}); }>);

TEST_CASE("a model that leaves something open is not counted") {
  language_model model = small;
  model.tied_head.reset();
  CHECK_THROWS_AS(parameters(model), broken_rule);
  CHECK_THROWS_AS(active_parameters(model, input_embedding::left_out), broken_rule);
  CHECK_THROWS_AS(non_embedding_parameters(model), broken_rule);
  CHECK_THROWS_AS(multiplied_by_block(model), broken_rule);
}

TEST_CASE("counts that pass 128 bits are told") {
  language_model model = huge;
  model.layers[0].repeats = std::int64_t{1} << 40;
  CHECK_THROWS_WITH_AS(parameters(model), doctest::Contains("a count stays below 2^128"), broken_rule);
}

}  // namespace
