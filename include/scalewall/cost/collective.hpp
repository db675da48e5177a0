// How long a collective takes between the accelerators of a node, protocol by protocol: the refined model beside the
// reference one of cost/transfer.hpp, whose latency does not grow with the participants and whose bandwidth is that of
// the data sheet.
//
// An all-reduce in a switch takes, with n participants that send s bytes and receive a share of the sum,
//
//     launch + setup + (1 + 1 / n) (s + dearer min(s, until)) / bandwidth
//
// and is made so by enough participants where LL is not faster.

#pragma once

#include <scalewall/cost/exchange_collective.hpp>
#include <scalewall/cost/ring_collective.hpp>
#include <scalewall/cost/transfer_steps.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <cstdint>

namespace scalewall {

/// Beyond the launch.
constexpr seconds time_in_switch(const switch_reduction& reduction, std::int64_t participants, bytes size) {
  return reduction.setup + dearer_by(reduction.dearer, reduction.dearer_until, size) *
                               (size + size / participants) / reduction.bandwidth;
}

namespace detail {

constexpr collective_time time_beyond_launch(const collective_protocols& protocols,
                                             transfer_operation operation, std::int64_t participants,
                                             bytes size) {
  if (operation == transfer_operation::point_to_point)
    return time_exchange(protocols.exchange, {.peers = 1, .to_each = size});
  if (operation == transfer_operation::all_to_all) {
    const bytes share = size / participants;
    return time_exchange(protocols.exchange, {.peers = participants - 1, .to_each = share, .kept = share});
  }
  const auto on_ring = [&](collective_protocol protocol) {
    return collective_time{.total = time_in_protocol(protocols.ring, protocol, operation, participants, size),
                           .protocol = protocol};
  };
  const bool in_switch = operation == transfer_operation::all_reduce && protocols.in_switch &&
                         participants >= protocols.in_switch->participants;
  if (!in_switch) return on_ring(ring_protocol(protocols.ring, operation, participants, size));
  const collective_time added{.total = time_in_switch(*protocols.in_switch, participants, size),
                              .protocol = collective_protocol::in_switch};
  const collective_time ll = on_ring(collective_protocol::ll);
  return ll.total <= added.total ? ll : added;
}

}  // namespace detail

/// The size is counted as `transfer_operation` counts it. Throws `broken_rule` unless there are at least two participants,
/// no more than the protocols hold for, and a size; the descriptor is taken to be valid.
constexpr collective_time time_collective(const collective_protocols& protocols, transfer_operation operation,
                                          std::int64_t participants, bytes size) {
  require_transfer(participants, size);
  if (participants > protocols.participants)
    require(false, "a collective has no more participants than its protocols hold for",
            {{"participants", participants}, {"at most", protocols.participants}});
  collective_time took = detail::time_beyond_launch(protocols, operation, participants, size);
  took.total += protocols.launch;
  return took;
}

/// What a participant sends over the links in an optimal algorithm, over the time: the measure by which transfers of any
/// operation and number of participants are compared with a link.
/// Source: nccl-tests, doc/PERFORMANCE.md.
constexpr bytes_per_second bus_bandwidth(transfer_operation operation, std::int64_t participants, bytes size,
                                         seconds took) {
  return ring_steps(operation, participants, size).sent / took;
}

}  // namespace scalewall
