// Mirrors include/scalewall/scaling/laws.hpp.

#include "../constant.hpp"
#include <scalewall/scaling/laws.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

// Twice GPT-3's depth at its width: 0.10056 * (12288 * 49152)^0.3751 = 197.8, between 192 and 224.
static_assert(fitted_depth{}(12288, 49152) == 192);
// 16 times the product: 2^(4 * 0.3751) = 2.829 times as deep, 559.6, between 512 and 576 = 9 * 64.
static_assert(fitted_depth{}(4 * 12288, 4 * 49152) == 576);
static_assert(fitted_depth{.factor = 1, .exponent = 0.5}(64, 256) == 128, "sqrt(64 * 256)");

static_assert(dense{}(12288, 49152) == 1);

static_assert(sparsity_with_width{}(12288, 49152) == 8);
static_assert(sparsity_with_width{}(4 * 12288, 4 * 49152) == 32, "in proportion to the width");
static_assert(sparsity_with_width{}(14336, 57344) == 9, "8 * 14336 / 12288 = 9.33, between 9 and 10");

// 64 times the reference compute allows twice the batch; 2^22 tokens are 2048 sequences.
static_assert(critical_batch{}(3e23_FLOP, 1, 2048) == 2048);
static_assert(critical_batch{}(64 * 3e23_FLOP, 1, 2048) == 4096);
static_assert(critical_batch{}(3e23_FLOP, 1, 4096) == 1024, "as many tokens");
// Four experts take twice the batch, 4096 sequences: 1024 for each.
static_assert(critical_batch{}(3e23_FLOP, 4, 2048) == 4096);
// Nine take three times: 6144 / 9 = 682.7, rounded to 640 = 5 * 128 for each. The batch is a multiple of nine.
static_assert(critical_batch{}(3e23_FLOP, 9, 2048) == 9 * 640);

// 0.2920 * (1e24)^0.3271 = 0.2920 * 10^7.8504 = 2.069e7 tokens: 10104 sequences, between 9216 and 10240.
static_assert(deepseek_batch{}(1e24_FLOP, 1, 2048) == 10240);

static_assert(fixed_batch{}(3e23_FLOP, 1, 2048) == 2048 && fixed_batch{}(3e30_FLOP, 8, 2048) == 2048);
static_assert(fixed_batch{.in_tokens = 8192}(3e23_FLOP, 1, 2048) == 4);

static_assert(tokens_per_parameter{}(1e9) == 20_G_tokens);
static_assert(tokens_per_parameter{.ratio = 100}(1e9) == 100_G_tokens);

