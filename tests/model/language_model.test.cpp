// Mirrors include/scalewall/model/language_model.hpp.

#include "../constant.hpp"
#include <scalewall/model/language_model.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <variant>

namespace {

using namespace scalewall;

constexpr transformer_layer layer{
    .attention = grouped_attention{.heads = 8, .key_value_heads = 2, .head_size = 64},
    .feed_forward = dense_feed_forward{.width = 2048, .gated = true}};

constexpr language_model of(const layer_patterns& layers) {
  return {.name = "small",
          .width = 512,
          .vocabulary = 50'257,
          .tied_head = false,
          .norm = norm_kind::rms_norm,
          .layers = layers};
}

constexpr language_model small = of(equal_layers(24, layer));
static_assert((require_valid(small), true));
static_assert(layer_count(small) == 24);
static_assert(small == of(equal_layers(24, layer)) && small != of(equal_layers(23, layer)));

// Gemma 3 4B: five layers with a window and one without, five times, and four with a window.
constexpr transformer_layer windowed = with_reach(layer, sliding_window(1024));
constexpr language_model alternating =
    of({{.runs = {{windowed, 5}, {layer, 1}}, .repeats = 5}, {.runs = {{windowed, 4}}}});
static_assert(layer_count(alternating) == 34);
static_assert(std::get<grouped_attention>(windowed.attention).reach == sliding_window(1024));
static_assert(with_reach(windowed, {}) == layer);

constexpr std::int64_t layers_with_window(const language_model& model) {
  count sum;
  for_each_run(model, [&](const transformer_layer& one, count number) {
    if (one == windowed) sum += number;
  });
  return sum.as_int64();
}
static_assert(layers_with_window(alternating) == 29);

// Layers of deep stacks are counted beyond 64 bits.
constexpr std::int64_t big = std::int64_t{1} << 62;
static_assert(layer_count(of({{.runs = {{layer, big}}, .repeats = big}})) == count{big} * big);

static_assert(with_padded_vocabulary(small, 128).vocabulary == 50'304);
static_assert(with_padded_vocabulary(small, 1) == small);
static_assert(!constant<[] { return with_padded_vocabulary(small, 0); }>);
static_assert(!constant<[] {
  language_model model = small;
  model.vocabulary = INT64_MAX;
  return with_padded_vocabulary(model, 128).vocabulary;
}>,
              "2^63 words are too many");

static_assert(!constant<[] { require_valid(language_model{}); }>);

TEST_CASE("what is no language model is told") {
  language_model model = small;
  CHECK_NOTHROW(require_valid(model));

  SUBCASE("without width") {
    model.width = 0;
    CHECK_THROWS_WITH_AS(require_valid(model), "the width of a language model is positive (width = 0)",
                         broken_rule);
  }
  SUBCASE("without vocabulary") {
    model.vocabulary = -1;
    CHECK_THROWS_WITH_AS(require_valid(model),
                         "a language model has at least one word in its vocabulary (vocabulary = -1)",
                         broken_rule);
  }
  SUBCASE("that does not say whether its head is tied") {
    model.tied_head.reset();
    CHECK_THROWS_WITH_AS(
        require_valid(model),
        "a language model says whether its head is tied to the embedding (.tied_head = true or false)",
        broken_rule);
  }
  SUBCASE("that does not say what its norms are") {
    model.norm.reset();
    CHECK_THROWS_WITH_AS(require_valid(model),
                         "a language model says what its norms are (.norm = norm_kind::rms_norm, say)",
                         broken_rule);
  }
  SUBCASE("with a negative number of positions") {
    model.learned_positions = -2048;
    CHECK_THROWS_WITH_AS(
        require_valid(model),
        "a language model has no negative number of learned positions (learned_positions = -2048)",
        broken_rule);
  }
  SUBCASE("without layers") {
    model.layers = {};
    CHECK_THROWS_WITH_AS(require_valid(model), "a language model has at least one layer", broken_rule);
  }
  SUBCASE("with an empty pattern") {
    model.layers = {layer_pattern{}};
    CHECK_THROWS_WITH_AS(require_valid(model), "a pattern of layers has at least one run", broken_rule);
  }
  SUBCASE("with a pattern that is not there") {
    model.layers[0].repeats = 0;
    CHECK_THROWS_WITH_AS(require_valid(model), "a pattern of layers stands at least once (repeats = 0)",
                         broken_rule);
  }
  SUBCASE("with a run of no layers") {
    model.layers[0].runs[0].layers = 0;
    CHECK_THROWS_WITH_AS(require_valid(model), "a run of layers has at least one (layers = 0)", broken_rule);
  }
  SUBCASE("with a layer that is none, wherever it stands") {
    model.layers[0].runs.push_back({.layer = {}, .layers = 1});
    CHECK_THROWS_WITH_AS(require_valid(model), "attention has at least one head (heads = 0)", broken_rule);
  }
  SUBCASE("with a layer of negative norms") {
    model.layers[0].runs[0].layer.norms = -1;
    CHECK_THROWS_WITH_AS(require_valid(model), "a layer has no negative number of norms (norms = -1)",
                         broken_rule);
  }
  SUBCASE("with a prediction of nothing") {
    model.prediction = token_prediction{.layer = layer, .modules = 0};
    CHECK_THROWS_WITH_AS(require_valid(model),
                         "multi-token prediction has at least one module, or there is none (modules = 0)",
                         broken_rule);
    model.prediction = token_prediction{};
    CHECK_THROWS_WITH_AS(require_valid(model), "attention has at least one head (heads = 0)", broken_rule);
  }
}

}  // namespace
