// What a machine takes for work: the price of a multiplication, of an all-reduce, of a transfer.
//
// What is known of a cluster decides how it is priced. The kernels of its library price multiplications in their format
// (cost/tiled_matmul.hpp), its protocols all-reduces on the innermost network level (cost/collective.hpp); all else, and
// all work on a cluster without a library, is priced by the reference (cost/matmul.hpp, cost/transfer.hpp). Protocols do not
// price transfers between layers: point to point they were not held against any measurement.
//
// The reference counts an all-reduce of n bytes over the whole cluster, q times in sequence and r times side by side over N
// accelerators. Of p participants each then brings n q r p / N bytes in a step, in as many parts as it makes all-reduces,
// and with t(s) for one of s bytes by the protocols
//
//     bandwidth part = parts t(n q r p / (N parts))        latency part = q t(8 B)
//
// so that a part occupies the links for all of its time, and what the reference has for the latency of a step's first
// microbatch, which nothing hides, is that of the smallest message.

#pragma once

#include <scalewall/cost/collective.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/cost/transfer.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// Whatever prices the work of a step. Network levels are counted from the innermost; `counts_parts` says whether the
/// price of an all-reduce depends on the parts it is made in.
template <class Prices>
concept prices_work =
    requires(const Prices& prices, const matmul_shape& shape, matmul_kind kind, std::size_t level,
             std::int64_t participants, bytes payload, const repetition& often) {
      { prices.matmul(shape, kind) } -> std::same_as<matmul_time>;
      { prices.all_reduce(level, participants, payload, often) } -> std::same_as<transfer_time>;
      { prices.point_to_point(level, payload, often) } -> std::same_as<transfer_time>;
      { prices.counts_parts() } -> std::convertible_to<bool>;
    };

/// What hops alone take: LL sends 8 bytes at once, half of them a flag.
inline constexpr bytes smallest_message = 8_B;

/// All-reduces by the protocols of a library: so many parts of a size, one after the other, and so many of the smallest
/// messages.
[[gnu::noinline]] constexpr transfer_time price_all_reduces(const collective_protocols& protocols,
                                                            std::int64_t participants, bytes size,
                                                            double parts, double smallest) {
  const auto once = [&](bytes of_size) {
    return time_collective(protocols, transfer_operation::all_reduce, participants, of_size).total;
  };
  return {.bandwidth = parts * once(size), .latency = smallest * once(smallest_message)};
}

/// The prices of a cluster.
class prices {
 public:
  /// Those of a cluster that is valid, or that nothing is asked about. Its library outlives the prices.
  constexpr explicit prices(const cluster& machines) : timer_(machines.gpu), network_(machines.network) {
    if (machines.library == nullptr) return;
    kernels_ = find_kernels(*machines.library, machines.gpu.format);
    if (machines.library->collectives) protocols_ = &*machines.library->collectives;
  }

  constexpr matmul_time matmul(const matmul_shape& shape, matmul_kind kind) const {
    return kernels_ != nullptr ? detail::time_in_tiles(*kernels_, shape, kind) : timer_.time(shape, kind);
  }

  // The reference's price inlined, as in transfer.hpp; that of protocols is a call.
  [[gnu::always_inline]] constexpr transfer_time all_reduce(std::size_t level, std::int64_t participants,
                                                            bytes payload, const repetition& often) const {
    if (protocols_ != nullptr && level == 0 && participants > 1 && participants <= protocols_->participants)
        [[unlikely]] {
      const bytes brought = payload * often.in_sequence * often.side_by_side *
                            (static_cast<double>(participants) / often.accelerators);
      return price_all_reduces(*protocols_, participants, brought / often.parts, often.parts,
                               often.in_sequence);
    }
    return scalewall::all_reduce(network_[level], participants, payload, often);
  }

  constexpr transfer_time point_to_point(std::size_t level, bytes payload, const repetition& often) const {
    return scalewall::point_to_point(network_[level], payload, often);
  }

  constexpr bool counts_parts() const { return protocols_ != nullptr; }

  /// Whose numbers price multiplications; nullptr where the reference does.
  constexpr const matmul_kernels* kernels() const { return kernels_; }

  /// Whose numbers price all-reduces on the innermost level; nullptr where the reference does.
  constexpr const collective_protocols* protocols() const { return protocols_; }

  /// The reference's own prices of multiplications.
  constexpr const matmul_timer& reference() const { return timer_; }

 private:
  matmul_timer timer_;
  network network_;
  const matmul_kernels* kernels_ = nullptr;
  const collective_protocols* protocols_ = nullptr;
};
static_assert(prices_work<prices>);

/// The rate that large matrix multiplications reach, by the numbers that price them.
constexpr flop_per_second sustained(const cluster& machines) {
  const matmul_kernels* kernels =
      machines.library != nullptr ? find_kernels(*machines.library, machines.gpu.format) : nullptr;
  return kernels != nullptr ? std::min(kernels->burst, kernels->sustained) : sustained(machines.gpu);
}

/// The utilization of an accelerator that multiplies large matrices all the time, by the numbers that price them.
constexpr double sustained_utilization(const cluster& machines) {
  if (sustained(machines) == sustained(machines.gpu)) return sustained_utilization(machines.gpu);
  return sustained(machines) / peak(machines.gpu);
}

}  // namespace scalewall
