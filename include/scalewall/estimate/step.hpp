// One training step: what the model, the plan and the costs come to.
//
//     matmul      = 3 multiplications per weight, times layers and experts of an accelerator, times m
//     TP, PP and EP, DP as in communication.hpp
//     all at the prices of the cluster, cost/prices.hpp
//     step        = what of all that is waited for, as in overlap.hpp
//     utilization = 6 (P / E) T / (N peak) / step
//
// Recomputing activations multiplies matmul time by 4/3, TP and PP time by 3/2.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/bubble.hpp>
#include <scalewall/cost/known_matmuls.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/cost/memory.hpp>
#include <scalewall/cost/prices.hpp>
#include <scalewall/cost/transfer.hpp>
#include <scalewall/estimate/communication.hpp>
#include <scalewall/estimate/matmuls.hpp>
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/parallel/strategy.hpp>
#include <scalewall/quantities.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// A share that roundings alone have brought above 1 is 1.
constexpr double whole_at_most(double share) {
  constexpr double roundings = 1e-9;  // of sums of many terms
  return share > 1 && share < 1 + roundings ? 1 : share;
}

/// The reference counts activations only where they are recomputed, as its tables do.
constexpr activation_memory activations_in_memory(const stack_recipe& how) {
  if (how.recompute) return activation_memory::recomputed;
  return how.rules == plan_rules::reference ? activation_memory::untracked : activation_memory::kept;
}

/// Communication in a step whose activations are recomputed: a third pass over what is between products and layers.
constexpr communication_times with_recomputation(communication_times times, const stack_recipe& how) {
  if (!how.recompute) return times;
  times.tensor = 1.5 * times.tensor;
  times.pipeline = 1.5 * times.pipeline;
  return times;
}

/// Products at the prices of a machine; those that are known are looked up.
template <prices_work Prices, class ForEach>
constexpr time_parts time_matmuls(known_matmuls* known, const Prices& prices, const ForEach& for_each) {
  // The reference's prices cost no more than it takes to look them up.
  if constexpr (std::same_as<Prices, scalewall::prices>)
    if (prices.kernels() == nullptr) return time_matmuls(prices.reference(), for_each);
  const auto price = [&](const matmul_shape& shape, matmul_kind kind) { return prices.matmul(shape, kind); };
  const auto price_once = [&](const matmul_shape& shape, matmul_kind kind) {
    return known != nullptr ? known->time(shape, kind, price) : price(shape, kind);
  };
  return time_matmuls(price_once, for_each);
}

struct step_estimate {
  seconds total{};
  double utilization = 0;  ///< of the peak rate, model FLOP only
  bottleneck bound_by = bottleneck::arithmetic;

  /// The step divided among what it waits for; they add up to `total`. Of two things that overlap, only the
  /// longer is waited for.
  time_parts waits{};

  // What each activity takes, hidden behind another or not.
  time_parts matmul{};                     ///< with its fixed latencies
  transfer_time tensor_communication{};    ///< TP
  transfer_time pipeline_communication{};  ///< PP and EP
  transfer_time data_communication{};      ///< DP
  double bubble_fraction = 0;

  memory_footprint memory{};  ///< over the whole cluster
  scalewall::plan plan{};
  stack_recipe how{};
  count accelerators{};  ///< of the cluster; all of them count in the utilization
  count working{};       ///< of them, those that the plan is for

  constexpr double share(bottleneck what) const { return waits[what] / total; }
  constexpr seconds network_latency() const {
    return tensor_communication.latency + pipeline_communication.latency + data_communication.latency;
  }
  constexpr seconds communication() const {
    return tensor_communication.bandwidth + pipeline_communication.bandwidth + data_communication.bandwidth;
  }

  /// What of it nothing waits for, as it is done behind something longer.
  constexpr seconds hidden_communication() const {
    return communication() - waits[bottleneck::tensor_communication] -
           waits[bottleneck::pipeline_communication] - waits[bottleneck::data_communication];
  }
  friend constexpr bool operator==(const step_estimate&, const step_estimate&) = default;
};

