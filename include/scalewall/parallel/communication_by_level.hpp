// What the accelerators of a plan tell each other in one step, level by level of the network.
//
//     TP       per level and axis of the tensors, all-reduces of partial sums
//     DP       per level an all-reduce of the gradients of all parameters
//     PP, EP   transfers between layers, parallel/interfaces.hpp
//
// Partial sums of one level are summed up by the next, so that an all-reduce at level k runs once for every
// member of the levels above it.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/interfaces.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/repetition.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

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

/// All-reduces at one level of the network, which is counted from the innermost; of one participant nothing is moved.
struct level_all_reduces {
  std::size_t level = 0;
  std::int64_t participants = 1;
  bytes payload{};  ///< of one of them
  repetition often{};

  friend constexpr bool operator==(const level_all_reduces&, const level_all_reduces&) = default;
};

/// All-reduces of partial sums at one level, along both axes of tensors.
struct tensor_all_reduces {
  level_all_reduces along_model{};
  level_all_reduces along_ff{};

  friend constexpr bool operator==(const tensor_all_reduces&, const tensor_all_reduces&) = default;
};

// Inlined, as in cost/transfer.hpp: what is priced at once is not written down.
/// What a plan asks of the network, taken level by level from the outermost inwards: everything at a level once, with levels
/// above it taken before.
class communication_by_level {
 public:
  /// The communication of a plan for so many accelerators, through each of which microbatches pass so many layers, those of every expert counted by
  /// themselves. The demand outlives it.
  constexpr communication_by_level(const communication_demand& demand, double accelerators,
                                   std::int64_t interleaving, double passes)
      : demand_(&demand),
        accelerators_(accelerators),
        passes_(passes),
        between_{demand.layers(), interleaving} {}

  constexpr const communication_demand& demand() const { return *demand_; }

  [[gnu::always_inline]] constexpr tensor_all_reduces take_tensor(const plan& split, std::size_t k) {
    tensor_all_reduces made{.along_model = reduce(k, tensor_axis::model, split.tensor_model[k], model_above_),
                            .along_ff = reduce(k, tensor_axis::ff, split.tensor_ff[k], ff_above_)};
    model_above_ *= static_cast<double>(split.tensor_model[k]);
    ff_above_ *= static_cast<double>(split.tensor_ff[k]);
    return made;
  }

  [[gnu::always_inline]] constexpr level_all_reduces take_data(const plan& split, std::size_t k) {
    level_all_reduces made{.level = k,
                           .participants = split.data[k],
                           .payload = demand_->weights(),
                           .often = {.side_by_side = replicas_above_, .accelerators = accelerators_}};
    replicas_above_ *= static_cast<double>(split.data[k]);
    return made;
  }

  /// Crossings that each move `demand().activations()` of a token.
  [[gnu::always_inline]] constexpr interface_crossings take_interfaces(const plan& split, std::size_t k) {
    const spread from{.stages = above_.stages * split.pipeline[k],
                      .experts = above_.experts * split.expert[k]};
    const interface_crossings made =
        crossings_at(between_, from, above_,
                     {.in_sequence = 2, .side_by_side = demand_->tokens(), .accelerators = accelerators_});
    above_ = from;
    return made;
  }

 private:
  [[gnu::always_inline]] constexpr level_all_reduces reduce(std::size_t k, tensor_axis axis,
                                                            std::int64_t participants, double above) const {
    const auto& [number, payload] = demand_->along(axis);
    if (number == 0) return {.level = k};
    return {.level = k,
            .participants = participants,
            .payload = payload / number,
            .often = {.in_sequence = number * static_cast<double>(demand_->layers()),
                      .side_by_side = demand_->tokens() * above,
                      .accelerators = accelerators_,
                      .parts = number * passes_}};
  }

  const communication_demand* demand_;
  double accelerators_;
  double passes_;
  interfaces between_;
  double model_above_ = 1;
  double ff_above_ = 1;
  double replicas_above_ = 1;
  spread above_;
};

}  // namespace scalewall
