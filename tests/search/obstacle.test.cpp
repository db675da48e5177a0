// Mirrors include/scalewall/search/obstacle.hpp.

#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/obstacle.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr training_run wanted = dense_laws(12288);

no_plan why_not(count accelerators, const cluster& machines, const plan_space& within = space::reference) {
  return why_no_plan(step_estimator(wanted.model, machines, wanted.batch), accelerators, within);
}

TEST_CASE("network levels that do not divide come first, then what does not divide, then memory") {
  CHECK(why_not(1024, catalog::gb200_nvl72).what == obstacle::network_levels);
  CHECK(why_not(12, catalog::dgx_h100).what == obstacle::network_levels);
  CHECK(why_not(88, catalog::dgx_h100).what == obstacle::division);  // eleven divides nothing
  CHECK(why_not(8, catalog::dgx_h100).what == obstacle::memory);
  CHECK(why_not(12, catalog::dgx_h100, space::full).what == obstacle::memory);  // four of them may stand idle
}

TEST_CASE("the memory that is missing is the least that a plan needs") {
  const bytes kept = why_not(8, catalog::dgx_h100).least_memory;
  CHECK(kept > double(parameters(wanted.model)) / 8 * 16_B);
  plan_space within = space::reference;
  within.recomputation = choices::every;
  const bytes recomputed = why_not(8, catalog::dgx_h100, within).least_memory;
  CHECK(recomputed > double(parameters(wanted.model)) / 8 * 16_B);
  CHECK(recomputed < kept);

  // With so much memory there is a plan, with a byte less there is none.
  cluster machines = catalog::dgx_h100;
  machines.gpu.memory[0].capacity = kept;
  CHECK(best_plan(wanted.model, machines, 8, wanted.batch, {}, space::reference).working == count{8});
  machines.gpu.memory[0].capacity = kept - 1_B;
  CHECK_THROWS_AS(best_plan(wanted.model, machines, 8, wanted.batch, {}, space::reference), broken_rule);
}

TEST_CASE("a space that leaves out every plan that fits is told apart from too little memory") {
  plan_space few_microbatches = space::reference;
  few_microbatches.microbatches = at_most(1);
  CHECK(why_not(2048, catalog::dgx_h100, few_microbatches).what == obstacle::space);
  CHECK_THROWS_WITH_AS(best_plan(wanted.model, catalog::dgx_h100, 2048, wanted.batch, {}, few_microbatches),
                       "the space of plans has one that fits in the memory of the accelerators "
                       "(accelerators = 2048)",
                       broken_rule);
}

TEST_CASE("what is in the way is a sentence") {
  const cluster& machines = catalog::dgx_h100;
  CHECK_THROWS_WITH_AS(
      require_plan({.what = obstacle::memory, .least_memory = 81_GB}, machines, 8),
      "some plan fits in the memory of the accelerators (accelerators = 8, bytes needed on each "
      "at least = 81000000000, bytes available on each = 80000000000)",
      broken_rule);
}

}  // namespace
