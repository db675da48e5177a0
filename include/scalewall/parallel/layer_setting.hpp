// What all layers of a plan have in common: T = b s / c tokens of a microbatch on a rank, of which T / sigma are between blocks
// where sequence parallelism cuts them (sigma = t, else 1), the format of products, what is recomputed.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/mesh.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/repeated_work.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/work/matmul.hpp>

#include <cstdint>

namespace scalewall {

/// The products' format of a recipe.
constexpr work::product_format product_format_of(training_format format) {
  switch (format) {
    case training_format::fp16:
    case training_format::bf16:
      return work::product_format::bits_16;
    case training_format::fp8_delayed:
    case training_format::fp8_current:
    case training_format::fp8_block:
      return work::product_format::fp8;
    case training_format::mxfp8:
      return work::product_format::mxfp8;
    case training_format::nvfp4:
      return work::product_format::nvfp4;
  }
  require(false, "the format of training is one of those that there are");
  return {};
}

/// What all layers of a plan have in common.
struct layer_setting {
  std::int64_t width = 0;
  std::int64_t tokens = 0;     ///< T
  std::int64_t sequences = 0;  ///< b
  std::int64_t sequence_length = 0;
  mesh degrees{};
  double tokens_between = 0;  ///< T / sigma
  bool sequence_parallel = false;
  bool trained = true;  ///< whether there are gradients of weights
  work::product_format format = work::product_format::bits_16;
  repeated_work again{};
};

/// The setting of a valid plan. Throws `broken_rule` where the recipe has a number that is none of work.
constexpr layer_setting layer_setting_of(const language_model& model, const training_plan& plan,
                                         const batch& batch, const recipe& recipe, double layers) {
  require(recipe.vocabulary_multiple >= 1, "a vocabulary is padded to a multiple of at least one",
          {{"vocabulary_multiple", recipe.vocabulary_multiple}});
  require(recipe.adapter_rank.value_or(1) >= 1, "adapters have a rank of at least one",
          {{"adapter_rank", recipe.adapter_rank.value_or(1)}});
  require(recipe.reduced_gradient.value_or(1) > 0, "a gradient that is added up has a size",
          {{"reduced_gradient in bytes", recipe.reduced_gradient.value_or(1)}});
  require(recipe.recompute.layers.value_or(0) >= 0, "no negative number of layers is recomputed",
          {{"layers", recipe.recompute.layers.value_or(0)}});
  require(recipe.recompute.unit >= 1, "a unit of recomputation has at least one layer",
          {{"layers", recipe.recompute.unit}});
  const std::int64_t of_rank = plan.microbatch * batch.sequence_length / plan.mesh.context;
  const bool sequence_parallel = recipe.sequence_parallel && plan.mesh.tensor > 1;
  return {.width = model.width,
          .tokens = of_rank,
          .sequences = plan.microbatch,
          .sequence_length = batch.sequence_length,
          .degrees = plan.mesh,
          .tokens_between = double(of_rank) / (sequence_parallel ? double(plan.mesh.tensor) : 1.0),
          .sequence_parallel = sequence_parallel,
          .trained = !recipe.adapter_rank,
          .format = product_format_of(recipe.format),
          .again = repeated_work_of(recipe.recompute, plan, layers)};
}

}  // namespace scalewall
