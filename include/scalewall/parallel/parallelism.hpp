// What is to be parallel, before it is placed on a network and given a batch.

#pragma once

#include <scalewall/parallel/plan.hpp>

#include <concepts>
#include <cstdint>

namespace scalewall {

/// A degree of parallelism: a number, to be placed where there is room, or one that says where it goes. A
/// template argument, therefore all public.
struct degree {
  level_degrees levels;
  bool placed = false;

  constexpr degree(std::int64_t size) : levels{size} {}  // NOLINT(google-explicit-constructor): tensor<4, 8>
  constexpr explicit degree(const level_degrees& innermost_first) : levels(innermost_first), placed(true) {}

  friend constexpr bool operator==(const degree&, const degree&) = default;
};

/// So much on every network level, innermost first: `data<over_levels(2, 16)>`.
template <std::integral... Degrees>
constexpr degree over_levels(Degrees... innermost_first) {
  return degree(level_degrees{static_cast<std::int64_t>(innermost_first)...});
}

struct parallelism {
  struct axis_degree {
    level_degrees plan::*axis = nullptr;
    degree size = 1;
  };

  /// In the order of placement: the first fills the innermost network level.
  fixed_list<axis_degree, parallel_axes.size()> degrees;

  /// Per pipeline and step; `fewest` that the schedule works with.
  static constexpr std::int64_t fewest = 0;
  std::int64_t microbatches = fewest;

  std::int64_t interleaving = 1;
  pipeline_schedule schedule = pipeline_schedule::one_forward_one_backward;
};

}  // namespace scalewall
