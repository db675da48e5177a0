// A ring between the accelerators of one domain, a node or a rack: the two protocols of a collective library that matter in
// training, one for bytes and one for latency.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/quantities.hpp>

namespace scalewall {

struct scale_up_ring {
  seconds launch{};

  // For bytes ("Simple").
  seconds setup{};
  seconds hop{};
  bytes_per_second bandwidth{};        ///< of what a participant sends
  bytes_per_second share_bandwidth{};  ///< of the one share that it moves beyond that

  // For latency ("LL128", or "LL" where that is not used).
  seconds short_hop{};
  bytes_per_second short_bandwidth{};

  friend constexpr bool operator==(const scale_up_ring&, const scale_up_ring&) = default;
};

/// The ring of protocols that were measured, over their widest span.
constexpr scale_up_ring scale_up_ring_of(const collective_protocols& protocols) {
  const ring_protocols& ring = protocols.ring;
  const ring_span& span = ring.spans.back();
  return {.launch = protocols.launch,
          .setup = ring.simple.setup,
          .hop = ring.simple.hop,
          .bandwidth = span.simple,
          .share_bandwidth = ring.simple.share_bandwidth,
          .short_hop = ring.ll128 ? ring.ll128->hop : ring.ll.hop,
          .short_bandwidth = ring.ll128 ? ring.ll128->bandwidth : span.ll};
}

constexpr void list_members(const scale_up_ring*, const auto& visit) {
  visit(listed("launch", &scale_up_ring::launch, latency_rule));
  visit(listed("setup", &scale_up_ring::setup, latency_rule));
  visit(listed("hop", &scale_up_ring::hop, latency_rule));
  visit(listed("bandwidth", &scale_up_ring::bandwidth, network_bandwidth_rule));
  visit(listed("share_bandwidth", &scale_up_ring::share_bandwidth, network_bandwidth_rule));
  visit(listed("short_hop", &scale_up_ring::short_hop, latency_rule));
  visit(listed("short_bandwidth", &scale_up_ring::short_bandwidth, network_bandwidth_rule));
}

constexpr void require_valid(const scale_up_ring& ring) { require_members(ring); }

}  // namespace scalewall
