// The space of plans, before placement: which degrees, schedules and microbatch counts are worth a look.
//
// The reference space, for a model on N accelerators:
//
//   - EP = gcd(N, E), and TP DP PP = N / EP, where TP divides d f, DP the tokens of the batch, PP the layers;
//   - TP_ff among the divisors of TP, between floor(sqrt TP) and four times that, dividing d_ff, where
//     TP / TP_ff divides d_model;
//   - with a bubble: the four smallest microbatch counts from PP on, fully interleaved if PP > 1;
//     without: the smallest from 2 PP on. Counts divide the tokens that an expert meets.
//
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the public simulation.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/search/divisors.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

namespace detail {

constexpr std::size_t microbatch_counts_with_bubble = 4;
constexpr std::size_t microbatch_counts_without = 1;

/// No tensor parallelism beyond the words of the smallest weight matrix.
constexpr count largest_tensor_degree(const model_shape& model) {
  count words;
  for (const weight_matmul& operation : model.operations) {
    const count here = count{operation.output.size} * operation.input.size;
    words = words == count{} ? here : gcd(words, here);
  }
  return words;
}

/// Whether tensor parallelism of these degrees divides every dimension that it cuts.
constexpr bool divides_tensors(const model_shape& model, std::int64_t along_model, std::int64_t along_ff) {
  for (const weight_matmul& operation : model.operations)
    for (const weight_dimension& dimension : {operation.output, operation.input})
      if (dimension.size % (dimension.cut_along == tensor_axis::model ? along_model : along_ff) != 0)
        return false;
  return true;
}

}  // namespace detail

/// Plans that differ in how tensor parallelism is divided over its two dimensions, and in placement.
struct split {
  std::int64_t tensor = 1;
  std::int64_t pipeline = 1;
  std::int64_t data = 1;
  std::int64_t expert = 1;
  std::int64_t microbatches = 1;
  std::int64_t interleaving = 1;
  pipeline_schedule schedule = pipeline_schedule::one_forward_one_backward;
};

/// Calls `visit(split)` for every split of the reference space.
template <class Visitor>
constexpr void for_each_split(const model_shape& model, const batch& read, count accelerators,
                              Visitor&& visit) {
  const std::int64_t ep = gcd(accelerators, model.experts).as_int64();
  const count dense = accelerators / ep;
  const std::vector<std::int64_t> stages = divisors(gcd(dense, model.layers).as_int64());
  const count cuttable = detail::largest_tensor_degree(model);

  for (const std::int64_t dp : divisors(gcd(dense, token_count(read)).as_int64())) {
    const std::int64_t met = tokens_per_expert(model, read, dp);
    if (met == 0) continue;
    const std::vector<std::int64_t> microbatch_counts = divisors(met);
    for (const std::int64_t pp : stages) {
      const count tensor_and_stages = dense / dp;
      if (tensor_and_stages % pp != count{} || cuttable % (tensor_and_stages / pp) != count{}) continue;
      const std::int64_t tp = (tensor_and_stages / pp).as_int64();
      for (const auto schedule :
           {pipeline_schedule::one_forward_one_backward, pipeline_schedule::zero_bubble}) {
        const bool bubble = schedule != pipeline_schedule::zero_bubble;
        auto m = std::lower_bound(microbatch_counts.begin(), microbatch_counts.end(),
                                  least_microbatches(pp, schedule));
        std::size_t left = bubble ? detail::microbatch_counts_with_bubble : detail::microbatch_counts_without;
        for (; m != microbatch_counts.end() && left > 0; ++m, --left)
          visit(split{.tensor = tp,
                      .pipeline = pp,
                      .data = dp,
                      .expert = ep,
                      .microbatches = *m,
                      .interleaving = bubble && pp > 1 ? model.layers / pp : 1,
                      .schedule = schedule});
      }
    }
  }
}

/// Calls `visit(plan)` for every division of the tensor parallelism, each degree whole on the innermost
/// level.
template <class Visitor>
constexpr void for_each_tensor_shape(const model_shape& model, const split& degrees, Visitor&& visit) {
  const std::int64_t root = math::integer_sqrt(degrees.tensor);
  math::for_each_divisor(math::factorize(degrees.tensor), [&](std::int64_t along_ff) {
    if (along_ff < root || along_ff > 4 * root) return;
    if (!detail::divides_tensors(model, degrees.tensor / along_ff, along_ff)) return;
    visit(plan{.tensor_model = {degrees.tensor / along_ff},
               .tensor_ff = {along_ff},
               .pipeline = {degrees.pipeline},
               .data = {degrees.data},
               .expert = {degrees.expert},
               .microbatches = degrees.microbatches,
               .interleaving = degrees.interleaving,
               .schedule = degrees.schedule});
  });
}

}  // namespace scalewall
