// A switch that adds up what the accelerators send, and hands the sum to all of them: SHARP in an NVSwitch, which NCCL
// calls NVLS. Every participant sends its data once, whatever their number.
//
// Source: NCCL's documentation of NCCL_NVLS_ENABLE; Klenk et al. 2020, "An In-Network Architecture for Accelerating
// Shared-Memory Multiprocessor Collectives", for the method.

#pragma once

#include <scalewall/hardware/collective_span.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>

namespace scalewall {

struct switch_reduction {
  /// From how many participants on it is used.
  std::int64_t participants = 6;

  /// Beyond the launch of a kernel.
  seconds setup{};

  /// Of what a participant sends to the switch, and of the share of the sum that comes back.
  bytes_per_second bandwidth{};

  /// How much longer the first bytes take, which go in smaller chunks, and up to where.
  double dearer = 0;
  bytes dearer_until = 32_MiB;

  friend constexpr bool operator==(const switch_reduction&, const switch_reduction&) = default;
};

constexpr void list_members(const switch_reduction*, const auto& visit) {
  visit(listed("participants", &switch_reduction::participants,
               at_least(2, "a switch adds up what at least two participants send")));
  visit(listed("setup", &switch_reduction::setup, latency_rule, within_factor(30)));
  visit(listed("bandwidth", &switch_reduction::bandwidth, network_bandwidth_rule, within_factor(30)));
  visit(listed("dearer", &switch_reduction::dearer, dearer_rule, dearer_reach));
  visit(listed("dearer_until", &switch_reduction::dearer_until, dearer_until_rule));
}

}  // namespace scalewall
