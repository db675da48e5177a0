// Placing degrees on the levels of a network.
//
// A placement splits every degree over the levels; the degrees placed on a level multiply to its size.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/parallel/parallelism.hpp>
#include <scalewall/parallel/plan.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

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

/// How many groups of sizes[0] x ... x sizes[level] accelerators so many accelerators have room for, at most one group in
/// a member of the level. The last member may lack some of its accelerators.
constexpr count groups_among(const network& levels, const members_by_level& sizes, std::size_t level,
                             count accelerators) {
  count whole_member = 1;
  for (std::size_t k = 0; k <= level; ++k) whole_member *= levels[k].size;
  const count rest = accelerators % whole_member;
  const count in_rest = level == 0 ? rest : groups_among(levels, sizes, level - 1, rest);
  return accelerators / whole_member + (in_rest >= sizes[level] ? 1 : 0);
}

namespace detail {

/// Descending.
constexpr std::vector<std::int64_t> divisors_up_to(count n, std::int64_t most) {
  std::vector<std::int64_t> divisors = {1};
  const auto multiply_by = [&](std::int64_t prime) {
    // Those that have the prime once more than the ones added before.
    for (std::size_t first = 0, last = divisors.size(); n % prime == count{}; n = n / prime) {
      for (std::size_t i = first; i < last; ++i)
        if (divisors[i] <= most / prime) divisors.push_back(divisors[i] * prime);
      first = last;
      last = divisors.size();
    }
  };
  for (std::int64_t prime = 2; prime <= most && count{prime} * prime <= n; ++prime) multiply_by(prime);
  if (n > count{1} && n <= count{most}) multiply_by(n.as_int64());
  std::sort(divisors.begin(), divisors.end(), std::greater<>());
  return divisors;
}

template <class Visitor>
constexpr void fill_from(std::size_t level, count left, members_by_level sizes, const network& levels,
                         count accelerators, const Visitor& visit) {
  if (left == count{1} || levels[level].size == unbounded) {
    sizes[level] = left;
    const std::size_t outermost = outermost_level(sizes);
    if (outermost == 0 || sizes[outermost] <= groups_among(levels, sizes, outermost - 1, accelerators))
      visit(sizes);
    return;
  }
  std::vector<std::int64_t> taken;
  for (const std::int64_t size : divisors_up_to(left, levels[level].size)) {
    if (std::any_of(taken.begin(), taken.end(), [&](std::int64_t larger) { return larger % size == 0; }))
      continue;
    taken.push_back(size);
    sizes[level] = size;
    fill_from(level + 1, left / size, sizes, levels, accelerators, visit);
  }
}

}  // namespace detail

/// Calls `visit(members_by_level)` for every way to put `working` of a cluster's accelerators to work, as many in every
/// member of a level, and no part of what could be more. Where all work, that is `find_level_sizes`.
template <class Visitor>
constexpr void for_each_filling(const network& levels, count working, count accelerators,
                                const Visitor& visit) {
  if (working == accelerators) {
    if (const auto sizes = find_level_sizes(levels, working)) visit(*sizes);
    return;
  }
  detail::fill_from(0, working, {1, 1, 1, 1}, levels, accelerators, visit);
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

/// How many accelerators of every level a plan works on.
constexpr members_by_level members_of(const plan& split) {
  members_by_level sizes{1, 1, 1, 1};
  for (const auto axis : parallel_axes)
    for (std::size_t k = 0; k < max_network_levels; ++k)
      if ((split.*axis)[k] != 1) sizes[k] *= (split.*axis)[k];
  return sizes;
}

/// Throws `broken_rule` unless the plan fills every level exactly.
constexpr void require_filled(const plan& split, const network& levels) {
  const members_by_level on_level = members_of(split);
  count working = 1;
  for (const count& members : on_level) working *= members;
  const auto sizes = level_sizes(levels, working);
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (on_level[k] == sizes[k]) continue;
    require(on_level[k] < sizes[k],
            "a network level is overfilled: the degrees placed on it multiply to its size",
            {{"level", k}, {"product of degrees", double(on_level[k])}, {"size", double(sizes[k])}});
    require(false, "a network level is underfilled: the degrees placed on it multiply to its size",
            {{"level", k}, {"product of degrees", double(on_level[k])}, {"size", double(sizes[k])}});
  }
}

/// Whether a cluster of so many accelerators has room for the plan where it is placed: all work and every level is filled,
/// or some stand idle and none is overfilled.
constexpr bool has_room(const plan& split, const network& levels, count accelerators) {
  const members_by_level on_level = members_of(split);
  count working = 1;
  for (const count& members : on_level) working *= members;
  if (working == accelerators) return find_level_sizes(levels, working) == on_level;
  if (working > accelerators) return false;
  for (std::size_t k = 0; k < levels.size(); ++k)
    if (levels[k].size != unbounded && on_level[k] > count{levels[k].size}) return false;
  const std::size_t outermost = outermost_level(on_level);
  return outermost == 0 || on_level[outermost] <= groups_among(levels, on_level, outermost - 1, accelerators);
}

/// Throws `broken_rule` unless there is room.
constexpr void require_room(const plan& split, const network& levels, count accelerators) {
  if (has_room(split, levels, accelerators)) return;
  const members_by_level on_level = members_of(split);
  count working = 1;
  for (const count& members : on_level) working *= members;
  if (working == accelerators) return require_filled(split, levels);
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (levels[k].size != unbounded && on_level[k] > count{levels[k].size})
      require(false, "a network level has room for the degrees that are placed on it",
              {{"level", k}, {"product of degrees", double(on_level[k])}, {"size", levels[k].size}});
  }
  const std::size_t outermost = outermost_level(on_level);
  const count groups =
      outermost == 0 ? accelerators : groups_among(levels, on_level, outermost - 1, accelerators);
  require(false, "a network level has room for the degrees that are placed on it",
          {{"level", outermost},
           {"product of degrees", double(on_level[outermost])},
           {"members with enough accelerators", double(groups)}});
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
