// A matrix of learned words, which is all that a count of parameters or of multiplications sees of a
// projection.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/fixed_list.hpp>

namespace scalewall {

/// y = W x, with W of outputs x inputs words.
struct weight_matrix {
  count outputs;
  count inputs;

  friend constexpr bool operator==(const weight_matrix&, const weight_matrix&) = default;
};

/// Matrices that one token passes, in order.
using weight_matrices = fixed_list<weight_matrix, 5>;

constexpr count words(const weight_matrix& matrix) { return matrix.outputs * matrix.inputs; }

constexpr count words(const weight_matrices& matrices) {
  count sum;
  for (const weight_matrix& matrix : matrices) sum += words(matrix);
  return sum;
}

}  // namespace scalewall