// All together: P = 2 * 12288 * 49152 * 192 parameters on 20 P tokens, 6 P FLOP each. That is 21.5 times the reference
// compute, 21.5^(1/6) = 1.668 times its batch: 3415.6 sequences, between 3072 and 3584 = 7 * 512.
constexpr training_run gpt = dense_laws(12288);
static_assert(gpt.model == mlp_transformer{.layers = 192, .d_model = 12288, .d_ff = 49152});
static_assert(gpt.data == 20.0 * 231'928'233'984_tokens);
static_assert(gpt.compute == 6.0 * 231'928'233'984_FLOP_per_token * gpt.data);
static_assert(gpt.batch == batch{.sequences = 3584});

// Eight experts: 8 P parameters on 20 * 8 P tokens, of which each meets P parameters: 8 times the compute, 172.1 times
// the reference, 2.3585 times the batch; sqrt(8) times that in eighths is 1707.8, between 1536 and 1792.
constexpr training_run sparse = sparse_laws(12288);
static_assert(sparse.model == mlp_transformer{.layers = 192, .d_model = 12288, .d_ff = 49152, .experts = 8});
static_assert(sparse.data == 8.0 * gpt.data && sparse.compute == 8.0 * gpt.compute);
static_assert(sparse.batch == batch{.sequences = 8 * 1792});

static_assert(dense_laws(12288, 4096).batch == batch{.sequences = 1792, .sequence_length = 4096});
static_assert(dense_laws(12288, 4096).model == gpt.model);

// A model that the laws would not make is trained as they would.
static_assert(dense_laws.run_of(gpt.model).batch == gpt.batch &&
              dense_laws.run_of(gpt.model).data == gpt.data);
static_assert(dense_laws.run_of(sparse.model).compute == sparse.compute);

// One law is exchanged, the others stay.
constexpr auto shallow = dense_laws.with_depth([](std::int64_t, std::int64_t) { return 96; });
static_assert(shallow(12288).model == mlp_transformer{.layers = 96, .d_model = 12288, .d_ff = 49152});
static_assert(shallow(12288).compute == gpt.compute / 4.0, "half the parameters, on half the tokens");

constexpr auto unscaled = sparse_laws.with_batch(fixed_batch{});
static_assert(unscaled(12288).batch == batch{.sequences = 2048} && unscaled(12288).model == sparse.model);

constexpr auto overtrained = dense_laws.with_data(tokens_per_parameter{.ratio = 200});
static_assert(overtrained(12288).data == 10.0 * gpt.data && overtrained(12288).model == gpt.model);

constexpr auto of_16_experts = dense_laws.with_sparsity([](std::int64_t, std::int64_t) { return 16; });
static_assert(of_16_experts(12288).model.experts == 16);

// What is a law, and what is not.
static_assert(depth_law<fitted_depth> && sparsity_law<dense> && sparsity_law<sparsity_with_width>);
static_assert(batch_law<critical_batch> && batch_law<deepseek_batch> && batch_law<fixed_batch>);
static_assert(data_law<tokens_per_parameter>);
static_assert(!batch_law<fitted_depth>, "a depth is not a batch");
static_assert(!depth_law<critical_batch>);
static_assert(!data_law<decltype([](double parameters) { return 20 * parameters; })>,
              "a bare number is no data");
static_assert(!batch_law<decltype([](double, std::int64_t, std::int64_t) { return 2048; })>,
              "compute is no bare number");

template <class Law>
concept can_be_the_batch = requires(Law law) { dense_laws.with_batch(law); };
static_assert(can_be_the_batch<deepseek_batch> && !can_be_the_batch<tokens_per_parameter> &&
              !can_be_the_batch<int>);

static_assert(!constant<[] { return dense_laws(0); }>);

TEST_CASE("what no law can tell is told") {
  CHECK_THROWS_WITH_AS(dense_laws(0), "the width of a model is positive (d_model = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(dense_laws(-12288), "the width of a model is positive (d_model = -12288)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(dense_laws(12288, 0), "a sequence has at least one token (sequence_length = 0)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(fixed_batch{}(3e23_FLOP, 1, 0), "a count is not divided by zero", broken_rule);
  CHECK_THROWS_WITH_AS(dense_laws.with_batch(fixed_batch{.in_tokens = 1024})(12288),
                       "a batch has at least one sequence (sequences = 0)", broken_rule);

  CHECK_THROWS_WITH_AS(dense_laws.run_of({.d_model = 64, .d_ff = 256}),
                       "a model has at least one layer (layers = 0)", broken_rule);
  const auto without_layers = dense_laws.with_depth([](std::int64_t, std::int64_t) { return 0; });
  CHECK_THROWS_WITH_AS(without_layers(12288), "a model has at least one layer (layers = 0)", broken_rule);
}

TEST_CASE("the widest model that the laws know") {
  // 2^60 words wide, 2^62 in between: its 2^122 L words per layer stack pass 2^128.
  CHECK_THROWS_WITH_AS(dense_laws(std::int64_t{1} << 60), doctest::Contains("a count stays below 2^128"),
                       broken_rule);
  CHECK_THROWS_WITH_AS(dense_laws(std::int64_t{1} << 62),
                       doctest::Contains("a single degree, width or batch stays below 2^63"), broken_rule);
}

}  // namespace
