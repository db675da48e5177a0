// Mirrors include/scalewall/model/attention.hpp.

#include "../constant.hpp"
#include <scalewall/model/attention.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;

// Llama-3.1 8B: 32 heads of 128 words, 8 of keys and values, in a width of 4096.
constexpr grouped_attention grouped{.heads = 32, .key_value_heads = 8, .head_size = 128};
static_assert(matrices(grouped, 4096) == weight_matrices{{6144, 4096}, {4096, 4096}});
static_assert(words(matrices(grouped, 4096)) == 41'943'040);
static_assert(bias_words(grouped, 4096) == 0 && inner_norms(grouped).empty());
static_assert(heads_of(grouped) == attention_heads{32, 8, 128, 128, {}});

// The kinds that share keys and values less, and more.
constexpr grouped_attention multi_head{.heads = 32, .key_value_heads = 32, .head_size = 128};
constexpr grouped_attention multi_query{.heads = 32, .key_value_heads = 1, .head_size = 128};
static_assert(words(matrices(multi_head, 4096)) == 4 * 4096 * 4096, "4 h^2");
static_assert(words(matrices(multi_query, 4096)) == 2 * 4096 * 4096 + 2 * 128 * 4096);

// Heads need not be as wide together as the model: Qwen3 0.6B has 16 of 128 words in 1024.
static_assert(matrices(grouped_attention{.heads = 16, .key_value_heads = 8, .head_size = 128}, 1024) ==
              weight_matrices{{4096, 1024}, {1024, 2048}});

// Biases as in Qwen2.5 7B, and with output and sinks as in GPT-OSS.
static_assert(bias_words(grouped_attention{.heads = 28,
                                           .key_value_heads = 4,
                                           .head_size = 128,
                                           .query_key_value_biases = true},
                         3584) == (28 + 2 * 4) * 128);
static_assert(bias_words(grouped_attention{.heads = 64,
                                           .key_value_heads = 8,
                                           .head_size = 64,
                                           .query_key_value_biases = true,
                                           .output_bias = true,
                                           .sinks = true},
                         2880) == 80 * 64 + 2880 + 64);

constexpr grouped_attention with_norm(query_key_norm norm) {
  return {.heads = 32, .key_value_heads = 8, .head_size = 128, .norm = norm};
}
static_assert(inner_norms(with_norm(query_key_norm::shared_by_heads)) == norm_widths{128, 128});
static_assert(inner_norms(with_norm(query_key_norm::across_heads)) == norm_widths{4096, 1024});

// DeepSeek-V3.
constexpr latent_attention latent{.heads = 128,
                                  .query_rank = 1536,
                                  .key_value_rank = 512,
                                  .nope_head_size = 128,
                                  .rope_head_size = 64,
                                  .value_head_size = 128};
static_assert(matrices(latent, 7168) ==
              weight_matrices{{1536, 7168}, {24'576, 1536}, {576, 7168}, {32'768, 512}, {7168, 16'384}});
static_assert(words(matrices(latent, 7168)) == 187'105'280);
static_assert(heads_of(latent) == attention_heads{128, 128, 192, 128, {}});
static_assert(inner_norms(latent) == norm_widths{512, 1536});
static_assert(bias_words(latent, 7168) == 0);

constexpr latent_attention without_query_rank{
    .heads = 128, .key_value_rank = 512, .nope_head_size = 128, .rope_head_size = 64, .value_head_size = 128};
static_assert(matrices(without_query_rank, 2048) ==
                  weight_matrices{{24'576, 2048}, {576, 2048}, {32'768, 512}, {2048, 16'384}},
              "queries of DeepSeek-V2-Lite's kind");
static_assert(inner_norms(without_query_rank) == norm_widths{512});

// Sizes are multiplied as counts.
constexpr std::int64_t big = std::int64_t{1} << 40;
static_assert(matrices(grouped_attention{.heads = big, .key_value_heads = big, .head_size = big}, 1)[0]
                  .outputs == 3 * (count{big} * big));

static_assert(!constant<[] { require_valid(grouped_attention{}); }>);
static_assert(constant<[] { require_valid(grouped); }>);
static_assert(constant<[] { require_valid(latent); }>);

TEST_CASE("what is no attention is told") {
  grouped_attention attention = grouped;
  CHECK_NOTHROW(require_valid(attention));

  SUBCASE("without heads") {
    attention.heads = 0;
    CHECK_THROWS_WITH_AS(require_valid(attention), "attention has at least one head (heads = 0)",
                         broken_rule);
  }
  SUBCASE("without key-value heads") {
    attention.key_value_heads = 0;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "attention has at least one key-value head (key_value_heads = 0)", broken_rule);
  }
  SUBCASE("with key-value heads that serve unevenly") {
    attention.key_value_heads = 5;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "key-value heads divide the heads (heads = 32, key_value_heads = 5)", broken_rule);
  }
  SUBCASE("with heads of no words") {
    attention.head_size = -128;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "a head of attention has at least one word (head_size = -128)", broken_rule);
  }
  SUBCASE("with an empty window") {
    attention.reach = sliding_window(0);
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "a window or chunk of attention has at least one token (reach.tokens = 0)",
                         broken_rule);
  }
  SUBCASE("with a window that is not said to be one") {
    attention.reach.tokens = 4096;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "a reach over all tokens has no number of them (reach.tokens = 4096)", broken_rule);
  }
}

TEST_CASE("what is no latent attention is told") {
  latent_attention attention = latent;
  CHECK_NOTHROW(require_valid(attention));

  SUBCASE("without heads") {
    attention.heads = -1;
    CHECK_THROWS_WITH_AS(require_valid(attention), "attention has at least one head (heads = -1)",
                         broken_rule);
  }
  SUBCASE("with a query rank of zero, as some configurations write that there is none") {
    attention.query_rank = 0;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "the rank of queries is positive, or there is none (query_rank = 0)", broken_rule);
  }
  SUBCASE("without a rank") {
    attention.key_value_rank = 0;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "the rank of keys and values is positive (key_value_rank = 0)", broken_rule);
  }
  SUBCASE("without a part of its heads") {
    attention.nope_head_size = 0;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "a key without position has at least one word (nope_head_size = 0)", broken_rule);
    attention.nope_head_size = 128;
    attention.rope_head_size = 0;
    CHECK_THROWS_WITH_AS(require_valid(attention),
                         "a key with position has at least one word (rope_head_size = 0)", broken_rule);
    attention.rope_head_size = 64;
    attention.value_head_size = 0;
    CHECK_THROWS_WITH_AS(require_valid(attention), "a value has at least one word (value_head_size = 0)",
                         broken_rule);
  }
}

}  // namespace
