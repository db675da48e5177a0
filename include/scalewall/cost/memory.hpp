// What a cluster keeps in memory.
//
//     weights        P beta DP             one copy per replica
//     optimizer      4 P beta              sharded over the replicas
//     activations    of the k microbatches in flight in a pipeline, if tracked:
//                      recomputed          d PP beta b k DP E
//                      kept                (d + f) beta b k L DP E
//                    with k = PP, or 2 PP - 1 under a zero bubble schedule
//
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the public simulation.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>

namespace scalewall {

enum class activation_memory { untracked, kept, recomputed };

struct memory_footprint {
  bytes weights{};
  bytes optimizer{};
  bytes activations{};

  constexpr bytes total() const { return weights + optimizer + activations; }
  friend constexpr bool operator==(const memory_footprint&, const memory_footprint&) = default;
};

/// Over the whole cluster. `weights` are all of the model's; `tokens_met` are those that one expert meets in one
/// microbatch.
constexpr memory_footprint footprint(const model_shape& model, bytes weights, const plan& split,
                                     std::int64_t tokens_met, bytes word, activation_memory activations) {
  const double replicas = static_cast<double>(split.data.total());
  memory_footprint kept{.weights = replicas * weights, .optimizer = 4.0 * weights};
  if (activations == activation_memory::untracked) return kept;

  const double stages = static_cast<double>(split.pipeline.total());
  const double in_flight = split.schedule == pipeline_schedule::zero_bubble ? 2 * stages - 1 : stages;
  const double all_tokens =
      static_cast<double>(tokens_met) * replicas * static_cast<double>(model.experts) * in_flight;
  if (activations == activation_memory::recomputed) {
    kept.activations = static_cast<double>(model.width) * stages * all_tokens * word;
  } else {
    double inputs = 0;  // of all operations of a layer: what the weight gradients need
    for (const weight_matmul& operation : model.operations)
      inputs += static_cast<double>(operation.input.size);
    kept.activations = inputs * static_cast<double>(model.layers) * all_tokens * word;
  }
  return kept;
}

}  // namespace scalewall
