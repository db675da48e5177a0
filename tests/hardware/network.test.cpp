// Mirrors include/scalewall/hardware/network.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/network.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr auto infinite = bytes_per_second::from_value(std::numeric_limits<double>::infinity());

constexpr network nodes_of_eight{{.size = 8, .bandwidth = both_directions(900_GB_per_s), .latency = 1_us},
                                 {.bandwidth = both_directions(100_GB_per_s), .latency = 2_us}};
static_assert((require_valid(nodes_of_eight), true));
static_assert((require_valid(network{{.bandwidth = both_directions(900_GB_per_s)}}), true),
              "one level is a network");
static_assert((require_valid(network{{.bandwidth = one_direction(infinite)}}), true));

static_assert(both_directions(900_GB_per_s).one_way() == 450_GB_per_s,
              "NVLink is sold by both directions together");
static_assert(one_direction(50_GB_per_s).one_way() == 50_GB_per_s, "a network card is sold by one");
static_assert(both_directions(100_GB_per_s) == one_direction(400_Gbit_per_s));
static_assert(both_directions(infinite).one_way() == infinite &&
              one_direction(infinite).one_way() == infinite);
static_assert([] {
  link_bandwidth link = both_directions(3_GB_per_s);
  link *= 1.01;
  return link == both_directions(1.01 * 3_GB_per_s);
}());
static_assert(network_level{}.bandwidth.one_way() == 0_B_per_s, "what is left out breaks a rule");

static_assert(network_level{}.size == unbounded);
static_assert(max_network_levels == 4 && network::capacity() == max_network_levels);

static_assert(!constant<[] { require_valid(network{}); }>);

TEST_CASE("what connects nobody is told") {
  network levels = nodes_of_eight;

  SUBCASE("no level at all") {
    levels = {};
    CHECK_THROWS_WITH_AS(require_valid(levels), "a cluster has at least one network level", broken_rule);
  }
  SUBCASE("a node without a size") {
    levels[0].size = unbounded;
    CHECK_THROWS_WITH_AS(
        require_valid(levels),
        "every network level but the outermost has a size of at least 1 (level = 0, size = 0)", broken_rule);
  }
  SUBCASE("an end of the cluster") {
    levels[1].size = 1024;
    CHECK_THROWS_WITH_AS(require_valid(levels),
                         "the outermost network level is unbounded (level = 1, size = 1024)", broken_rule);
  }
  SUBCASE("no bandwidth") {
    levels[1].bandwidth = both_directions(0_GB_per_s);
    CHECK_THROWS_WITH_AS(require_valid(levels), "a network bandwidth is positive (level = 1, bandwidth = 0)",
                         broken_rule);
  }
  SUBCASE("a message that arrives before it is sent") {
    levels[0].latency = -1_us;
    CHECK_THROWS_WITH_AS(require_valid(levels), "a latency is not negative (level = 0, latency = -1e-06)",
                         broken_rule);
  }
  SUBCASE("a message that never arrives") {
    levels[0].latency = seconds::from_value(std::numeric_limits<double>::infinity());
    CHECK_THROWS_AS(require_valid(levels), broken_rule);
  }
}

}  // namespace
