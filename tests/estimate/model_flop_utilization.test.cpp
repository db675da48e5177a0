#include <scalewall/estimate/model_flop_utilization.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

/// A million tokens a second on a thousand accelerators of a PFLOP/s each.
constexpr training_step round_step = [] {
  training_step step;
  step.total = 1_s;
  step.tokens_of_step = 1_M_tokens;
  step.accelerators = 1000;
  step.peak = 1000_TFLOP_per_s;
  return step;
}();

static_assert(utilization(round_step, 400_GFLOP_per_token) == 0.4);

TEST_CASE("a step has a utilization under every count, and each of its name") {
  const auto list = utilizations_of(round_step, catalog::llama_3_1_70b, 8192);
  REQUIRE(list.size() == 9);
  CHECK(list[0].convention == "6 N, all parameters");
  CHECK(list[0].share == doctest::Approx(6 * 70.55e9 * 1e6 / 1e18).epsilon(0.001));
  for (const named_utilization& one : list) CHECK(one.share > 0.3);
}

}  // namespace
