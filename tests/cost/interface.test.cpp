// Mirrors include/scalewall/cost/interface.hpp and parallel/interfaces.hpp.
//
// Nine layers have eight interfaces, each crossed twice. A crossing takes 1.5 s and waits 1 s.

#include <scalewall/cost/interface.hpp>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr network_level link{.bandwidth = both_directions(1_GB_per_s), .latency = 1_s};
constexpr repetition twice{.in_sequence = 2, .side_by_side = 3, .accelerators = 4};

constexpr transfer_time cross(spread from, spread above = {}, std::int64_t interleaving = 1) {
  return time_crossings(link, crossings_at({.layers = 9, .interleaving = interleaving}, from, above, twice),
                        1_GB);
}
constexpr transfer_time crossings(double moved, double awaited) {
  return {.bandwidth = moved * 1.5_s, .latency = awaited * 1_s};
}

static_assert(cross({}) == crossings(0, 0), "everything is at home");

// Four stages are left three times on the way, and three times on the way back.
static_assert(cross({.stages = 4}) == crossings(6, 6));
static_assert(cross({.stages = 4}, {}, 2) == crossings(14, 14),
              "eight stages on four accelerators, left seven times");

// One expert in four is at home; the step waits for the farthest.
static_assert(cross({.experts = 4}) == crossings(16 * 0.75, 16));

// Independent: 3/8 of the crossings go to another stage, 3/4 of the rest to another expert.
static_assert(cross({.stages = 4, .experts = 4}) == crossings(16 * (3.0 / 8 + 5.0 / 8 * 3 / 4), 16));

// Two nodes of two stages each, with all four experts in the node: one crossing of eight leaves the node. Of those that
// stay, two of eight go to the stage next door and 5/8, where the stage stays, to another expert with 3/4.
static_assert(cross({.stages = 2}) == crossings(2, 2));
static_assert(cross({.stages = 4, .experts = 4}, {.stages = 2}) ==
              crossings(16 * (2.0 / 8 + 5.0 / 8 * 3 / 4), 16 * (2.0 / 8 + 5.0 / 8)));

// Four stages in a node, two experts in it and two in the other: half of the crossings go to the other node, and every
// one waits for it. Inside, 3/8 to another stage if the expert stays in the node, and 5/8 to the expert next door.
static_assert(cross({.experts = 2}) == crossings(16 * 0.5, 16));
static_assert(cross({.stages = 4, .experts = 4}, {.experts = 2}) ==
              crossings(16 * (3.0 / 8 / 2 + 5.0 / 8 / 4), 0));

static_assert(time_crossings(link, crossings_at({.layers = 1}, {.experts = 4}, {}, twice), 1_GB) ==
                  transfer_time{},
              "a single layer has no interface");
static_assert(time_crossings(link, crossings_at({.layers = 2}, {.stages = 2}, {}, twice), 1_GB) ==
              crossings(2, 2));

}  // namespace
