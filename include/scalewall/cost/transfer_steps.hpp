// How a collective of n participants and s bytes is made of messages: in how many steps, and what a participant sends.
//
//                         ring                         doubling
//     all-reduce          2 (n - 1), 2 s (n - 1) / n   k, s k
//     all-gather          n - 1, s (n - 1) / n         k, s (n - 1) / n
//     reduce-scatter      n - 1, s (n - 1) / n         k, s (n - 1) / n
//     all-to-all          n - 1, s (n - 1) / n         k, s k / 2
//     point to point      1, s                         1, s                  with k = log2 n, rounded up
//
// Source: Thakur, Rabenseifner & Gropp 2005, "Optimization of collective communication operations in MPICH".

#pragma once

#include <scalewall/cost/transfer_operation.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace scalewall {

struct transfer_steps {
  double steps = 0;
  bytes sent{};  ///< by a participant, in all steps
  friend constexpr bool operator==(const transfer_steps&, const transfer_steps&) = default;
};

/// Throws `broken_rule` unless there are at least two participants and a size.
constexpr void require_transfer(std::int64_t participants, bytes size) {
  if (!(participants >= 2))
    require(false, "a transfer has at least two participants", {{"participants", participants}});
  if (!is_positive_and_finite(size))
    require(false, "what is transferred has a size", {{"bytes", size.value()}});
}

constexpr transfer_steps ring_steps(transfer_operation operation, std::int64_t participants, bytes size) {
  require_transfer(participants, size);
  if (operation == transfer_operation::point_to_point) return {.steps = 1, .sent = size};
  const double passes = operation == transfer_operation::all_reduce ? 2 : 1;
  const double steps = passes * static_cast<double>(participants - 1);
  return {.steps = steps, .sent = steps / static_cast<double>(participants) * size};
}

constexpr transfer_steps doubling_steps(transfer_operation operation, std::int64_t participants, bytes size) {
  transfer_steps made = ring_steps(operation, participants, size);
  if (operation == transfer_operation::point_to_point) return made;
  made.steps = static_cast<double>(std::bit_width(static_cast<std::uint64_t>(participants - 1)));
  if (operation == transfer_operation::all_reduce) made.sent = made.steps * size;
  if (operation == transfer_operation::all_to_all) made.sent = made.steps / 2 * size;
  return made;
}

constexpr transfer_steps steps_of(collective_algorithm algorithm, transfer_operation operation,
                                  std::int64_t participants, bytes size) {
  return algorithm == collective_algorithm::ring ? ring_steps(operation, participants, size)
                                                 : doubling_steps(operation, participants, size);
}

/// By how much longer the first bytes make the whole.
constexpr double dearer_by(double dearer, bytes until, bytes whole) {
  return 1 + dearer * (std::min(whole, until) / whole);
}

/// (a^o + b^o)^(1/o): the sum where the overlap o is 1, nearer to the longer part above. With o = 1/2 it is the least
/// time of a pipeline, min over k of (steps + k) (hop + bytes / k).
constexpr seconds overlapped(seconds a, seconds b, double overlap) {
  if (overlap == 1) return a + b;
  const seconds longer = std::max(a, b);
  const seconds shorter = std::min(a, b);
  if (!(shorter.value() > 0)) return longer;
  const double ratio = shorter / longer;
  if (overlap == 2)
    return longer * math::sqrt(1 + ratio * ratio);  // on a ring, always: a hundredth of the time
  return longer * math::pow(1 + math::pow(ratio, overlap), 1 / overlap);
}

}  // namespace scalewall
