// Mirrors include/scalewall/search/best_plan.hpp. That the best plan is the best is a property, see
// properties/search.cpp.

#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;

constexpr training_run gpt3_sized = dense_laws(12288);
constexpr cluster machines = catalog::dgx_h100;

// A search within the default limits of g++ and of clang.
static_assert(best_plan(gpt3_sized.model, machines, 4096, gpt3_sized.batch).utilization > 0.6);

plan_search searched(const plan_space& within, count accelerators = 4096) {
  return search_plans(step_estimator(gpt3_sized.model, machines, gpt3_sized.batch), accelerators, within);
}

plan best_of(const plan_space& within) {
  const plan_search search = searched(within);
  REQUIRE(search.best().size() == 1);
  return search.best().front().plan;
}

TEST_CASE("what a space forbids is not chosen") {
  const plan free = best_of(space::full);
  REQUIRE(free.pipeline.total() > 1);

  plan_space within = space::full;
  within.pipeline = exactly(1);
  CHECK(best_of(within).pipeline.total() == 1);

  within = space::full;
  within.tensor_levels = 1;
  const plan inside = best_of(within);
  CHECK(inside.tensor_model[1] * inside.tensor_ff[1] == 1);
  CHECK(inside.tensor_model[0] * inside.tensor_ff[0] > 1);

  within = space::full;
  within.microbatches = at_most(8);
  CHECK(best_of(within).microbatches <= 8);

  within = space::full;
  within.zero_bubble = false;
  CHECK(best_of(within).schedule == pipeline_schedule::one_forward_one_backward);

  within = space::full;
  within.data = at_least(64);
  CHECK(best_of(within).data.total() >= 64);

  within = space::full;
  within.interleaving = exactly(2);
  within.zero_bubble = false;
  CHECK(best_of(within).interleaving == 2);
}

TEST_CASE("a certificate counts what was looked at, and nothing is left below its bound") {
  const plan_search search = searched(space::full);
  const search_certificate& proof = search.certificate();
  CHECK(proof.placed >= 1);
  CHECK(proof.computed >= proof.examined);
  CHECK(proof.examined >= 1);
  CHECK(proof.examined < proof.bounded);
  CHECK(proof.nothing_below >= (1 - 1e-12) * search.best().front().total);
}

TEST_CASE("accelerators are left idle where that is better") {
  const step_estimate round = searched(space::full).best().front();
  CHECK(round.working == 4096);
  for (const count accelerators : {4099, 4100}) {  // a prime number, and one that is no multiple of a node
    const plan_search search = searched(space::full, accelerators);
    REQUIRE(search.best().size() == 1);
    const step_estimate& best = search.best().front();
    CHECK(best.accelerators == accelerators);
    CHECK(best.working == 4096);
    CHECK(best.total == round.total);
    CHECK(double(accelerators) * best.utilization ==
          doctest::Approx(4096 * round.utilization).epsilon(1e-12));
    CHECK(searched(space::reference, accelerators).best().empty());
  }

  plan_space within = space::full;
  within.working = at_most(4000);
  const plan_search fewer = searched(within);
  REQUIRE(fewer.best().size() == 1);
  CHECK(fewer.best().front().working <= 4000);
  CHECK(fewer.best().front().total > round.total);
  within.idle = choices::by_rule_of_thumb;
  CHECK(searched(within).best().empty());
}

TEST_CASE("part of every rack may work") {
  const training_run wanted = dense_laws(12288);
  const auto on = [&](count accelerators, const plan_space& within) {
    return search_plans(step_estimator(wanted.model, catalog::gb200_nvl72, wanted.batch), accelerators,
                        within)
        .best();
  };
  plan_space within = space::full;
  within.working = exactly(1024);
  const auto of_racks = on(16 * 72, within);  // 64 of the 72 in each of sixteen racks
  REQUIRE(of_racks.size() == 1);
  CHECK(of_racks.front().working == 1024);
  CHECK(members_of(of_racks.front().plan) == members_by_level{64, 16, 1, 1});
  CHECK(on(15 * 72, within).empty());

  // Fourteen racks and sixteen accelerators of another.
  CHECK(on(1024, space::reference).empty());
  const auto left_idle = on(1024, space::full);
  REQUIRE(left_idle.size() == 1);
  CHECK(left_idle.front().working <= 1008);
}

