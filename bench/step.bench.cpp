// One step: of a new plan, and of a plan that has only been placed anew.

#include "rotation.hpp"
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/placements.hpp>
#include <scalewall/search/splits.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr sw::cluster machines = sw::catalog::dgx_h100;
constexpr sw::count accelerators = 4096;

sw::step_estimator question() {
  const sw::training_run wanted = sw::dense_laws(12288);
  return {wanted.model, machines, wanted.batch, {.rules = sw::plan_rules::reference}};
}

/// What a search looks at, with all placements of a plan together.
std::vector<std::vector<sw::plan>> placed_plans(const sw::step_estimator& asked) {
  const sw::placements everywhere(sw::level_sizes(machines.network, accelerators));
  std::vector<std::vector<sw::plan>> all;
  sw::for_each_split(asked, accelerators, sw::space::reference, [&](const sw::split& degrees) {
    sw::for_each_tensor_shape(degrees, asked.model(), sw::space::reference, [&](const sw::split& decided) {
      auto& of_one_plan = all.emplace_back();
      everywhere.for_each(sw::unplaced(decided),
                          [&](const sw::plan& placed) { of_one_plan.push_back(placed); });
    });
  });
  return all;
}

void step_of_a_new_plan(benchmark::State& state) {
  const sw::step_estimator asked = question();
  std::vector<sw::plan> plans;
  for (const auto& of_one_plan : placed_plans(asked))
    plans.insert(plans.end(), of_one_plan.begin(), of_one_plan.end());
  // Neighbours are alike until they are shuffled. What fits in a cache is enough of them.
  std::shuffle(plans.begin(), plans.end(), std::mt19937{});
  plans.resize(std::min<std::size_t>(plans.size(), 1024));

  rotation<sw::plan> all(std::move(plans));
  for (auto _ : state) benchmark::DoNotOptimize(asked.estimate(all.next()));
}
BENCHMARK(step_of_a_new_plan);

void step_of_a_new_placement(benchmark::State& state) {
  const sw::step_estimator asked = question();
  const auto plans = placed_plans(asked);
  const auto most_placements = std::max_element(
      plans.begin(), plans.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  rotation<sw::plan> all(*most_placements);

  sw::step_estimate step = asked.estimate(all.next());
  for (auto _ : state) {
    step.plan = all.next();
    sw::step_estimator::tally told = asked.start_tally(step);
    for (std::size_t k = machines.network.size(); k-- > 0;) told.add_level(step.plan, k);
    asked.communicate(step, told);
    benchmark::DoNotOptimize(step);
  }
}
BENCHMARK(step_of_a_new_placement);

}  // namespace
