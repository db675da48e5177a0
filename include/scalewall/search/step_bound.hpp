// What a step takes at least, however its degrees are placed and tensors are cut.
//
//     matmul   arithmetic at the sustained rate, and the fixed latencies
//     TP, DP   on the outermost level, where at least degree / (accelerators in one of its members) take part; two
//              axes of tensors with p q = degree cost c (p - 1) + d (q - 1) >= 2 sqrt(c d p q) - c - d
//     PP       the latency of passing every stage, at the quickest level
//
// Put together as in estimate/overlap.hpp, which grows with each of its activities.

#pragma once

#include <scalewall/cost/bubble.hpp>
#include <scalewall/cost/transfer.hpp>
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/math.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/search/splits.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

/// For the splits of one model and batch over one cluster.
class step_bound {
 public:
  constexpr step_bound(const step_estimator& question, count accelerators, const members_by_level& sizes)
      : how_(question.how()),
        batch_tokens_(token_count(question.read())),
        layers_(question.model().layers),
        experts_(question.model().experts),
        weights_(question.demand().weights()) {
    const layer_operations& operations = question.model().operations;
    const double recompute = how_.recompute ? 4.0 / 3.0 : 1.0;
    double multiply_adds = 0;  // for one token
    for (const weight_matmul& operation : operations)
      multiply_adds += static_cast<double>(operation.output.size) * static_cast<double>(operation.input.size);
    per_token_ = recompute * (flop::from_value(6 * multiply_adds) / sustained(question.machines().gpu));
    latency_ =
        recompute * 3 * static_cast<double>(operations.size()) * question.machines().gpu.matmul_latency;

    const network& levels = question.machines().network;
    const std::size_t outermost = outermost_level(sizes);
    quickest_ = levels[0].latency;
    for (const network_level& level : levels)
      if (level.latency < quickest_) quickest_ = level.latency;
    for (std::size_t k = 0; k < outermost; ++k) in_member_ *= double(sizes[k]);

    // What one more participant adds.
    plan pair;
    pair.tensor_model[outermost] = 2;
    along_model_ = one_level(question, accelerators, levels[outermost], pair, outermost).tensor.bandwidth;
    pair = {};
    pair.tensor_ff[outermost] = 2;
    along_ff_ = one_level(question, accelerators, levels[outermost], pair, outermost).tensor.bandwidth;
    pair = {};
    pair.data[outermost] = 2;
    replica_ = one_level(question, accelerators, levels[outermost], pair, outermost).data.bandwidth;
    tensor_mean_ = seconds::from_value(math::sqrt(along_model_.value()) * math::sqrt(along_ff_.value()));
  }

  /// Without activations.
  constexpr bytes memory(const split& degrees) const {
    return (static_cast<double>(degrees.data) + 4) * weights_;
  }

  constexpr seconds time(const split& degrees) const {
    const double replicas = static_cast<double>(degrees.data);
    const double met = static_cast<double>(batch_tokens_ / degrees.data / experts_ / degrees.microbatches);
    const double repeats = static_cast<double>(layers_ / degrees.pipeline) *
                           static_cast<double>(experts_ / degrees.expert) *
                           static_cast<double>(degrees.microbatches);
    step_activities least;
    least.matmul = repeats * (met / static_cast<double>(degrees.tensor) * per_token_ + latency_);
    least.bubble_fraction = pipeline_bubble_fraction(degrees.schedule, degrees.pipeline, degrees.interleaving,
                                                     degrees.microbatches);
    least.schedule = degrees.schedule;

    const double repeated = how_.recompute ? 1.5 : 1.0;
    const double tensor_outside = static_cast<double>(degrees.tensor) / in_member_;
    const seconds tensor = 2 * math::sqrt(tensor_outside) * tensor_mean_ - along_model_ - along_ff_;
    if (tensor_outside > 1 && tensor.value() > 0) least.communication.tensor.bandwidth = repeated * tensor;
    if (replicas > in_member_) least.communication.data.bandwidth = (replicas / in_member_ - 1) * replica_;
    if (degrees.pipeline > 1)
      least.communication.pipeline.latency =
          repeated * 2 *
          (static_cast<double>(degrees.interleaving) * static_cast<double>(degrees.pipeline) - 1) * quickest_;
    return overlap(least, how_).total;
  }

 private:
  static constexpr communication_times one_level(const step_estimator& question, count accelerators,
                                                 const network_level& level, const plan& placed,
                                                 std::size_t k) {
    communication_tally tally(question.demand(), double(accelerators), 1);
    tally.add_level(level, placed, k);
    return tally.times();
  }

  execution how_;
  std::int64_t batch_tokens_;
  std::int64_t layers_;
  std::int64_t experts_;
  bytes weights_;
  seconds per_token_{};   // of arithmetic on one accelerator
  seconds latency_{};     // of the multiplications of one layer
  double in_member_ = 1;  // accelerators in a member of the outermost level
  seconds quickest_{};    // message
  seconds along_model_{};
  seconds along_ff_{};
  seconds tensor_mean_{};  // geometric
  seconds replica_{};
};

}  // namespace scalewall
