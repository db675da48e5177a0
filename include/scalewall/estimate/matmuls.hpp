// The matrix multiplications of an accelerator in a step.
//
// Every weight that it holds, cut by the tensor parallelism, is multiplied three times for every microbatch: forward, and
// backward for the gradients of its input and of itself. Recomputing activations multiplies their time by 4/3.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/model/layer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/quantities.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace scalewall {

/// What a weight of `rows` x `columns` is multiplied for.
struct weight_times {
  matmul_time product;   ///< forward
  matmul_time input;     ///< the gradient of the input, backward
  matmul_time gradient;  ///< that of the weight
};

/// All matrix multiplications of an accelerator in a step, where `times_of(rows, columns, tokens)` are those of a weight.
template <class TimesOf>
constexpr time_parts sum_matmuls(TimesOf times_of, const layer_operations& operations, const plan& split,
                                 const shard& held, const execution& how) {
  const double repeats = static_cast<double>(held.layers) * static_cast<double>(held.experts) *
                         static_cast<double>(split.microbatches) * (how.recompute ? 4.0 / 3.0 : 1.0);
  const std::int64_t along_model = split.tensor_model.total();
  const std::int64_t along_ff = split.tensor_ff.total();
  const auto cut = [&](const weight_dimension& whole) {
    return whole.size / tensor_degree(whole.cut_along, along_model, along_ff);
  };

  time_parts sum;
  const auto add = [&](const matmul_time& once) {
    sum[once.busy_with] += repeats * once.busy;
    sum[bottleneck::matmul_latency] += repeats * once.latency;
  };
  for (const weight_matmul& operation : operations) {
    const weight_times& times = times_of(cut(operation.output), cut(operation.input), held.tokens);
    add(times.product);
    add(times.input);
    add(times.gradient);
  }
  return sum;
}

/// Multiplications at the reference's prices. What widens a layer is often followed by what narrows it again: the same, transposed.
constexpr time_parts time_matmuls(const matmul_timer& timer, const layer_operations& operations,
                                  const plan& split, const shard& held, const execution& how) {
  tiled_weight weight;
  weight_times times;
  const auto times_of = [&](std::int64_t rows, std::int64_t columns, std::int64_t met) -> const auto& {
    if (weight.rows == columns && weight.columns == rows) {
      weight = weight.transposed();
      std::swap(times.product, times.input);
    } else {
      weight = timer.tile(rows, columns);
      times.product = timer.time(weight, met, matmul_kind::activation);
      times.input = timer.time(weight.transposed(), met, matmul_kind::activation);
    }
    times.gradient = timer.time(weight, met, matmul_kind::weight_gradient);
    return times;
  };
  return sum_matmuls(times_of, operations, split, held, how);
}

/// Multiplications at any prices: `price(shape, kind)` is that of one.
template <std::invocable<const matmul_shape&, matmul_kind> Price>
constexpr time_parts time_matmuls(const Price& price, const layer_operations& operations, const plan& split,
                                  const shard& held, const execution& how) {
  matmul_shape weight;
  weight_times times;
  const auto times_of = [&](std::int64_t rows, std::int64_t columns, std::int64_t met) -> const auto& {
    if (weight.rows == columns && weight.columns == rows) {
      std::swap(times.product, times.input);
    } else {
      times.product = price({rows, columns, met}, matmul_kind::activation);
      times.input = price({columns, rows, met}, matmul_kind::activation);
    }
    weight = {rows, columns, met};
    times.gradient = price(weight, matmul_kind::weight_gradient);
    return times;
  };
  return sum_matmuls(times_of, operations, split, held, how);
}

}  // namespace scalewall
