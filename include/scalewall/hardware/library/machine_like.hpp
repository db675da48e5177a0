// A machine whose descriptor is known, and which in training is like another one of which more is known.
//
//     products     those of the other, as much faster as the peak is; what they pass through memory as its bandwidth is
//     formats      its own, where the two descriptors differ; those of blocks with scales are the other's, where it has fp8
//     attention    as much faster as the 16 bit peak is
//     ring         the bandwidths as much faster as the links of a domain are; latencies are those of the other
//     the rest     peak, memory, domain and network are its own; factors of training and the host's memory are those of the other
//
// No run of training says how near that is: unless nothing differs, evidence is at best that of runs on its like.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>

#include <optional>

namespace scalewall {

namespace detail {

/// Kernels of one format on another accelerator.
constexpr matmul_kernels kernels_like(const matmul_kernels& known, const accelerator& mine,
                                      const accelerator& like) {
  return scaled(known, peak(mine) / peak(like),
                bandwidth(mine, mine.memory[0]) / bandwidth(like, like.memory[0]));
}

/// The number of the first of two descriptors, where they differ in it; otherwise what is known of the second.
template <class Quantity>
constexpr Quantity own_or_known(Quantity mine, Quantity likes, Quantity known) {
  return mine == likes ? known : mine;
}

/// Formats that descriptors tell; those of blocks with scales, which none tells, go with fp8.
constexpr native_formats formats_like(const accelerator& mine, const accelerator& like,
                                      const native_formats& known) {
  const native_formats own = formats_of(mine), likes = formats_of(like);
  const bool fp8 = own_or_known(own.fp8, likes.fp8, known.fp8);
  return {.fp16 = own_or_known(own.fp16, likes.fp16, known.fp16),
          .bf16 = own_or_known(own.bf16, likes.bf16, known.bf16),
          .fp8 = fp8,
          .mxfp8 = fp8 && known.mxfp8,
          .nvfp4 = fp8 && known.nvfp4};
}

}  // namespace detail

/// The machine with links in a domain that are so many times as fast; latencies stay.
constexpr training_machine with_links(training_machine machine, double faster) {
  require(faster > 0 && faster < without_limit, "links are faster by a positive, finite factor",
          {{"faster", faster}});
  machine.ring = detail::with_bandwidth(machine.ring, faster);
  return machine;
}

/// How much faster or slower a machine may be for runs on its like to be evidence: more than from one generation to the next, the
/// most of which are 3.2 times, from A100 to H100.
inline constexpr double most_alike = 4;

constexpr bool is_alike(double faster) { return faster <= most_alike && faster * most_alike >= 1; }

/// The machine of a cluster that is like another cluster, whose machine is known. Throws `broken_rule` unless both are valid,
/// compute in bf16 or fp16, and have memories of known bandwidth, or where what they make is no valid machine.
constexpr training_machine machine_like(const cluster& mine, const cluster& like,
                                        const training_machine& known) {
  for (const cluster* one : {&mine, &like}) {
    require_valid(*one);
    require(computes_in_16_bit(one->gpu), "a machine for training computes in bf16 or fp16");
    require(is_positive_and_finite(bandwidth(one->gpu, one->gpu.memory[0])),
            "a machine for training has a memory whose bandwidth is known");
  }
  training_machine machine = known;
  machine.peak = detail::own_or_known(peak(mine.gpu), peak(like.gpu), known.peak);
  machine.memory = detail::own_or_known(bandwidth(mine.gpu, mine.gpu.memory[0]),
                                        bandwidth(like.gpu, like.gpu.memory[0]), known.memory);
  machine.network = detail::own_or_known(mine.network.back().bandwidth.one_way(),
                                         like.network.back().bandwidth.one_way(), known.network);
  machine.formats = detail::formats_like(mine.gpu, like.gpu, known.formats);
  machine.products_16 = detail::kernels_like(known.products_16, mine.gpu, like.gpu);

  const std::optional<accelerator> mine_in_8 = computing_in_fp8(mine.gpu),
                                   like_in_8 = computing_in_fp8(like.gpu);
  if (!mine_in_8)
    machine.products_8.reset();
  else if (known.products_8 && like_in_8)
    machine.products_8 = detail::kernels_like(*known.products_8, *mine_in_8, *like_in_8);
  else
    machine.products_8 = detail::in_training(start_of(*mine_in_8), machine.products_16.launch);

  const double arithmetic = peak(mine.gpu) / peak(like.gpu);
  machine.attention.forward *= arithmetic;
  machine.attention.backward *= arithmetic;
  const domain_links links = domain_links_of(mine.network);
  machine.domain = links.accelerators;
  machine = with_links(machine, links.slowest / domain_links_of(like.network).slowest);
  if (machine != known && known.evidence == machine_evidence::fitted_runs)
    machine.evidence = machine_evidence::nearest_runs;
  if (!is_alike(peak(mine.gpu) / peak(like.gpu)) ||
      !is_alike(bandwidth(mine.gpu, mine.gpu.memory[0]) / bandwidth(like.gpu, like.gpu.memory[0])))
    machine.evidence = machine_evidence::formula_only;
  machine.name = mine.name;
  require_valid(machine);
  return machine;
}

}  // namespace scalewall
