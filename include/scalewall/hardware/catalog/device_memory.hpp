// What a program sees of an accelerator's memory, in bytes: more than a data sheet's GB, which are often GiB, and less than
// those, as the device keeps some for itself. Whether training fits is decided here.
//
// Sources: an H100 and an H200 that were read here (bench/recordings/*/machine.json); of the others what PyTorch tells as
// "total capacity" where memory ran out: A100 40 GB 39.50 GiB (TianheWu/CoSeR, issue 10), A100 80 GB 79.14 GiB
// (lianqi1008/Control-GIC, issue 6), RTX 4090 23.61 GiB (pinokiofactory/flux-webui, issue 8); B200, GB200, B300 and GB300
// pytorch/pytorch, pull request 196944, and pytorch/ao, pull request 4002. Of the H800 and the H100 PCIe nobody told it here: they
// have as many GB as an H100 SXM by their data sheets, and are taken to have its bytes.

#pragma once

#include <scalewall/hardware/cluster.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

namespace scalewall::catalog {

struct seen_memory {
  /// The accelerator's name in the catalog, in whatever network it stands.
  std::string_view accelerator;

  bytes of_accelerator{};
};

inline constexpr bytes seen_of_h100 = bytes::from_value(85'017'493'504.0);

inline constexpr seen_memory seen_memories[] = {
    {"A100 SXM", 39.50_GiB},
    {"A100 SXM 80 GB", 79.14_GiB},
    {"H100 SXM", seen_of_h100},
    {"NVIDIA H100 80GB HBM3", seen_of_h100},
    {"H100 PCIe", seen_of_h100},
    {"H800 SXM", seen_of_h100},
    {"H200 SXM", bytes::from_value(150'109'880'320.0)},
    {"NVIDIA H200", bytes::from_value(150'109'880'320.0)},
    {"B200 SXM", 191.5_GB},
    {"GB200", 198.7_GB},
    {"B300 SXM", 288.4_GB},
    {"GB300", 298.0_GB},
    {"RTX 4090", 23.61_GiB},
};

/// Memory of one accelerator of that cluster, as programs see it; none where nobody has told it.
constexpr std::optional<bytes> seen_memory_of(const cluster& cluster) {
  const auto* found =
      std::find_if(std::begin(seen_memories), std::end(seen_memories),
                   [&](const seen_memory& one) { return one.accelerator == cluster.gpu.name; });
  if (found == std::end(seen_memories)) return {};
  return found->of_accelerator;
}

/// The same or, where nobody has told it, what the data sheet says.
constexpr bytes usable_memory_of(const cluster& cluster) {
  return seen_memory_of(cluster).value_or(memory_capacity(cluster.gpu));
}

}  // namespace scalewall::catalog