/// One question about steps, for any number of plans: the model, the cluster, the batch, the recipe and the prices of
/// work. What plans have in common is computed once.
template <prices_work Prices>
class basic_step_estimator {
 public:
  using tally = communication_tally<Prices>;

  /// An estimator at the prices of the cluster. Throws `broken_rule` with the rule that the model, the cluster or the batch breaks.
  constexpr basic_step_estimator(const model_shape& model, const cluster& machines, const batch& read,
                                 const stack_recipe& how = {})
    requires std::constructible_from<Prices, const cluster&>
      : basic_step_estimator(model, machines, read, how, Prices(machines)) {}

  /// An estimator at other prices.
  constexpr basic_step_estimator(const model_shape& model, const cluster& machines, const batch& read,
                                 const stack_recipe& how, const Prices& prices)
      : model_(checked(model, machines)),
        machines_(machines),
        read_(read),
        how_(how),
        word_(word_size(machines.gpu)),
        parameters_(double(parameters(model_))),
        prices_(prices),
        demand_(model_, size(read).value(), word_),
        least_time_(training_flop_per_token(model_) * size(read) / peak(machines_.gpu)) {}

  constexpr const model_shape& model() const { return model_; }
  constexpr const cluster& machines() const { return machines_; }
  constexpr const batch& read() const { return read_; }
  constexpr const stack_recipe& how() const { return how_; }
  constexpr const Prices& prices() const { return prices_; }
  constexpr const communication_demand& demand() const { return demand_; }

  /// Weights, gradients and optimizer state over the whole cluster.
  constexpr memory_footprint states(std::int64_t replicas) const {
    return model_states(parameters_, replicas, word_, how_.rules);
  }

  /// Throws `broken_rule` with the rule that the plan breaks. That it fits in memory is asked of `fits`.
  constexpr step_estimate estimate(const plan& split) const { return estimate(split, count{}); }

  /// On a cluster of so many accelerators, of which those that the plan is not for stand idle; 0 are as many as it is
  /// for. Of multiplications that are known the price is looked up.
  constexpr step_estimate estimate(const plan& split, count accelerators,
                                   known_matmuls* known = nullptr) const {
    require_valid(split, machines_.network);
    require_divides(split, model_, read_, how_.rules);
    step_estimate step;
    step.plan = split;
    step.working = scalewall::accelerators(split);
    step.accelerators = accelerators == count{} ? step.working : accelerators;
    if (step.working > step.accelerators)
      require(false, "a cluster has at least the accelerators that a plan is for",
              {{"accelerators", double(accelerators)}, {"of the plan", double(step.working)}});
    if (how_.rules == plan_rules::practice) require_room(split, machines_.network, step.accelerators);
    compute(step, shard_of(split, model_, read_, how_.rules), known);
    tally told = start_tally(step);
    for (std::size_t k = machines_.network.size(); k-- > 0;) told.add_level(split, k);
    communicate(step, told);
    if (!(is_positive_and_finite(step.total) && step.utilization > 0))
      require(false, "a step takes a positive, finite time", {{"seconds", step.total.value()}});
    return step;
  }

  /// Fills what does not depend on the placement of the plan in a step that has its plan and its accelerators. Of
  /// multiplications that are known the price is looked up.
  constexpr void compute(step_estimate& step, const shard& held, known_matmuls* known = nullptr) const {
    const plan& split = step.plan;
    step.matmul = time_matmuls(known, split, held);
    step.bubble_fraction = pipeline_bubble_fraction(split.schedule, split.pipeline.total(),
                                                    split.interleaving, split.microbatches);
    step.memory = footprint(split, held);
  }

  /// What the cluster keeps in memory, however the plan is placed.
  constexpr memory_footprint footprint(const plan& split, const shard& held) const {
    return scalewall::footprint(model_, parameters_, split, held.tokens, word_, activations_in_memory(how_),
                                how_.rules);
  }

  /// Layers that an accelerator passes in a step, each expert's by itself.
  constexpr double passes(const plan& split) const {
    return static_cast<double>(model_.layers / split.pipeline.total()) *
           static_cast<double>(model_.experts / split.expert.total()) *
           static_cast<double>(split.microbatches);
  }

