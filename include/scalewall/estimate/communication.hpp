// What the accelerators of a plan tell each other in one step.
//
//     TP   per level and axis of the tensors, all-reduces of partial sums; the slowest level counts
//     DP   per level an all-reduce of the gradients of all parameters; the slowest level counts
//     PP, EP   the transfers between layers; all levels add up
//
// Partial sums of one level are summed up by the next, so that an all-reduce at level k runs once for every
// member of the levels above it. Latencies add up over levels.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/cost/interface.hpp>
#include <scalewall/cost/prices.hpp>
#include <scalewall/cost/transfer.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/quantities.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

struct communication_times {
  transfer_time tensor{};
  transfer_time pipeline{};  ///< with the experts
  transfer_time data{};

  constexpr seconds bandwidth() const { return tensor.bandwidth + pipeline.bandwidth + data.bandwidth; }
  constexpr seconds latency() const { return tensor.latency + pipeline.latency + data.latency; }

  friend constexpr communication_times operator*(double factor, communication_times times) {
    return {factor * times.tensor, factor * times.pipeline, factor * times.data};
  }
  friend constexpr bool operator==(const communication_times&, const communication_times&) = default;
};

/// What a model has to say, whatever the plan.
class communication_demand {
 public:
  constexpr communication_demand(const model_shape& model, double batch_tokens, bytes word)
      : layers_(model.layers),
        tokens_(batch_tokens),
        weights_(double(parameters(model)) * word),
        activations_(static_cast<double>(model.width) * word) {
    // The product of a weight cut along its input is a partial sum, to be reduced in the forward pass. So is,
    // in the backward pass, the gradient of the input of a weight cut along its output; those of an input that
    // several weights share are added up before.
    for (std::size_t i = 0; i < model.operations.size(); ++i) {
      const weight_dimension& output = model.operations[i].output;
      const weight_dimension& input = model.operations[i].input;
      reduced_along(input.cut_along).add(output.size, word);
      bool added_up = false;
      for (std::size_t j = 0; j < i; ++j)
        added_up = added_up || (input_source(model.operations, j) == input_source(model.operations, i) &&
                                model.operations[j].output.cut_along == output.cut_along);
      if (!added_up) reduced_along(output.cut_along).add(input.size, word);
    }
  }

  /// All-reduces within a layer along one tensor axis.
  struct reductions {
    double number = 0;
    bytes payload{};  ///< for one token, of all of them

    constexpr void add(std::int64_t words, bytes word) {
      number += 1;
      payload += static_cast<double>(words) * word;
    }
  };

  constexpr std::int64_t layers() const { return layers_; }
  constexpr double tokens() const { return tokens_; }
  constexpr bytes weights() const { return weights_; }
  constexpr bytes activations() const { return activations_; }
  constexpr const reductions& along(tensor_axis axis) const {
    return axis == tensor_axis::model ? along_model_ : along_ff_;
  }

 private:
  constexpr reductions& reduced_along(tensor_axis axis) {
    return axis == tensor_axis::model ? along_model_ : along_ff_;
  }

  std::int64_t layers_;
  double tokens_;
  bytes weights_;      // of the whole model; its gradients take as much
  bytes activations_;  // between layers, for one token
  reductions along_model_;
  reductions along_ff_;
};

/// The communication of a plan at the prices of a machine, added up from the outermost network level inwards. What is
/// known at any level is a lower bound of the whole.
template <prices_work Prices = prices>
class communication_tally {
 public:
  /// The tally of a plan for so many accelerators, through each of which microbatches pass so many layers, those of every expert
  /// counted by themselves. Prices and demand outlive it.
  constexpr communication_tally(const Prices& prices, const communication_demand& demand, double accelerators,
                                std::int64_t interleaving, double passes)
      : prices_(&prices),
        demand_(&demand),
        accelerators_(accelerators),
        passes_(passes),
        between_{demand.layers(), interleaving} {}

  /// Adds the level on which `split` places the degrees with index `k`; the levels above have been added.
  constexpr void add_level(const plan& split, std::size_t k) {
    add_tensor(split, k);
    add_data(split, k);
    add_interfaces(split, k);
  }

  // The same, in parts.
  constexpr void add_tensor(const plan& split, std::size_t k) {
    const transfer_time along_model = reduce(k, tensor_axis::model, split.tensor_model[k], model_above_);
    const transfer_time along_ff = reduce(k, tensor_axis::ff, split.tensor_ff[k], ff_above_);
    keep_slowest(times_.tensor, along_model + along_ff);
    model_above_ *= static_cast<double>(split.tensor_model[k]);
    ff_above_ *= static_cast<double>(split.tensor_ff[k]);
  }

  constexpr void add_data(const plan& split, std::size_t k) {
    keep_slowest(times_.data,
                 prices_->all_reduce(k, split.data[k], demand_->weights(),
                                     {.side_by_side = replicas_above_, .accelerators = accelerators_}));
    replicas_above_ *= static_cast<double>(split.data[k]);
  }

  constexpr void add_interfaces(const plan& split, std::size_t k) {
    const auto price = [&](bytes moved, const repetition& often) {
      return prices_->point_to_point(k, moved, often);
    };
    const spread from{.stages = above_.stages * split.pipeline[k],
                      .experts = above_.experts * split.expert[k]};
    times_.pipeline =
        times_.pipeline +
        cross_interfaces(
            price, between_, from, above_, demand_->activations(),
            {.in_sequence = 2, .side_by_side = demand_->tokens(), .accelerators = accelerators_});
    above_ = from;
  }

  constexpr const communication_times& times() const { return times_; }

 private:
  [[gnu::always_inline]] constexpr transfer_time reduce(std::size_t k, tensor_axis axis,
                                                        std::int64_t participants, double above) const {
    const auto& [number, payload] = demand_->along(axis);
    if (number == 0) return {};
    return prices_->all_reduce(k, participants, payload / number,
                               {.in_sequence = number * static_cast<double>(demand_->layers()),
                                .side_by_side = demand_->tokens() * above,
                                .accelerators = accelerators_,
                                .parts = number * passes_});
  }

  static constexpr void keep_slowest(transfer_time& slowest, const transfer_time& at_level) {
    if (at_level.bandwidth > slowest.bandwidth) slowest.bandwidth = at_level.bandwidth;
    slowest.latency += at_level.latency;
  }

  const Prices* prices_;
  const communication_demand* demand_;
  double accelerators_;
  double passes_;
  interfaces between_;
  double model_above_ = 1;
  double ff_above_ = 1;
  double replicas_above_ = 1;
  spread above_;
  communication_times times_;
};

}  // namespace scalewall
