// Bytes that a rank keeps of a parameter of which several ranks hold a copy.
//
//     D c / I of dense parameters and t c D / (e t_e I) of experts share the optimizer's state (ZeRO 1), gradients too
//     (ZeRO 2), weights too (ZeRO 3), for I instances of the optimizer. Of one that is offloaded the share
//     stays that does not stand on the host.
//
// What an update copies is shared as the optimizer is.
//
// Source: Rajbhandari 2020 (arXiv 1910.02054).

#pragma once

#include <scalewall/parallel/recipe.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

/// Bytes that a rank keeps of a parameter of which so many ranks hold a copy.
constexpr state_bytes sharded_states(const recipe& how, std::int64_t replicas) {
  const double shards =
      static_cast<double>(std::max<std::int64_t>(1, replicas)) / static_cast<double>(how.optimizer_instances);
  const double cut = std::max(1.0, shards);
  state_bytes kept = how.states;
  if (how.shards >= sharding::optimizer) {
    kept.optimizer /= cut;
    kept.gradient_copy /= cut;
    kept.moment_copies /= cut;
  }
  if (how.shards >= sharding::gradients) kept.gradient /= cut;
  if (how.shards >= sharding::weights) kept.weight /= cut;
  kept.optimizer *= 1 - share_on_host(how);
  kept.gradient_copy *= 1 - share_on_host(how);
  kept.moment_copies *= 1 - share_on_host(how);
  return kept;
}

}  // namespace scalewall
