// Mirrors include/scalewall/model/flop_conventions.hpp.

#include "../constant.hpp"
#include <scalewall/model/catalog/deepseek.hpp>
#include <scalewall/model/catalog/gpt.hpp>
#include <scalewall/model/catalog/llama.hpp>
#include <scalewall/model/catalog/qwen.hpp>
#include <scalewall/model/flop_conventions.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using namespace scalewall::flop_conventions;

// A GPT of 24 layers by hand: 12 h^2 words a layer, 4 h s FLOP of attention a token and forward pass.
constexpr std::int64_t h = 1024, L = 24, V = 51'200, s = 2048;
constexpr language_model gpt(std::int64_t layers, std::int64_t width, std::int64_t heads,
                             std::int64_t vocabulary) {
  return {.name = "GPT",
          .width = width,
          .vocabulary = vocabulary,
          .tied_head = true,
          .norm = norm_kind::layer_norm,
          .learned_positions = 2048,
          .layers = equal_layers(layers, catalog::detail::gpt_layer(width, heads))};
}
constexpr language_model small = gpt(L, h, 16, V);
constexpr double weights = 12.0 * L * h * h, head = 1.0 * V * h, attention = 4.0 * L * h * s;

static_assert(six_n(1'000'000) == 6'000'000_FLOP_per_token);
static_assert(palm(small, 1'000'000, s) == flop_per_token::from_value(6e6 + 12.0 * L * h * s), "12 L a d s");
static_assert(causal(small, s) == flop_per_token::from_value(6 * (weights + head) + 1.5 * attention));
static_assert(narayanan(small, s, recomputation::none) ==
              flop_per_token::from_value(3 * (2 * weights + attention) + 6 * head));
static_assert(megatron_lm(small, s) == causal(small, s),
              "a GPT has no router, no window and no latent vector");

// The closed formulas of Narayanan 2021, per token.
constexpr double closed(double factor, double of_head) {
  return factor * L * h * h * (1 + double(s) / (6 * h) + double(V) / (of_head * L * h));
}
constexpr bool near(flop_per_token a, double b, double relative) {
  const double ratio = a.value() / b;
  return ratio > 1 - relative && ratio < 1 + relative;
}
static_assert(near(narayanan(small, s, recomputation::full), closed(96, 16), 1e-15));
static_assert(near(narayanan(small, s, recomputation::none), closed(72, 12), 1e-15));

// Windows and chunks, which only `causal` sees. Keys of a query, half of itself counted: s/2, w - w^2/2s, c/2.
constexpr language_model reaching(attention_reach reach) {
  return {.name = "one layer",
          .width = 64,
          .vocabulary = 1,
          .tied_head = true,
          .norm = norm_kind::rms_norm,
          .layers = equal_layers(
              1, {.attention =
                      grouped_attention{.heads = 1, .key_value_heads = 1, .head_size = 64, .reach = reach},
                  .feed_forward = dense_feed_forward{.width = 64, .gated = false}})};
}
constexpr double keys(attention_reach reach, std::int64_t sequence_length) {
  return (causal(reaching(reach), sequence_length) - six_n(multiplied_by_block(reaching(reach)).total()))
             .value() /
         (3 * 2 * 128);
}
static_assert(keys({}, 1000) == 500);
static_assert(keys(sliding_window(100), 1000) == 95);
static_assert(keys(sliding_window(1000), 1000) == 500 && keys(sliding_window(4096), 1000) == 500);
static_assert(keys(chunks(100), 1000) == 50);
static_assert(keys(chunks(300), 1000) == (900 * 300 + 100 * 100) / 2000.0, "three chunks and a rest");
static_assert(keys(chunks(4096), 1000) == 500);
static_assert(palm(reaching(sliding_window(1)), 0, s) == palm(reaching({}), 0, s));
static_assert(megatron_lm(reaching(sliding_window(1)), s) == megatron_lm(reaching({}), s));

// What each says of DeepSeek-V3 at 4096 tokens, in GFLOP a token.
constexpr auto table = side_by_side(catalog::deepseek_v3, 4096);
static_assert(table.size() == table.capacity());
static_assert(near(table[0].flop, 4026.158515e9, 1e-9), "6 N, all parameters");
static_assert(near(table[1].flop, 225.313785e9, 1e-8), "6 N, active");
static_assert(table[2].flop < table[1].flop && table[3].flop < table[2].flop);
static_assert(table[7].flop > table[6].flop, "recomputation is work");

static_assert(!constant<[] { return causal(small, 0); }>);
static_assert(!constant<[] { return causal(language_model{}, 4096); }>);

struct counted_run {
  const char* name;
  language_model model;
  std::int64_t sequences, sequence_length;
  double flop;
};

// DeepSeek-V3 cut to one dense and three routed layers, without its prediction.
constexpr language_model four_layers = [] {
  language_model model = catalog::deepseek_v3;
  model.layers[0].runs[0].layers = 1;
  model.layers[0].runs[1].layers = 3;
  return model;
}();

