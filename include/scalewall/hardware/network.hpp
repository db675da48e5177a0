// The network between accelerators, as a list of levels from the inside out: NVLink, then InfiniBand.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/quantities.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// What a link passes on, one way while as much comes the other. Data sheets count NVLink in both directions together
/// and a network card in one, so a number alone is no bandwidth of a link: `both_directions(900_GB_per_s)`,
/// `one_direction(400_Gbit_per_s)`. May be infinite.
class link_bandwidth {
 public:
  /// None, which no network has.
  constexpr link_bandwidth() = default;

  template <std::same_as<bytes_per_second> Rate, bool Counted = false>
  constexpr link_bandwidth(Rate) {  // NOLINT(google-explicit-constructor): to say what is missing
    static_assert(Counted,
                  "a network bandwidth says how it is counted: both_directions(900_GB_per_s) or "
                  "one_direction(400_Gbit_per_s)");
  }

  constexpr bytes_per_second one_way() const { return one_way_; }

  constexpr link_bandwidth& operator*=(double factor) {
    one_way_ *= factor;
    return *this;
  }

  friend constexpr bool operator==(const link_bandwidth&, const link_bandwidth&) = default;
  friend constexpr link_bandwidth one_direction(bytes_per_second rate);

 private:
  bytes_per_second one_way_{};
};

constexpr link_bandwidth one_direction(bytes_per_second rate) {
  link_bandwidth link;
  link.one_way_ = rate;
  return link;
}

constexpr link_bandwidth both_directions(bytes_per_second rate) { return one_direction(0.5 * rate); }

constexpr double base_value(const link_bandwidth& link) { return link.one_way().value(); }
constexpr void set_base_value(link_bandwidth& link, double one_way) {
  link = one_direction(bytes_per_second::from_value(one_way));
}
template <>
inline constexpr const char* unit_of<link_bandwidth> = unit_of<bytes_per_second>;

inline constexpr number_rule network_bandwidth_rule =
    between(smallest_positive, without_limit, "a network bandwidth is positive");

/// As a level's size: whatever the cluster has.
inline constexpr std::int64_t unbounded = 0;

struct network_level {
  /// How many members of the level below it joins; `unbounded` for the outermost.
  std::int64_t size = unbounded;

  /// Per accelerator.
  link_bandwidth bandwidth{};

  /// Of one message.
  seconds latency{};

  std::string_view name = "network";

  friend constexpr bool operator==(const network_level&, const network_level&) = default;
};

constexpr void list_members(const network_level*, const auto& visit) {
  visit(listed("size", &network_level::size).implied());
  visit(listed("bandwidth", &network_level::bandwidth, network_bandwidth_rule, within_factor(100)));
  visit(listed("latency", &network_level::latency, latency_rule, within_factor(100)));
  visit(listed("name", &network_level::name));
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
  }
  require_members(levels, "level");
}

}  // namespace scalewall
