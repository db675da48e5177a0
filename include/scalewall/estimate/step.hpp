// One training step: what the model, the plan and the costs come to.
//
//     matmul    = 3 multiplications per weight, times layers and experts of an accelerator, times m
//     TP        = per level an all-reduce of a layer's partial sums; the slowest level counts, latencies add
//     up DP        = per level an all-reduce of the gradients, likewise pipeline  = (max(matmul, overlapped
//     TP and PP) + the rest of TP and PP) / (1 - bubble) + latency step      = (DP overlapped ? max(pipeline,
//     DP) : pipeline + DP) + DP latency utilization = 6 (P / E) T / (N peak) / step
//
// Recomputing activations multiplies matmul time by 4/3, TP and PP time by 3/2.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/bubble.hpp>
#include <scalewall/cost/interface.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/cost/memory.hpp>
#include <scalewall/cost/transfer.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/parallel/strategy.hpp>
#include <scalewall/quantities.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

/// What the latency of TP, PP and EP costs under a zero bubble schedule, which hides round trips.
enum class zero_bubble_latency {
  hidden,          ///< nothing: how the simulation counted that made the paper's figures
  larger_of_both,  ///< the larger of latency and the rest counts: what the paper says
};

/// How a step is executed, beside its plan.
struct execution {
  bool recompute = false;  ///< activations, in the backward pass
  bool overlap_tensor = true;
  bool overlap_pipeline = true;
  bool overlap_data = false;

  /// Whether activations count as memory. Which of them are kept follows from `recompute`.
  bool track_activations = false;

  zero_bubble_latency latency_reading = zero_bubble_latency::hidden;

  friend constexpr bool operator==(const execution&, const execution&) = default;
};

constexpr activation_memory activations_in_memory(const execution& how) {
  if (!how.track_activations) return activation_memory::untracked;
  return how.recompute ? activation_memory::recomputed : activation_memory::kept;
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
  count accelerators{};

  constexpr double share(bottleneck what) const { return waits[what] / total; }
  constexpr seconds network_latency() const {
    return tensor_communication.latency + pipeline_communication.latency + data_communication.latency;
  }
  constexpr seconds communication() const {
    return tensor_communication.bandwidth + pipeline_communication.bandwidth + data_communication.bandwidth;
  }
  friend constexpr bool operator==(const step_estimate&, const step_estimate&) = default;
};

/// All matrix multiplications of an accelerator in a step.
constexpr time_parts time_matmuls(const accelerator& gpu, const layer_operations& operations,
                                  const plan& split, const shard& held, const execution& how) {
  const double repeats = static_cast<double>(held.layers) * static_cast<double>(held.experts) *
                         static_cast<double>(split.microbatches) * (how.recompute ? 4.0 / 3.0 : 1.0);
  time_parts sum;
  const auto add = [&](const matmul_time& once) {
    sum[once.busy_with] += repeats * once.busy;
    sum[bottleneck::matmul_latency] += repeats * once.latency;
  };
  for (const weight_matmul& operation : operations) {
    const std::int64_t out = operation.output.size / tensor_degree(split, operation.output.cut_along);
    const std::int64_t in = operation.input.size / tensor_degree(split, operation.input.cut_along);
    add(time_matmul(gpu, {out, in, held.tokens}, matmul_kind::activation));
    add(time_matmul(gpu, {in, out, held.tokens}, matmul_kind::activation));
    add(time_matmul(gpu, {out, in, held.tokens}, matmul_kind::weight_gradient));
  }
  return sum;
}

/// All-reduces of a payload over the participants at each level: the partial results of one level are summed
/// by the next. The slowest level counts, latencies add up.
struct all_reduce_levels {
  transfer_time at[max_network_levels]{};

