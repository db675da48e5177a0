// How long ranks of a group take for a collective, an exchange or a message, within a domain of the scale-up network or
// across domains.
//
// A group of n ranks, each `stride` from the next, has kappa = gcd(n, domain / stride) of them in a domain, at least one: all
// groups lie alike only where they fill domains or parts of them, and the one that lies worst is waited for. Of S bytes a
// rank sends w = z S / n in z = n - 1 steps, or 2 (n - 1) for an all-reduce.
//
//     within      la + min(set + |z hop, w / X + S / (n X_s)|, z hop' + (w + S / n) / X')         |a, b| = sqrt(a a + b b)
//     across      25 us + 5 us steps + w / min(X, 0.85 kappa X_nic)       steps n - 1, of an all-reduce 2 log2 n
//     exchange    max(S (kappa - 1) / n / (0.9 X), S far / (0.8 X_nic)) + 20 us + n 1 us          far = (n - kappa) / n
//     in c calls  c (la + z hop') + set + w / X + S / (n X_s), or c (25 us + 5 us steps) + the bytes across
//     message     S / (0.8 X or 0.8 X_nic) + 15 us
//
// Stages of a pipeline lie `stride` ranks apart, from the first rank of a domain on: p of them on ceil(p stride / domain) domains at
// most, and one boundary fewer leaves a domain, p - 1 at most.
//
// Logarithms are rounded up. Where a token is sent to a domain once, for k experts in M = n / kappa domains,
// far = (M - 1) (1 - (1 - 1/M)^k) / k at most. Sources: for rings hardware/library/scale_up_ring.hpp; shares of the network
// and latencies across domains are of published runs; DeepSeek-AI 2024 (arXiv 2412.19437) for one copy a node.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/collective.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>

namespace scalewall {

/// Members that share a domain, of the group with the fewest.
constexpr std::int64_t members_of_domain(const training_machine& machine, const work::rank_group& group) {
  const std::int64_t places = machine.domain / group.stride;
  // Where the stride leaves a rest, domains have this many members and one more, but for the ends of a group.
  if (machine.domain % group.stride != 0)
    return places < group.members ? std::max<std::int64_t>(1, places) : 1;
  return std::gcd(group.members, places);
}

namespace detail {

inline constexpr seconds start_across = 25_us;
inline constexpr seconds step_across = 5_us;

constexpr double passes_of(transfer_operation operation) {
  return operation == transfer_operation::all_reduce ? 2 : 1;
}

/// A ring's steps, and what a rank sends in all of them.
struct ring_transfer {
  double steps = 0;
  bytes share{};
  bytes sent{};
};

constexpr ring_transfer ring_transfer_of(transfer_operation operation, std::int64_t members, bytes size) {
  const double steps = passes_of(operation) * static_cast<double>(members - 1);
  const bytes share = size / static_cast<double>(members);
  return {steps, share, steps * share};
}

constexpr seconds time_within_domain(const scale_up_ring& ring, const ring_transfer& made) {
  const seconds hops = made.steps * ring.hop;
  const seconds moved = made.sent / ring.bandwidth + made.share / ring.share_bandwidth;
  const seconds longest =
      seconds::from_value(math::sqrt(hops.value() * hops.value() + moved.value() * moved.value()));
  const seconds by_bytes = ring.setup + longest;
  const seconds by_latency = made.steps * ring.short_hop + (made.sent + made.share) / ring.short_bandwidth;
  return ring.launch + std::min(by_bytes, by_latency);
}

/// What an empty call takes across domains.
constexpr seconds time_call_across(transfer_operation operation, std::int64_t members) {
  const auto rounds = static_cast<double>(std::bit_width(static_cast<std::uint64_t>(members - 1)));
  const double steps =
      operation == transfer_operation::all_reduce ? 2 * rounds : static_cast<double>(members - 1);
  return start_across + steps * step_across;
}

constexpr seconds time_bytes_across(const training_machine& machine, const work::rank_group& group,
                                    bytes sent) {
  constexpr double share_of_network = 0.85;
  const auto together = static_cast<double>(members_of_domain(machine, group));
  return sent /
         std::min<bytes_per_second>(machine.ring.bandwidth, share_of_network * together * machine.network);
}

}  // namespace detail

/// An exchange of `copies` copies of every token.
constexpr seconds time_exchange_of_group(const training_machine& machine, const work::rank_group& group,
                                         bytes size, std::int64_t copies, bool one_copy_per_domain) {
  if (group.members <= 1) return {};
  constexpr double share_within = 0.9, share_across = 0.8;
  constexpr seconds start = 20_us, member = 1_us;
  const auto members = static_cast<double>(group.members);
  const auto together = static_cast<double>(members_of_domain(machine, group));
  const seconds near = (together - 1) / members * size / (share_within * machine.ring.bandwidth);
  double far = (members - together) / members;
  if (one_copy_per_domain && far > 0) {
    const double domains = members / together;
    double missed = 1;
    for (std::int64_t copy = 0; copy < copies; ++copy) missed *= 1 - 1 / domains;
    far = std::min(far, (domains - 1) * (1 - missed) / static_cast<double>(copies));
  }
  return std::max<seconds>(near, far * size / (share_across * machine.network)) + start + members * member;
}

/// A collective of a group: nothing for a group of one.
constexpr seconds time_collective_of_group(const training_machine& machine, transfer_operation operation,
                                           const work::rank_group& group, bytes size) {
  if (group.members <= 1) return {};
  if (operation == transfer_operation::all_to_all)
    return time_exchange_of_group(machine, group, size, 1, false);
  const detail::ring_transfer made = detail::ring_transfer_of(operation, group.members, size);
  if (members_of_domain(machine, group) == group.members)
    return detail::time_within_domain(machine.ring, made);
  return detail::time_call_across(operation, group.members) +
         detail::time_bytes_across(machine, group, made.sent);
}

/// A collective that is made in so many calls, one behind the other: latencies of each, and the bytes of all.
constexpr seconds time_collective_in_calls(const training_machine& machine, transfer_operation operation,
                                           const work::rank_group& group, bytes size, double calls) {
  if (group.members <= 1) return {};
  const detail::ring_transfer made = detail::ring_transfer_of(operation, group.members, size);
  const scale_up_ring& ring = machine.ring;
  if (members_of_domain(machine, group) == group.members)
    return calls * (ring.launch + made.steps * ring.short_hop) + ring.setup + made.sent / ring.bandwidth +
           made.share / ring.share_bandwidth;
  return calls * detail::time_call_across(operation, group.members) +
         detail::time_bytes_across(machine, group, made.sent);
}

/// Where two stages of a pipeline that follow each other lie.
enum class stage_boundary { within_domain, across_domains };

/// A message over a boundary.
constexpr seconds time_stage_message(const training_machine& machine, stage_boundary boundary, bytes size) {
  constexpr double share = 0.8;
  constexpr seconds start = 15_us;
  const bytes_per_second link =
      boundary == stage_boundary::within_domain ? machine.ring.bandwidth : machine.network;
  return size / (share * link) + start;
}

/// Boundaries across domains, of so many ranks of a pipeline that lie `stride` apart: in the pipeline with the most of them.
constexpr std::int64_t boundaries_across_domains(const training_machine& machine, std::int64_t ranks,
                                                 std::int64_t stride) {
  return std::min(ranks - 1, math::divide_up(ranks * stride, machine.domain) - 1);
}

}  // namespace scalewall
