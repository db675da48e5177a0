// Mirrors include/scalewall/model/model_family.hpp.

#include "../constant.hpp"
#include <scalewall/model/model_family.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/named_choice.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace {

using namespace scalewall;

constexpr language_model renamed(language_model model, std::string_view name) {
  model.name = name;
  return model;
}

// At its own width, depth and sparsity a family has the published model.
static_assert(llama_like({.width = 16'384, .layers = 126}) == renamed(catalog::llama_3_1_405b, "Llama-like"));
static_assert([] {
  const language_model grown = deepseek_like({.width = 7168, .layers = 61, .sparsity = 32});
  const language_model& published = catalog::deepseek_v3;
  return grown.layers == published.layers && parameters(grown) == parameters(published) && !grown.prediction;
}());

// Twice as wide: four times the words of a matrix whose sides both grow.
constexpr language_model wide = llama_like({.width = 32'768, .layers = 126});
static_assert(parameters_by_block(wide).feed_forward ==
              4 * parameters_by_block(catalog::llama_3_1_405b).feed_forward);
static_assert(std::get<grouped_attention>(wide.layers[0].runs[0].layer.attention).heads == 256);
static_assert(std::get<grouped_attention>(wide.layers[0].runs[0].layer.attention).key_value_heads == 8);

// Sizes between are rounded: 12,288 / 7168 x 2048 = 3511 to 7 x 512.
constexpr language_model routed = deepseek_like({.width = 12'288, .layers = 96, .sparsity = 8});
constexpr auto experts = std::get<routed_feed_forward>(routed.layers[0].runs[1].layer.feed_forward);
static_assert(experts.expert_width == 3584 && experts.shared_expert_width == 3584 && experts.experts == 64);
static_assert(std::get<latent_attention>(routed.layers[0].runs[1].layer.attention).heads == 224);
static_assert(layer_count(routed) == 96 && routed.layers[0].runs[0].layers == 3);

// The widest of the paper's curves.
static_assert(layer_count(deepseek_like({.width = 1'572'864, .layers = 4096, .sparsity = 1024})) == 4096);

static_assert(!constant<[] { return llama_like({.width = 0, .layers = 1}); }>);
static_assert(!constant<[] { return llama_like({.width = 1000, .layers = 1}); }>);
static_assert(!constant<[] { return llama_like({.width = 1024, .layers = 0}); }>);
static_assert(!constant<[] { return llama_like({.width = 1024, .layers = 1, .sparsity = 2}); }>);
static_assert(!constant<[] { return deepseek_like({.width = 1024, .layers = 3, .sparsity = 2}); }>);
static_assert(!constant<[] { return deepseek_like({.width = 1024, .layers = 4, .sparsity = 0}); }>);
static_assert(!constant<[] {
  return deepseek_like({.width = INT64_MAX / 1024 * 1024, .layers = 4, .sparsity = INT64_MAX});
}>);

TEST_CASE("families are found by name") {
  const model_family& llama = choose(model_families, "family", "llama");
  CHECK_FALSE(llama.routed);
  CHECK(llama.member({.width = 2048, .layers = 4}) == llama_like({.width = 2048, .layers = 4}));
  CHECK(choose(model_families, "family", "deepseek").routed);
  CHECK_THROWS_AS(choose(model_families, "family", "bert"), broken_rule);
}

}  // namespace
