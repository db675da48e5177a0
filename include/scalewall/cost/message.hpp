// How long a collective takes that is made of messages: over MPI, or between nodes.
//
//     T = turns (launch + overlapped(steps * step, bytes sent / bandwidth))
//
// with the numbers of the regime into which the size falls, and turns = n / at once where more than that take part.
// Source: Hockney 1994, "The communication challenge for MPP", for latency and bandwidth; Thakur, Rabenseifner & Gropp
// 2005 for the steps; the overlap was found in measurements between nodes.

#pragma once

#include <scalewall/cost/transfer_operation.hpp>
#include <scalewall/cost/transfer_steps.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
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
  while (k + 1 < protocols.regimes.size() && size > protocols.regimes[k].at_most) ++k;
  const message_regime& regime = protocols.regimes[k];
  const transfer_steps made = steps_of(regime.algorithm, operation, participants, size);
  const double turns =
      protocols.at_once == unbounded
          ? 1
          : std::max(1.0, static_cast<double>(participants) / static_cast<double>(protocols.at_once));
  return {.total = turns * (regime.launch + overlapped(made.steps * regime.step, made.sent / regime.bandwidth,
                                                       regime.overlap)),
          .regime = k};
}

}  // namespace scalewall