  /// For the levels of the network to be added to, from the outermost inwards.
  constexpr tally start_tally(const step_estimate& step) const {
    return {prices_, demand_, double(step.working), step.plan.interleaving,
            prices_.counts_parts() ? passes(step.plan) : 1};
  }

  /// What a computed step takes if it communicates as much as the tally says.
  constexpr step_activities activities(const step_estimate& step, const tally& told) const {
    return {.matmul = step.matmul.total(),
            .communication = with_recomputation(told.times(), how_),
            .bubble_fraction = step.bubble_fraction,
            .schedule = step.plan.schedule};
  }

  /// Fills the rest of a computed step.
  [[gnu::always_inline]] constexpr void communicate(step_estimate& step, const tally& told) const {
    const step_activities doing = activities(step, told);
    const step_waits waited = overlap(doing, how_);
    step.how = how_;
    step.tensor_communication = doing.communication.tensor;
    step.pipeline_communication = doing.communication.pipeline;
    step.data_communication = doing.communication.data;

    step.total = waited.total;
    step.waits = waited.matmul.value() > 0 ? step.matmul : time_parts{};
    step.waits[bottleneck::tensor_communication] = waited.tensor;
    step.waits[bottleneck::pipeline_communication] = waited.pipeline;
    step.waits[bottleneck::data_communication] = waited.data;
    step.waits[bottleneck::pipeline_bubble] = waited.bubble;
    step.waits[bottleneck::network_latency] = waited.latency;
    step.bound_by = step.waits.largest();
    step.utilization = whole_at_most(least_time_ / double(step.accelerators) / step.total);
  }

 private:
  static constexpr const model_shape& checked(const model_shape& model, const cluster& machines) {
    require_valid(model);
    require_valid(machines);
    return model;
  }

  constexpr time_parts time_matmuls(known_matmuls* known, const plan& split, const shard& held) const {
    const auto for_each = [&](const auto& visitor) {
      for_each_repeated_matmul(model_.operations, split, held, how_.recompute, visitor);
    };
    return scalewall::time_matmuls(known, prices_, for_each);
  }

  model_shape model_;
  cluster machines_;
  batch read_;
  stack_recipe how_;
  bytes word_;
  double parameters_;
  Prices prices_;
  communication_demand demand_;
  seconds least_time_;  // of the model FLOP of a step on one accelerator at its peak rate
};

/// The estimator at the prices of the cluster.
using step_estimator = basic_step_estimator<prices>;

/// The same question, with activations recomputed where they were kept, and kept where they were recomputed.
constexpr step_estimator recomputing_otherwise(const step_estimator& question) {
  stack_recipe other = question.how();
  other.recompute = !other.recompute;
  return {question.model(), question.machines(), question.read(), other};
}

/// One step of a plan at other prices than those of the cluster.
template <prices_work Prices>
constexpr step_estimate estimate_step(const model_shape& model, const cluster& machines, const plan& split,
                                      const batch& read, const stack_recipe& how, const Prices& prices) {
  return basic_step_estimator<Prices>(model, machines, read, how, prices).estimate(split);
}

/// One step of a plan. Throws `broken_rule` with the rule that the model, the cluster, the batch or the plan
/// breaks.
constexpr step_estimate estimate_step(const model_shape& model, const cluster& machines, const plan& split,
                                      const batch& read, const stack_recipe& how = {}) {
  return step_estimator(model, machines, read, how).estimate(split);
}

/// The plan that a strategy makes of a model, a cluster and a batch. Throws `broken_rule` where it makes none.
template <parallel_strategy Strategy>
constexpr plan plan_of(const model_shape& model, const cluster& machines, const batch& read,
                       plan_rules rules = plan_rules::practice) {
  require_valid(model);
  require_valid(machines.network);
  return with_microbatches(place(parallelism_of<Strategy>(), machines.network), model, read, rules);
}

/// One step of a strategy given as a type: the very numbers of its plan.
template <parallel_strategy Strategy>
constexpr step_estimate estimate_step(const model_shape& model, const cluster& machines, const batch& read,
                                      const stack_recipe& how = {}) {
  return estimate_step(model, machines, plan_of<Strategy>(model, machines, read, how.rules), read, how);
}

}  // namespace scalewall
