// How long a collective takes between the accelerators of a node, protocol by protocol: the refined model beside the
// reference one of cost/transfer.hpp, whose latency does not grow with the participants and whose bandwidth is that of
// the data sheet.
//
// An all-reduce in a switch takes, with n participants that send s bytes and receive a share of the sum,
//
//     launch + (1 + 1 / n) (s + dearer min(s, until)) / bandwidth
//
// and is made so by enough participants where LL is not faster.

#pragma once

#include <scalewall/cost/exchange_collective.hpp>
#include <scalewall/cost/ring_collective.hpp>
#include <scalewall/cost/transfer_operation.hpp>
#include <scalewall/cost/transfer_steps.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>

namespace scalewall {

constexpr seconds time_in_switch(const switch_reduction& reduction, std::int64_t participants, bytes size) {
  return reduction.launch + dearer_by(reduction.dearer, reduction.dearer_until, size) *
                                (size + size / participants) / reduction.bandwidth;
}

/// The size is counted as `transfer_operation` counts it. Throws `broken_rule` unless there are at least two
/// participants and a size; the descriptor is taken to be valid.
constexpr collective_time time_collective(const collective_protocols& protocols, transfer_operation operation,
                                          std::int64_t participants, bytes size) {
  require_transfer(participants, size);
  if (operation == transfer_operation::point_to_point)
    return time_exchange(protocols.exchange, {.peers = 1, .to_each = size});
  if (operation == transfer_operation::all_to_all) {
    const bytes share = size / participants;
    return time_exchange(protocols.exchange, {.peers = participants - 1, .to_each = share, .kept = share});
  }
  const auto in = [&](collective_protocol protocol) {
    return collective_time{.total = time_in_protocol(protocols.ring, protocol, operation, participants, size),
                           .protocol = protocol};
  };
  if (operation == transfer_operation::all_reduce && protocols.in_switch &&
      participants >= protocols.in_switch->participants) {
    const collective_time added{.total = time_in_switch(*protocols.in_switch, participants, size),
                                .protocol = collective_protocol::in_switch};
    const collective_time ll = in(collective_protocol::ll);
    return ll.total <= added.total ? ll : added;
  }
  return in(ring_protocol(protocols.ring, operation, participants, size));
}

/// What a participant sends over the links in an optimal algorithm, over the time: the measure by which transfers of any
/// operation and number of participants are compared with a link.
/// Source: nccl-tests, doc/PERFORMANCE.md.
constexpr bytes_per_second bus_bandwidth(transfer_operation operation, std::int64_t participants, bytes size,
                                         seconds took) {
  return ring_steps(operation, participants, size).sent / took;
}

}  // namespace scalewall
