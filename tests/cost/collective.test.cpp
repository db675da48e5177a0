// Mirrors include/scalewall/cost/collective.hpp.

#include "tiny_collectives.hpp"
#include <scalewall/cost/collective.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;
using tiny::near;

constexpr bool takes(transfer_operation operation, std::int64_t participants, bytes size,
                     seconds beyond_launch, collective_protocol protocol) {
  const collective_time took = time_collective(tiny::collectives, operation, participants, size);
  return near(took.total, 10_us + beyond_launch) && took.protocol == protocol;
}

static_assert(takes(all_gather, 4, 16_KiB, overlapped(8_us, 1.6384_us, 2), collective_protocol::ll));
static_assert(takes(all_gather, 4, 1.9_MB, 35_us, collective_protocol::simple));
static_assert(takes(all_gather, 8, 4_MB, 21_us + 80_us, collective_protocol::ll128));
static_assert(takes(all_to_all, 4, 4_MB, 62.25_us, collective_protocol::simple));
static_assert(takes(point_to_point, 2, 8_MB, 89_us, collective_protocol::simple));
static_assert(takes(point_to_point, 2, 8_kB, 11_us, collective_protocol::ll));

// 9 MB at 100 GB/s, an eighth of them twice as long.
static_assert(takes(all_reduce, 8, 8_MB, 30_us + 101.25_us, collective_protocol::in_switch));
static_assert(takes(all_reduce, 8, 32_KiB, overlapped(23_us, 6.144_us, 2), collective_protocol::ll),
              "LL is faster");
static_assert(takes(all_reduce, 5, 10_MB, 5_us + 195_us, collective_protocol::simple),
              "too few for the switch");
static_assert(time_collective(tiny::collectives, all_gather, 8, 8_MB).protocol !=
                  collective_protocol::in_switch,
              "nothing is added up");

// Large messages tend to the bandwidth of the span, but for the one share more.
constexpr bytes_per_second reached(transfer_operation operation, std::int64_t participants) {
  return bus_bandwidth(operation, participants, 1_PB,
                       time_collective(tiny::collectives, operation, participants, 1_PB).total);
}
static_assert(near(reached(all_gather, 4), 75_GB_per_s, 1e-6), "1 / (1 / 100 + 1 / 300)");
static_assert(near(reached(all_reduce, 4), 600.0 / 7 * 1_GB_per_s, 1e-6), "1 / (1 / 100 + 1 / 600)");
static_assert(near(reached(all_gather, 1001), 1000.0 / 1001 * 100_GB_per_s, 1e-6));
static_assert(near(reached(all_to_all, 4), 60_GB_per_s, 1e-6), "1 / (1 / 100 + 1 / 150)");
static_assert(near(reached(point_to_point, 2), 100_GB_per_s, 1e-6));
static_assert(near(reached(all_reduce, 8), 14.0 / 9 * 100_GB_per_s, 1e-6),
              "more than a link has, as it is counted");

TEST_CASE("a collective of nobody, or of nothing, is told") {
  CHECK_THROWS_WITH_AS(time_collective(tiny::collectives, all_reduce, 1, 1_MB),
                       "a transfer has at least two participants (participants = 1)", broken_rule);
  CHECK_THROWS_WITH_AS(time_collective(tiny::collectives, all_to_all, 2, 0_B),
                       "what is transferred has a size (bytes = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(
      time_collective(tiny::collectives, all_reduce, 1025, 1_MB),
      "a collective has no more participants than its protocols hold for (participants = 1025, "
      "at most = 1024)",
      broken_rule);
}

}  // namespace