TEST_CASE("no plan has a zero bubble schedule and a single stage, however slow the network") {
  cluster slow = machines;
  for (network_level& level : slow.network) level.latency *= 1e6;
  plan_space within = space::full;
  within.pipeline = exactly(1);
  for (const plan_rules rules : {plan_rules::practice, plan_rules::reference}) {
    const step_estimator question(gpt3_sized.model, slow, gpt3_sized.batch, {.rules = rules});
    for (const step_estimate& step : best_plans(question, 4096, 100, within))
      CHECK(step.plan.schedule == pipeline_schedule::one_forward_one_backward);
  }
}

TEST_CASE("plans that a search offers have whole sequences and fit with their activations") {
  const step_estimator question(gpt3_sized.model, machines, gpt3_sized.batch);
  for (const step_estimate& step : best_plans(question, 4096, 100, space::full)) {
    CHECK(gpt3_sized.batch.sequences % (step.plan.data.total() * step.plan.microbatches) == 0);
    CHECK(step.memory.activations > bytes{});
    CHECK(balance_memory(step, machines).fits());
  }
  const step_estimator one_sequence(gpt3_sized.model, machines, {.sequences = 1});
  for (const step_estimate& step : best_plans(one_sequence, 4096, 100, space::full)) {
    CHECK(step.plan.data.total() == 1);
    CHECK(step.plan.microbatches == 1);
  }
}

TEST_CASE("what is in the way of every plan is told") {
  const auto best_on = [](count accelerators, const cluster& on) {
    return best_plan(gpt3_sized.model, on, accelerators, gpt3_sized.batch);
  };
  CHECK_THROWS_WITH_AS(best_on(1024, catalog::gb200_nvl72),
                       "the sizes of the network levels divide the number of accelerators "
                       "(accelerators = 1024)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(
      best_on(7, machines),
      doctest::Contains("some plan fits in the memory of the accelerators (accelerators = 7"), broken_rule);
  CHECK_THROWS_WITH_AS(best_on(88, machines),
                       "some plan of the space divides the model and the batch over the accelerators "
                       "(accelerators = 88)",
                       broken_rule);
}

TEST_CASE("an empty space has no best plan") {
  plan_space within = space::reference;
  within.tensor = exactly(3);
  CHECK(searched(within).best().empty());
  CHECK_THROWS_WITH_AS(
      best_plan(gpt3_sized.model, machines, 4096, gpt3_sized.batch, {}, within),
      "some plan of the space divides the model and the batch over the accelerators (accelerators = 4096)",
      broken_rule);
  CHECK_THROWS_AS(searched(space::reference, 0), broken_rule);
}

TEST_CASE("recomputation is chosen where activations do not fit otherwise") {
  // So much memory that weights and optimizer state fit, and activations only if they are recomputed.
  plan_space within = space::reference;
  within.pipeline = exactly(64);
  within.data = exactly(2);
  const step_estimator roomy(gpt3_sized.model, machines, gpt3_sized.batch);
  const auto kept = search_plans(roomy, 4096, within).best();
  REQUIRE(kept.size() == 1);
  CHECK(!kept.front().how.recompute);

  cluster tight = machines;
  tight.gpu.memory[0].capacity = 1.5 * kept.front().memory.states() / 4096;
  const step_estimator cramped(gpt3_sized.model, tight, gpt3_sized.batch);
  CHECK(search_plans(cramped, 4096, within).best().empty());
  within.recomputation = choices::every;
  const auto recomputed = search_plans(cramped, 4096, within).best();
  REQUIRE(recomputed.size() == 1);
  CHECK(recomputed.front().how.recompute);
  CHECK(recomputed.front().total > kept.front().total);
}

}  // namespace