  constexpr void add(const network& levels, const level_degrees& participants, bytes payload,
                     repetition often) {
    for (std::size_t k = levels.size(); k-- > 0;) {
      at[k] = at[k] + all_reduce(levels[k], participants[k], payload, often);
      often.side_by_side *= static_cast<double>(participants[k]);
    }
  }

  constexpr transfer_time slowest() const {
    transfer_time all;
    for (const transfer_time& level : at) {
      if (level.bandwidth > all.bandwidth) all.bandwidth = level.bandwidth;
      all.latency += level.latency;
    }
    return all;
  }
};

/// The output of a multiplication cut along its input is a partial sum, to be reduced in the forward pass;
/// its input's gradient is one along its output, to be reduced in the backward pass.
constexpr transfer_time time_tensor_communication(const network& levels, const layer_operations& operations,
                                                  const plan& split, double layers, double all_tokens,
                                                  double gpus, bytes word) {
  all_reduce_levels reduced;
  const repetition often{.in_sequence = layers, .side_by_side = all_tokens, .accelerators = gpus};
  const auto reduce = [&](const weight_dimension& summed, const weight_dimension& cut) {
    const level_degrees& participants =
        cut.cut_along == tensor_axis::model ? split.tensor_model : split.tensor_ff;
    reduced.add(levels, participants, static_cast<double>(summed.size) * word, often);
  };
  for (const weight_matmul& operation : operations) {
    reduce(operation.output, operation.input);
    reduce(operation.input, operation.output);
  }
  return reduced.slowest();
}

constexpr transfer_time time_data_communication(const network& levels, const level_degrees& replicas,
                                                double parameters, double gpus, bytes word) {
  all_reduce_levels reduced;
  reduced.add(levels, replicas, parameters * word, {.accelerators = gpus});
  return reduced.slowest();
}

/// Puts the activities of a step together; fills `total`, `bound_by` and `waits` of an estimate that has the
/// rest.
constexpr void combine(step_estimate& step, pipeline_schedule schedule, const execution& how) {
  const seconds matmul = step.matmul.total();
  const seconds tensor = step.tensor_communication.bandwidth;
  const seconds pipeline = step.pipeline_communication.bandwidth;
  const seconds overlapped =
      (how.overlap_tensor ? tensor : seconds{}) + (how.overlap_pipeline ? pipeline : seconds{});

  time_parts& waits = step.waits;
  waits = overlapped > matmul ? time_parts{} : step.matmul;
  if (overlapped > matmul || !how.overlap_tensor) waits[bottleneck::tensor_communication] = tensor;
  if (overlapped > matmul || !how.overlap_pipeline) waits[bottleneck::pipeline_communication] = pipeline;
  const seconds busy = (overlapped > matmul ? overlapped : matmul) + (tensor + pipeline - overlapped);

  seconds elapsed = busy / (1 - step.bubble_fraction);
  waits[bottleneck::pipeline_bubble] = elapsed - busy;

  const seconds latency = step.tensor_communication.latency + step.pipeline_communication.latency;
  const auto only = [](bottleneck what, seconds time) {
    time_parts alone;
    alone[what] = time;
    return alone;
  };
  if (schedule != pipeline_schedule::zero_bubble) {
    elapsed += latency;
    waits[bottleneck::network_latency] = latency;
  } else if (how.latency_reading == zero_bubble_latency::larger_of_both && latency > elapsed) {
    elapsed = latency;
    waits = only(bottleneck::network_latency, latency);
  }

  const seconds data = step.data_communication.bandwidth;
  if (!how.overlap_data) {
    elapsed += data;
    waits[bottleneck::data_communication] = data;
  } else if (data > elapsed) {
    elapsed = data;
    waits = only(bottleneck::data_communication, data);
  }
  elapsed += step.data_communication.latency;
  waits[bottleneck::network_latency] += step.data_communication.latency;

  step.total = elapsed;
  step.bound_by = waits.largest();
}

