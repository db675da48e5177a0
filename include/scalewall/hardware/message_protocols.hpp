// What a library that passes messages, MPI or a transport between nodes, reaches by the size of a collective: a few
// regimes. MPI sends small messages eagerly, with one copy more, and arranges a place for large ones first
// (rendezvous); with the size it also goes from few steps to few bytes.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/collective_span.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// By which a collective is made of messages.
enum class collective_algorithm {
  ring,     ///< each to its neighbour: as many steps as participants, the fewest bytes
  doubling  ///< with a partner twice as far at every step: the fewest steps, more bytes in an all-reduce
};

struct message_regime {
  /// Up to this size of the collective; the last regime holds for all that are larger.
  bytes at_most = bytes::from_value(math::infinity);

  collective_algorithm algorithm = collective_algorithm::ring;

  /// Before the first step, whatever their number.
  seconds launch{};

  /// Of every step.
  seconds step{};

  /// Of what a participant sends.
  bytes_per_second bandwidth{};

  /// How steps hide behind bytes: 1 not at all, infinite all of the shorter part; 1/2 where chunks of the best size follow
  /// each other, each with a step.
  double overlap = 1;

  friend constexpr bool operator==(const message_regime&, const message_regime&) = default;
};

inline constexpr std::size_t max_message_regimes = 4;

struct message_protocols {
  std::string_view name = "messages";

  /// How many participants run at once: of processes on one host, its cores. More of them take turns, and everything
  /// takes longer by as much. Unbounded where each has a processor of its own.
  std::int64_t at_once = unbounded;

  fixed_list<message_regime, max_message_regimes> regimes;

  friend constexpr bool operator==(const message_protocols&, const message_protocols&) = default;
};

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const message_protocols& protocols) {
  require(protocols.at_once >= 0, "the number of participants that run at once is not negative",
          {{"at once", protocols.at_once}});
  require(!protocols.regimes.empty(), "messages have at least one regime");
  bytes before{};
  for (const message_regime& regime : protocols.regimes) {
    require(regime.at_most > before, "the regimes of messages ascend",
            {{"bytes", regime.at_most.value()}, {"before", before.value()}});
    before = regime.at_most;
    require_latency(regime.launch);
    require_latency(regime.step);
    require_bandwidth(regime.bandwidth);
    require(regime.overlap >= 0.25 && math::is_finite(regime.overlap),
            "the overlap of steps and bytes is at least 0.25 and finite", {{"overlap", regime.overlap}});
  }
}

}  // namespace scalewall
