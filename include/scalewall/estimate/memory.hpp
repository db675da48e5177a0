// Whether a plan fits in memory.

#pragma once

#include <scalewall/cost/memory.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/sharding.hpp>
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

/// Whether a strategy fits: weights, gradients, optimizer state and the activations of the batch.
template <parallel_strategy Strategy>
constexpr bool fits(const model_shape& model, const cluster& machines, const batch& read,
                    const stack_recipe& how = {}) {
  return balance_memory(estimate_step<Strategy>(model, machines, read, how), machines).fits();
}

/// The least batch that a strategy works on: one sequence of 2048 tokens in every microbatch of every replica.
template <parallel_strategy Strategy>
constexpr batch least_batch(const network& levels) {
  const plan split = place(parallelism_of<Strategy>(), levels);
  const std::int64_t microbatches = split.microbatches == parallelism::fewest
                                        ? least_microbatches(split.pipeline.total(), split.schedule)
                                        : split.microbatches;
  return {.sequences = (count{split.data.total()} * microbatches).as_int64()};
}

/// The same for the least batch: a strategy that fits no batch at all is told without one.
template <parallel_strategy Strategy>
constexpr bool fits(const model_shape& model, const cluster& machines, const stack_recipe& how = {}) {
  require_valid(machines);
  return fits<Strategy>(model, machines, least_batch<Strategy>(machines.network), how);
}

/// The step, of a plan that must fit. Throws `broken_rule` where it does not.
constexpr step_estimate must_fit(const step_estimate& step, const cluster& machines) {
  const memory_balance balance = balance_memory(step, machines);
  require(balance.fits(),
          "weights, gradients, optimizer state and activations fit in the memory of the cluster",
          {{"bytes needed", balance.needed.total().value()}, {"bytes available", balance.available.value()}});
  return step;
}

}  // namespace scalewall
