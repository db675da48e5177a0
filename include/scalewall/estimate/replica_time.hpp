// How much of what replicas do together is not hidden, and how long the optimizer takes.
//
//     exposed(c, avail) = max(0, c - avail) + x min(c, avail)
//
// Reductions hide behind the backward pass of one microbatch, gathered weights behind its forward pass; in a pipeline also
// behind the chunks of layers that earlier ranks are still busy with, 1 + (p - 1)(1 - 1/v) passes, but where every microbatch
// gathers weights anew. What a recipe does not overlap is waited for whole; software that hides nothing leaves x c. The
// calls are the parameters over those of a bucket, rounded up, or so many a layer.
//
//     optimizer    x (34 W / shards + 8 W) / H, the second term where software passes over whole parameters as well
//     offloaded    W / shards ((g + 2) / C + 30 / M) in the place of the first term
//
// Of an optimizer on the host g bytes of a gradient go down over a link of C and weights of 2 come up, and between them the host
// passes over 30 bytes of a parameter in its memory of M: a gradient, master weight and two moments read, three of them written,
// and the weight. One does not run beside another (Megatron's default), links and memory are as data sheets have them: a formula
// only. Source: Ren 2021 (arXiv 2101.06840); Megatron Core, core/optimizer/cpu_offloading/hybrid_optimizer.py.

#pragma once

#include <scalewall/cost/group_transfer.hpp>
#include <scalewall/estimate/stage_time.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/math.hpp>
#include <scalewall/parallel/once_a_step.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>

namespace scalewall {

/// Calls in which replicas meet for so many parameters of so many layers.
constexpr double calls_of(const gradient_buckets& buckets, double parameters, double layers,
                          std::int64_t replicas) {
  if (buckets.calls_per_layer > 0) return buckets.calls_per_layer * layers;
  const double bucket =
      std::max(buckets.parameters, buckets.parameters_per_replica * static_cast<double>(replicas));
  return math::ceil(parameters / bucket);
}

/// What replicas take once a step, or for every microbatch: by what it may hide behind.
struct replica_time {
  seconds behind_forward{};
  seconds behind_backward{};
  double times = 1;

  friend constexpr bool operator==(const replica_time&, const replica_time&) = default;
};

constexpr replica_time time_replicas(const once_a_step& work, const training_machine& machine,
                                     const training_software& software, double layers) {
  replica_time sum;
  for (const replica_collective& made : work.collectives) {
    const double calls = calls_of(software.buckets, made.parameters, layers, made.group.members);
    const seconds time = time_collective_in_calls(machine, made.operation, made.group, made.size, calls);
    (made.behind == work::phase::forward ? sum.behind_forward : sum.behind_backward) += time;
    sum.times = std::max(sum.times, made.times);
  }
  return sum;
}

/// exposed(c, avail).
constexpr seconds exposed_time(seconds taken, seconds available, double share) {
  const seconds hidden = std::min(taken, available);
  return (taken - hidden) + share * hidden;
}

/// What is waited for of it, in a pipeline of p ranks with v chunks, behind the phases of one microbatch.
constexpr seconds exposed_replica_time(const replica_time& replicas, const phase_times& phases,
                                       const training_software& software, const recipe& recipe,
                                       std::int64_t ranks, std::int64_t chunks) {
  const double share = software.constants.replicas.value;
  const double passes = recipe.shards == sharding::weights
                            ? 1.0
                            : 1 + static_cast<double>(ranks - 1) * (1 - 1 / static_cast<double>(chunks));
  const auto waited = [&](seconds taken, seconds available, bool overlaps) {
    return software.overlaps_replicas && overlaps ? exposed_time(taken, passes * available, share)
           : software.overlaps_replicas           ? taken
                                                  : share * taken;
  };
  return replicas.times *
         (waited(replicas.behind_forward, phases.forward, recipe.overlaps_parameters) +
          waited(replicas.behind_backward, phases.inputs + phases.weights, recipe.overlaps_gradients));
}

/// What an update of so many parameters takes on the host.
constexpr seconds time_update_on_host(const host_memory& host, const recipe& recipe, double parameters) {
  constexpr double weight = 2, passed = 30;
  const double gradient = std::min(recipe.states.gradient, 4.0);
  return bytes::from_value((gradient + weight) * parameters) / host.link +
         bytes::from_value(passed * parameters) / host.bandwidth;
}

/// The time of an update, here and on the host; where the host's memory is not known, all of it as on the accelerator.
constexpr seconds time_optimizer(const once_a_step& work, const training_machine& machine,
                                 const training_software& software, const recipe& recipe) {
  const double on_host = machine.host ? share_on_host(recipe) : 0;
  const auto passed = [&](const optimizer_update& update) {
    return (1 - on_host) * (update.parameters / update.shards) * software.optimizer_of_shard +
           update.parameters * software.optimizer_of_rank;
  };
  const seconds here = software.constants.optimizer.value *
                       ((passed(work.dense) + passed(work.experts)) / stream_bandwidth(machine));
  if (!(on_host > 0)) return here;
  return here + time_update_on_host(*machine.host, recipe,
                                    on_host * (work.dense.parameters / work.dense.shards +
                                               work.experts.parameters / work.experts.shards));
}

}  // namespace scalewall
