// Mirrors include/scalewall/cost/network_transfer.hpp.

#include <scalewall/cost/network_transfer.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;

// 1 GB/s each way in a node, a tenth of it between nodes.
constexpr network levels = {{.size = 4, .bandwidth = both_directions(2_GB_per_s), .latency = 1_ms},
                            {.bandwidth = one_direction(0.1_GB_per_s), .latency = 5_ms}};

static_assert(time_transfer(levels, all_reduce, 4, 1, 1_GB) ==
              transfer_time{.bandwidth = 1.5_s, .latency = 2_ms});
static_assert(time_transfer(levels, all_reduce, 4, 1, 1_GB) ==
              scalewall::all_reduce(levels[0], 4, 1_GB, {.accelerators = 4}));
static_assert(time_transfer(levels, all_gather, 4, 1, 1_GB) ==
              transfer_time{.bandwidth = 0.75_s, .latency = 1_ms});
static_assert(time_transfer(levels, reduce_scatter, 4, 1, 1_GB) ==
              time_transfer(levels, all_gather, 4, 1, 1_GB));
static_assert(time_transfer(levels, all_to_all, 4, 1, 1_GB) ==
              transfer_time{.bandwidth = 0.75_s, .latency = 1_ms});
static_assert(time_transfer(levels, point_to_point, 2, 1, 1_GB) ==
              transfer_time{.bandwidth = 1_s, .latency = 1_ms});

// Between nodes each of four members reduces a quarter, 2 (2 - 1) / 2 times a quarter of a GB over 0.1 GB/s.
static_assert(time_transfer(levels, all_reduce, 8, 2, 1_GB) ==
              transfer_time{.bandwidth = 2.5_s, .latency = 12_ms});
static_assert(time_transfer(levels, all_to_all, 8, 2, 1_GB) ==
              transfer_time{.bandwidth = 5_s, .latency = 6_ms});
static_assert(time_transfer(levels, point_to_point, 2, 2, 1_GB) ==
              transfer_time{.bandwidth = 10_s, .latency = 5_ms});
static_assert(time_transfer(levels, all_reduce, 2, 2, 1_GB) ==
                  transfer_time{.bandwidth = 10_s, .latency = 10_ms},
              "one in each node has nothing to share within it");

TEST_CASE("transfers that there is no network for are told") {
  CHECK_THROWS_WITH_AS(time_transfer({levels[0]}, all_reduce, 8, 2, 1_GB),
                       "the network has a level between the participants (levels = 1, nodes = 2)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(
      time_transfer(levels, all_reduce, 8, 3, 1_GB),
      "a transfer has at least two participants, spread evenly over the nodes (participants = 8, nodes = 3)",
      broken_rule);
  CHECK_THROWS_AS(time_transfer(levels, all_reduce, 1, 1, 1_GB), broken_rule);
}

}  // namespace
