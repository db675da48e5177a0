// One curve, and all that the paper draws.

#include <scalewall/sweep/sweep.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>

namespace {

namespace sw = scalewall;

/// Reads a curve to its end and says how many points it has.
template <class Curve>
std::int64_t read_points(Curve&& points) {
  std::int64_t number = 0;
  for (const sw::curve_point& point : points) {
    benchmark::DoNotOptimize(&point);
    ++number;
  }
  return number;
}

void one_curve(benchmark::State& state) {
  std::int64_t points = 0;
  for (auto _ : state) points = read_points(sw::curve(sw::catalog::dgx_h100, sw::dense_laws));
  state.counters["points"] = static_cast<double>(points);
}
BENCHMARK(one_curve)->Unit(benchmark::kMillisecond);

void all_scenarios(benchmark::State& state) {
  std::int64_t curves = 0;
  std::int64_t points = 0;
  for (auto _ : state) {
    curves = points = 0;
    for (const sw::scenario& compared : sw::scenarios())
      for (const sw::scenario_curve& one : compared.curves) {
        ++curves;
        points += read_points(one.points());
      }
  }
  state.counters["curves"] = static_cast<double>(curves);
  state.counters["points"] = static_cast<double>(points);
}
BENCHMARK(all_scenarios)->Unit(benchmark::kMillisecond);

}  // namespace
