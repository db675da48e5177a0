// What recomputation does once more in the backward pass, part by part of a layer.
//
//     full         everything of so many layers
//     selective    modules: products and streams of those that are named; core attention where scores are in memory. A fused
//                  kernel keeps none and computes them anew in any case
//     per operation    half of all products, and all that only passes over memory
//
// Sources: Korthikanti 2022 (arXiv 2205.05198); Megatron Core, --recompute-modules; torchtitan, "selective" activation
// checkpointing by operation.

#pragma once

#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <algorithm>

namespace scalewall {

/// Shares, of 0 to 1, of the forward pass.
struct repeated_work {
  double products = 0;        ///< of attention's projections and of those that no module names
  double up_projections = 0;  ///< of latent vectors
  double feed_forward = 0;    ///< of the dense block
  double shared_experts = 0;
  double experts = 0;
  double expert_activation = 0;
  double streams = 0;  ///< rotation, gates
  double norms = 0;    ///< and residuals
  double quantization = 0;
  double fused_attention = 0;
  double unfused_attention = 0;
  double collectives = 0;
  double exchanges = 0;
  double launches = 0;

  friend constexpr bool operator==(const repeated_work&, const repeated_work&) = default;
};

/// Words of the two norms, read and written, of the ten that norms and residuals of a layer pass over.
inline constexpr double norms_of_layer = 0.4;

/// The share of a layer that is recomputed, over all `layers` of the model.
constexpr repeated_work repeated_work_of(const recomputation& recompute, const training_plan& plan,
                                         double layers) {
  if (recompute.granularity == recompute_granularity::none) return {};
  repeated_work again;
  if (recompute.granularity == recompute_granularity::full) {
    double share = 1;
    if (recompute.layers)
      share = std::min(
          1.0, static_cast<double>(*recompute.layers * plan.mesh.pipeline * plan.layout.chunks) / layers);
    return {share, share, share, share, share, share, share, share, share, share, share, share, share, share};
  }
  if (recompute.every_second_product) {
    constexpr double half = 0.5;
    return {.products = half,
            .up_projections = half,
            .feed_forward = half,
            .shared_experts = half,
            .expert_activation = 1,
            .streams = 1,
            .norms = 1,
            .quantization = half};
  }
  const recompute_modules& modules = recompute.modules;
  again.up_projections = modules.latent_projections ? 1 : 0;
  again.feed_forward = modules.feed_forward ? 1 : 0;
  again.norms = modules.norms ? norms_of_layer : 0;
  again.shared_experts = modules.shared_experts || modules.routed_block ? 1 : 0;
  again.experts = modules.routed_block ? 1 : 0;
  again.expert_activation = modules.expert_activation || modules.routed_block ? 1 : 0;
  again.exchanges = modules.routed_block ? 1 : 0;
  again.unfused_attention = modules.core_attention ? 1 : 0;
  return again;
}

}  // namespace scalewall
