// Published counts of parameters, and what stands in a file of weights beside the model that is described.

#pragma once

#include <scalewall/model/parameter_count.hpp>

#include <cstdint>

namespace published {

using namespace scalewall;

inline constexpr std::int64_t billion = 1'000'000'000;

/// The nearest multiple of the unit, in units.
constexpr count rounded(count number, std::int64_t unit) { return (number + unit / 2) / unit; }

constexpr count active(const language_model& model) {
  return active_parameters(model, input_embedding::counted);
}

constexpr count active_without_embedding(const language_model& model) {
  return active_parameters(model, input_embedding::left_out);
}

/// Scales of matrices in fp8, one for a block of 128 x 128.
constexpr count block_scales(const weight_matrices& matrices) {
  count sum;
  for (const weight_matrix& matrix : matrices)
    sum += (matrix.outputs + 127) / 128 * ((matrix.inputs + 127) / 128);
  return sum;
}

}  // namespace published
