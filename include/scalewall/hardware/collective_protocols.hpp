// What a library of collectives like NCCL reaches between the accelerators of one node: its protocols, each with a
// latency and a bandwidth, and how it chooses among them.
//
// Refines the one latency and bandwidth of a `network_level`; the accelerators and their links are the same.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/exchange_protocols.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/ring_protocols.hpp>
#include <scalewall/hardware/switch_reduction.hpp>
#include <scalewall/math.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

struct collective_protocols {
  std::string_view name = "collectives";

  /// Participants that the numbers hold for at most: those of a node; of a rack of 72, the eight that were measured. There is
  /// no default, as links end somewhere.
  std::int64_t participants = 0;

  /// Of a kernel: the smallest message takes this and its hops. It is the host's and the program's, where the rest is the
  /// network's: captured graphs shorten it, frameworks make it longer, and another machine has another.
  seconds launch{};

  /// All-gather, reduce-scatter and all-reduce share these numbers.
  ring_protocols ring;

  /// Of an all-reduce. Unset: there is no such switch.
  std::optional<switch_reduction> in_switch{};

  /// All-to-all, and point to point.
  exchange_protocols exchange;

  friend constexpr bool operator==(const collective_protocols&, const collective_protocols&) = default;
};

constexpr void list_members(const collective_protocols*, const auto& visit) {
  visit(listed("name", &collective_protocols::name));
  visit(listed("participants", &collective_protocols::participants,
               at_least(2, "protocols hold for at least two participants")));
  visit(listed("launch", &collective_protocols::launch, latency_rule, within_factor(30)));
  visit(listed("ring", &collective_protocols::ring));
  visit(listed("in_switch", &collective_protocols::in_switch));
  visit(listed("exchange", &collective_protocols::exchange));
}

/// The same library over links that are so many times as fast: what is sent takes less time, latencies stay. What can be
/// said of a generation of links before it is measured, and where its fit may start.
constexpr collective_protocols with_links(collective_protocols protocols, double faster) {
  require(faster > 0 && math::is_finite(faster), "links are faster or slower by a factor",
          {{"factor", faster}});
  ring_protocols& ring = protocols.ring;
  if (ring.ll128) ring.ll128->bandwidth *= faster;
  ring.simple.share_bandwidth *= faster;
  for (ring_span& span : ring.spans) {
    span.ll *= faster;
    span.simple *= faster;
  }
  if (protocols.in_switch) protocols.in_switch->bandwidth *= faster;
  // What a single connection carries in LL is a matter of its latency.
  protocols.exchange.kept_bandwidth *= faster;
  for (exchange_span& span : protocols.exchange.spans) span.simple *= faster;
  return protocols;
}

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const collective_protocols& protocols) {
  require_members(protocols);
  require_valid(protocols.ring);
  require_valid(protocols.exchange);
}

}  // namespace scalewall
