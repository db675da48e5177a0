// Mirrors the headers of include/scalewall/work/.

#include <scalewall/work/work_list.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::work;

constexpr matmul up{
    .what = "up", .rows = 6, .columns = 4, .tokens = 10, .often = {.forward = 1, .inputs = 1, .weights = 1}};
constexpr matmul experts{.what = "up, experts", .rows = 6, .columns = 4, .tokens = 10, .groups = 3};

static_assert(parameters(up) == 24);
static_assert(parameters(experts) == 72);
static_assert(work::flop_of(up).value() == 480);
static_assert(work::flop_of(experts).value() == 1440);
static_assert(word_size(product_format::nvfp4).value() == 0.5);
static_assert((2.0 * up.often).weights == 2);

constexpr work_list layer = [] {
  work_list list;
  list.matmuls.push_back(up);
  list.matmuls.push_back(experts);
  return list;
}();
static_assert(parameters(layer) == held_parameters{.dense = 24, .experts = 72});

constexpr work::attention fused{
    .sequences = 2, .heads = 3, .queries = 8, .keys = 8, .seen = 4, .score_size = 5, .value_size = 7};
constexpr work::attention unfused = [] {
  work::attention kernel = fused;
  kernel.fused = false;
  return kernel;
}();
static_assert(rows_of_scores(fused) == 48);
static_assert(work::flop_of(fused).value() == 2 * 48 * 4 * 12, "what the mask lets pass");
static_assert(work::flop_of(unfused).value() == 2 * 48 * 8 * 12, "all");
static_assert(!softmax_falls_back(fused));
static_assert(softmax_falls_back(unfused), "six rows are no multiple of four");
static_assert(
    [] {
      work::attention kernel = unfused;
      kernel.heads = 4;
      const bool one_kernel = !softmax_falls_back(kernel);
      kernel.fused_softmax = false;
      return one_kernel && softmax_falls_back(kernel);
    }(),
    "eight rows are one, but the softmax is fused with nothing");

TEST_CASE("a product of nothing is refused") {
  CHECK_THROWS_WITH(
      require_valid(matmul{.rows = 0, .columns = 4, .tokens = 10}),
      "the sizes of a product of the bill are positive (rows = 0, columns = 4, tokens = 10, groups = 0)");
}

TEST_CASE("kinds of work have names") {
  CHECK(name(phase::weights) == "gradients of weights");
  CHECK(name(product_format::mxfp8) == "mxfp8");
  CHECK(name(stream_kind::permutation) == "permutation");
  CHECK(name(collective_kind::context) == "context");
  CHECK(name(launch_kind::expert) == "expert");
}

}  // namespace
