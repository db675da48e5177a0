// One matrix multiplication, by the reference and in tiles: shards of the width of GPT-3 and of 16 times as much.

#include "rotation.hpp"
#include <scalewall/cost/matmul.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;

struct multiplication {
  sw::matmul_shape shape;
  sw::matmul_kind kind;
};

std::vector<multiplication> multiplications() {
  std::vector<multiplication> all;
  for (const std::int64_t rows : {196608, 12288, 3072, 768})
    for (const std::int64_t columns : {786432, 49152, 6144, 1536})
      for (const std::int64_t tokens : {8192, 896, 112, 7})
        for (const sw::matmul_kind kind : {sw::matmul_kind::activation, sw::matmul_kind::weight_gradient})
          all.push_back({{.rows = rows, .columns = columns, .tokens = tokens}, kind});
  return all;
}

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
