// The time of the products of an accelerator in a step, parallel/repeated_matmuls.hpp.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/parallel/repeated_matmuls.hpp>
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

/// The sum over products, where `times_of(rows, columns, tokens)` are the times of a weight and `for_each(visitor)` hands every
/// product to a visitor.
template <class TimesOf, class ForEach>
constexpr time_parts sum_matmuls(TimesOf times_of, const ForEach& for_each) {
  time_parts sum;
  for_each([&](const repeated_matmul& product) {
    const auto add = [&](const matmul_time& once) {
      sum[once.busy_with] += product.times * once.busy;
      sum[bottleneck::matmul_latency] += product.times * once.latency;
    };
    const weight_times& times = times_of(product.rows, product.columns, product.tokens);
    add(times.product);
    add(times.input);
    add(times.gradient);
  });
  return sum;
}

/// Products at the reference's prices. What widens a layer is often followed by what narrows it again: the same, transposed.
template <class ForEach>
constexpr time_parts time_matmuls(const matmul_timer& timer, const ForEach& for_each) {
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
  return sum_matmuls(times_of, for_each);
}

/// Products at any prices: `price(shape, kind)` is that of one.
template <std::invocable<const matmul_shape&, matmul_kind> Price, class ForEach>
constexpr time_parts time_matmuls(const Price& price, const ForEach& for_each) {
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
  return sum_matmuls(times_of, for_each);
}

}  // namespace scalewall
