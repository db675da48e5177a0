// How long accelerators talk to each other on one level of the network.
//
// The simulation counts over the whole cluster: an all-reduce of n bytes by p participants, q times one after
// the other and r times side by side over N accelerators with bandwidth W each way and latency l, takes
//
//     bandwidth part = 2 (p - 1) n q r / (N W)        latency part = 2 q l   if p > 1, else 0;
//
// point to point it is n q r / (N W) and q l. The parts stay apart: bandwidth hides behind arithmetic,
// latency behind nothing.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/hardware/network.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/repetition.hpp>

#include <cstdint>

namespace scalewall {

struct transfer_time {
  seconds bandwidth{};
  seconds latency{};

  constexpr seconds total() const { return bandwidth + latency; }

  friend constexpr transfer_time operator+(transfer_time a, const transfer_time& b) {
    a.bandwidth += b.bandwidth;
    a.latency += b.latency;
    return a;
  }
  friend constexpr transfer_time operator*(double factor, transfer_time a) {
    a.bandwidth *= factor;
    a.latency *= factor;
    return a;
  }
  friend constexpr bool operator==(const transfer_time&, const transfer_time&) = default;
};

constexpr transfer_time point_to_point(const network_level& level, bytes payload, const repetition& often) {
  return {.bandwidth = payload * often.in_sequence * often.side_by_side /
                       (often.accelerators * level.bandwidth.one_way()),
          .latency = often.in_sequence * level.latency};
}

/// A reduce-scatter, then an all-gather, each of which moves p - 1 parts of the payload. One participant has
/// nothing to exchange. Throws `broken_rule` if there is none.
// Where g++ does not inline it, placing a plan takes a tenth longer.
[[gnu::always_inline]] constexpr transfer_time all_reduce(const network_level& level,
                                                          std::int64_t participants, bytes payload,
                                                          const repetition& often) {
  if (participants <= 1) {
    require(participants == 1, "an all-reduce has at least one participant",
            {{"participants", participants}});
    return {};
  }
  const transfer_time once = point_to_point(level, payload, often);
  return {.bandwidth = 2 * static_cast<double>(participants - 1) * once.bandwidth,
          .latency = 2.0 * once.latency};
}

}  // namespace scalewall
