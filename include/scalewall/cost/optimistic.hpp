// A cluster on which nothing takes longer than on the real one, by the reference formulas: what bounds are taken from.
//
//     rate      min(burst, sustained / (1 - headroom)) of its kernels; memory is never waited for
//     latency   launch of its kernels
//     link      of the innermost level, the larger of the data sheet's and that of the best all-reduce, over every protocol:
//               LL, LL128 and Simple pass their bandwidth at most, a switch 2 (n - 1) / (n + 1) times its own
//     message   of the innermost level, the shorter of the data sheet's and half of the smallest all-reduce
//
// Of time_in_tiles, rounds * tile >= f / burst and power >= f (1 - headroom) / sustained for f FLOP, each of which busy
// exceeds, and latency >= launch. Of a ring, a participant moves a share more than it sends, and all that it moves passes at
// most at the bandwidth of the protocol; the switch passes (1 + 1 / n) s where 2 (n - 1) s / n count as sent.

#pragma once

#include <scalewall/cost/prices.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

/// The fastest that any multiplication computes, in whatever shape.
constexpr flop_per_second fastest_rate(const matmul_kernels& kernels) {
  const flop_per_second cold =
      kernels.headroom < 1 ? kernels.sustained / (1 - kernels.headroom) : kernels.burst;
  return std::min(kernels.burst, cold);
}

/// The bus bandwidth that no all-reduce exceeds, whatever its size and participants.
constexpr bytes_per_second fastest_all_reduce(const collective_protocols& protocols) {
  bytes_per_second fastest = protocols.ring.ll128 ? protocols.ring.ll128->bandwidth : bytes_per_second{};
  for (const ring_span& span : protocols.ring.spans)
    fastest = std::max<bytes_per_second>({fastest, span.ll, span.simple});
  const double most = static_cast<double>(protocols.participants);
  if (protocols.in_switch)
    fastest =
        std::max<bytes_per_second>(fastest, 2 * (most - 1) / (most + 1) * protocols.in_switch->bandwidth);
  return fastest;
}

/// The cluster itself where it has no library.
constexpr cluster optimistic(cluster machines) {
  if (machines.library == nullptr) return machines;
  const prices real(machines);
  if (const matmul_kernels* kernels = real.kernels()) {
    accelerator& gpu = machines.gpu;
    gpu.matmul_latency = kernels->launch;
    gpu.sustained_share = 1;
    for (arithmetic_rate& rate : gpu.rates)
      if (rate.format == gpu.format)
        rate.per_clock_and_thread = fastest_rate(*kernels) / (static_cast<double>(gpu.threads) * gpu.clock);
    for (memory_level& level : gpu.memory) level.bandwidth = {}, level.unit_bytes_per_clock = {};
  }
  if (const collective_protocols* protocols = real.protocols()) {
    network_level& innermost = machines.network[0];
    innermost.bandwidth = one_direction(
        std::max<bytes_per_second>(innermost.bandwidth.one_way(), fastest_all_reduce(*protocols)));
    for (std::int64_t participants = 2; participants <= protocols->participants; ++participants) {
      const seconds smallest =
          time_collective(*protocols, transfer_operation::all_reduce, participants, smallest_message).total;
      innermost.latency = std::min<seconds>(innermost.latency, smallest / 2);
    }
  }
  machines.library = nullptr;
  return machines;
}

}  // namespace scalewall
