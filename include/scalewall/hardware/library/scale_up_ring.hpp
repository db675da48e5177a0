// A ring between the accelerators of one domain, a node or a rack: the two protocols of a collective library that matter in
// training, one for bytes and one for latency.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
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

/// Of protocols that were measured, over their widest span.
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

constexpr void require_valid(const scale_up_ring& ring) {
  for (const seconds& latency : {ring.launch, ring.setup, ring.hop, ring.short_hop}) require_latency(latency);
  for (const bytes_per_second& bandwidth : {ring.bandwidth, ring.share_bandwidth, ring.short_bandwidth})
    require_bandwidth(bandwidth);
}

}  // namespace scalewall
