// Mirrors include/scalewall/estimate/stack_bill.hpp and parallel/repeated_matmuls.hpp.

#include <scalewall/estimate/stack_bill.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/scaling/laws.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace scalewall::literals;

constexpr auto run = sw::dense_laws(12'288);
using strategy = sw::strategy<sw::tensor<8>, sw::pipeline<2>, sw::data<8>>;
constexpr sw::stack_recipe recomputed{.recompute = true};

constexpr sw::stack_bill bill =
    sw::bill_of<strategy>(run.model, sw::catalog::dgx_h100, run.batch, recomputed);
constexpr sw::step_estimate step =
    sw::estimate_step<strategy>(run.model, sw::catalog::dgx_h100, run.batch, recomputed);

// What widens a layer and what narrows it, cut by eight, once for every layer and microbatch, four thirds of the times.
static_assert(bill.matmuls.size() == 2);
static_assert(bill.matmuls[0].rows * bill.matmuls[0].columns * 8 == run.model.d_model * run.model.d_ff);
static_assert(bill.matmuls[0].rows == bill.matmuls[1].columns &&
              bill.matmuls[0].columns == bill.matmuls[1].rows);
static_assert(bill.matmuls[0].times == double(run.model.layers / 2 * bill.plan.microbatches) * 4 / 3);
static_assert(bill.matmuls[0].tokens * bill.plan.microbatches * 8 == sw::token_count(run.batch));

// A bill is of levels: eight of tensors in a node, two stages and eight replicas across them.
static_assert(bill.levels.size() == 2);
static_assert(bill.levels[0].tensor.along_model.participants * bill.levels[0].tensor.along_ff.participants ==
              8);
static_assert(bill.levels[1].data.participants == 8 &&
              bill.levels[1].data.payload == 2_B * double(sw::parameters(run.model)));
static_assert(bill.levels[0].interfaces.moved.in_sequence == 0 &&
              bill.levels[1].interfaces.moved.in_sequence == 2);
static_assert(bill.between_layers == 2_B * double(run.model.d_model) && bill.word == 2_B);
static_assert(bill.holdings == step.memory);

// Priced and put together, it is the step: to the bit, in a constant expression as at run time.
constexpr bool is_the_step(const sw::stack_bill& written, const sw::cluster& cluster,
                           const sw::stack_recipe& recipe, const sw::step_estimate& estimate) {
  const sw::step_waits waits = overlap(activities_of(written, sw::prices(cluster), recipe), recipe);
  return waits.total == estimate.total && waits.latency == estimate.waits[sw::bottleneck::network_latency] &&
         waits.bubble == estimate.waits[sw::bottleneck::pipeline_bubble];
}
static_assert(is_the_step(bill, sw::catalog::dgx_h100, recomputed, step));

TEST_CASE("a bill at refined prices is the step at refined prices") {
  const sw::plan plan = sw::plan_of<strategy>(run.model, sw::catalog::dgx_h100, run.batch);
  const sw::cluster& refined = sw::catalog::measured_dgx_h100;
  CHECK(is_the_step(bill_of(run.model, refined, plan, run.batch), refined, {},
                    estimate_step(run.model, refined, plan, run.batch)));
}

TEST_CASE("a bill is written of plans that divide model and batch") {
  sw::plan plan = sw::plan_of<strategy>(run.model, sw::catalog::dgx_h100, run.batch);
  plan.tensor_model = {7};
  CHECK_THROWS_AS(bill_of(run.model, sw::catalog::dgx_h100, plan, run.batch), sw::broken_rule);
}

}  // namespace
