#include <scalewall/cost/group_transfer.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;

/// Hops of 3 us and bytes of 1 GB/s, and a domain of eight.
constexpr training_machine machine = [] {
  training_machine round = catalog::h100_machine;
  round.ring = {.launch = 1_us,
                .setup = 2_us,
                .hop = 3_us,
                .bandwidth = 1_GB_per_s,
                .share_bandwidth = 1_GB_per_s,
                .short_hop = 0.5_us,
                .short_bandwidth = 0.1_GB_per_s};
  round.network = 0.5_GB_per_s;
  return round;
}();

static_assert(members_of_domain(machine, {4, 1}) == 4);
static_assert(members_of_domain(machine, {4, 4}) == 2);
static_assert(members_of_domain(machine, {4, 16}) == 1);

// The group that straddles domains of eight and lies worst: ranks 6, 7 of {6 .. 11}; 8 .. 11 of {8 .. 19} behind {0 .. 7};
// one of {6, 7, 8}; one of {6, 9}.
static_assert(members_of_domain(machine, {6, 1}) == 2);
static_assert(members_of_domain(machine, {12, 1}) == 4);
static_assert(members_of_domain(machine, {3, 1}) == 1);
static_assert(members_of_domain(machine, {2, 3}) == 1);
static_assert(members_of_domain(machine, {16, 3}) == 2);
static_assert(members_of_domain(machine, {16, 1}) == 8);
static_assert(time_collective_of_group(machine, all_gather, {1, 1}, 1_GB) == 0_s);

bool takes(seconds time, seconds expected) { return time.value() == doctest::Approx(expected.value()); }

TEST_CASE("within a domain hops hide behind bytes, and short messages take the shorter hops") {
  // Two steps of 3 us; 2 kB sent and 1 kB of a share: |6, 3| of 3 kB.
  CHECK(takes(time_collective_of_group(with_domain(machine, 6), all_gather, {3, 1}, 3_kB),
              3_us + seconds::from_value(math::sqrt(36 + 9) * 1e-6)));
  CHECK(takes(time_collective_of_group(with_domain(machine, 6), all_gather, {3, 1}, 30_B),
              1_us + 1_us + 0.3_us));
  CHECK(time_collective_of_group(machine, all_reduce, {3, 1}, 3_MB) >
        1.5 * time_collective_of_group(with_domain(machine, 6), all_gather, {3, 1}, 3_MB));
}

TEST_CASE("across domains bytes take the cards of those that share one, and every step its time") {
  // Four members in two domains: 85 % of two cards.
  CHECK(takes(time_collective_of_group(machine, reduce_scatter, {4, 4}, 4_MB),
              25_us + 3 * 5_us + 3_MB / 0.85_GB_per_s));
  CHECK(takes(time_collective_of_group(machine, all_reduce, {4, 4}, 4_MB),
              25_us + 4 * 5_us + 6_MB / 0.85_GB_per_s));
  // Never faster than the ring within.
  CHECK(takes(time_collective_of_group(machine, reduce_scatter, {64, 1}, 64_MB),
              25_us + 63 * 5_us + 63_MB / 1_GB_per_s));
}

TEST_CASE("calls take their latency each, and the bytes are moved once") {
  const seconds once = time_collective_in_calls(machine, all_gather, {4, 4}, 4_MB, 1);
  CHECK(takes(once, time_collective_of_group(machine, all_gather, {4, 4}, 4_MB)));
  CHECK(takes(time_collective_in_calls(machine, all_gather, {4, 4}, 4_MB, 11) - once, 10 * 40_us));
  const seconds within = time_collective_in_calls(machine, all_gather, {4, 1}, 4_MB, 1);
  CHECK(takes(time_collective_in_calls(machine, all_gather, {4, 1}, 4_MB, 3) - within, 2 * (1_us + 1.5_us)));
}

TEST_CASE("an exchange takes the longer of near and far, and a token goes to a domain once") {
  CHECK(takes(time_exchange_of_group(machine, {8, 1}, 8_MB, 8, true), 7_MB / 0.9_GB_per_s + 28_us));
  CHECK(takes(time_exchange_of_group(machine, {32, 1}, 32_MB, 8, false), 24_MB / 0.4_GB_per_s + 52_us));
  const double once = 3 * (1 - 0.75 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75) / 8;
  CHECK(takes(time_exchange_of_group(machine, {32, 1}, 32_MB, 8, true), once * 32_MB / 0.4_GB_per_s + 52_us));
  CHECK(time_exchange_of_group(machine, {1, 1}, 8_MB, 8, true) == 0_s);
  CHECK(time_collective_of_group(machine, all_to_all, {8, 1}, 8_MB) ==
        time_exchange_of_group(machine, {8, 1}, 8_MB, 1, false));
}

TEST_CASE("a message goes over the ring within a domain, else over the network") {
  CHECK(takes(time_stage_message(machine, stage_boundary::within_domain, 8_MB), 8_MB / 0.8_GB_per_s + 15_us));
  CHECK(
      takes(time_stage_message(machine, stage_boundary::across_domains, 8_MB), 8_MB / 0.4_GB_per_s + 15_us));
}

/// Boundaries across domains, rank by rank, of the pipeline of a stage's ranks that has the most.
constexpr std::int64_t counted_boundaries(std::int64_t domain, std::int64_t ranks, std::int64_t stride) {
  std::int64_t most = 0;
  for (std::int64_t first = 0; first < stride; ++first) {
    std::int64_t across = 0;
    for (std::int64_t rank = 1; rank < ranks; ++rank)
      across += (first + rank * stride) / domain != (first + (rank - 1) * stride) / domain;
    most = std::max(most, across);
  }
  return most;
}

static_assert(boundaries_across_domains(machine, 4, 2) == 0);
static_assert(boundaries_across_domains(machine, 4, 4) == 1);
static_assert(boundaries_across_domains(machine, 16, 1) == 1);
static_assert(boundaries_across_domains(machine, 4, 8) == 3);

TEST_CASE("boundaries across domains are as many as are counted one by one") {
  for (const std::int64_t domain : {1, 2, 6, 8, 72})
    for (std::int64_t ranks = 1; ranks <= 17; ++ranks)
      for (std::int64_t stride = 1; stride <= 20; ++stride) {
        CAPTURE(domain);
        CAPTURE(ranks);
        CAPTURE(stride);
        CHECK(boundaries_across_domains(with_domain(machine, domain), ranks, stride) ==
              counted_boundaries(domain, ranks, stride));
      }
}

}  // namespace
