// The products of an accelerator in a step, as the paper counts them.
//
//     of every weight that it holds, cut by tensor parallelism:    L E m r times        r = 4/3 where activations are recomputed, else 1
//
// with L layers, E experts and m microbatches of a rank. A product stands for three: itself, and the gradients of its input
// and of its weight, so that a forward pass once more is a third of them.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/model/layer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/sharding.hpp>

#include <cstdint>

namespace scalewall {

/// A weight of rows x columns that meets so many tokens at a time: forward, and backward for the gradients of its input and
/// of itself, each so many times.
struct repeated_matmul {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t tokens = 0;
  double times = 0;

  friend constexpr bool operator==(const repeated_matmul&, const repeated_matmul&) = default;
};

/// Calls `visitor(repeated_matmul)` for every operation of a layer.
template <class Visitor>
[[gnu::always_inline]] constexpr void for_each_repeated_matmul(const layer_operations& operations,
                                                               const plan& plan, const shard& shard,
                                                               bool recompute, const Visitor& visitor) {
  const double times = static_cast<double>(shard.layers) * static_cast<double>(shard.experts) *
                       static_cast<double>(plan.microbatches) * (recompute ? 4.0 / 3.0 : 1.0);
  const std::int64_t along_model = plan.tensor_model.total();
  const std::int64_t along_ff = plan.tensor_ff.total();
  const auto cut = [&](const weight_dimension& whole) {
    return whole.size / tensor_degree(whole.cut_along, along_model, along_ff);
  };
  for (const weight_matmul& operation : operations)
    visitor(repeated_matmul{cut(operation.output), cut(operation.input), shard.tokens, times});
}

}  // namespace scalewall