// Model FLOP of a step of thirteen published runs, as an independent count has them to five digits: they are causal,
// with the router, without multi-token prediction, and with the vocabulary as it is.
TEST_CASE("model FLOP of published runs are the causal count") {
  const counted_run runs[] = {
      {"Qwen3 30B-A3B", catalog::qwen_3_30b_a3b, 512, 4096, 4.8406e16},
      {"DeepSeek-V3", catalog::deepseek_v3, 4096, 4096, 4.2019e18},
      {"Llama-2 70B", catalog::llama_2_70b, 256, 4096, 4.4919e17},
      {"Llama-3.1 70B", catalog::llama_3_1_70b, 128, 8192, 4.7104e17},
      {"Llama-3.1 405B", catalog::llama_3_1_405b, 256, 8192, 5.2931e18},
      {"BLOOM's candidate", gpt(70, 14'336, 112, 250'000), 2048, 2048, 4.4865e18},
      {"GPT 350M", gpt(24, 1024, 16, 50'257), 16, 1024, 3.7220e13},
      {"MPT 1B", gpt(24, 2048, 16, 50'368), 320, 2048, 5.5513e15},
      {"GPT 22B", gpt(48, 6144, 64, 51'200), 4, 2048, 1.1139e15},
      {"GPT 175B", catalog::gpt_3_175b, 64, 2048, 1.3919e17},
      {"GPT 6.2B", gpt(30, 4096, 32, 50'304), 72, 1024, 2.8186e15},
      {"GPT 4B with 128,000 words", gpt(32, 3072, 24, 128'000), 128, 2048, 6.6350e15},
      {"four layers of DeepSeek-V3", four_layers, 16, 4096, 1.4162e15},
  };
  for (const counted_run& run : runs) {
    CAPTURE(run.name);
    const double tokens = static_cast<double>(run.sequences * run.sequence_length);
    CHECK(causal(run.model, run.sequence_length).value() * tokens == doctest::Approx(run.flop).epsilon(5e-5));
  }
}

// FLOP a token that a published rate implies: TFLOP/s a GPU x GPUs x seconds / tokens.
constexpr double implied(double teraflops, double gpus, double seconds, double tokens) {
  return teraflops * 1e12 * gpus * seconds / tokens;
}

TEST_CASE("published rates say by which count they were made") {
  // Rates have three digits, so that they tell full attention from causal but not the router from none.
  // NVIDIA/Megatron-LM, images/tables.tex of 2020: GPT 1B on one V100, layers recomputed.
  CHECK(near(narayanan(gpt(24, 1920, 15, 51'200), 1024, recomputation::full),
             implied(71.9, 1, 1.121, 8 * 1024), 2e-3));
  // bigscience-workshop/bigscience, train/tr11-176B-ml/chronicles-prequel.md: 384 A100, layers recomputed.
  CHECK(near(narayanan(gpt(70, 14'336, 112, 250'000), 2048, recomputation::full),
             implied(150.05, 384, 104.5, 2048.0 * 2048), 1e-3));
  // NVIDIA/NeMo, performance_summary.md, 24.07: GPT-3 175B and Llama-2 7B.
  CHECK(near(narayanan(catalog::gpt_3_175b, 2048, recomputation::none), implied(771, 128, 5.7207, 256 * 2048),
             1e-3));
  CHECK(near(narayanan(catalog::llama_2_7b, 4096, recomputation::none), implied(780, 8, 3.8701, 128 * 4096),
             1e-3));
  // NVIDIA/Megatron-LM, examples/llama/README.md: Llama-3 8B and 70B, in the shapes of 3.1.
  CHECK(near(narayanan(catalog::llama_3_1_8b, 8192, recomputation::none), implied(800, 8, 9.4897, 128 * 8192),
             1e-3));
  CHECK(near(narayanan(catalog::llama_3_1_70b, 8192, recomputation::none),
             implied(780, 64, 10.1073, 128 * 8192), 1e-3));
  // mosaicml/llm-foundry, scripts/train/benchmarking/README.md: MPT 70B, N of all parameters.
  const language_model mpt = gpt(80, 8192, 64, 50'368);
  CHECK(near(palm(mpt, parameters(mpt), 2048), implied(408, 512, 16.2685, 4096.0 * 2048), 2e-3));
  // AI-Hypercomputer/tpu-recipes, training/ironwood/README.md: MaxText counts Llama-3.1 405B causal.
  CHECK(near(causal(catalog::llama_3_1_405b, 8192), implied(1261.4, 256, 98.34, 1536.0 * 8192), 1e-3));
  // NVIDIA-NeMo/Megatron-Bridge, docs/performance-summary.md: 23.01 and 259.97 GFLOP a token in the median of its
  // tables. The router is left out, multi-token prediction is counted.
  CHECK(near(megatron_lm(catalog::qwen_3_30b_a3b, 4096), 23.01e9, 5e-4));
  CHECK(near(megatron_lm(catalog::deepseek_v3, 4096), 259.97e9, 5e-4));
  CHECK_FALSE(near(causal(catalog::qwen_3_30b_a3b, 4096), 23.01e9, 2e-3));
  CHECK_FALSE(near(causal(catalog::deepseek_v3, 4096), 259.97e9, 2e-2));
}

TEST_CASE("a sequence of nothing is told") {
  CHECK_THROWS_WITH_AS(palm(small, parameters(small), 0),
                       "a sequence has at least one token (sequence_length = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(narayanan(small, -1, recomputation::none),
                       "a sequence has at least one token (sequence_length = -1)", broken_rule);
  CHECK_THROWS_WITH_AS(megatron_lm(small, 0), "a sequence has at least one token (sequence_length = 0)",
                       broken_rule);
  CHECK_THROWS_AS(side_by_side(small, 0), broken_rule);
}

}  // namespace
