// How long one transfer takes by the reference formulas of cost/transfer.hpp, when it alone uses the network: what a
// measurement is held against.
//
// Participants that are spread over nodes first share what they have within each node, then across nodes. As in a step,
// bandwidth parts of the levels hide behind one another and latencies add up. With p participants on the inner level, q
// on the outer one, n bytes, and W_1, W_2 one way,
//
//     all-reduce                      max(2 (p - 1) n / (p W_1), 2 (q - 1) n / (p q W_2))
//     all-gather, reduce-scatter      half of it, latency too
//     all-to-all                      max((p - 1) n / (p W_1), (q - 1) n / (q W_2))
//     point to point                  n / W of the level

#pragma once

#include <scalewall/cost/transfer.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

/// Among participants on one level; the size is counted as `transfer_operation` counts it. `nodes` of as many
/// participants do the same side by side.
constexpr transfer_time time_on_level(const network_level& level, transfer_operation operation,
                                      std::int64_t participants, std::int64_t nodes, bytes size) {
  if (participants <= 1) return {};
  const double members = static_cast<double>(participants);
  switch (operation) {
    case transfer_operation::all_reduce:
    case transfer_operation::all_gather:
    case transfer_operation::reduce_scatter: {
      const double passes = operation == transfer_operation::all_reduce ? 1 : 0.5;
      const double side_by_side = static_cast<double>(nodes);
      return passes * all_reduce(level, participants, size,
                                 {.side_by_side = side_by_side, .accelerators = members * side_by_side});
    }
    case transfer_operation::all_to_all:
      return point_to_point(level, (members - 1) / members * size, {});
    case transfer_operation::point_to_point:
      return point_to_point(level, size, {});
  }
  return {};
}

/// Over the two innermost levels of the network. Throws `broken_rule` unless there are at least two participants, spread
/// evenly over nodes, and the network has a level for them.
constexpr transfer_time time_transfer(const network& levels, transfer_operation operation,
                                      std::int64_t participants, std::int64_t nodes, bytes size) {
  if (!(participants >= 2 && nodes >= 1 && participants % nodes == 0))
    require(false, "a transfer has at least two participants, spread evenly over the nodes",
            {{"participants", participants}, {"nodes", nodes}});
  if (levels.size() < (nodes > 1 ? 2U : 1U))
    require(false, "the network has a level between the participants",
            {{"levels", levels.size()}, {"nodes", nodes}});
  if (levels[0].size != unbounded && participants / nodes > levels[0].size)
    require(false, "the participants of a transfer that are in one node are no more than it has",
            {{"participants in a node", participants / nodes}, {"in a whole node", levels[0].size}});
  if (nodes == 1) return time_on_level(levels[0], operation, participants, 1, size);
  if (operation == transfer_operation::point_to_point) return point_to_point(levels[1], size, {});

  const std::int64_t in_node = participants / nodes;
  const transfer_time inside = time_on_level(levels[0], operation, in_node, nodes, size);
  // An all-to-all leaves the node with all that it has for others; of sums, a node's members have a part each.
  const bytes outgoing = operation == transfer_operation::all_to_all ? size : size / in_node;
  const transfer_time outside = time_on_level(levels[1], operation, nodes, 1, outgoing);
  return {.bandwidth = std::max(inside.bandwidth, outside.bandwidth),
          .latency = inside.latency + outside.latency};
}

}  // namespace scalewall
