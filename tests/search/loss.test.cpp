// Mirrors include/scalewall/search/loss.hpp.

#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/loss.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum bottleneck;

constexpr step_estimate step(seconds arithmetic_time, seconds latency, seconds data) {
  step_estimate taken{.total = arithmetic_time + latency + data};
  taken.waits[arithmetic] = arithmetic_time;
  taken.waits[network_latency] = latency;
  taken.waits[data_communication] = data;
  return taken;
}

constexpr plan_loss lost = loss_against(step(8_s, 1_s, 0_s), step(6_s, 2_s, 5_s));
static_assert(lost.total == 4_s);
static_assert(lost.waits[data_communication] == 5_s && lost.waits[network_latency] == 1_s);
static_assert(lost.waits[arithmetic] == -2_s && lost.waits.total() == lost.total);
static_assert(lost.by_size().front() == data_communication && lost.by_size()[1] == network_latency);
static_assert(lost.by_size().back() == arithmetic);
static_assert(loss_against(step(1_s, 1_s, 1_s), step(1_s, 1_s, 1_s)) == plan_loss{});

TEST_CASE("what the runners-up lose adds up, and grows from one to the next") {
  const training_run wanted = dense_laws(12288);
  const step_estimator question(wanted.model, catalog::dgx_h100, wanted.batch);
  const std::vector<step_estimate> best = best_plans(question, 65536, 5);
  REQUIRE(best.size() == 5);
  for (std::size_t i = 1; i < best.size(); ++i) {
    const plan_loss against_first = loss_against(best.front(), best[i]);
    CHECK(against_first.waits.total() / best[i].total ==
          doctest::Approx(against_first.total / best[i].total).epsilon(1e-12));
    CHECK(against_first.total >= loss_against(best.front(), best[i - 1]).total);
    CHECK(against_first.waits[against_first.by_size().front()].value() > 0);
  }
}

}  // namespace
