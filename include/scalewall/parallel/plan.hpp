// A plan: how a training run is split, as a value.
//
// Five degrees multiply to the number of accelerators. Each is split over the network levels, from the
// innermost outwards: `{4, 2}` is 4 within a node times 2 across nodes.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/parallel/schedules.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace scalewall {

/// One degree of parallelism on every network level.
struct level_degrees {
  std::int64_t at_level[max_network_levels];

  constexpr level_degrees() : level_degrees({}) {}
  constexpr level_degrees(std::initializer_list<std::int64_t> innermost_first) : at_level{1, 1, 1, 1} {
    require(innermost_first.size() <= max_network_levels, "a degree is split over at most 4 network levels",
            {{"levels", innermost_first.size()}});
    std::size_t k = 0;
    for (const std::int64_t degree : innermost_first) at_level[k++] = degree;
  }

  constexpr std::int64_t& operator[](std::size_t level) { return at_level[level]; }
  constexpr std::int64_t operator[](std::size_t level) const { return at_level[level]; }

  /// The degree. Throws `broken_rule` if it passes 2^63.
  constexpr std::int64_t total() const {
    std::int64_t product = 1;
    bool overflow = false;
    for (const std::int64_t degree : at_level) overflow |= __builtin_mul_overflow(product, degree, &product);
    if (overflow) {
      double approximately = 1;
      for (const std::int64_t degree : at_level) approximately *= static_cast<double>(degree);
      require(false, "a single degree, width or batch stays below 2^63", {{"value", approximately}});
    }
    return product;
  }

  friend constexpr bool operator==(const level_degrees&, const level_degrees&) = default;
};
static_assert(max_network_levels == 4, "the constructor of level_degrees fills four levels");

struct plan {
  level_degrees tensor_model{};  ///< tensor parallelism along the model's width
  level_degrees tensor_ff{};     ///< tensor parallelism along the feed-forward width
  level_degrees pipeline{};
  level_degrees data{};
  level_degrees expert{};

  /// Per pipeline and step.
  std::int64_t microbatches = 1;

  /// Stages per accelerator. Source: Narayanan et al. 2021 (arXiv 2104.04473).
  std::int64_t interleaving = 1;

  pipeline_schedule schedule = pipeline_schedule::one_forward_one_backward;

  friend constexpr bool operator==(const plan&, const plan&) = default;
};

/// The five degrees, for whoever treats them alike.
inline constexpr std::array<level_degrees plan::*, 5> parallel_axes = {
    &plan::tensor_model, &plan::tensor_ff, &plan::pipeline, &plan::data, &plan::expert};

/// How many accelerators the plan takes.
constexpr count accelerators(const plan& split) {
  count product = 1;
  for (const auto axis : parallel_axes) product *= (split.*axis).total();
  return product;
}

}  // namespace scalewall
