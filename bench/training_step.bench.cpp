// One training step of a language model: as a question by itself, and as one of many plans, whose shapes were priced before.

#include "rotation.hpp"
#include <scalewall/estimate/training_step_estimator.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr const sw::language_model& model = sw::catalog::llama_3_1_405b;
constexpr sw::batch batch{.sequences = 2048, .sequence_length = 8192};
constexpr sw::recipe recipe{};
constexpr sw::training_software software =
    sw::catalog::training_software_of(sw::time_family::megatron_core, sw::gpu_generation::hopper);

/// Plans for 4,096 accelerators, shuffled.
std::vector<sw::training_plan> plans() {
  std::vector<sw::training_plan> all;
  for (std::int64_t tensor = 1; tensor <= 8; tensor *= 2)
    for (std::int64_t context = 1; context <= 4; context *= 2)
      for (std::int64_t pipeline = 1; pipeline <= 16; pipeline *= 2)
        for (std::int64_t chunks = 1; chunks <= (pipeline > 1 ? 4 : 1); chunks *= 2)
          for (std::int64_t microbatch = 1; microbatch <= 4; microbatch *= 2) {
            const sw::training_plan plan{.mesh = {.tensor = tensor,
                                                  .context = context,
                                                  .pipeline = pipeline,
                                                  .data = 4096 / (tensor * context * pipeline)},
                                         .layout = {.chunks = chunks, .lighter_ends = true},
                                         .microbatch = microbatch};
            if (batch.sequences % (plan.mesh.data * microbatch) != 0) continue;
            if (chunks > 1 && microbatches_of(plan, batch) % pipeline != 0) continue;
            all.push_back(plan);
          }
  std::shuffle(all.begin(), all.end(), std::mt19937{});
  return all;
}

void training_step_by_itself(benchmark::State& state) {
  rotation<sw::training_plan> all(plans());
  for (auto _ : state)
    benchmark::DoNotOptimize(
        sw::estimate_training_step(model, all.next(), batch, recipe, software, sw::catalog::h100_machine));
}
BENCHMARK(training_step_by_itself);

void training_step_of_known_shapes(benchmark::State& state) {
  const sw::training_step_estimator estimate(software, sw::catalog::h100_machine);
  for (const sw::training_plan& plan : plans()) estimate(model, plan, batch, recipe);
  rotation<sw::training_plan> all(plans());
  for (auto _ : state) benchmark::DoNotOptimize(estimate(model, all.next(), batch, recipe));
}
BENCHMARK(training_step_of_known_shapes);

}  // namespace
