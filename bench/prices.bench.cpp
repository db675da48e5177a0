// At the prices of a kernel library, as step.bench.cpp, matmul.bench.cpp and search.bench.cpp are at the reference's: one
// multiplication, a step of a new plan whose multiplications are known or not, and the best plan.

#include "multiplications.hpp"
#include "rotation.hpp"
#include <scalewall/cost/known_matmuls.hpp>
#include <scalewall/cost/prices.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/placements.hpp>
#include <scalewall/search/splits.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr sw::cluster measured = sw::catalog::measured_dgx_h100;
constexpr sw::cluster tuned = sw::catalog::dgx_h100 | sw::running(sw::catalog::trtllm_and_nccl_on_h100_sxm);

void refined_matmul(benchmark::State& state, const sw::cluster& machines) {
  const sw::prices priced(machines);
  rotation<multiplication> all(multiplications());
  for (auto _ : state) {
    const multiplication& next = all.next();
    benchmark::DoNotOptimize(priced.matmul(next.shape, next.kind));
  }
}
BENCHMARK_CAPTURE(refined_matmul, six_tiles, tuned);
BENCHMARK_CAPTURE(refined_matmul, seventeen_tiles, measured);

sw::step_estimator question(const sw::cluster& machines) {
  const sw::training_run wanted = sw::dense_laws(12288);
  return {wanted.model, machines, wanted.batch, {.rules = sw::plan_rules::reference}};
}

/// A thousand plans for 4,096 accelerators, in no order.
std::vector<sw::plan> shuffled_plans(const sw::step_estimator& asked) {
  const sw::count accelerators = 4096;
  const sw::placements everywhere(sw::level_sizes(asked.machines().network, accelerators));
  std::vector<sw::plan> all;
  sw::for_each_split(asked, accelerators, sw::space::reference, [&](const sw::split& degrees) {
    sw::for_each_tensor_shape(degrees, asked.model(), sw::space::reference, [&](const sw::split& decided) {
      everywhere.for_each(sw::unplaced(decided), [&](const sw::plan& placed) { all.push_back(placed); });
    });
  });
  std::shuffle(all.begin(), all.end(), std::mt19937{});
  all.resize(std::min<std::size_t>(all.size(), 1024));
  return all;
}

void refined_step_of_new_shapes(benchmark::State& state, const sw::cluster& machines) {
  const sw::step_estimator asked = question(machines);
  rotation<sw::plan> all(shuffled_plans(asked));
  for (auto _ : state) benchmark::DoNotOptimize(asked.estimate(all.next()));
}
BENCHMARK_CAPTURE(refined_step_of_new_shapes, six_tiles, tuned);
BENCHMARK_CAPTURE(refined_step_of_new_shapes, seventeen_tiles, measured);

void refined_step_of_known_shapes(benchmark::State& state) {
  const sw::step_estimator asked = question(measured);
  rotation<sw::plan> all(shuffled_plans(asked));
  sw::known_matmuls known;
  for (auto _ : state) benchmark::DoNotOptimize(asked.estimate(all.next(), {}, &known));
  state.counters["shapes"] = static_cast<double>(known.size());
}
BENCHMARK(refined_step_of_known_shapes);

void refined_best_plan(benchmark::State& state, const sw::plan_space& within) {
  const sw::training_run wanted = sw::dense_laws(12288);
  sw::search_certificate proof;
  for (auto _ : state) {
    const sw::step_estimator asked(wanted.model, measured, wanted.batch);
    const sw::plan_search search = sw::search_plans(asked, 4096, within);
    benchmark::DoNotOptimize(search.best().data());
    proof = search.certificate();
  }
  state.counters["bounded"] = static_cast<double>(proof.bounded);
  state.counters["examined"] = static_cast<double>(proof.examined);
  state.counters["computed"] = static_cast<double>(proof.computed);
  state.counters["placed"] = static_cast<double>(proof.placed);
}
BENCHMARK_CAPTURE(refined_best_plan, rules_of_thumb, sw::space::rules_of_thumb)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(refined_best_plan, full, sw::space::full)->Unit(benchmark::kMicrosecond);

}  // namespace
