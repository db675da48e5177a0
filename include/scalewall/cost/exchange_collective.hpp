// How long an all-to-all takes, or a transfer from one participant to another.
//
// Beyond the launch, with n - 1 peers, c bytes for each of them and k that a participant keeps, s = (n - 1) c + k in all:
//
//     LL        setup + (n - 1) per peer + c / ll                                            if c is small
//     Simple    (n - 1) per peer + max(least, setup + (1 + dearer min(s, until) / s) ((n - 1) c / simple + k / kept))
//
// An all-to-all keeps a share as large as it sends to each; point to point there is one peer and nothing is kept.
//
// Source: found in measurements that others published (hardware/catalog/measured_collectives.hpp names them); point to
// point follows from that and was not held against any.

#pragma once

#include <scalewall/cost/ring_collective.hpp>
#include <scalewall/cost/transfer_steps.hpp>
#include <scalewall/hardware/exchange_protocols.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

/// What one participant does in an exchange.
struct exchange_work {
  std::int64_t peers = 1;
  bytes to_each{};
  bytes kept{};
};

/// Beyond the launch.
constexpr collective_time time_exchange(const exchange_protocols& exchange, const exchange_work& work) {
  const exchange_span& span = span_of(exchange.spans, work.peers + 1);
  const seconds peers = work.peers * exchange.per_peer;
  if (work.to_each <= exchange.ll_at_most)
    return {.total = exchange.ll_setup + peers + work.to_each / span.ll, .protocol = collective_protocol::ll};
  const bytes sent = work.peers * work.to_each;
  const seconds moved = dearer_by(exchange.dearer, exchange.dearer_until, sent + work.kept) *
                        (sent / span.simple + work.kept / exchange.kept_bandwidth);
  return {.total = peers + std::max(exchange.simple_least, exchange.simple_setup + moved),
          .protocol = collective_protocol::simple};
}

}  // namespace scalewall
