// Mirrors include/scalewall/model/feed_forward.hpp.

#include "../constant.hpp"
#include <scalewall/model/feed_forward.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;

constexpr dense_feed_forward gated{.width = 14'336, .gated = true};
constexpr dense_feed_forward plain{.width = 49'152, .gated = false, .biases = true};

// A gate on the shared experts is one more row of the router's matrix.
static_assert(router_matrix({.experts = 60}, 2048) == weight_matrix{60, 2048});
static_assert(router_matrix({.experts = 60, .shared_expert_gate = true}, 2048) == weight_matrix{61, 2048});

static_assert(matrices(gated, 4096) == weight_matrices{{28'672, 4096}, {4096, 14'336}});
static_assert(words(matrices(gated, 4096)) == 3 * 4096 * 14'336);
static_assert(matrices(plain, 12'288) == weight_matrices{{49'152, 12'288}, {12'288, 49'152}});
static_assert(bias_words(gated, 4096) == 0);
static_assert(bias_words(plain, 12'288) == 49'152 + 12'288);

// DeepSeek-V3.
constexpr routed_feed_forward routed{.experts = 256,
                                     .experts_per_token = 8,
                                     .expert_width = 2048,
                                     .gated = true,
                                     .router_bias = true,
                                     .shared_experts = 1,
                                     .shared_expert_width = 2048};
static_assert(words(expert_matrices(routed, 7168)) == 44'040'192);
static_assert(router_matrix(routed, 7168) == weight_matrix{256, 7168});
static_assert(matrices(routed, 7168) == expert_matrices(routed, 7168),
              "the shared expert, of the same width");
static_assert(expert_bias_words(routed, 7168) == 0);

// Two shared experts are one of twice the width.
constexpr routed_feed_forward with_shared(std::int64_t experts, std::int64_t width) {
  routed_feed_forward block = routed;
  block.shared_experts = experts;
  block.shared_expert_width = width;
  return block;
}
static_assert(matrices(with_shared(2, 1536), 5120) == matrices(with_shared(1, 3072), 5120));
static_assert(matrices(with_shared(0, 0), 5120).empty());

// GPT-OSS: biases of the gated half, the other half, and the way back.
static_assert(
    expert_bias_words(
        {.experts = 32, .experts_per_token = 4, .expert_width = 2880, .gated = true, .expert_biases = true},
        2880) == 3 * 2880);

// Latent experts stand in a smaller space; shared experts and the router do not.
constexpr routed_feed_forward latent{.experts = 512,
                                     .experts_per_token = 22,
                                     .expert_width = 2688,
                                     .gated = false,
                                     .shared_experts = 1,
                                     .shared_expert_width = 5376,
                                     .latent_width = 1024};
static_assert(expert_matrices(latent, 4096) == weight_matrices{{2688, 1024}, {1024, 2688}});
static_assert(matrices(latent, 4096) ==
              weight_matrices{{5376, 4096}, {4096, 5376}, {1024, 4096}, {4096, 1024}});
static_assert(router_matrix(latent, 4096) == weight_matrix{512, 4096});

static_assert(!constant<[] { return matrices(dense_feed_forward{.width = 8}, 4); }>, "gated was not said");
static_assert(constant<[] { require_valid(routed); }>);

TEST_CASE("what is no feed-forward block is told") {
  CHECK_THROWS_WITH_AS(require_valid(dense_feed_forward{.gated = true}),
                       "the width of a feed-forward block is positive (width = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(dense_feed_forward{.width = 4096}),
                       "a feed-forward block says whether it is gated (.gated = true or false)", broken_rule);
}

TEST_CASE("what is no routed block is told") {
  routed_feed_forward block = routed;
  CHECK_NOTHROW(require_valid(block));

  SUBCASE("without experts") {
    block.experts = 0;
    CHECK_THROWS_WITH_AS(require_valid(block), "a routed block has at least one expert (experts = 0)",
                         broken_rule);
  }
  SUBCASE("with more experts met than there are") {
    block.experts_per_token = 257;
    CHECK_THROWS_WITH_AS(
        require_valid(block),
        "a token meets at least one expert and at most all (experts_per_token = 257, experts = 256)",
        broken_rule);
  }
  SUBCASE("with no expert met") {
    block.experts_per_token = 0;
    CHECK_THROWS_WITH_AS(
        require_valid(block),
        "a token meets at least one expert and at most all (experts_per_token = 0, experts = 256)",
        broken_rule);
  }
  SUBCASE("with empty experts") {
    block.expert_width = 0;
    CHECK_THROWS_WITH_AS(require_valid(block), "the width of an expert is positive (expert_width = 0)",
                         broken_rule);
  }
  SUBCASE("that does not say whether it is gated") {
    block.gated.reset();
    CHECK_THROWS_WITH_AS(require_valid(block),
                         "a feed-forward block says whether it is gated (.gated = true or false)",
                         broken_rule);
    CHECK_THROWS_AS(expert_matrices(block, 7168), broken_rule);
  }
  SUBCASE("with shared experts of no width") {
    block.shared_expert_width = 0;
    CHECK_THROWS_WITH_AS(
        require_valid(block),
        "shared experts have a positive width, and only they (shared_experts = 1, shared_expert_width = 0)",
        broken_rule);
  }
  SUBCASE("with a width of shared experts that are not there") {
    block.shared_experts = 0;
    CHECK_THROWS_WITH_AS(require_valid(block),
                         "shared experts have a positive width, and only they (shared_experts = 0, "
                         "shared_expert_width = 2048)",
                         broken_rule);
  }
  SUBCASE("with a negative number of shared experts") {
    block.shared_experts = -1;
    CHECK_THROWS_WITH_AS(require_valid(block),
                         "a routed block has no negative number of shared experts (shared_experts = -1)",
                         broken_rule);
  }
  SUBCASE("with a gate of shared experts that are not there") {
    block.shared_experts = block.shared_expert_width = 0;
    block.shared_expert_gate = true;
    CHECK_THROWS_WITH_AS(require_valid(block), "a gate of shared experts stands where there are some",
                         broken_rule);
  }
  SUBCASE("with an empty latent space") {
    block.latent_width = 0;
    CHECK_THROWS_WITH_AS(require_valid(block),
                         "the latent width of experts is positive, or there is none (latent_width = 0)",
                         broken_rule);
  }
}

}  // namespace
