// How long an all-gather, a reduce-scatter or an all-reduce takes on a ring, in each protocol.
//
// Beyond the launch, with n participants, z steps, s / n bytes in a share and w = z s / n bytes that a participant sends:
//
//     LL        |z hop + f ((n - 1) forwarding + opening), (w + s / n) / ll|
//     LL128     z hop + (w + s / n) / bandwidth
//     Simple    setup + |z hop, (1 + dearer min(s, until) / s) (w / simple + (s / n) / share bandwidth)|
//
// where |a, b| is the root of a^2 + b^2. With x = s / (n 4 KiB), f = x^3 / (1 + x^3) is open: 4 KiB are 8 bytes for each
// of the 512 threads of a channel, and whatever is less takes the one channel as long. A reduce-scatter forwards nothing.
// A participant moves one share more than it sends, as the first step only sends and the last only receives.
//
// The library takes the protocol of which it believes w / simple + latency to be the least. As it is now and then
// wrong, the time leaps where it switches, and may fall as the size grows.
//
// Source: the latencies, the share of LL128 and the bytes of a thread in LL (NCCL_LL_THREAD_THRESHOLD, for every
// participant of a ring) are NCCL's own, src/graph/tuning.cc, for a ring on NVLink; the times were found in
// measurements that others published (hardware/catalog/measured_collectives.hpp names them).

#pragma once

#include <scalewall/cost/transfer_steps.hpp>
#include <scalewall/hardware/ring_protocols.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

enum class collective_protocol { ll, ll128, simple, in_switch };

inline constexpr std::array<std::string_view, 4> collective_protocol_names = {"LL", "LL128", "Simple",
                                                                              "NVLS"};

constexpr std::string_view name(collective_protocol protocol) {
  return collective_protocol_names[static_cast<std::size_t>(protocol)];
}

struct collective_time {
  seconds total{};
  collective_protocol protocol = collective_protocol::simple;
  friend constexpr bool operator==(const collective_time&, const collective_time&) = default;
};

/// How hops and bytes hide behind each other: the root of the sum of their squares is near the longer of the two.
inline constexpr double ring_overlap = 2;

/// What the threads of a channel carry at once in LL.
inline constexpr bytes channel_at_once = 4_KiB;

namespace detail {

/// What a ring does in all of its protocols.
struct ring_work {
  double participants = 2;
  bytes size{};
  double steps = 1;
  bytes sent{};
  bytes share{};
  bool forwards = true;
};

constexpr ring_work work_of_ring(transfer_operation operation, std::int64_t participants, bytes size) {
  const transfer_steps made = ring_steps(operation, participants, size);
  return {.participants = static_cast<double>(participants),
          .size = size,
          .steps = made.steps,
          .sent = made.sent,
          .share = size / participants,
          .forwards = operation != transfer_operation::reduce_scatter};
}

/// What is opened by the share of a participant.
constexpr double opened_by(bytes share) {
  const double left = channel_at_once / share;
  return 1 / (1 + left * left * left);
}

constexpr seconds time_ll(const ll_protocol& ll, const ring_span& span, const ring_work& work) {
  const double forwarders = work.forwards ? work.participants - 1 : 0;
  return overlapped(work.steps * ll.hop + opened_by(work.share) * (forwarders * ll.forwarding + ll.opening),
                    (work.sent + work.share) / span.ll, ring_overlap);
}

constexpr seconds time_ll128(const ll128_protocol& ll128, const ring_work& work) {
  return work.steps * ll128.hop + (work.sent + work.share) / ll128.bandwidth;
}

constexpr seconds time_simple(const simple_protocol& simple, const ring_span& span, const ring_work& work) {
  const seconds moved = dearer_by(simple.dearer, simple.dearer_until, work.size) *
                        (work.sent / span.simple + work.share / simple.share_bandwidth);
  return simple.setup + overlapped(work.steps * simple.hop, moved, ring_overlap);
}

}  // namespace detail

/// The protocol that the library takes on a ring.
constexpr collective_protocol ring_protocol(const ring_protocols& ring, transfer_operation operation,
                                            std::int64_t participants, bytes size) {
  const protocol_choice& choice = ring.choice;
  if (choice.ll_at_most)
    return size <= *choice.ll_at_most ? collective_protocol::ll : collective_protocol::simple;
  const transfer_steps made = ring_steps(operation, participants, size);
  const auto believed = [&](seconds launch, seconds hop, bytes_per_second bandwidth) {
    return launch + made.steps * hop + made.sent / bandwidth;
  };
  const seconds ll = believed(6.6_us, 0.6_us, choice.ll);
  const seconds ll128 = believed(14_us, 1.9_us, 0.92 * choice.simple);
  const seconds simple = believed(8.4_us, 3.4_us, choice.simple);
  if (ring.ll128 && ll128 < ll && ll128 < simple) return collective_protocol::ll128;
  return ll <= simple ? collective_protocol::ll : collective_protocol::simple;
}

/// Beyond the launch, on a ring in a given protocol, whether the library would take it or not. Throws `broken_rule` unless the ring has it.
constexpr seconds time_in_protocol(const ring_protocols& ring, collective_protocol protocol,
                                   transfer_operation operation, std::int64_t participants, bytes size) {
  const detail::ring_work work = detail::work_of_ring(operation, participants, size);
  const ring_span& span = span_of(ring.spans, participants);
  switch (protocol) {
    case collective_protocol::ll:
      return detail::time_ll(ring.ll, span, work);
    case collective_protocol::ll128:
      require(ring.ll128.has_value(), "the ring has the protocol LL128");
      return detail::time_ll128(*ring.ll128, work);
    case collective_protocol::simple:
      return detail::time_simple(ring.simple, span, work);
    case collective_protocol::in_switch:
      break;
  }
  require(false, "a ring reduces in the accelerators, not in the switch");
  return {};
}

}  // namespace scalewall
