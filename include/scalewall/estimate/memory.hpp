// Whether a plan fits in memory.

#pragma once

#include <scalewall/cost/memory.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/strategy.hpp>

namespace scalewall {

/// What all accelerators of a plan keep, against what they have.
struct memory_balance {
  memory_footprint needed;
  bytes available{};

  constexpr bool fits() const { return needed.total() <= available; }
};

constexpr memory_balance balance_memory(const step_estimate& step, const cluster& machines) {
  return {.needed = step.memory, .available = double(step.working) * memory_capacity(machines.gpu)};
}

/// Whether weights and optimizer state fit. They do not depend on a batch.
template <parallel_strategy Strategy>
constexpr bool fits(const model_shape& model, const cluster& machines) {
  require_valid(model);
  require_valid(machines);
  const plan split = place(parallelism_of<Strategy>(), machines.network);
  const bytes word = word_size(machines.gpu);
  const bytes needed =
      footprint(model, double(parameters(model)) * word, split, 0, word, activation_memory::untracked)
          .total();
  return needed <= double(accelerators(split)) * memory_capacity(machines.gpu);
}

/// Whether they fit with the activations, if `how` tracks them.
template <parallel_strategy Strategy>
constexpr bool fits(const model_shape& model, const cluster& machines, const batch& read,
                    const execution& how) {
  return balance_memory(estimate_step<Strategy>(model, machines, read, how), machines).fits();
}

/// The step, of a plan that must fit. Throws `broken_rule` where it does not.
constexpr step_estimate must_fit(const step_estimate& step, const cluster& machines) {
  const memory_balance balance = balance_memory(step, machines);
  require(balance.fits(), "weights, optimizer state and activations fit in the memory of the cluster",
          {{"bytes needed", balance.needed.total().value()}, {"bytes available", balance.available.value()}});
  return step;
}

}  // namespace scalewall
