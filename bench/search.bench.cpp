// The best plan for a model, on clusters of ever more accelerators: the time, the size of the space and how
// much of it is looked at. The space of degrees grows with the square of log N, and so should the rest.
//
// The open splits of the full space fill a megabyte. Its time is several times as long where the allocator
// returns that to the system after every search, which depends on what has run before. The counters do not.

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

void best_plan(benchmark::State& state, const sw::plan_space& within) {
  const sw::training_run wanted = sw::dense_laws(12288);
  const std::int64_t accelerators = state.range(0);
  sw::search_certificate proof;
  for (auto _ : state) {
    const sw::step_estimator question(wanted.model, sw::catalog::dgx_h100, wanted.batch);
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
BENCHMARK_CAPTURE(best_plan, full, sw::space::full)
    ->RangeMultiplier(16)
    ->Range(1 << 8, 1 << 28)
    ->Unit(benchmark::kMicrosecond)
    ->Complexity(log_squared);

}  // namespace
