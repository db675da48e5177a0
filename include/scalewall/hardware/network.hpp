// The network between accelerators, as a list of levels from the inside out: NVLink, then InfiniBand.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/quantities.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// Data sheets count the bandwidth of NVLink in both directions together, that of a network card in one.
enum class counted { both_directions, one_direction };

/// As a level's size: whatever the cluster has.
inline constexpr std::int64_t unbounded = 0;

struct network_level {
  /// How many members of the level below it joins; `unbounded` for the outermost.
  std::int64_t size = unbounded;

  /// Per accelerator. May be infinite.
  bytes_per_second bandwidth{};
  counted bandwidth_counted = counted::both_directions;

  /// Of one message.
  seconds latency{};

  std::string_view name = "network";

  friend constexpr bool operator==(const network_level&, const network_level&) = default;
};

constexpr bytes_per_second bandwidth_one_way(const network_level& level) {
  return level.bandwidth_counted == counted::both_directions ? 0.5 * level.bandwidth : level.bandwidth;
}

inline constexpr std::size_t max_network_levels = 4;
using network = fixed_list<network_level, max_network_levels>;

/// Throws `broken_rule` unless every level but the outermost has a size, and the outermost has none.
constexpr void require_valid(const network& levels) {
  require(!levels.empty(), "a cluster has at least one network level");
  for (std::size_t k = 0; k < levels.size(); ++k) {
    const bool outermost = k + 1 == levels.size();
    require(outermost || levels[k].size >= 1,
            "every network level but the outermost has a size of at least 1",
            {{"level", k}, {"size", levels[k].size}});
    require(!outermost || levels[k].size == unbounded, "the outermost network level is unbounded",
            {{"level", k}, {"size", levels[k].size}});
    require(levels[k].bandwidth.value() > 0, "a network bandwidth is positive",
            {{"level", k}, {"bytes per second", levels[k].bandwidth.value()}});
    require(levels[k].latency.value() >= 0 && levels[k].latency.value() < 1e9, "a latency is not negative",
            {{"level", k}, {"seconds", levels[k].latency.value()}});
  }
}

}  // namespace scalewall
