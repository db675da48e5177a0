// Mirrors include/scalewall/cost/transfer.hpp.

#include <scalewall/cost/transfer.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr network_level link{.bandwidth = both_directions(2_GB_per_s), .latency = 1_ms};  // 1 GB/s each way

static_assert(point_to_point(link, 1_GB, {}) == transfer_time{.bandwidth = 1_s, .latency = 1_ms});
static_assert(point_to_point(link, 1_GB, {.in_sequence = 3}) ==
              transfer_time{.bandwidth = 3_s, .latency = 3_ms});
static_assert(point_to_point(link, 1_GB, {.side_by_side = 3}) ==
                  transfer_time{.bandwidth = 3_s, .latency = 1_ms},
              "what goes side by side shares the bandwidth of the cluster and waits once");
static_assert(point_to_point(link, 1_GB, {.side_by_side = 3, .accelerators = 6}).bandwidth == 0.5_s);

// Two ranks swap their halves' sums: 2 (p - 1) = 2 payloads in all, over the bandwidth of two.
static_assert(all_reduce(link, 2, 1_GB, {.accelerators = 2}) ==
              transfer_time{.bandwidth = 1_s, .latency = 2_ms});
static_assert(all_reduce(link, 8, 1_GB, {.accelerators = 8}).bandwidth == 1.75_s, "2 * 7 / 8");
static_assert(all_reduce(link, 8, 1_GB, {.accelerators = 8}).latency == 2_ms,
              "latency does not grow with the ranks");
static_assert(all_reduce(link, 8, 1_GB, {.in_sequence = 5, .side_by_side = 4, .accelerators = 32}) ==
              transfer_time{.bandwidth = 8.75_s, .latency = 10_ms});
static_assert(all_reduce(link, 1, 1_GB, {}) == transfer_time{}, "alone, there is nothing to exchange");
static_assert(all_reduce(link, 8, 2_GB, {}).bandwidth == 2.0 * all_reduce(link, 8, 1_GB, {}).bandwidth);

constexpr network_level network_card{.bandwidth = one_direction(1_GB_per_s), .latency = 1_ms};
static_assert(all_reduce(network_card, 8, 1_GB, {}) == all_reduce(link, 8, 1_GB, {}),
              "counted the other way");

constexpr network_level infinite{
    .bandwidth = one_direction(bytes_per_second::from_value(std::numeric_limits<double>::infinity())),
    .latency = 1_ms};
static_assert(all_reduce(infinite, 8, 1_GB, {}) == transfer_time{.bandwidth = 0_s, .latency = 2_ms});

static_assert(transfer_time{.bandwidth = 3_s, .latency = 2_s}.total() == 5_s);
static_assert(transfer_time{1_s, 2_s} + transfer_time{3_s, 4_s} == transfer_time{4_s, 6_s});
static_assert(2 * transfer_time{1_s, 2_s} == transfer_time{2_s, 4_s});

template <class Payload>
concept can_be_reduced = requires(Payload payload) { all_reduce(link, 8, payload, {}); };
static_assert(can_be_reduced<bytes>);
static_assert(!can_be_reduced<seconds>, "a time is not a payload");
static_assert(!can_be_reduced<flop>, "nor is work");
static_assert(!can_be_reduced<double>, "a bare number has no unit");

TEST_CASE("an all-reduce of nobody is told") {
  CHECK_THROWS_WITH_AS(all_reduce(link, 0, 1_GB, {}),
                       "an all-reduce has at least one participant (participants = 0)", broken_rule);
}

}  // namespace
