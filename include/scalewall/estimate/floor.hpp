// The floor of a step: what it takes at least, however its degrees are placed and tensors are cut.
//
// By the reference formulas on a cluster on which nothing takes longer, cost/optimistic.hpp, so that no price is below it.
//
//     matmul   arithmetic at the sustained rate, and the fixed latencies
//     TP, DP   on the outermost level, where at least their degrees over the accelerators in one of its members take
//              part; two axes of tensors cost c (p - 1) + d (q - 1), least at p / q = d / c
//     PP       the latency of passing every stage, at the quickest level
//     bubble   with m microbatches left open, A for arithmetic, B for the latencies of one microbatch and
//              w = (PP - 1) / v stages to wait for, (A + m B) (1 + w / m) is least at m = sqrt(w A / B)
//
// Put together as in estimate/overlap.hpp, which grows with each of its activities.

#pragma once

#include <scalewall/cost/bubble.hpp>
#include <scalewall/cost/optimistic.hpp>
#include <scalewall/cost/transfer.hpp>
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/math.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/split.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

/// What the floors of one question have in common. The question outlives it.
class floor_basis {
 public:
  constexpr explicit floor_basis(const step_estimator& question)
      : question_(&question), fastest_(optimistic(question.machines())), prices_(fastest_) {}

  constexpr const step_estimator& question() const { return *question_; }
  constexpr const cluster& fastest() const { return fastest_; }
  constexpr const scalewall::prices& prices() const { return prices_; }

  /// The time of a token on one accelerator, in all layers but one of their experts.
  constexpr seconds arithmetic_of_token() const {
    double multiply_adds = 0;  // in a layer
    for (const weight_matmul& operation : question_->model().operations)
      multiply_adds += static_cast<double>(operation.output.size) * static_cast<double>(operation.input.size);
    return (question_->how().recompute ? 4.0 / 3.0 : 1.0) *
           (flop::from_value(6 * multiply_adds) / sustained(fastest_.gpu));
  }

  /// The time of a step on one accelerator.
  constexpr seconds arithmetic() const {
    const model_shape& model = question_->model();
    const std::int64_t tokens_read = token_count(question_->read());
    count fewest = tokens_read;
    // What a batch does not divide into experts and replicas the reference does not compute.
    if (question_->how().rules == plan_rules::reference)
      math::for_each_divisor(math::factorize(tokens_read), [&](std::int64_t replicas) {
        const std::int64_t met = tokens_per_expert(model, question_->read(), replicas);
        if (met > 0) fewest = std::min(fewest, count{met} * replicas * model.experts);
      });
    return double(fewest) * static_cast<double>(model.layers) * arithmetic_of_token();
  }

 private:
  const step_estimator* question_;
  cluster fastest_;
  scalewall::prices prices_;
};

/// For the splits of one model and batch over one cluster.
class step_floor {
 public:
  constexpr step_floor(const floor_basis& basis, count accelerators, const members_by_level& sizes)
      : how_(basis.question().how()),
        batch_tokens_(token_count(basis.question().read())),
        layers_(basis.question().model().layers),
        experts_(basis.question().model().experts) {
    const step_estimator& question = basis.question();
    const layer_operations& operations = question.model().operations;
    const double recompute = how_.recompute ? 4.0 / 3.0 : 1.0;
    per_token_ = basis.arithmetic_of_token();
    latency_ = recompute * 3 * static_cast<double>(operations.size()) * basis.fastest().gpu.matmul_latency;

    const network& levels = basis.fastest().network;
    const std::size_t outermost = outermost_level(sizes);
    quickest_ = levels[0].latency;
    for (const network_level& level : levels)
      if (level.latency < quickest_) quickest_ = level.latency;
    for (std::size_t k = 0; k < outermost; ++k) in_member_ *= sizes[k].as_int64();
    math::for_each_divisor(math::factorize(in_member_),
                           [&](std::int64_t share) { shares_.push_back(share); });

    // What one more participant adds, and what there being any costs in latency.
    const auto pair = [&](level_degrees plan::*axis, std::size_t k) {
      plan placed;
      (placed.*axis)[k] = 2;
      communication_tally tally(basis.prices(), question.demand(), double(accelerators), 1, 1);
      tally.add_level(placed, k);
      return tally.times();
    };
    const auto tensor_latency = [&](std::size_t k) {
      return std::min(pair(&plan::tensor_model, k).tensor.latency, pair(&plan::tensor_ff, k).tensor.latency);
    };
    along_model_ = pair(&plan::tensor_model, outermost).tensor.bandwidth;
    along_ff_ = pair(&plan::tensor_ff, outermost).tensor.bandwidth;
    replica_ = pair(&plan::data, outermost).data;
    best_shape_ = along_model_.value() > 0 ? double(along_ff_ / along_model_) : math::infinity;
    tensor_latency_outside_ = tensor_latency(outermost);
    for (std::size_t k = 0; k < outermost; ++k)
      if (k == 0 || tensor_latency(k) < tensor_latency_inside_) tensor_latency_inside_ = tensor_latency(k);
  }

