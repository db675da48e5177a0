// Placing degrees on the levels of a network.
//
// A placement splits every degree over the levels; the degrees placed on a level multiply to its size.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/parallel/parallelism.hpp>
#include <scalewall/parallel/plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace scalewall {

/// How many members every network level has, from the innermost outwards.
using members_by_level = std::array<count, max_network_levels>;

/// In a cluster of `accelerators`: a level keeps its size while a single member of it is not the whole
/// cluster; the first that would be is as large as the cluster needs, those above are 1. Nothing where the
/// sizes do not divide the cluster.
constexpr std::optional<members_by_level> find_level_sizes(const network& levels, count accelerators) {
  members_by_level sizes{1, 1, 1, 1};
  count below = 1;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (levels[k].size == unbounded || below * levels[k].size >= accelerators) {
      if (accelerators % below != count{}) return std::nullopt;
      sizes[k] = accelerators / below;
      return sizes;
    }
    sizes[k] = levels[k].size;
    below *= sizes[k];
  }
  return std::nullopt;
}

/// The same, where it must be possible.
constexpr members_by_level level_sizes(const network& levels, count accelerators) {
  const auto sizes = find_level_sizes(levels, accelerators);
  require(sizes.has_value(), "the sizes of the network levels divide the number of accelerators",
          {{"accelerators", double(accelerators)}});
  return *sizes;
}

/// The outermost level with more than one member; 0 if none has.
constexpr std::size_t outermost_level(const members_by_level& sizes) {
  std::size_t outermost = 0;
  for (std::size_t k = 0; k < max_network_levels; ++k)
    if (sizes[k] != count{1}) outermost = k;
  return outermost;
}

/// Throws `broken_rule` unless every degree is positive and on a level that the network has.
constexpr void require_valid(const plan& split, const network& levels) {
  for (const auto axis : parallel_axes)
    for (std::size_t k = 0; k < max_network_levels; ++k) {
      if ((split.*axis)[k] == 1) continue;
      require((split.*axis)[k] >= 1, "every degree of parallelism is at least 1",
              {{"degree", (split.*axis)[k]}});
      require(k < levels.size(), "a degree is placed on a level that the network has",
              {{"level", k}, {"levels", levels.size()}});
    }
}

/// Throws `broken_rule` unless the plan fills every level exactly. Costs do not depend on it: they follow the
/// placement that a plan states.
constexpr void require_filled(const plan& split, const network& levels) {
  const auto sizes = level_sizes(levels, accelerators(split));
  for (std::size_t k = 0; k < levels.size(); ++k) {
    count on_level = 1;
    for (const auto axis : parallel_axes) on_level *= (split.*axis)[k];
    require(on_level <= sizes[k],
            "a network level is overfilled: the degrees placed on it multiply to its size",
            {{"level", k}, {"product of degrees", double(on_level)}, {"size", double(sizes[k])}});
    require(on_level >= sizes[k],
            "a network level is underfilled: the degrees placed on it multiply to its size",
            {{"level", k}, {"product of degrees", double(on_level)}, {"size", double(sizes[k])}});
  }
}

/// The plan that places the degrees in their order: each fills what the inner levels still have room for, as
/// far as it divides, and leaves the rest to the next level. Its microbatches are those asked for, or
/// `fewest`. Throws `broken_rule` where that does not fill the levels exactly.
constexpr plan place(const parallelism& wanted, const network& levels) {
  plan split{
      .microbatches = wanted.microbatches, .interleaving = wanted.interleaving, .schedule = wanted.schedule};
  for (const auto& [axis, size] : wanted.degrees) {
    require(split.*axis == level_degrees{}, "every degree of parallelism is given once");
    for (const std::int64_t at_level : size.levels.at_level)
      require(at_level >= 1, "every degree of parallelism is at least 1", {{"degree", at_level}});
    split.*axis = size.levels;
  }

  auto room = level_sizes(levels, accelerators(split));
  for (const auto& [axis, size] : wanted.degrees)
    if (size.placed)
      for (std::size_t k = 0; k < levels.size(); ++k) room[k] = room[k] / size.levels[k];

  for (const auto& [axis, size] : wanted.degrees) {
    if (size.placed) continue;
    level_degrees placed;
    std::int64_t rest = size.levels.total();
    for (std::size_t k = 0; k < levels.size(); ++k) {
      placed[k] = k + 1 == levels.size() ? rest : gcd(rest, room[k]).as_int64();
      rest /= placed[k];
      room[k] = room[k] / placed[k];
    }
    split.*axis = placed;
  }
  require_valid(split, levels);
  require_filled(split, levels);
  return split;
}

}  // namespace scalewall
