// The best plan for a model, on clusters of ever more accelerators: the time, and how much of the space is looked at.
// The space of degrees grows with the square of log N, and so should the rest, but where accelerators may stand idle:
// there the numbers that can work are many, and all that arithmetic does not rule out are looked at.

#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/best_plan.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>

namespace {

namespace sw = scalewall;

double log_squared(std::int64_t n) {
  const double log = std::log2(static_cast<double>(n));
  return log * log;
}

constexpr sw::plan_space all_at_work = [] {
  sw::plan_space within = sw::space::full;
  within.idle = sw::choices::by_rule_of_thumb;
  return within;
}();

void best_plan(benchmark::State& state, const sw::plan_space& within) {
  const sw::training_run wanted = sw::dense_laws(12288);
  const std::int64_t accelerators = state.range(0);
  sw::search_certificate proof;
  for (auto _ : state) {
    const sw::step_estimator question(wanted.model, sw::catalog::dgx_h100, wanted.batch,
                                      {.rules = sw::plan_rules::reference});
    const sw::plan_search search = sw::search_plans(question, accelerators, within);
    benchmark::DoNotOptimize(search.best().data());
    proof = search.certificate();
  }
  state.SetComplexityN(accelerators);
  state.counters["sizes"] = static_cast<double>(proof.sizes);
  state.counters["bounded"] = static_cast<double>(proof.bounded);
  state.counters["examined"] = static_cast<double>(proof.examined);
  state.counters["computed"] = static_cast<double>(proof.computed);
  state.counters["placed"] = static_cast<double>(proof.placed);
}
BENCHMARK_CAPTURE(best_plan, reference, sw::space::reference)
    ->RangeMultiplier(4)
    ->Range(1 << 8, 1 << 30)
    ->Unit(benchmark::kMicrosecond)
    ->Complexity(log_squared);
BENCHMARK_CAPTURE(best_plan, every, all_at_work)
    ->RangeMultiplier(4)
    ->Range(1 << 8, 1 << 28)
    ->Unit(benchmark::kMicrosecond)
    ->Complexity(log_squared);
BENCHMARK_CAPTURE(best_plan, full, sw::space::full)
    ->RangeMultiplier(16)
    ->Range(1 << 8, 1 << 28)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
