// What a library that passes messages, MPI or a transport between nodes, reaches by the size of a collective: a few
// regimes. MPI sends small messages eagerly, with one copy more, and arranges a place for large ones first
// (rendezvous); with the size it also goes from few steps to few bytes.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/collective_span.hpp>
#include <scalewall/hardware/members.hpp>
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
  /// Up to so many participants, and up to this size of the collective.
  std::int64_t participants = unbounded;
  bytes at_most = bytes::from_value(math::infinity);

  collective_algorithm algorithm = collective_algorithm::ring;

  /// Of every step.
  seconds step{};

  /// Of what a participant sends.
  bytes_per_second bandwidth{};

  /// How steps hide behind bytes: 1 not at all, infinite all of the shorter part; 1/2 where chunks of the best size
  /// follow each other, each with a step.
  double overlap = 1;

  friend constexpr bool operator==(const message_regime&, const message_regime&) = default;
};

constexpr void list_members(const message_regime*, const auto& visit) {
  visit(listed("participants", &message_regime::participants).implied());
  visit(listed("at_most", &message_regime::at_most,
               between(smallest_positive, without_limit, "a regime of messages reaches a size"))
            .implied());
  visit(listed("algorithm", &message_regime::algorithm).implied());
  visit(listed("step", &message_regime::step, latency_rule, within_factor(30)));
  visit(listed("bandwidth", &message_regime::bandwidth, network_bandwidth_rule, within_factor(30)));
  visit(listed("overlap", &message_regime::overlap,
               at_least(0.25, "the overlap of steps and bytes is at least 0.25 and finite"), within(0.3, 4)));
}

constexpr bool reaches(const message_regime& regime, std::int64_t participants, bytes size) {
  return (regime.participants == unbounded || participants <= regime.participants) && size <= regime.at_most;
}

inline constexpr std::size_t max_message_regimes = 8;

/// The first regime that reaches holds, else the last. Participants that share processors, as more processes than a
/// host has cores, want regimes of their own: to wait then is to be put aside.
struct message_protocols {
  std::string_view name = "messages";
  fixed_list<message_regime, max_message_regimes> regimes;
  friend constexpr bool operator==(const message_protocols&, const message_protocols&) = default;
};

constexpr void list_members(const message_protocols*, const auto& visit) {
  visit(listed("name", &message_protocols::name));
  visit(listed("regimes", &message_protocols::regimes));
}

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const message_protocols& protocols) {
  require(!protocols.regimes.empty(), "messages have at least one regime");
  for (const message_regime& regime : protocols.regimes)
    require(regime.participants >= 2 || regime.participants == unbounded,
            "a regime of messages reaches at least two participants",
            {{"participants", regime.participants}});
  require_members(protocols);
}

}  // namespace scalewall
