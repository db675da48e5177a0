// The space of plans, before placement: degrees, schedules and microbatch counts.
//
// For a model on N accelerators TP DP PP EP = N, where TP divides d f, DP the sequences of the batch, PP the layers and
// EP the experts. Microbatch counts divide the sequences of a replica. In the reference DP divides tokens, and
// microbatch counts the tokens that an expert meets. What of it is tried, a `plan_space` says.
//
// Source of the rules of thumb: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the public simulation.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/parallel/split.hpp>
#include <scalewall/search/divisors.hpp>
#include <scalewall/search/space.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
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
      if (dimension.size % tensor_degree(dimension.cut_along, along_model, along_ff) != 0) return false;
  return true;
}

}  // namespace detail

/// Of a split with its degrees and its schedule.
constexpr open_schedule schedule_of(const split& degrees, const model_shape& model,
                                    const plan_space& within) {
  const bool bubble = row_of(degrees.schedule).has_bubble;
  open_schedule open{.fewest_microbatches = least_microbatches(degrees.pipeline, degrees.schedule),
                     .microbatch_counts = bubble ? std::size_t{4} : 1};
  if (within.microbatch_counts == choices::every) {
    if (bubble) open.fewest_microbatches = 1;
    open.microbatch_counts = std::numeric_limits<std::size_t>::max();
  }
  if (bubble && degrees.pipeline > 1) open.finest = model.layers / degrees.pipeline;
  open.coarsest = within.interleavings == choices::every ? 1 : open.finest;
  return open;
}

/// Calls `visit(split)` for all degrees and schedules, with microbatches and interleavings undecided. A single stage has
/// no bubble to fill: zero bubble would be no schedule of its own.
template <class Visitor>
constexpr void for_each_degrees(const step_estimator& question, count accelerators, const plan_space& within,
                                Visitor&& visit) {
  using enum pipeline_schedule;
  const model_shape& model = question.model();
  const batch& read = question.read();
  const plan_rules rules = question.how().rules;
  const std::int64_t most_experts = gcd(accelerators, model.experts).as_int64();
  const std::vector<std::int64_t> experts = divisors(most_experts);
  const std::vector<std::int64_t> stages = divisors(gcd(accelerators, model.layers).as_int64());
  const count cuttable = detail::largest_tensor_degree(model);
  math::for_each_divisor(
      math::factorize(gcd(accelerators, parts_of_batch(read, rules)).as_int64()), [&](std::int64_t dp) {
        if (!within.data(dp) || parts_of_replica(model, read, dp, rules) == 0) return;
        for (const std::int64_t ep : experts) {
          if (within.expert_degrees == choices::by_rule_of_thumb && ep != most_experts) continue;
          const count replicas = count{dp} * ep;
          if (!within.expert(ep) || accelerators % replicas != count{}) continue;
          const count in_replica = accelerators / replicas;
          for (const std::int64_t pp : stages) {
            if (!within.pipeline(pp) || in_replica % pp != count{}) continue;
            const count tp = in_replica / pp;
            if (cuttable % tp != count{} || !within.tensor(tp)) continue;
            split degrees{.tensor = tp.as_int64(), .pipeline = pp, .data = dp, .expert = ep};
            if (within.bubble) visit(std::as_const(degrees));
            degrees.schedule = zero_bubble;
            if (within.zero_bubble && pp > 1) visit(std::as_const(degrees));
          }
        }
      });
}

/// The plan of a split whose tensor parallelism may be undecided, each degree whole on the innermost level.
constexpr plan unplaced(const split& decided) {
  const bool shaped = decided.along_model != split::undecided;
  return {.tensor_model = {shaped ? decided.along_model : 1},
          .tensor_ff = {shaped ? decided.tensor / decided.along_model : decided.tensor},
          .pipeline = {decided.pipeline},
          .data = {decided.data},
          .expert = {decided.expert},
          .microbatches = decided.microbatches,
          .interleaving = decided.interleaving,
          .schedule = decided.schedule};
}

/// Whether a split with its schedule fits in the memory of the accelerators that it is for.
constexpr bool fits(const split& decided, const step_estimator& question) {
  const plan whole = unplaced(decided);
  const shard held = shard_of(whole, question.model(), question.read(), question.how().rules);
  const bytes available = double(accelerators(whole)) * memory_capacity(question.machines().gpu);
  return question.footprint(whole, held).total() <= available;
}

/// Calls `visit(split)` for every microbatch count and interleaving of a split that leaves them undecided. Those that do
/// not fit in memory are no choice: a rule of thumb that looks at the smallest ones looks at the smallest that fit. The
/// reference looks at its smallest ones whether they fit or not.
template <class Visitor>
constexpr void for_each_schedule(split degrees, const step_estimator& question, const plan_space& within,
                                 Visitor&& visit) {
  const open_schedule open = schedule_of(degrees, question.model(), within);
  const plan_rules rules = question.how().rules;
  const std::vector<std::int64_t> counts =
      divisors(parts_of_replica(question.model(), question.read(), degrees.data, rules));
  const auto first = std::lower_bound(counts.begin(), counts.end(), open.fewest_microbatches);
  math::for_each_divisor(math::factorize(open.finest), [&](std::int64_t interleaving) {
    if (interleaving < open.coarsest || !within.interleaving(interleaving)) return;
    degrees.interleaving = interleaving;
    std::size_t looked_at = 0;
    for (auto microbatches = first; microbatches != counts.end() && looked_at < open.microbatch_counts;
         ++microbatches) {
      degrees.microbatches = *microbatches;
      if (rules == plan_rules::practice && !fits(degrees, question)) continue;
      ++looked_at;
      if (within.microbatches(*microbatches)) visit(std::as_const(degrees));
    }
  });
}

/// Calls `visit(split)` for every split of the space.
template <class Visitor>
constexpr void for_each_split(const step_estimator& question, count accelerators, const plan_space& within,
                              Visitor&& visit) {
  for_each_degrees(question, accelerators, within,
                   [&](const split& degrees) { for_each_schedule(degrees, question, within, visit); });
}

/// Calls `visit(split)` for every division of the tensor parallelism over its two axes.
template <class Visitor>
constexpr void for_each_tensor_shape(split decided, const model_shape& model, const plan_space& within,
                                     Visitor&& visit) {
  const std::int64_t root = math::integer_sqrt(decided.tensor);
  math::for_each_divisor(math::factorize(decided.tensor), [&](std::int64_t along_ff) {
    const bool near_square = root <= along_ff && along_ff <= 4 * root;
    if (within.tensor_shapes == choices::by_rule_of_thumb && !near_square) return;
    decided.along_model = decided.tensor / along_ff;
    if (detail::divides_tensors(model, decided.along_model, along_ff)) visit(std::as_const(decided));
  });
}

}  // namespace scalewall
