// A layer of a model, as the list of the matrix multiplications with weights that it consists of.
//
// The rooms that compute costs see nothing else of a model: a new operation touches no formula.

#pragma once

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
  friend constexpr bool operator==(const weight_matmul&, const weight_matmul&) = default;
};

using layer_operations = fixed_list<weight_matmul, 16>;

/// Whether the operation reads the very input of the one before it: it takes what that one takes, and not what that one
/// gives. So do the gate and the up projection of a gated feed-forward block, and those of queries, keys and values.
constexpr bool shares_input(const layer_operations& operations, std::size_t operation) {
  if (operation == 0) return false;
  const weight_matmul& before = operations[operation - 1];
  const weight_dimension& input = operations[operation].input;
  return input == before.input && input != before.output;
}

}  // namespace scalewall
