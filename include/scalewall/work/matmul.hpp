// A product of a weight and activations, and with it those of the gradients:
//
//     forward      y = W x           rows x columns times columns x tokens
//     inputs       dx = W^T dy       columns x rows times rows x tokens
//     weights      dW += dy x^T      rows x tokens times tokens x columns

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/passes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall::work {

/// Formats of the factors, as far as they are multiplied at different rates.
enum class product_format { bits_16, fp8, mxfp8, nvfp4 };

inline constexpr std::array<std::string_view, 4> product_format_names = {"16 bit", "fp8", "mxfp8", "nvfp4"};

constexpr std::string_view name(product_format format) {
  return product_format_names[static_cast<std::size_t>(format)];
}

/// Bytes of a word of the factors, scales left out.
constexpr bytes word_size(product_format format) {
  return bytes::from_value(format == product_format::bits_16 ? 2 : format == product_format::nvfp4 ? 0.5 : 1);
}

struct matmul {
  std::string_view what = "";
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t tokens = 0;
  product_format format = product_format::bits_16;

  /// Weights of this shape that are multiplied side by side, each with tokens of its own: those of the experts of a rank.
  /// None where it is no grouped product.
  std::int64_t groups = 0;

  passes often{};

  friend constexpr bool operator==(const matmul&, const matmul&) = default;
};

constexpr double weights_of(const matmul& product) {
  return product.groups == 0 ? 1.0 : double(product.groups);
}

/// Words of the weights.
constexpr double parameters(const matmul& product) {
  return weights_of(product) * double(product.rows) * double(product.columns);
}

/// FLOP of one pass.
constexpr flop flop_of(const matmul& product) {
  return flop::from_value(2 * parameters(product) * double(product.tokens));
}

/// Throws `broken_rule` unless the sizes are positive.
constexpr void require_valid(const matmul& product) {
  require(product.rows >= 1 && product.columns >= 1 && product.tokens >= 1 && product.groups >= 0,
          "the sizes of a product of the bill are positive",
          {{"rows", product.rows},
           {"columns", product.columns},
           {"tokens", product.tokens},
           {"groups", product.groups}});
}

}  // namespace scalewall::work
