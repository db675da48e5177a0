// What replicas do together once a step, or once a microbatch where weights are sharded, and what the optimizer passes over.
//
// W trained parameters of a rank have n replicas; g bytes of a gradient's word are added up, 2 of a weight's gathered.
//
//     ZeRO 0       all-reduce(g W)                                        behind the backward pass
//     ZeRO 1, 2    reduce-scatter(g W) behind it, all-gather(2 W) behind the next forward pass; where shards are repeated
//                  over q groups both are of n / q replicas, and all-reduce(g W q / n) joins the groups
//     ZeRO 3       all-gather(2 W) behind the forward pass, all-gather(2 W) and reduce-scatter(g W) behind the backward pass,
//                  of every microbatch; in a pipeline once a step
//
// Experts have replicas of their own, n = t c D / (e t_e). Sources: Rajbhandari 2020 (arXiv 1910.02054); Megatron Core,
// core/distributed; torchtitan, which keeps weights gathered in a pipeline (apply_fsdp).

#pragma once

#include <scalewall/fixed_list.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/work/work_list.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// A collective of replicas.
struct replica_collective {
  std::string_view what = "";
  transfer_operation operation = transfer_operation::all_reduce;
  bytes size{};
  work::rank_group group{};

  /// What it may hide behind: the forward pass, or gradients of inputs and weights.
  work::phase behind = work::phase::inputs;

  double times = 1;  ///< a step

  /// Whose gradients or weights they are, all layers together.
  double parameters = 0;

  friend constexpr bool operator==(const replica_collective&, const replica_collective&) = default;
};

/// Parameters that an optimizer updates on a rank, and how many ranks share that.
struct optimizer_update {
  double parameters = 0;
  double shards = 1;

  friend constexpr bool operator==(const optimizer_update&, const optimizer_update&) = default;
};

struct once_a_step {
  fixed_list<replica_collective, 8> collectives;
  optimizer_update dense{};
  optimizer_update experts{};

  friend constexpr bool operator==(const once_a_step&, const once_a_step&) = default;
};

namespace detail {

struct replicas {
  double parameters = 0;
  work::rank_group group{};
};

constexpr optimizer_update add_replicas(once_a_step& work, const replicas& held, const recipe& recipe,
                                        double microbatches) {
  using enum transfer_operation;
  const std::int64_t members = held.group.members;
  const bytes gradients = bytes::from_value(
      recipe.reduced_gradient.value_or(std::min(recipe.states.gradient, 4.0)) * held.parameters);
  const bytes weights = bytes::from_value(2 * held.parameters);
  if (members == 1 || held.parameters == 0) return {held.parameters, 1};
  const auto add = [&](std::string_view what, transfer_operation operation, bytes size,
                       work::rank_group group, work::phase behind, double times) {
    work.collectives.push_back({what, operation, size, group, behind, times, held.parameters});
  };
  if (recipe.shards == sharding::none) {
    add("gradients", all_reduce, gradients, held.group, work::phase::inputs, 1);
    return {held.parameters, 1};
  }
  const std::int64_t groups = std::min(recipe.optimizer_instances, members);
  const work::rank_group inner{.members = members / groups, .stride = held.group.stride};
  const bool whole_weights = recipe.shards != sharding::weights;
  const double times = whole_weights ? 1 : microbatches;
  if (inner.members > 1) {
    add("weights", all_gather, weights, inner, work::phase::forward, times);
    if (!whole_weights) add("weights again", all_gather, weights, inner, work::phase::inputs, times);
    add("gradients", reduce_scatter, gradients, inner, work::phase::inputs, times);
  }
  if (groups > 1)
    add("gradients of groups", all_reduce, gradients / double(inner.members),
        {.members = groups, .stride = inner.members * inner.stride}, work::phase::inputs, 1);
  return {held.parameters, double(inner.members)};
}

}  // namespace detail

/// What a rank with so many trained parameters does once a step.
constexpr once_a_step once_a_step_of(const work::held_parameters& trained, const training_plan& plan,
                                     const recipe& recipe, std::int64_t microbatches) {
  require(recipe.optimizer_instances >= 1, "an optimizer is sharded in at least one group",
          {{"optimizer_instances", recipe.optimizer_instances}});
  const mesh& degrees = plan.mesh;
  const double times = degrees.pipeline > 1 && recipe.stays_gathered_in_pipeline ? 1 : double(microbatches);
  once_a_step work;
  work.dense = detail::add_replicas(work, {trained.dense, {degrees.context * degrees.data, degrees.tensor}},
                                    recipe, times);
  const std::int64_t together = degrees.expert * degrees.expert_tensor;
  work.experts = detail::add_replicas(
      work, {trained.experts, {degrees.tensor * degrees.context * degrees.data / together, together}}, recipe,
      times);
  return work;
}

}  // namespace scalewall
