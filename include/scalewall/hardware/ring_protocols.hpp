// How a library like NCCL sends data around a ring of accelerators: in one of three protocols.
//
//     LL        a flag beside every 4 bytes: the shortest hop, half of the bandwidth
//     LL128     a flag at the end of every 128 bytes: 15/16 of the bandwidth, a longer hop
//     Simple    chunks, and a signal after each: all of the bandwidth, the longest hop
//
// Small messages are hops and nothing else, large ones bandwidth. In between, the time of LL stays flat: beyond what
// the threads of one channel carry at once, one channel after the other is opened, so that bandwidth grows with the size.
//
// The library does not know the clock. It takes the protocol whose time it estimates to be the least, from latencies
// of its own and from bandwidths that it reads off the topology; the curves that are measured jump where it is wrong.
//
// Source: Hu et al. 2025, "Demystifying NCCL" (arXiv 2507.04786), for the protocols.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/collective_span.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>
#include <optional>

namespace scalewall {

struct ll_protocol {
  /// From one participant to the next: how much longer the smallest message takes with every step.
  seconds hop{};

  /// More for every participant in which what passes through is stored as well, once all channels are open: how much
  /// higher the flat part of an all-gather lies than that of a reduce-scatter.
  seconds forwarding{};

  /// From the smallest message to the flat part, where channels are open.
  seconds opening{};

  friend constexpr bool operator==(const ll_protocol&, const ll_protocol&) = default;
};

struct ll128_protocol {
  seconds hop{};
  bytes_per_second bandwidth{};  ///< of what a participant sends, and of one share more
  friend constexpr bool operator==(const ll128_protocol&, const ll128_protocol&) = default;
};

struct simple_protocol {
  /// Beyond the launch, before the first hop.
  seconds setup{};

  seconds hop{};

  /// Of the one share that a participant moves beyond those that it sends. May be infinite.
  bytes_per_second share_bandwidth{};

  /// How much longer the first bytes take, which go in smaller chunks, and up to where.
  double dearer = 0;
  bytes dearer_until = 64_MiB;

  friend constexpr bool operator==(const simple_protocol&, const simple_protocol&) = default;
};

/// What the library believes about the bandwidths, by which it chooses. It prints them with NCCL_DEBUG_SUBSYS=TUNING.
struct protocol_choice {
  bytes_per_second ll{};
  bytes_per_second simple{};

  /// Where it is set, LL carries messages up to this size and nothing is estimated.
  std::optional<bytes> ll_at_most{};

  friend constexpr bool operator==(const protocol_choice&, const protocol_choice&) = default;
};

/// What a ring reaches by how far it spans: one for all behind NVSwitch, one for every distance behind PCIe.
struct ring_span {
  /// Up to so many participants; the last span holds for all that are more.
  std::int64_t participants = unbounded;

  bytes_per_second ll{};      ///< of what a participant sends, and of one share more
  bytes_per_second simple{};  ///< of what a participant sends: the bus bandwidth of large messages

  friend constexpr bool operator==(const ring_span&, const ring_span&) = default;
};

struct ring_protocols {
  ll_protocol ll;
  std::optional<ll128_protocol> ll128{};  ///< unset: not used
  simple_protocol simple;
  protocol_choice choice;
  fixed_list<ring_span, max_collective_spans> spans;

  friend constexpr bool operator==(const ring_protocols&, const ring_protocols&) = default;
};

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const ring_protocols& ring) {
  for (const seconds& latency :
       {ring.ll.hop, ring.ll.forwarding, ring.ll.opening, ring.simple.setup, ring.simple.hop})
    require_latency(latency);
  if (ring.ll128) {
    require_latency(ring.ll128->hop);
    require_bandwidth(ring.ll128->bandwidth);
  }
  require_bandwidth(ring.simple.share_bandwidth);
  require_dearer(ring.simple.dearer, ring.simple.dearer_until);
  if (ring.choice.ll_at_most)
    require(ring.choice.ll_at_most->value() >= 0, "LL ends at a size",
            {{"bytes", ring.choice.ll_at_most->value()}});
  else
    for (const bytes_per_second& believed : {ring.choice.ll, ring.choice.simple}) require_bandwidth(believed);
  require_ascending(ring.spans);
  for (const ring_span& span : ring.spans) {
    require_bandwidth(span.ll);
    require_bandwidth(span.simple);
  }
}

}  // namespace scalewall
