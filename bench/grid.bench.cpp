// A design space on one thread and on all cores.

#include <scalewall/grid/grid.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <thread>

namespace {

namespace sw = scalewall;

constexpr std::string_view design = R"({
  "clusters": {"name": "H100 SXM", "factors": {"InfiniBand bandwidth": [1, 2, 4, 8], "latencies": [1, 0.1]}},
  "models": {"d_model": {"from": 12288, "to": 196608, "by": "curve"}, "experts": ["dense", "with width"]},
  "deadlines_in_months": [1, 3]
})";

void design_space(benchmark::State& state) {
  const sw::design_space space = sw::read_design_space(sw::parse_json(design));
  const sw::answer_table table(space);
  std::size_t written = 0;
  for (auto _ : state)
    sw::answer_on_threads(
        {0, space.size()}, state.range(0),
        [&](const sw::question_block& block) { return table.lines(block); },
        [&](std::string_view answers) { written += answers.size(); });
  benchmark::DoNotOptimize(written);
  state.SetItemsProcessed(space.size() * static_cast<std::int64_t>(state.iterations()));
}
// 1, 2, 4 ... threads, and as many as there are cores.
BENCHMARK(design_space)
    ->ArgName("threads")
    ->RangeMultiplier(2)
    ->Range(1, std::max(1U, std::thread::hardware_concurrency()))
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
