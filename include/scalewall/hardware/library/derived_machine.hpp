// A machine of which only the descriptor is known: what its data sheet implies, by what others reach of theirs.
//
//     attention    the shares of the peak that an H100 reaches: 0.57 forward, 0.42 backward, half of it at 1200 tokens
//     ring         NVLink 4's latencies, its bandwidths as much faster or slower as the links are
//     products     cost/tiled_matmul.hpp with the numbers where its fits start
//
// No run of training says how near that is.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/library/training_machine.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace scalewall {

namespace detail {

/// NVLink 4 as hardware/catalog/measured_collectives.hpp has it, with links of 450 GB/s one way.
inline constexpr scale_up_ring ring_of_450_GB_per_s{.launch = 4.42_us,
                                                    .setup = 9.21_us,
                                                    .hop = 6.62_us,
                                                    .bandwidth = 369_GB_per_s,
                                                    .share_bandwidth = 730_GB_per_s,
                                                    .short_hop = 1.98_us,
                                                    .short_bandwidth = 323_GB_per_s};

constexpr scale_up_ring with_bandwidth(scale_up_ring ring, double faster) {
  ring.bandwidth *= faster;
  ring.share_bandwidth *= faster;
  ring.short_bandwidth *= faster;
  return ring;
}

/// Kernels whose rates of arithmetic and of memory are so many times those of others, caches as they are.
constexpr matmul_kernels scaled(matmul_kernels kernels, double arithmetic, double memory) {
  kernels.peak *= arithmetic;
  kernels.burst *= arithmetic;
  kernels.sustained *= arithmetic;
  kernels.global *= memory;
  kernels.accumulation *= memory;
  return kernels;
}

/// Kernels in training, as hot as they get; activations are quantized apart, by streams.
constexpr matmul_kernels in_training(matmul_kernels kernels, seconds launch) {
  kernels.headroom = 0;
  kernels.quantized = {};
  kernels.launch = launch;
  return kernels;
}

constexpr fitted_constant assumed(double value, std::string_view holds_for) {
  return {.value = value, .holds_for = holds_for, .evidence = constant_evidence::assumed};
}

/// Formats that an accelerator's descriptor has a rate for; it has none for those of blocks with scales.
constexpr native_formats formats_of(const accelerator& gpu) {
  const auto has = [&](precision format) { return flop_per_clock_and_thread(gpu, format).value() > 0; };
  return {.fp16 = has(precision::fp16), .bf16 = has(precision::bf16), .fp8 = has(precision::fp8)};
}

}  // namespace detail

/// Whether it computes in a format that training calls 16 bit.
constexpr bool computes_in_16_bit(const accelerator& gpu) {
  return gpu.format == precision::bf16 || gpu.format == precision::fp16;
}

/// The accelerator computing in fp8; none where it has no rate for that.
constexpr std::optional<accelerator> computing_in_fp8(accelerator gpu) {
  if (!(flop_per_clock_and_thread(gpu, precision::fp8) > flop{})) return {};
  gpu.format = precision::fp8;
  return gpu;
}

/// The links between the accelerators of one domain, which all levels of a network but the outermost join.
struct domain_links {
  std::int64_t accelerators = 1;
  bytes_per_second slowest{};  ///< one way
};

/// Those of the only level where there is one, whose domain is an accelerator.
constexpr domain_links domain_links_of(const network& levels) {
  domain_links links{.slowest = levels[0].bandwidth.one_way()};
  for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
    links.accelerators *= levels[k].size;
    links.slowest = std::min(links.slowest, levels[k].bandwidth.one_way());
  }
  return links;
}

/// The machine that a cluster's descriptor implies. Throws `broken_rule` unless the cluster is valid, or where its
/// accelerator does not compute in 16 bit.
constexpr training_machine derived_machine(const cluster& cluster) {
  require_valid(cluster);
  const accelerator& gpu = cluster.gpu;
  require(computes_in_16_bit(gpu),
          "a machine for training is derived of an accelerator that computes in bf16 or fp16");
  training_machine machine{
      .name = cluster.name,
      .peak = peak(gpu),
      .memory = bandwidth(gpu, gpu.memory[0]),
      .formats = detail::formats_of(gpu),
      .products_16 = detail::in_training(start_of(gpu), start_of(gpu).launch),
      .attention = {.forward = 0.57 * peak(gpu), .backward = 0.42 * peak(gpu), .half_length = 1200},
      .network = cluster.network.back().bandwidth.one_way()};
  if (const std::optional<accelerator> in_fp8 = computing_in_fp8(gpu))
    machine.products_8 = detail::in_training(start_of(*in_fp8), machine.products_16.launch);
  const domain_links links = domain_links_of(cluster.network);
  machine.domain = links.accelerators;
  machine.ring = detail::with_bandwidth(detail::ring_of_450_GB_per_s, links.slowest / 450_GB_per_s);
  constexpr std::string_view unknown = "an accelerator that no fit has seen: as an H100";
  machine.constants = {.products_16 = detail::assumed(1.05, unknown),
                       .products_8 = detail::assumed(1.0, unknown),
                       .nvfp4 = detail::assumed(0.57, unknown),
                       .mxfp8 = detail::assumed(1, unknown),
                       .grouped = detail::assumed(0.97, unknown),
                       .attention = {detail::assumed(1.08, unknown), detail::assumed(1.08, unknown),
                                     detail::assumed(1.41, unknown), detail::assumed(2.72, unknown)},
                       .odd_heads = detail::assumed(5.2, unknown)};
  return machine;
}

}  // namespace scalewall
