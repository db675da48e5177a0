// Transfers at the interfaces between layers: what is moved takes bandwidth, what is awaited latency.

#pragma once

#include <scalewall/cost/transfer.hpp>
#include <scalewall/parallel/interfaces.hpp>

namespace scalewall {

/// Transfers at one network level, at which `price(payload, often)` is that of a transfer; the payload is what one crossing
/// moves.
template <class Price>
[[gnu::always_inline]] constexpr transfer_time time_crossings(const Price& price,
                                                              const interface_crossings& crossings,
                                                              bytes payload) {
  return {.bandwidth = price(payload, crossings.moved).bandwidth,
          .latency = price(payload, crossings.awaited).latency};
}

/// The same, at the reference's prices.
constexpr transfer_time time_crossings(const network_level& level, const interface_crossings& crossings,
                                       bytes payload) {
  const auto price = [&](bytes moved, const repetition& often) {
    return point_to_point(level, moved, often);
  };
  return time_crossings(price, crossings, payload);
}

}  // namespace scalewall
