#include "arbitrary.hpp"
#include "exhaustive.hpp"
#include "property.hpp"
#include <scalewall/parallel/placement.hpp>
#include <scalewall/search/placements.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

using namespace properties;
using namespace scalewall;

namespace {

/// The degrees of a plan without their levels.
std::array<std::int64_t, parallel_axes.size()> totals(const plan& split) {
  std::array<std::int64_t, parallel_axes.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = (split.*parallel_axes[i]).total();
  return all;
}

/// All degrees of a placement in one row, for it to be compared and sorted.
using placement = std::vector<std::int64_t>;

placement degrees_of(const plan& split) {
  placement all;
  for (const auto axis : parallel_axes)
    all.insert(all.end(), std::begin((split.*axis).at_level), std::end((split.*axis).at_level));
  return all;
}

bool fills(const plan& split, const members_by_level& sizes) {
  for (std::size_t k = 0; k < max_network_levels; ++k) {
    count on_level = 1;
    for (const auto axis : parallel_axes) on_level *= (split.*axis)[k];
    if (on_level != sizes[k]) return false;
  }
  return true;
}

/// With the level sizes that it fills, of which some may be 1.
std::pair<plan, members_by_level> any_small_plan() {
  plan split;
  members_by_level sizes{1, 1, 1, 1};
  for (std::int64_t factors = whole(0, 6); factors > 0; --factors) {
    const std::int64_t prime = std::array{2, 2, 3}[static_cast<std::size_t>(whole(0, 2))];
    const auto level = static_cast<std::size_t>(whole(0, 3));
    (split.*parallel_axes[static_cast<std::size_t>(whole(0, 4))])[level] *= prime;
    sizes[level] *= prime;
  }
  return {split, sizes};
}

std::vector<std::size_t> any_order() {
  std::vector<std::size_t> order(parallel_axes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(i) - 1))]);
  return order;
}

}  // namespace

TEST_CASE("level sizes multiply to the cluster, and no level is larger than its size") {
  check([] {
    std::vector<std::int64_t> inner(static_cast<std::size_t>(whole(0, 3)));
    for (std::int64_t& size : inner) size = whole(1, 8);
    network levels;
    for (const std::int64_t size : inner) levels.push_back({.size = size});
    levels.push_back({.size = unbounded});
    const count gpus = whole(1, 1024);

    const auto sizes = find_level_sizes(levels, gpus);
    if (!sizes) {
      // Some level that is inside a larger one does not divide the cluster.
      std::int64_t below = 1;
      bool divides = true;
      for (const std::int64_t size : inner) {
        if (count{below} * size >= gpus) break;
        below *= size;
        divides = divides && gpus % below == count{};
      }
      RC_ASSERT(!divides);
      RC_ASSERT_THROWS_AS(level_sizes(levels, gpus), broken_rule);
      return;
    }
    RC_ASSERT(level_sizes(levels, gpus) == *sizes);
    count product = 1;
    for (std::size_t k = 0; k < max_network_levels; ++k) {
      product *= (*sizes)[k];
      if (k < inner.size()) RC_ASSERT((*sizes)[k] <= count{inner[k]});
      // A level that is not full is the outermost in use.
      if (k < inner.size() && (*sizes)[k] < count{inner[k]}) RC_ASSERT(product == gpus);
    }
    RC_ASSERT(product == gpus);
  });
}

TEST_CASE("placing fills every level and keeps every degree, whatever says where it goes") {
  check([] {
    const training_step step = any_training_step();
    parallelism wanted;
    for (const std::size_t i : any_order()) {
      const level_degrees& levels = step.split.*parallel_axes[i];
      wanted.degrees.push_back({parallel_axes[i], flag() ? degree(levels) : degree(levels.total())});
    }
    const plan placed = place(wanted, step.machines.network);
    RC_ASSERT(totals(placed) == totals(step.split));
    RC_ASSERT(fills(placed, level_sizes(step.machines.network, accelerators(step.split))));
    for (const auto& [axis, size] : wanted.degrees)
      if (size.placed) RC_ASSERT((placed.*axis == size.levels));
  });
}

TEST_CASE("where every degree says where it goes, the order of a strategy changes nothing") {
  check([] {
    training_step step = any_training_step();
    parallelism wanted{.degrees = {},
                       .microbatches = step.split.microbatches,
                       .interleaving = step.split.interleaving,
                       .schedule = step.split.schedule};
    for (const std::size_t i : any_order())
      wanted.degrees.push_back({parallel_axes[i], degree(step.split.*parallel_axes[i])});
    const step_estimate before = step.estimate();
    step.split = place(wanted, step.machines.network);
    RC_ASSERT(step.estimate() == before);
  });
}

TEST_CASE("the first degree of a strategy is placed as far inside as it divides") {
  check([] {
    const training_step step = any_training_step();
    const network& levels = step.machines.network;
    parallelism wanted;
    for (const std::size_t i : any_order())
      wanted.degrees.push_back({parallel_axes[i], (step.split.*parallel_axes[i]).total()});
    const auto& first = wanted.degrees[0];
    const std::int64_t inside = (place(wanted, levels).*first.axis)[0];
    const std::int64_t room = level_sizes(levels, accelerators(step.split))[0].as_int64();
    RC_ASSERT(inside == std::gcd(room, first.size.levels.total()));
  });
}

TEST_CASE("the placements of a plan are all that fill the levels, each of them once") {
  check([] {
    const auto [whole_plan, sizes] = any_small_plan();
    std::vector<placement> visited, expected;
    placements(sizes).for_each(whole_plan,
                               [&](const plan& placed) { visited.push_back(degrees_of(placed)); });
    for (const plan& placed : placements_one_by_one(whole_plan, sizes)) {
      RC_ASSERT(fills(placed, sizes));
      expected.push_back(degrees_of(placed));
    }
    std::sort(visited.begin(), visited.end());
    std::sort(expected.begin(), expected.end());
    RC_ASSERT(visited == expected);
  });
}
