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

// In LL, with another bandwidth.
constexpr bool takes_at(bytes_per_second bandwidth, transfer_operation operation, bytes size,
                        seconds expected, double within = 1e-12) {
  ring_protocols other = ring;
  other.spans[0].ll = bandwidth;
  return near(time_in_protocol(other, ll, operation, 4, size), expected, within);
}

// Three steps; a share of 4 KiB opens half of the channels. 16 KiB are moved while 3 us + (3 * 2 us + 4 us) / 2 pass.
static_assert(takes_at(16_KiB / 6_us, all_gather, 16_KiB, 10_us), "8, 6, 10");
static_assert(takes_at(16_KiB / 12_us, reduce_scatter, 16_KiB, 13_us), "5, 12, 13: nothing is forwarded");
static_assert(takes_at(28_KiB / 60_us, all_reduce, 16_KiB, 61_us), "11, 60, 61: twice the steps");

constexpr auto unlimited = bytes_per_second::from_value(math::infinity);
static_assert(takes_at(unlimited, all_gather, 32_KiB, 3_us + 80.0 / 9 * 1_us), "8 of 9");
static_assert(takes_at(unlimited, all_gather, 8_KiB, 3_us + 10.0 / 9 * 1_us), "1 of 9");
static_assert(takes_at(unlimited, all_gather, 4_B, 3_us, 1e-9), "none");
static_assert(takes_at(unlimited, all_gather, 4_GB, 13_us), "all");

static_assert(takes(ll128, all_gather, 4, 2_MB, 9_us + 40_us));

// 1.9 MB are moved at 100 GB/s, the first of them half as long again.
static_assert(takes(simple, all_gather, 4, 1.9_MB, 5_us + 30_us), "18, 24, 30");
static_assert(takes(simple, all_gather, 4, 0.5_MB, 5_us + 19.5_us), "18, 7.5, 19.5: all of them");
static_assert(takes(simple, all_reduce, 4, 5.5_MB, 5_us + 111_us), "36, 105, 111: seven quarters of it");

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

// Every distance has its bandwidth.
constexpr ring_protocols behind_pcie = [] {
  ring_protocols other = ring;
  other.spans = {{.participants = 2, .ll = 10_GB_per_s, .simple = 100_GB_per_s},
                 {.participants = 4, .ll = 5_GB_per_s, .simple = 50_GB_per_s},
                 {.ll = 1_GB_per_s, .simple = 10_GB_per_s}};
  return other;
}();
constexpr bool gathered_by(std::int64_t participants, bytes size, seconds expected) {
  return near(time_in_protocol(behind_pcie, simple, all_gather, participants, size), expected);
}
static_assert(gathered_by(2, 1.25_MB, 5_us + 18.5_us), "6, 17.5, 18.5");
static_assert(gathered_by(3, 1.6_MB, 5_us + 37_us), "12, 35, 37");
static_assert(gathered_by(9, 1.6_MB, 5_us + 195_us), "48, 189, 195");

static_assert(name(ll128) == "LL128" && name(in_switch) == "NVLS");

TEST_CASE("a protocol that a ring has not is told") {
  CHECK_THROWS_WITH_AS(time_in_protocol(two_protocols, ll128, all_gather, 4, 1_MB),
                       "the ring has the protocol LL128", broken_rule);
  CHECK_THROWS_WITH_AS(time_in_protocol(ring, in_switch, all_reduce, 4, 1_MB),
                       "a ring reduces in the accelerators, not in the switch", broken_rule);
}

}  // namespace