/// One question about steps, for any number of plans: the model, the cluster, the batch and the execution.
/// What plans have in common is computed once.
class step_estimator {
 public:
  /// Throws `broken_rule` with the rule that the model, the cluster or the batch breaks.
  constexpr step_estimator(const model_shape& model, const cluster& machines, const batch& read,
                           const execution& how = {})
      : model_(model),
        machines_(machines),
        read_(read),
        how_(how),
        word_(word_size(machines.gpu)),
        parameters_(double(parameters(model))),
        tokens_(static_cast<double>(token_count(read))) {
    require_valid(model);
    require_valid(machines);
    least_time_ = training_flop_per_token(model) * size(read) / peak(machines.gpu);
  }

  constexpr const model_shape& model() const { return model_; }
  constexpr const cluster& machines() const { return machines_; }
  constexpr const batch& read() const { return read_; }
  constexpr const execution& how() const { return how_; }

  /// Throws `broken_rule` with the rule that the plan breaks. That it fits in memory is asked of `fits`.
  constexpr step_estimate estimate(const plan& split) const {
    require_valid(split, machines_.network);
    step_estimate step;
    step.plan = split;
    compute(step, shard_of(split, model_, read_));
    communicate(step);
    require(is_positive_and_finite(step.total) && step.utilization > 0,
            "a step takes a positive, finite time", {{"seconds", step.total.value()}});
    return step;
  }

  /// Fills what does not depend on the placement of the valid plan `step.plan`.
  constexpr void compute(step_estimate& step, const shard& held) const {
    const plan& split = step.plan;
    step.accelerators = accelerators(split);
    step.matmul = time_matmuls(machines_.gpu, model_.operations, split, held, how_);
    step.bubble_fraction = pipeline_bubble_fraction(split.schedule, split.pipeline.total(),
                                                    split.interleaving, split.microbatches);
    step.memory = footprint(model_, split, held.tokens, word_, activations_in_memory(how_));
  }

  /// Fills the rest, which does.
  constexpr void communicate(step_estimate& step) const {
    const plan& split = step.plan;
    const network& levels = machines_.network;
    const double gpus = double(step.accelerators);
    const double repeats = how_.recompute ? 1.5 : 1.0;
    step.tensor_communication =
        repeats * time_tensor_communication(levels, model_.operations, split,
                                            static_cast<double>(model_.layers), tokens_, gpus, word_);
    step.pipeline_communication =
        repeats * cross_interfaces(levels, split, model_.layers, static_cast<double>(model_.width) * word_,
                                   {.in_sequence = 2, .side_by_side = tokens_, .accelerators = gpus});
    step.data_communication = time_data_communication(levels, split.data, parameters_, gpus, word_);
    combine(step, split.schedule, how_);
    step.utilization = least_time_ / gpus / step.total;
  }

 private:
  model_shape model_;
  cluster machines_;
  batch read_;
  execution how_;
  bytes word_;
  double parameters_;
  double tokens_;
  seconds least_time_{};  // of the model FLOP of a step on one accelerator at its peak rate
};

/// One step of a plan. Throws `broken_rule` with the rule that the model, the cluster, the batch or the plan
/// breaks.
constexpr step_estimate estimate_step(const model_shape& model, const cluster& machines, const plan& split,
                                      const batch& read, const execution& how = {}) {
  return step_estimator(model, machines, read, how).estimate(split);
}

/// The plan that a strategy makes of a model, a cluster and a batch.
template <class Strategy>
constexpr plan plan_of(const model_shape& model, const cluster& machines, const batch& read) {
  return with_microbatches(place(Strategy::value(), machines.network), model, read);
}

/// One step of a strategy given as a type: the very numbers of its plan.
template <class Strategy>
constexpr step_estimate estimate_step(const model_shape& model, const cluster& machines, const batch& read,
                                      const execution& how = {}) {
  return estimate_step(model, machines, plan_of<Strategy>(model, machines, read), read, how);
}

}  // namespace scalewall
