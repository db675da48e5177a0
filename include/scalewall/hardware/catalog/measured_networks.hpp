// What an all-reduce reaches between nodes, fitted to times that others measured: each network at one number of
// participants, so that how a step's latency changes with more of them is not known. Half of all sizes was held out.

#pragma once

#include <scalewall/hardware/message_protocols.hpp>

namespace scalewall::catalog {

/// Two nodes of eight A100 with 400 Gbit/s of EFA each (p4de).
/// Source: aws-samples/awsome-distributed-training (github.com, 7217859f), micro-benchmarks/nccl-tests.
inline constexpr message_protocols nccl_a100_efa{
    .name = "2 nodes of A100, EFA",
    .regimes = {{.step = 5.37_us, .bandwidth = 103_GB_per_s, .overlap = 0.437}}};

/// Four nodes of eight B200 with 3200 Gbit/s of EFA each (p6), NCCL 2.27.7, from PyTorch.
/// Source: stas00/ml-engineering (github.com), network/README.md.
inline constexpr message_protocols nccl_b200_efa{
    .name = "4 nodes of B200, EFA",
    .regimes = {{.step = 5.64_us, .bandwidth = 408_GB_per_s, .overlap = 0.706}}};

/// Four nodes of eight GPUs that are not named, from PyTorch.
/// Source: stas00/ml-engineering (github.com), network/benchmarks/README.md.
inline constexpr message_protocols nccl_four_nodes{
    .name = "4 nodes of 8", .regimes = {{.step = 1.78_us, .bandwidth = 93.9_GB_per_s, .overlap = 1.35}}};

/// Two nodes of eight H20 on NDR InfiniBand, with NVLS.
/// Source: github.com/NVIDIA/nccl/issues/1244.
inline constexpr message_protocols nccl_h20_ndr{
    .name = "2 nodes of H20, NDR",
    .regimes = {{.step = 3.27_us, .bandwidth = 364_GB_per_s, .overlap = 0.904}}};

inline constexpr message_protocols measured_networks[] = {nccl_a100_efa, nccl_b200_efa, nccl_four_nodes,
                                                          nccl_h20_ndr};

}  // namespace scalewall::catalog
