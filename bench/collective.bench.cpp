// One all-reduce on a ring, refined, of 8 accelerators: sizes from the first protocol to the last.

#include "rotation.hpp"
#include <scalewall/cost/collective.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>

#include <benchmark/benchmark.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

void one_collective(benchmark::State& state) {
  rotation<sw::bytes> sizes({256_B, 64_KiB, 1_MiB, 64_MiB, 4_GiB});
  for (auto _ : state)
    benchmark::DoNotOptimize(
        sw::time_collective(sw::catalog::nccl_h100_sxm, sw::transfer_operation::all_reduce, 8, sizes.next()));
}
BENCHMARK(one_collective);

}  // namespace
