#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/scalewall.hpp>

#include <iostream>

namespace sw = scalewall;
using namespace sw::literals;

// An imagined accelerator: 100 units of 128 threads, each with a register file that holds the tile of a weight.
constexpr sw::accelerator mine{
    .name = "mine",
    .memory = {{.kind = sw::memory_kind::global, .capacity = 128_GB, .bandwidth = 6000_GB_per_s},
               {.kind = sw::memory_kind::l2, .capacity = 96_MiB},
               {.kind = sw::memory_kind::registers, .capacity = 256_KiB, .units = 100}},
    .rates = {{sw::precision::bf16, 64_FLOP}, {sw::precision::fp8, 128_FLOP}},
    .format = sw::precision::bf16,
    .threads = 100 * 128,
    .clock = 2000_MHz,
    .sustained_share = 0.8,
    .matmul_latency = 4_us,
};

constexpr sw::cluster racks{
    .name = "racks of 32",
    .gpu = mine,
    .network =
        {{.size = 32, .bandwidth = sw::both_directions(1200_GB_per_s), .latency = 1_us, .name = "backplane"},
         {.bandwidth = sw::one_direction(800_Gbit_per_s), .latency = 2_us, .name = "Ethernet"}},
};
static_assert((sw::require_valid(racks), true));
static_assert(sw::peak(mine) > 1638_TFLOP_per_s);

int main() {
  const sw::training_run run = sw::dense_laws(12'288);
  const auto best = sw::best_plan(run.model, racks, 1024, run.batch);
  std::cout << best.plan << ": " << to_text(best.total) << " a step\n";
}
