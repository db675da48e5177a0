// Mirrors include/scalewall/scaling/grown_model.hpp.

#include "../constant.hpp"
#include <scalewall/model/model_family.hpp>
#include <scalewall/scaling/grown_model.hpp>
#include <scalewall/scaling/laws.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <variant>

namespace {

using namespace scalewall;

constexpr model_family llama = model_families[0];
constexpr model_family deepseek = model_families[1];

// The published depths, 126 and 61, lie within one round number of those of the law.
constexpr language_model_run at_405b = grown(llama, dense_laws, 16'384);
static_assert(layer_count(at_405b.model) == 128);
static_assert(layer_count(grown(deepseek, sparse_laws, 7168).model) == 64);

// 20 tokens a parameter, 6 FLOP for every word that a token meets.
static_assert(at_405b.data.value() == 20 * double(parameters(at_405b.model)));
static_assert(at_405b.compute.value() ==
              6 * double(multiplied_by_block(at_405b.model).total()) * at_405b.data.value());
static_assert(at_405b.batch.sequence_length == 2048);
static_assert(at_405b.batch.sequences == critical_batch{}(at_405b.compute, 1, 2048));

// A dense family asks no law of sparsity; a routed one has eight experts for each that the law says.
static_assert(grown(llama, sparse_laws, 16'384).model == at_405b.model);
constexpr auto experts = [](const language_model& model) {
  return std::get<routed_feed_forward>(model.layers[0].runs[1].layer.feed_forward).experts;
};
static_assert(experts(grown(deepseek, sparse_laws, 12'288).model) == 64);
static_assert(experts(grown(deepseek, dense_laws, 12'288).model) == 8);

// Longer sequences, fewer of them.
static_assert(grown(llama, dense_laws, 16'384, 8192).batch.sequences * 4 == at_405b.batch.sequences);

static_assert(!constant<[] { return grown(llama, dense_laws, 0); }>);
static_assert(!constant<[] { return grown(llama, dense_laws, 1000); }>);
static_assert(!constant<[] { return grown(llama, dense_laws, 2048, 0); }>);
static_assert(!constant<[] { return grown(llama, dense_laws.with_batch(fixed_batch{1}), 2048); }>);

TEST_CASE("runs of models of a family are the same at run time") {
  std::int64_t width = 16'384;
  const language_model_run run = grown(llama, dense_laws, width);
  CHECK(run.model == at_405b.model);
  CHECK(run.compute == at_405b.compute);
  CHECK(run.batch == at_405b.batch);
}

}  // namespace
