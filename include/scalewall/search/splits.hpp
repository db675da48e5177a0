// The space of plans, before placement: degrees, schedules and microbatch counts.
//
// For a model on N accelerators TP DP PP EP = N, where TP divides d f, DP the tokens of the batch, PP the layers and
// EP the experts. Microbatch counts divide the tokens that an expert meets. What of it is tried, a `plan_space` says.
//
// Source of the rules of thumb: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the public simulation.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/search/divisors.hpp>
#include <scalewall/search/space.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

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

/// Of the ascending divisors of what an expert meets, the microbatch counts to try: from `begin` to `end`.
struct microbatch_range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

constexpr microbatch_range microbatch_counts(const std::vector<std::int64_t>& divisors_of_met,
                                             std::int64_t stages, pipeline_schedule schedule, choices tried) {
  const bool bubble = schedule != pipeline_schedule::zero_bubble;
  const bool every = tried == choices::every;
  const std::int64_t least = bubble && every ? 1 : least_microbatches(stages, schedule);
  const auto first = std::lower_bound(divisors_of_met.begin(), divisors_of_met.end(), least);
  const auto begin = static_cast<std::size_t>(first - divisors_of_met.begin());
  const std::size_t number = every ? divisors_of_met.size() : (bubble ? 4 : 1);
  return {.begin = begin, .end = std::min(begin + number, divisors_of_met.size())};
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

/// Calls `visit(split)` for every schedule, microbatch count and interleaving of given degrees.
template <class Visitor>
constexpr void for_each_schedule(split degrees, const model_shape& model,
                                 const std::vector<std::int64_t>& divisors_of_met, const plan_space& within,
                                 Visitor&& visit) {
  for (const auto schedule : {pipeline_schedule::one_forward_one_backward, pipeline_schedule::zero_bubble}) {
    const bool bubble = schedule != pipeline_schedule::zero_bubble;
    if (bubble ? !within.bubble : !within.zero_bubble) continue;
    degrees.schedule = schedule;
    const std::int64_t finest = bubble && degrees.pipeline > 1 ? model.layers / degrees.pipeline : 1;
    const auto counts =
        detail::microbatch_counts(divisors_of_met, degrees.pipeline, schedule, within.microbatch_counts);
    const auto with_interleaving = [&](std::int64_t stages) {
      if (!within.interleaving(stages)) return;
      degrees.interleaving = stages;
      for (std::size_t i = counts.begin; i < counts.end; ++i) {
        if (!within.microbatches(divisors_of_met[i])) continue;
        degrees.microbatches = divisors_of_met[i];
        visit(std::as_const(degrees));
      }
    };
    if (within.interleavings == choices::every)
      math::for_each_divisor(math::factorize(finest), with_interleaving);
    else
      with_interleaving(finest);
  }
}

/// Calls `visit(split)` for every split of the space.
template <class Visitor>
constexpr void for_each_split(const model_shape& model, const batch& read, count accelerators,
                              const plan_space& within, Visitor&& visit) {
  const std::int64_t most_experts = gcd(accelerators, model.experts).as_int64();
  const count cuttable = detail::largest_tensor_degree(model);
  for (const std::int64_t dp : divisors(gcd(accelerators, token_count(read)).as_int64())) {
    const std::int64_t met = tokens_per_expert(model, read, dp);
    if (met == 0 || !within.data(dp)) continue;
    const std::vector<std::int64_t> divisors_of_met = divisors(met);

    math::for_each_divisor(math::factorize(most_experts), [&](std::int64_t ep) {
      if (within.expert_degrees == choices::by_rule_of_thumb && ep != most_experts) return;
      const count replicas = count{dp} * ep;
      if (!within.expert(ep) || accelerators % replicas != count{}) return;
      const count in_replica = accelerators / replicas;

      math::for_each_divisor(math::factorize(gcd(in_replica, model.layers).as_int64()), [&](std::int64_t pp) {
        const count tp = in_replica / pp;
        if (!within.pipeline(pp) || cuttable % tp != count{} || !within.tensor(tp.as_int64())) return;
        for_each_schedule({.tensor = tp.as_int64(), .pipeline = pp, .data = dp, .expert = ep}, model,
                          divisors_of_met, within, visit);
      });
    });
  }
}

/// Calls `visit(plan)` for every division of the tensor parallelism, each degree whole on the innermost level.
template <class Visitor>
constexpr void for_each_tensor_shape(const model_shape& model, const split& degrees, const plan_space& within,
                                     Visitor&& visit) {
  const std::int64_t root = math::integer_sqrt(degrees.tensor);
  math::for_each_divisor(math::factorize(degrees.tensor), [&](std::int64_t along_ff) {
    const bool near_square = root <= along_ff && along_ff <= 4 * root;
    if (within.tensor_shapes == choices::by_rule_of_thumb && !near_square) return;
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