  /// Of decided microbatches and interleaving.
  constexpr seconds time(const split& decided) const {
    return time(decided, multiply(decided, static_cast<double>(decided.microbatches)));
  }

  /// The same, where the time of the multiplications is known.
  constexpr seconds time(const split& decided, seconds matmul) const {
    return time(decided, matmul,
                pipeline_bubble_fraction(decided.schedule, decided.pipeline, decided.interleaving,
                                         decided.microbatches),
                static_cast<double>(decided.interleaving));
  }

  /// Of the multiplications and the bubble alone, whatever microbatches and interleaving are decided on.
  constexpr seconds matmul(const split& degrees, const open_schedule& open) const {
    const double waiting = row_of(degrees.schedule).has_bubble
                               ? static_cast<double>(degrees.pipeline - 1) / static_cast<double>(open.finest)
                               : 0;
    const seconds arithmetic = waiting * met(degrees) / static_cast<double>(degrees.tensor) * per_token_;
    double microbatches = met(degrees);
    if (arithmetic < microbatches * microbatches * latency_) microbatches = math::sqrt(arithmetic / latency_);
    if (const double fewest = static_cast<double>(open.fewest_microbatches); microbatches < fewest)
      microbatches = fewest;
    return (1 + waiting / microbatches) * multiply(degrees, microbatches);
  }

  /// Of all, with what `matmul` says.
  constexpr seconds time(const split& degrees, const open_schedule& open, seconds matmul) const {
    return time(degrees, matmul, 0, static_cast<double>(open.coarsest));
  }

 private:
  /// Tokens that an expert meets in a step.
  constexpr double met(const split& degrees) const {
    return static_cast<double>(batch_tokens_ / degrees.data / experts_);
  }

  constexpr seconds multiply(const split& degrees, double microbatches) const {
    const double repeats =
        static_cast<double>(layers_ / degrees.pipeline) * static_cast<double>(experts_ / degrees.expert);
    return repeats *
           (met(degrees) / static_cast<double>(degrees.tensor) * per_token_ + microbatches * latency_);
  }

  constexpr seconds time(const split& decided, seconds matmul, double bubble_fraction,
                         double interleaving) const {
    step_activities least{.matmul = matmul, .bubble_fraction = bubble_fraction, .schedule = decided.schedule};
    const double repeated = how_.recompute ? 1.5 : 1.0;
    if (decided.pipeline > 1)
      least.communication.pipeline.latency =
          repeated * 2 * (interleaving * static_cast<double>(decided.pipeline) - 1) * quickest_;
    seconds quickest = seconds::from_value(math::infinity);
    for (const std::int64_t share : shares_) {
      if (decided.tensor % share != 0) continue;
      least.communication.tensor = repeated * reduce_tensors(decided, share);
      least.communication.data = reduce_gradients(decided.data, in_member_ / share);
      quickest = std::min(quickest, overlap(least, how_).total);
    }
    return quickest;
  }

  /// With so much of the tensor parallelism in a member of the outermost level.
  constexpr transfer_time reduce_tensors(const split& decided, std::int64_t inside) const {
    transfer_time least;
    if (inside > 1) least.latency += tensor_latency_inside_;
    if (decided.tensor == inside) return least;
    least.latency += tensor_latency_outside_;

    const double outside = static_cast<double>(decided.tensor / inside);
    double fewest = 1;
    double most = outside;
    if (decided.along_model != split::undecided) {
      const double along_model = static_cast<double>(decided.along_model);
      fewest = std::max(fewest, along_model / static_cast<double>(inside));
      most = std::min(most, along_model);
    }
    const double p = std::clamp(math::sqrt(best_shape_ * outside), fewest, most);
    least.bandwidth = (p - 1) * along_model_ + (outside / p - 1) * along_ff_;
    return least;
  }

  /// With room for so many replicas in a member.
  constexpr transfer_time reduce_gradients(std::int64_t degree, std::int64_t room) const {
    if (degree <= room) return {};
    return {.bandwidth = (static_cast<double>(degree) / static_cast<double>(room) - 1) * replica_.bandwidth,
            .latency = replica_.latency};
  }

  stack_recipe how_;
  std::int64_t batch_tokens_;
  std::int64_t layers_;
  std::int64_t experts_;
  seconds per_token_{};               // of arithmetic on one accelerator
  seconds latency_{};                 // of the multiplications of one layer
  std::int64_t in_member_ = 1;        // accelerators in a member of the outermost level
  std::vector<std::int64_t> shares_;  // of it, that tensor parallelism may take
  seconds quickest_{};                // message
  seconds along_model_{};
  seconds along_ff_{};
  double best_shape_ = 1;  // p / q, were they any real numbers
  seconds tensor_latency_inside_{};
  seconds tensor_latency_outside_{};
  transfer_time replica_{};
};

}  // namespace scalewall
