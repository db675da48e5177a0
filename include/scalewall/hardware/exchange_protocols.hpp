// How a library like NCCL sends a part of the data to every other participant, and to itself: an all-to-all. Behind a
// switch each pair has a connection of its own, which carries small parts in LL and others in Simple.

#pragma once

#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/collective_span.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>

namespace scalewall {

/// What an exchange reaches by how far its participants lie apart.
struct exchange_span {
  /// Up to so many participants; the last span holds for all that are more.
  std::int64_t participants = unbounded;

  bytes_per_second ll{};      ///< to each peer, all at once
  bytes_per_second simple{};  ///< to all peers together: the bus bandwidth of large messages

  friend constexpr bool operator==(const exchange_span&, const exchange_span&) = default;
};

constexpr void list_members(const exchange_span*, const auto& visit) {
  visit(listed("participants", &exchange_span::participants).implied());
  visit(listed("ll", &exchange_span::ll, network_bandwidth_rule, within_factor(30)));
  visit(listed("simple", &exchange_span::simple, network_bandwidth_rule, within_factor(30)));
}

struct exchange_protocols {
  /// For every peer, whatever the size.
  seconds per_peer{};

  /// Beyond the launch of a kernel, in LL.
  seconds ll_setup{};

  /// Up to so much for each peer LL is used; NCCL's own estimate is by the size of a part alone.
  bytes ll_at_most{};

  /// In Simple, before what is sent; and what both take at the least.
  seconds simple_setup{};
  seconds simple_least{};

  /// How much longer the first bytes of what is sent and kept take, which go in smaller chunks, and up to where.
  double dearer = 0;
  bytes dearer_until = 16_MiB;

  /// Of the part that a participant keeps and copies. May be infinite.
  bytes_per_second kept_bandwidth{};

  fixed_list<exchange_span, max_collective_spans> spans;

  friend constexpr bool operator==(const exchange_protocols&, const exchange_protocols&) = default;
};

constexpr void list_members(const exchange_protocols*, const auto& visit) {
  visit(listed("per_peer", &exchange_protocols::per_peer, latency_rule, within_factor(30)));
  visit(listed("ll_setup", &exchange_protocols::ll_setup, latency_rule, within_factor(30)));
  visit(
      listed("ll_at_most", &exchange_protocols::ll_at_most, between(0, without_limit, "LL ends at a size")));
  visit(listed("simple_setup", &exchange_protocols::simple_setup, latency_rule, within_factor(30)));
  visit(listed("simple_least", &exchange_protocols::simple_least, latency_rule, within_factor(30)));
  visit(listed("dearer", &exchange_protocols::dearer, dearer_rule, dearer_reach));
  visit(listed("dearer_until", &exchange_protocols::dearer_until, dearer_until_rule, within_factor(30)));
  visit(listed("kept_bandwidth", &exchange_protocols::kept_bandwidth, network_bandwidth_rule,
               within_factor(30)));
  visit(listed("spans", &exchange_protocols::spans));
}

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const exchange_protocols& exchange) {
  require_members(exchange);
  require_ascending(exchange.spans);
}

}  // namespace scalewall
