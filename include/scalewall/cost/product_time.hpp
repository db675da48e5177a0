// How long a product of the bill takes with a machine's kernels, by itself.
//
//     one weight       the tiles of cost/tiled_matmul.hpp, for y = W x, dx = W^T dy or dW += dy x^T
//     of E experts     min(sum of E one, max(sum of all, bytes / H) + 0.15 sum of all)
//
// over the products of an expert, of which "all" is one product with the tokens of all experts, as if they shared a weight, and bytes are those of every
// expert's weights: a word each forward and for inputs, 8 of a gradient in fp32 that is read, added to and written. H is
// what streams reach. One kernel for all experts is at best as fast as one product, and a little slower: 0.15 is what
// grouped products of published runs showed.

#pragma once

#include <scalewall/cost/matmul.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/matmul.hpp>

#include <algorithm>

namespace scalewall {

/// The price of one multiplication, computed: for many plans see estimate/training_step_estimator.hpp.
struct computed_prices {
  constexpr seconds operator()(const matmul_kernels& kernels, const matmul_shape& shape,
                               matmul_kind kind) const {
    return time_tiled_matmul(kernels, shape, kind).total();
  }
};

/// Throws `broken_rule` where the machine multiplies in 16 bits alone and the product does not.
constexpr const matmul_kernels& kernels_for(const training_machine& machine, work::product_format format) {
  if (format == work::product_format::bits_16) return machine.products_16;
  require(machine.products_8.has_value(), "a machine that multiplies in 16 bits alone trains in 16 bits");
  return *machine.products_8;
}

namespace detail {

constexpr matmul_shape shape_of(const work::matmul& product, work::phase part, std::int64_t tokens) {
  if (part == work::phase::inputs) return {product.columns, product.rows, tokens};
  return {product.rows, product.columns, tokens};
}

}  // namespace detail

/// The time of one part of a product with one weight, by the prices of single multiplications.
template <class Prices>
constexpr seconds time_product(const training_machine& machine, const work::matmul& product, work::phase part,
                               const Prices& prices) {
  const matmul_kind kind =
      part == work::phase::weights ? matmul_kind::weight_gradient : matmul_kind::activation;
  return prices(kernels_for(machine, product.format), detail::shape_of(product, part, product.tokens), kind);
}

/// The time of one part of all grouped products of a list together: a library goes one way for all of them.
template <class Products, class Prices>
constexpr seconds time_grouped_products(const training_machine& machine, const Products& products,
                                        work::phase part, const Prices& prices) {
  const matmul_kind kind =
      part == work::phase::weights ? matmul_kind::weight_gradient : matmul_kind::activation;
  seconds apart{}, together{}, weights{};
  for (const work::matmul& product : products) {
    if (product.groups == 0) continue;
    const matmul_kernels& kernels = kernels_for(machine, product.format);
    const seconds one = prices(kernels, detail::shape_of(product, part, product.tokens), kind);
    apart += static_cast<double>(product.groups) * one;
    if (product.groups == 1) {
      together += one;
      continue;
    }
    together += prices(kernels, detail::shape_of(product, part, product.tokens * product.groups), kind);
    const bytes word = part == work::phase::weights ? bytes::from_value(8) : work::word_size(product.format);
    weights += parameters(product) * word / stream_bandwidth(machine);
  }
  constexpr double slower = 0.15;
  return std::min<seconds>(apart, std::max(together, weights) + slower * together);
}

}  // namespace scalewall
