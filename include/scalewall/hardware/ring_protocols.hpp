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

#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/collective_span.hpp>
#include <scalewall/hardware/members.hpp>
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

constexpr void list_members(const ll_protocol*, const auto& visit) {
  visit(listed("hop", &ll_protocol::hop, latency_rule, within_factor(30)));
  visit(listed("forwarding", &ll_protocol::forwarding, latency_rule, within_factor(30)));
  visit(listed("opening", &ll_protocol::opening, latency_rule, within_factor(30)));
}

struct ll128_protocol {
  seconds hop{};
  bytes_per_second bandwidth{};  ///< of what a participant sends, and of one share more
  friend constexpr bool operator==(const ll128_protocol&, const ll128_protocol&) = default;
};

constexpr void list_members(const ll128_protocol*, const auto& visit) {
  visit(listed("hop", &ll128_protocol::hop, latency_rule, within_factor(30)));
  visit(listed("bandwidth", &ll128_protocol::bandwidth, network_bandwidth_rule, within_factor(30)));
}

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

constexpr void list_members(const simple_protocol*, const auto& visit) {
  visit(listed("setup", &simple_protocol::setup, latency_rule, within_factor(30)));
  visit(listed("hop", &simple_protocol::hop, latency_rule, within_factor(30)));
  visit(listed("share_bandwidth", &simple_protocol::share_bandwidth, network_bandwidth_rule,
               within_factor(30)));
  visit(listed("dearer", &simple_protocol::dearer, dearer_rule, dearer_reach));
  visit(listed("dearer_until", &simple_protocol::dearer_until, dearer_until_rule));
}

/// What the library believes about the bandwidths, by which it chooses. It prints them with NCCL_DEBUG_SUBSYS=TUNING.
struct protocol_choice {
  bytes_per_second ll{};
  bytes_per_second simple{};

  /// Where it is set, LL carries messages up to this size and nothing is estimated.
  std::optional<bytes> ll_at_most{};

  friend constexpr bool operator==(const protocol_choice&, const protocol_choice&) = default;
};

constexpr void list_members(const protocol_choice*, const auto& visit) {
  visit(listed("ll", &protocol_choice::ll));
  visit(listed("simple", &protocol_choice::simple));
  visit(listed("ll_at_most", &protocol_choice::ll_at_most, between(0, without_limit, "LL ends at a size")));
}

/// What a ring reaches by how far it spans: one for all behind NVSwitch, one for every distance behind PCIe.
struct ring_span {
  /// Up to so many participants; the last span holds for all that are more.
  std::int64_t participants = unbounded;

  bytes_per_second ll{};      ///< of what a participant sends, and of one share more
  bytes_per_second simple{};  ///< of what a participant sends: the bus bandwidth of large messages

  friend constexpr bool operator==(const ring_span&, const ring_span&) = default;
};

constexpr void list_members(const ring_span*, const auto& visit) {
  visit(listed("participants", &ring_span::participants).implied());
  visit(listed("ll", &ring_span::ll, network_bandwidth_rule, within_factor(30)));
  visit(listed("simple", &ring_span::simple, network_bandwidth_rule, within_factor(30)));
}

struct ring_protocols {
  ll_protocol ll;
  std::optional<ll128_protocol> ll128{};  ///< unset: not used
  simple_protocol simple;
  protocol_choice choice;
  fixed_list<ring_span, max_collective_spans> spans;

  friend constexpr bool operator==(const ring_protocols&, const ring_protocols&) = default;
};

constexpr void list_members(const ring_protocols*, const auto& visit) {
  visit(listed("ll", &ring_protocols::ll));
  visit(listed("ll128", &ring_protocols::ll128));
  visit(listed("simple", &ring_protocols::simple));
  visit(listed("choice", &ring_protocols::choice));
  visit(listed("spans", &ring_protocols::spans));
}

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const ring_protocols& ring) {
  require_members(ring);
  // What nothing is estimated with may be anything.
  if (!ring.choice.ll_at_most)
    for (const bytes_per_second& believed : {ring.choice.ll, ring.choice.simple})
      if (!network_bandwidth_rule.allows(believed.value()))
        require(false, network_bandwidth_rule.sentence, {{"believed bytes per second", believed.value()}});
  require_ascending(ring.spans);
}

}  // namespace scalewall
