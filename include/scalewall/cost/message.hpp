// How long a collective takes that is made of messages: over MPI, or between nodes.
//
//     T = overlapped(steps * step, bytes sent / bandwidth)
//
// with the numbers of the regime into which participants and size fall, and steps and bytes of its algorithm.
// Source: Hockney 1994, "The communication challenge for MPP", for latency and bandwidth; Thakur, Rabenseifner & Gropp
// 2005 for the steps; the overlap was found in measurements between nodes.

#pragma once

#include <scalewall/cost/transfer_steps.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

struct message_time {
  seconds total{};
  std::size_t regime = 0;  ///< of the descriptor's
  friend constexpr bool operator==(const message_time&, const message_time&) = default;
};

/// The size is counted as `transfer_operation` counts it. Throws `broken_rule` unless there are at least two
/// participants and a size; the descriptor is taken to be valid.
constexpr message_time time_collective(const message_protocols& protocols, transfer_operation operation,
                                       std::int64_t participants, bytes size) {
  std::size_t k = 0;
  while (k + 1 < protocols.regimes.size() && !reaches(protocols.regimes[k], participants, size)) ++k;
  const message_regime& regime = protocols.regimes[k];
  const transfer_steps made = steps_of(regime.algorithm, operation, participants, size);
  return {.total = overlapped(made.steps * regime.step, made.sent / regime.bandwidth, regime.overlap),
          .regime = k};
}

}  // namespace scalewall
