// Mirrors include/scalewall/cost/ring_collective.hpp.

#include "tiny_collectives.hpp"
#include <scalewall/cost/ring_collective.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;
using enum collective_protocol;
using tiny::near;

constexpr ring_protocols ring = tiny::collectives.ring;

constexpr bool takes(collective_protocol protocol, transfer_operation operation, std::int64_t participants,
                     bytes size, seconds expected) {
  return near(time_in_protocol(ring, protocol, operation, participants, size), expected);
}

// Three steps; a share of 500 B opens half of the channels; 1.5 kB are sent and 2 kB moved at 10 GB/s.
static_assert(takes(ll, all_gather, 4, 2_kB, 3_us + 0.5 * (3 * 2_us + 4_us) + 0.2_us));
static_assert(takes(ll, reduce_scatter, 4, 2_kB, 3_us + 0.5 * 4_us + 0.2_us), "nothing is forwarded");
static_assert(takes(ll, all_reduce, 4, 2_kB, 6_us + 0.5 * (3 * 2_us + 4_us) + 0.35_us), "twice the steps");
static_assert(takes(ll, all_gather, 4, 40_kB, 3_us + 10_us + 4_us), "no more than all channels are open");
static_assert(takes(ll128, all_gather, 4, 2_MB, 9_us + 40_us));
static_assert(takes(simple, all_gather, 4, 4_MB, 5_us + 18_us + 30_us + 10_us));
static_assert(takes(simple, all_reduce, 4, 4_MB, 5_us + 36_us + 60_us + 10_us));

// Where the hops hide behind the bytes.
constexpr ring_protocols hiding = [] {
  ring_protocols other = ring;
  other.overlap = 2;
  return other;
}();
static_assert(near(time_in_protocol(hiding, simple, all_gather, 4, 2.4_MB), 5_us + 30_us), "18, 24, 30");

// Four gather: LL is believed to take 8.4 us + w / 10 GB/s, Simple 18.6 us + w / 100 GB/s, LL128 more than either.
static_assert(ring_protocol(ring, all_gather, 4, 151_kB) == ll);
static_assert(ring_protocol(ring, all_gather, 4, 152_kB) == simple);
// Eight gather: 10.8 us, 27.3 us with 92 GB/s, 32.2 us.
static_assert(ring_protocol(ring, all_gather, 8, 211_kB) == ll);
static_assert(ring_protocol(ring, all_gather, 8, 212_kB) == ll128);
static_assert(ring_protocol(ring, all_gather, 8, 6.4_MB) == ll128);
static_assert(ring_protocol(ring, all_gather, 8, 6.5_MB) == simple);
static_assert(ring_protocol(ring, reduce_scatter, 8, 212_kB) == ll128);

constexpr ring_protocols two_protocols = [] {
  ring_protocols other = ring;
  other.ll128.reset();
  return other;
}();
static_assert(ring_protocol(two_protocols, all_gather, 8, 212_kB) == ll);
static_assert(ring_protocol(two_protocols, all_gather, 8, 6.4_MB) == simple);

constexpr ring_protocols by_size = [] {
  ring_protocols other = ring;
  other.choice = {.ll_at_most = 1_MB};
  return other;
}();
static_assert(ring_protocol(by_size, all_reduce, 2, 1_MB) == ll);
static_assert(ring_protocol(by_size, all_reduce, 8, 1.001_MB) == simple);

// In a protocol, the time is continuous where the last channel opens.
static_assert(near(time_in_protocol(ring, ll, all_gather, 4, 3999.999_B),
                   time_in_protocol(ring, ll, all_gather, 4, 4000.001_B), 1e-6));

// Every distance has its bandwidth.
constexpr ring_protocols behind_pcie = [] {
  ring_protocols other = ring;
  other.spans = {{.participants = 2, .ll = 10_GB_per_s, .simple = 100_GB_per_s},
                 {.participants = 4, .ll = 5_GB_per_s, .simple = 50_GB_per_s},
                 {.ll = 1_GB_per_s, .simple = 10_GB_per_s}};
  return other;
}();
static_assert(near(time_in_protocol(behind_pcie, simple, all_gather, 2, 2_MB), 5_us + 6_us + 10_us + 10_us));
static_assert(near(time_in_protocol(behind_pcie, simple, all_gather, 3, 3_MB), 5_us + 12_us + 40_us + 10_us));
static_assert(near(time_in_protocol(behind_pcie, simple, all_gather, 5, 5_MB),
                   5_us + 24_us + 400_us + 10_us));

static_assert(name(ll128) == "LL128" && name(in_switch) == "NVLS");

TEST_CASE("a protocol that a ring has not is told") {
  CHECK_THROWS_WITH_AS(time_in_protocol(two_protocols, ll128, all_gather, 4, 1_MB),
                       "the ring has the protocol LL128", broken_rule);
  CHECK_THROWS_WITH_AS(time_in_protocol(ring, in_switch, all_reduce, 4, 1_MB),
                       "a ring reduces in the accelerators, not in the switch", broken_rule);
}

}  // namespace
