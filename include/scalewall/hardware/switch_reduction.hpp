// A switch that adds up what the accelerators send, and hands the sum to all of them: SHARP in an NVSwitch, which NCCL
// calls NVLS. Every participant sends its data once, whatever their number.
//
// Source: NCCL's documentation of NCCL_NVLS_ENABLE; Klenk et al. 2020, "An In-Network Architecture for Accelerating
// Shared-Memory Multiprocessor Collectives", for the method.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/collective_span.hpp>
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

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const switch_reduction& reduction) {
  require(reduction.participants >= 2, "a switch adds up what at least two participants send",
          {{"participants", reduction.participants}});
  require_latency(reduction.setup);
  require_bandwidth(reduction.bandwidth);
  require_dearer(reduction.dearer, reduction.dearer_until);
}

}  // namespace scalewall
