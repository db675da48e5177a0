// Mirrors include/scalewall/model/transformer.hpp.

#include "../constant.hpp"
#include <scalewall/model/transformer.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

// The width of GPT-3, twice as deep: 2 * 12288 * 49152 * 192 parameters.
constexpr mlp_transformer gpt{.layers = 192, .d_model = 12288, .d_ff = 49152};
static_assert(parameters(gpt) == 231'928'233'984);
static_assert(active_parameters(gpt) == parameters(gpt), "dense: a token meets all of them");
static_assert(training_flop_per_token(gpt) == 6.0 * 231'928'233'984_FLOP_per_token);

constexpr mlp_transformer sparse{.layers = 192, .d_model = 12288, .d_ff = 49152, .experts = 8};
static_assert(parameters(sparse) == 8 * parameters(gpt));
static_assert(active_parameters(sparse) == parameters(gpt), "a token meets one expert of eight");
static_assert(training_flop_per_token(sparse) == training_flop_per_token(gpt));

// 2 * 2^22 * 2^24 * 2^15 * 2^10 = 2^72 parameters.
constexpr mlp_transformer huge{.layers = 1 << 15, .d_model = 1 << 22, .d_ff = 1 << 24, .experts = 1 << 10};
static_assert(parameters(huge) == count{std::int64_t{1} << 36} * (std::int64_t{1} << 36),
              "counts pass 64 bits");

static_assert(model_shape(gpt).width == 12288 && model_shape(gpt).layers == 192);
static_assert(model_shape(sparse).experts == 8);
static_assert(gpt.operations().size() == 2);
static_assert(gpt.operations()[0].output == gpt.operations()[1].input, "up, and down again");
static_assert(gpt.operations()[0].input == gpt.operations()[1].output);

// A layer with attention: whoever wants it writes it down, and every function of a model takes it.
struct with_attention {
  int layers = 96;
  int experts = 1;
  constexpr std::int64_t width() const { return 1024; }
  constexpr layer_operations operations() const {
    const weight_dimension model{1024, tensor_axis::model}, heads{1024, tensor_axis::ff},
        ff{4096, tensor_axis::ff};
    return {{heads, model}, {heads, model}, {heads, model}, {model, heads}, {ff, model}, {model, ff}};
  }
};
static_assert(transformer<with_attention>);
static_assert(parameters(with_attention{}) == 96 * 12 * 1024 * 1024, "4 d^2 of attention and 2 d * 4 d");
static_assert((require_valid(with_attention{}), true));

struct without_operations {
  std::int64_t layers = 96, experts = 1;
  std::int64_t width() const { return 1024; }
};
struct of_fractional_width : with_attention {
  double width() const { return 1024.5; }
};
static_assert(!transformer<without_operations>);
static_assert(!transformer<of_fractional_width>);
static_assert(!transformer<int>);
static_assert(std::convertible_to<with_attention, model_shape>);
static_assert(!std::convertible_to<without_operations, model_shape>);

template <class Model>
concept has_parameters = requires(Model model) { parameters(model); };
static_assert(has_parameters<mlp_transformer> && has_parameters<with_attention>);
static_assert(!has_parameters<std::int64_t>, "a number of parameters is not a model");

struct idle : with_attention {
  constexpr layer_operations operations() const { return {}; }
};
struct without_input : with_attention {
  constexpr layer_operations operations() const { return {{.output = {4096, tensor_axis::ff}, .input = {}}}; }
};
struct without_width : with_attention {
  constexpr std::int64_t width() const { return 0; }
};

static_assert(!constant<[] { require_valid(mlp_transformer{}); }>);

TEST_CASE("what is no model is told") {
  mlp_transformer model = gpt;

  SUBCASE("without layers") {
    model.layers = 0;
    CHECK_THROWS_WITH_AS(require_valid(model), "a model has at least one layer (layers = 0)", broken_rule);
  }
  SUBCASE("without experts") {
    model.experts = 0;
    CHECK_THROWS_WITH_AS(require_valid(model), "a model has at least one expert per layer (experts = 0)",
                         broken_rule);
  }
  SUBCASE("without width") {
    model.d_model = -1;
    CHECK_THROWS_WITH_AS(require_valid(model),
                         "d_model, the width of an mlp_transformer, is at least 1 (d_model = -1)",
                         broken_rule);
  }
  SUBCASE("without feed-forward width") {
    model.d_ff = 0;
    CHECK_THROWS_WITH_AS(require_valid(model),
                         "d_ff, the feed-forward width of an mlp_transformer, is at least 1 (d_ff = 0)",
                         broken_rule);
    CHECK_THROWS_AS(parameters(model), broken_rule);
  }
  SUBCASE("of its own, with an empty weight") {
    CHECK_THROWS_WITH_AS(
        require_valid(without_input{}),
        "the sizes of a weight matrix are positive (operation = 0, output.size = 4096, input.size = 0)",
        broken_rule);
  }
  SUBCASE("of its own, without width") {
    CHECK_THROWS_WITH_AS(require_valid(without_width{}), "the width of a model is positive (width() = 0)",
                         broken_rule);
  }
  SUBCASE("without anything to do") {
    CHECK_THROWS_WITH_AS(require_valid(idle{}), "a layer has at least one operation", broken_rule);
  }
  SUBCASE("with a depth that is counted down") {
    model.layers = -192;
    CHECK_THROWS_WITH_AS(parameters(model), "a count is not negative (value = -192)", broken_rule);
  }
}

}  // namespace
