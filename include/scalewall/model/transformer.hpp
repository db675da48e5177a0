// Transformers as the paper has them, and what any model must say of itself to be estimated.
//
//     parameters P = 2 d_model d_ff L E           FLOP for T tokens = 6 (P / E) T
//
// with two FLOP per multiply-add, one forward pass and a backward pass of twice that. Attention is left out
// on purpose: at the paper's scales it is a small part.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/model/layer.hpp>
#include <scalewall/quantities.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// A stack of equal layers, each of them the list `operations()`; `width` words per token pass between
/// layers.
template <class Model>
concept transformer = requires(const Model& model) {
  { model.layers } -> std::convertible_to<std::int64_t>;
  { model.experts } -> std::convertible_to<std::int64_t>;
  { model.width() } -> std::same_as<std::int64_t>;
  { model.operations() } -> std::same_as<layer_operations>;
};

/// Every layer is two weight matrices, d_model to d_ff and back; a sparse one has `experts` pairs of them.
struct mlp_transformer {
  std::int64_t layers = 0;
  std::int64_t d_model = 0;
  std::int64_t d_ff = 0;

  /// Experts over experts active per token: the factor by which parameters outnumber those that a token
  /// meets. 1 is a dense model.
  std::int64_t experts = 1;

  constexpr std::int64_t width() const { return d_model; }

  /// Throws `broken_rule` where a width is missing.
  constexpr layer_operations operations() const {
    require(d_model >= 1, "d_model, the width of an mlp_transformer, is at least 1", {{"d_model", d_model}});
    require(d_ff >= 1, "d_ff, the feed-forward width of an mlp_transformer, is at least 1", {{"d_ff", d_ff}});
    const weight_dimension model{d_model, tensor_axis::model};
    const weight_dimension ff{d_ff, tensor_axis::ff};
    return {{.output = ff, .input = model}, {.output = model, .input = ff}};
  }

  friend constexpr bool operator==(const mlp_transformer&, const mlp_transformer&) = default;
};
static_assert(transformer<mlp_transformer>);

/// What the formulas see of a model. Every transformer converts to it, so a function that takes one takes
/// them all.
struct model_shape {
  std::int64_t layers = 0;
  std::int64_t experts = 1;
  std::int64_t width = 0;
  layer_operations operations;

  template <transformer Model>
  constexpr model_shape(const Model& whole)  // NOLINT(google-explicit-constructor): a model is its shape
      : layers(whole.layers), experts(whole.experts), width(whole.width()), operations(whole.operations()) {}

  template <class Other>
    requires(!transformer<Other>)
  model_shape(const Other&) = delete;  // a model has layers, experts, width() and operations()

  friend constexpr bool operator==(const model_shape&, const model_shape&) = default;
};

/// Those that one token meets.
constexpr count active_parameters(const model_shape& model) {
  count in_layer;
  for (const weight_matmul& operation : model.operations)
    in_layer += count{operation.output.size} * operation.input.size;
  return in_layer * model.layers;
}

constexpr count parameters(const model_shape& model) { return active_parameters(model) * model.experts; }

/// Of training: forward and backward pass.
constexpr flop_per_token training_flop_per_token(const model_shape& model) {
  return flop_per_token::from_value(6 * double(active_parameters(model)));
}

/// Throws `broken_rule` unless there is something to compute and all sizes are positive.
constexpr void require_valid(const model_shape& model) {
  require(model.layers >= 1, "a model has at least one layer", {{"layers", model.layers}});
  require(model.experts >= 1, "a model has at least one expert per layer", {{"experts", model.experts}});
  require(model.width >= 1, "the width of a model is positive", {{"width()", model.width}});
  require(!model.operations.empty(), "a layer has at least one operation");
  for (std::size_t k = 0; k < model.operations.size(); ++k) {
    const weight_dimension& output = model.operations[k].output;
    const weight_dimension& input = model.operations[k].input;
    require(output.size >= 1 && input.size >= 1, "the sizes of a weight matrix are positive",
            {{"operation", k}, {"output.size", output.size}, {"input.size", input.size}});
  }
}

}  // namespace scalewall
