// A whole training run: as many steps as the training data has batches.

#pragma once

#include <scalewall/estimate/step.hpp>
#include <scalewall/parallel/strategy.hpp>

namespace scalewall {

struct run_estimate {
  step_estimate step;
  double steps = 0;  ///< training tokens over tokens in a batch, not rounded
  flop compute{};    ///< model FLOP of the whole run
  tokens data{};

  constexpr seconds duration() const { return steps * step.total; }

  /// Throughput of each accelerator of the cluster, idle ones too.
  constexpr tokens_per_second throughput() const { return data / duration() / double(step.accelerators); }
  constexpr seconds tensor_communication() const { return steps * step.tensor_communication.bandwidth; }
  constexpr seconds pipeline_communication() const { return steps * step.pipeline_communication.bandwidth; }
  constexpr seconds data_communication() const { return steps * step.data_communication.bandwidth; }
  constexpr seconds network_latency() const { return steps * step.network_latency(); }
  constexpr seconds waits(bottleneck what) const { return steps * step.waits[what]; }
};

/// The run that repeats a step of `model` on `read` until it has seen `data`.
constexpr run_estimate repeat_step(const step_estimate& step, const model_shape& model, const batch& read,
                                   tokens data) {
  require(is_positive_and_finite(data), "a run trains on some data", {{"tokens", data.value()}});
  return {.step = step,
          .steps = data / size(read),
          .compute = training_flop_per_token(model) * data,
          .data = data};
}

constexpr run_estimate estimate_run(const model_shape& model, const cluster& machines, const plan& split,
                                    const batch& read, tokens data, const stack_recipe& how = {}) {
  return repeat_step(estimate_step(model, machines, split, read, how), model, read, data);
}

template <parallel_strategy Strategy>
constexpr run_estimate estimate_run(const model_shape& model, const cluster& machines, const batch& read,
                                    tokens data, const stack_recipe& how = {}) {
  return repeat_step(estimate_step<Strategy>(model, machines, read, how), model, read, data);
}

}  // namespace scalewall
