// The sizes of clusters that a search chooses from.
//
// Sizes double, beginning with the experts of a layer, as the published simulation behind Erdil & Schneider-Joseph 2024
// (arXiv 2411.01137) has them; where that does not fill the nodes, whole nodes double, and members of the levels above
// them. With nodes of eight both are the same; racks of 72 make 1, 2, 4 ... 64, 72, 144, 288 accelerators.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/search/working_sizes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

/// The largest size that is looked at: E 2^59.
constexpr count largest_cluster(std::int64_t experts) { return count{std::int64_t{1} << 59} * experts; }

/// Sizes up to the largest whose accelerators fill the levels, ascending.
constexpr std::vector<count> doubled_sizes(const network& levels, std::int64_t experts) {
  const count largest = largest_cluster(experts);
  std::vector<count> sizes;
  const auto double_from = [&](count size) {
    for (; size <= largest; size *= 2)
      if (find_level_sizes(levels, size)) sizes.push_back(size);
  };
  double_from(experts);
  count member = 1;
  for (const network_level& level : levels) {
    if (level.size == unbounded) break;
    member *= level.size;
    double_from(member / gcd(member, experts) * experts);
  }
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

/// A cluster and those of its accelerators that work.
struct cluster_size {
  count accelerators;
  count working;
  friend constexpr bool operator==(const cluster_size&, const cluster_size&) = default;
};

/// The plans of a space that just the accelerators of a cluster that work are for. The others stand idle.
constexpr plan_space plans_on(plan_space within, const cluster_size& size) {
  if (size.working == size.accelerators) return within;
  within.idle = choices::every;
  within.working = exactly(size.working.as_int64());
  return within;
}

/// The least cluster that has room for groups of sizes[0] x sizes[1] x ... accelerators, one in a member of a level.
constexpr count least_cluster(const network& levels, const members_by_level& sizes) {
  count accelerators = sizes[0];
  count whole_member = 1;
  for (std::size_t k = 1; k < levels.size(); ++k) {
    whole_member *= levels[k - 1].size;
    // The last member need not be whole.
    if (sizes[k] > count{1}) accelerators += (sizes[k] - 1) * whole_member;
  }
  return accelerators;
}

/// The least cluster of whole members, nodes or what joins them, that has room for the same.
constexpr count least_whole_cluster(const network& levels, const members_by_level& sizes) {
  const std::size_t outermost = outermost_level(sizes);
  count accelerators = sizes[outermost];
  for (std::size_t k = 0; k < outermost; ++k) accelerators *= levels[k].size;
  return accelerators;
}

/// Sizes to look at, ascending. Where doubling the experts fills no nodes, as with racks of 72, equal parts of whole nodes
/// are looked at as well: 64 of the 72 of each. Where accelerators may stand idle, every number that can work is one, in the
/// least cluster that has room for it: with one more to stand idle a cluster is no faster.
constexpr std::vector<cluster_size> cluster_sizes(const step_estimator& question, const plan_space& within) {
  const network& levels = question.machines().network;
  const std::int64_t experts = question.model().experts;
  const std::vector<count> doubled = doubled_sizes(levels, experts);
  const count largest = doubled.back();
  std::vector<cluster_size> sizes;
  const auto add_fillings = [&](count working, auto&& cluster_of) {
    // In a cluster with room for any, as the least is what is asked for.
    count with_room = working;
    for (const network_level& level : levels)
      if (level.size != unbounded) with_room *= level.size;
    for_each_filling(levels, working, with_room + 1, [&](const members_by_level& filled) {
      sizes.push_back({.accelerators = cluster_of(levels, filled), .working = working});
    });
  };
  if (within.idle == choices::by_rule_of_thumb) {
    for (const count size : doubled) sizes.push_back({.accelerators = size, .working = size});
    count size = experts;
    const bool fills_nodes = find_level_sizes(levels, largest_cluster(experts)).has_value();
    for (; !fills_nodes && size <= largest; size *= 2)
      if (!find_level_sizes(levels, size)) add_fillings(size, least_whole_cluster);
  } else {
    for (const count working :
         working_sizes(question.model(), question.read(), largest, question.how().rules))
      add_fillings(working, least_cluster);
  }
  std::sort(sizes.begin(), sizes.end(), [](const cluster_size& a, const cluster_size& b) {
    return a.accelerators < b.accelerators || (a.accelerators == b.accelerators && a.working > b.working);
  });
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

}  // namespace scalewall
