// Mirrors include/scalewall/parallel/placement.hpp.

#include "../constant.hpp"
#include <scalewall/parallel/placement.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr network flat{{.bandwidth = both_directions(100_GB_per_s)}};
constexpr network nodes{{.size = 8, .bandwidth = both_directions(900_GB_per_s)},
                        {.bandwidth = both_directions(100_GB_per_s)}};
constexpr network superpods{{.size = 8, .bandwidth = both_directions(900_GB_per_s)},
                            {.size = 32, .bandwidth = both_directions(450_GB_per_s)},
                            {.bandwidth = both_directions(100_GB_per_s)}};

// Up to the first level that would have a single member, levels are full.
static_assert(level_sizes(flat, 12) == members_by_level{12, 1, 1, 1});
static_assert(level_sizes(nodes, 4) == members_by_level{4, 1, 1, 1}, "half a node");
static_assert(level_sizes(nodes, 8) == members_by_level{8, 1, 1, 1});
static_assert(level_sizes(nodes, 2048) == members_by_level{8, 256, 1, 1});
static_assert(level_sizes(superpods, 64) == members_by_level{8, 8, 1, 1});
static_assert(level_sizes(superpods, 256) == members_by_level{8, 32, 1, 1});
static_assert(level_sizes(superpods, 1024) == members_by_level{8, 32, 4, 1});
static_assert(level_sizes(nodes, count{std::int64_t{1} << 59} * 72) ==
                  members_by_level{8, count{std::int64_t{1} << 59} * 9, 1, 1},
              "the largest cluster of the search");
static_assert(!find_level_sizes(nodes, 12), "a node and a half");
static_assert(!find_level_sizes(superpods, 8 * 32 + 8));

// Groups of accelerators, one in a member of a level: of 1,042 accelerators in racks of 72, fourteen racks have 64, and
// a fifteenth has 34.
constexpr network racks{{.size = 72, .bandwidth = both_directions(1800_GB_per_s)},
                        {.bandwidth = one_direction(50_GB_per_s)}};
static_assert(groups_among(racks, {64, 1, 1, 1}, 0, 1042) == 14);
static_assert(groups_among(racks, {34, 1, 1, 1}, 0, 1042) == 15);
static_assert(groups_among(superpods, {8, 30, 1, 1}, 1, 32 * 8 + 30 * 8) == 2);
static_assert(groups_among(superpods, {8, 30, 1, 1}, 1, 32 * 8 + 30 * 8 - 1) == 1);

constexpr fixed_list<members_by_level, 8> fillings(const network& levels, count working, count accelerators) {
  fixed_list<members_by_level, 8> all;
  for_each_filling(levels, working, accelerators,
                   [&](const members_by_level& sizes) { all.push_back(sizes); });
  return all;
}
using filled = fixed_list<members_by_level, 8>;
static_assert(fillings(racks, 1008, 1008) == filled{{72, 14, 1, 1}});
static_assert(fillings(racks, 1024, 1024) == filled{}, "where all work, racks are full");
static_assert(fillings(racks, 1024, 1152) == filled{{64, 16, 1, 1}});
static_assert(fillings(racks, 1024, 1143) == filled{}, "the last rack has 63");
static_assert(fillings(racks, 1024, 1144) == filled{{64, 16, 1, 1}});
static_assert(fillings(racks, 64, 100) == filled{{64, 1, 1, 1}});
static_assert(fillings(nodes, 24, 64) == filled{{8, 3, 1, 1}, {6, 4, 1, 1}}, "four divides eight");
static_assert(fillings(superpods, 480, 512) == filled{{8, 30, 2, 1}}, "six by 80 is too many");

// A plan has room where no level holds more than it joins.
static_assert(constant<[] { require_room({.data = {64, 16}}, racks, 1152); }>);
static_assert(!constant<[] { require_room({.data = {64, 16}}, racks, 1140); }>);
static_assert(!constant<[] { require_room({.data = {64, 16}}, racks, 1024); }>, "racks are not full");
static_assert(!constant<[] { require_room({.data = {128, 8}}, racks, 1024); }>, "nor can they hold more");
static_assert(!constant<[] { require_room({.data = {128, 8}}, racks, 4096); }>);

constexpr parallelism in_order(std::initializer_list<parallelism::axis_degree> degrees) {
  parallelism wanted;
  for (const auto& axis : degrees) wanted.degrees.push_back(axis);
  return wanted;
}

