// How much memory training takes at its peak, of an accelerator: see memory_estimator.hpp for the equations.

#pragma once

#include <scalewall/estimate/memory_estimator.hpp>
#include <scalewall/hardware/accelerator.hpp>

namespace scalewall {

/// The generation of a GPU, which workspaces go by: those since Hopper have matrix units for fp8.
constexpr gpu_generation generation_of(const accelerator& gpu) {
  return flop_per_clock_and_thread(gpu, precision::fp8) > flop{} ? gpu_generation::hopper_and_newer
                                                                 : gpu_generation::before_hopper;
}

/// The peak of every kind of stage, in training of a model by a plan.
constexpr training_memory estimate_memory(const language_model& model, const training_plan& plan,
                                          const batch& batch, const recipe& how,
                                          const memory_accounting& framework, gpu_generation generation) {
  return memory_estimator(model, plan, batch, how, framework, generation).of_all();
}

constexpr training_memory estimate_memory(const language_model& model, const training_plan& plan,
                                          const batch& batch, const recipe& how,
                                          const memory_accounting& framework, const accelerator& gpu) {
  return estimate_memory(model, plan, batch, how, framework, generation_of(gpu));
}

}  // namespace scalewall
