// A layer of a model, as the list of the matrix multiplications with weights that it consists of.
//
// The rooms that compute costs see nothing else of a model: a new operation touches no formula.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// The two dimensions along which tensor parallelism cuts a weight: the model's width and the width of its
/// feed-forward block ("2D tensor parallelism").
enum class tensor_axis { model, ff };

struct weight_dimension {
  std::int64_t size = 0;
  tensor_axis cut_along{};

  /// No dimension: of a weight that is not there.
  constexpr weight_dimension() = default;
  constexpr weight_dimension(std::int64_t words, tensor_axis axis) : size(words), cut_along(axis) {}

  template <std::integral Size, bool Cut = false>
  constexpr weight_dimension(Size) {  // NOLINT(google-explicit-constructor): to say what is missing
    static_assert(Cut,
                  "the dimension of a weight says along which axis it is cut: "
                  "{4096, tensor_axis::ff} or {1024, tensor_axis::model}");
  }

  friend constexpr bool operator==(const weight_dimension&, const weight_dimension&) = default;
};

/// y = W x, with W of output x input words. In a sparse layer every expert has one W, and a token meets one
/// of them.
struct weight_matmul {
  weight_dimension output;
  weight_dimension input;

  /// The operation of the layer, by its place in it, whose input this one reads; its own place where it reads an input that
  /// no other does. `by_sizes`: see `input_source`.
  std::int64_t reads_input_of = by_sizes;
  static constexpr std::int64_t by_sizes = -1;

  friend constexpr bool operator==(const weight_matmul&, const weight_matmul&) = default;
};

using layer_operations = fixed_list<weight_matmul, 16>;

/// The first operation of the layer that reads the same input as this one. Where the layer does not say, an operation
/// shares the input of the one before it if it takes what that one takes, and not what that one gives: so do the gate and
/// the up projection of a gated feed-forward block, and those of queries, keys and values.
constexpr std::size_t input_source(const layer_operations& operations, std::size_t operation) {
  const weight_matmul& here = operations[operation];
  if (here.reads_input_of != weight_matmul::by_sizes) {
    const auto source = static_cast<std::size_t>(here.reads_input_of);
    require(here.reads_input_of >= 0 && source <= operation && operations[source].input == here.input,
            "an operation reads the input of an earlier one of the same size, or its own",
            {{"operation", operation}, {"reads_input_of", here.reads_input_of}});
    return source == operation ? operation : input_source(operations, source);
  }
  if (operation == 0) return 0;
  const weight_matmul& before = operations[operation - 1];
  const bool shared = here.input == before.input && here.input != before.output;
  return shared ? input_source(operations, operation - 1) : operation;
}

/// Whether an operation before this one reads the same input.
constexpr bool shares_input(const layer_operations& operations, std::size_t operation) {
  return input_source(operations, operation) != operation;
}

}  // namespace scalewall
