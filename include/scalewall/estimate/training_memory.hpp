// How much memory training takes at its peak, of an accelerator: see memory_estimator.hpp for the equations.

#pragma once

#include <scalewall/estimate/memory_estimator.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/library/training_machine.hpp>

namespace scalewall {

/// The generation of a GPU, which workspaces go by: those since Hopper have matrix units for fp8.
constexpr workspace_generation generation_of(const accelerator& gpu) {
  return flop_per_clock_and_thread(gpu, precision::fp8) > flop{} ? workspace_generation::hopper_and_newer
                                                                 : workspace_generation::before_hopper;
}

/// The same of a machine's generation.
constexpr workspace_generation generation_of(gpu_generation generation) {
  return is_before_hopper(generation) ? workspace_generation::before_hopper
                                      : workspace_generation::hopper_and_newer;
}

/// The peak of every kind of stage, in training of a model by a plan.
constexpr training_memory estimate_memory(const language_model& model, const training_plan& plan,
                                          const batch& batch, const recipe& how,
                                          const memory_accounting& framework,
                                          workspace_generation generation) {
  return memory_estimator(model, plan, batch, how, framework, generation).of_all();
}

constexpr training_memory estimate_memory(const language_model& model, const training_plan& plan,
                                          const batch& batch, const recipe& how,
                                          const memory_accounting& framework, const accelerator& gpu) {
  return estimate_memory(model, plan, batch, how, framework, generation_of(gpu));
}

}  // namespace scalewall
