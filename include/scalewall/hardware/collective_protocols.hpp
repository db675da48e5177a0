// What a library of collectives like NCCL reaches between the accelerators of one node: its protocols, each with a
// latency and a bandwidth, and how it chooses among them.
//
// Refines the one latency and bandwidth of a `network_level`; the accelerators and their links are the same.

#pragma once

#include <scalewall/hardware/exchange_protocols.hpp>
#include <scalewall/hardware/ring_protocols.hpp>
#include <scalewall/hardware/switch_reduction.hpp>

#include <optional>
#include <string_view>

namespace scalewall {

struct collective_protocols {
  std::string_view name = "collectives";

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

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const collective_protocols& protocols) {
  require_latency(protocols.launch);
  require_valid(protocols.ring);
  if (protocols.in_switch) require_valid(*protocols.in_switch);
  require_valid(protocols.exchange);
}

}  // namespace scalewall