// 4 * 8 * 64 = 2048: the first four and half of the eight fill a node, the rest goes between nodes.
constexpr plan spilling =
    place(in_order({{&plan::tensor_model, 4}, {&plan::tensor_ff, 8}, {&plan::pipeline, 64}}), nodes);
static_assert(spilling.tensor_model == level_degrees{4});
static_assert(spilling.tensor_ff == level_degrees{2, 4});
static_assert(spilling.pipeline == level_degrees{1, 64});
static_assert(spilling.data == level_degrees{} && spilling.expert == level_degrees{});
static_assert(spilling.microbatches == parallelism::fewest, "how many there are depends on the batch");

// The same degrees the other way round.
constexpr plan pipeline_first =
    place(in_order({{&plan::pipeline, 64}, {&plan::tensor_ff, 8}, {&plan::tensor_model, 4}}), nodes);
static_assert(pipeline_first.pipeline == level_degrees{8, 8});
static_assert(pipeline_first.tensor_ff == level_degrees{1, 8} &&
              pipeline_first.tensor_model == level_degrees{1, 4});

// Only what divides goes inside: 6 leaves a factor 3 out of a node of 8, and 4 takes what is left there.
constexpr plan factors = place(in_order({{&plan::tensor_model, 6}, {&plan::data, 4}}), nodes);
static_assert(factors.tensor_model == level_degrees{2, 3} && factors.data == level_degrees{4});

// Three levels: 16 = 8 * 2, 64 = 16 * 4.
constexpr plan three_deep = place(in_order({{&plan::tensor_ff, 16}, {&plan::data, 64}}), superpods);
static_assert(three_deep.tensor_ff == level_degrees{8, 2} && three_deep.data == level_degrees{1, 16, 4});

// What names its levels is served first, whatever the order.
constexpr plan mixed = place(
    in_order({{&plan::tensor_model, 8}, {&plan::data, over_levels(4, 4)}, {&plan::pipeline, 2}}), nodes);
static_assert(mixed.data == level_degrees{4, 4});
static_assert(mixed.tensor_model == level_degrees{2, 4} && mixed.pipeline == level_degrees{1, 2});

static_assert(place({}, nodes) == plan{.microbatches = parallelism::fewest},
              "nothing is parallel on one accelerator");

static_assert((require_valid(spilling, nodes), require_filled(spilling, nodes), true));
static_assert((require_valid(plan{.data = {16}}, nodes), true), "costs follow a plan that overfills a node");
static_assert(!constant<[] { require_filled(plan{.data = {16}}, nodes); }>);
static_assert(!constant<[] { return place(in_order({{&plan::data, over_levels(16)}}), nodes); }>);

TEST_CASE("a level that is not filled exactly is told") {
  CHECK_THROWS_WITH_AS(
      place(in_order({{&plan::tensor_model, over_levels(4, 2)}, {&plan::data, over_levels(4)}}), nodes),
      "a network level is overfilled: the degrees placed on it multiply to its size "
      "(level = 0, product of degrees = 16, size = 8)",
      broken_rule);
  CHECK_THROWS_WITH_AS(place(in_order({{&plan::tensor_model, over_levels(2, 16)}}), nodes),
                       "a network level is underfilled: the degrees placed on it multiply to its size "
                       "(level = 0, product of degrees = 2, size = 8)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(require_filled(plan{.data = {8, 16, 8}}, superpods),
                       "a network level is underfilled: the degrees placed on it multiply to its size "
                       "(level = 1, product of degrees = 16, size = 32)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(
      place(in_order({{&plan::tensor_model, 12}}), nodes),
      "the sizes of the network levels divide the number of accelerators (accelerators = 12)", broken_rule);
}

TEST_CASE("a degree that cannot be placed is told") {
  CHECK_THROWS_WITH_AS(place(in_order({{&plan::data, 0}}), nodes),
                       "every degree of parallelism is at least 1 (degree = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(place(in_order({{&plan::data, over_levels(8, -2)}}), nodes),
                       "every degree of parallelism is at least 1 (degree = -2)", broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(plan{.pipeline = {-4}}, nodes),
                       "every degree of parallelism is at least 1 (degree = -4)", broken_rule);
  CHECK_THROWS_WITH_AS(place(in_order({{&plan::data, 2}, {&plan::data, 4}}), nodes),
                       "every degree of parallelism is given once", broken_rule);
  CHECK_THROWS_WITH_AS(place(in_order({{&plan::data, over_levels(8, 2, 2)}}), nodes),
                       "a degree is placed on a level that the network has (level = 2, levels = 2)",
                       broken_rule);
}

}  // namespace
