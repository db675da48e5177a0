// One matrix multiplication, by the reference and in tiles: shards of the width of GPT-3 and of 16 times as much.

#include "multiplications.hpp"
#include "rotation.hpp"
#include <scalewall/cost/matmul.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <benchmark/benchmark.h>

namespace {

namespace sw = scalewall;

void one_matmul(benchmark::State& state) {
  const sw::matmul_timer timer(sw::catalog::dgx_h100.gpu);
  rotation<multiplication> all(multiplications());
  for (auto _ : state) {
    const multiplication& next = all.next();
    benchmark::DoNotOptimize(timer.time(next.shape, next.kind));
  }
}
BENCHMARK(one_matmul);

void one_tiled_matmul(benchmark::State& state) {
  rotation<multiplication> all(multiplications());
  for (auto _ : state) {
    const multiplication& next = all.next();
    benchmark::DoNotOptimize(sw::time_tiled_matmul(sw::catalog::h100_sxm_bf16_trtllm, next.shape, next.kind));
  }
}
BENCHMARK(one_tiled_matmul);

}  // namespace
