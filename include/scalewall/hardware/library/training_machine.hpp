// A machine as training meets it: what libraries reach on its accelerator, between those of a domain, and across domains.
//
// A data sheet says what parts could do. Kernels and protocols were measured one by one; factors on them, of the same
// kernels within training, where chips are hot and caches cold, were fitted to published runs. An accelerator that nobody
// measured has what its data sheet implies (hardware/library/derived_machine.hpp), and says so.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fitted_constant.hpp>
#include <scalewall/hardware/library/attention_rates.hpp>
#include <scalewall/hardware/library/scale_up_ring.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

/// Generations of accelerators on which software was found to take its own time.
enum class gpu_generation { volta, ampere, hopper, blackwell, other };

inline constexpr std::array<std::string_view, 5> gpu_generation_names = {"Volta", "Ampere", "Hopper",
                                                                         "Blackwell", "other"};

constexpr std::string_view name(gpu_generation generation) {
  return gpu_generation_names[static_cast<std::size_t>(generation)];
}

/// Whether a generation came before Hopper.
constexpr bool is_before_hopper(gpu_generation generation) {
  return generation == gpu_generation::volta || generation == gpu_generation::ampere;
}

/// What predictions for a machine rest on.
enum class machine_evidence {
  fitted_runs,   ///< training runs on it were fitted
  nearest_runs,  ///< those on a machine with the same chip or generation
  formula_only   ///< none: its data sheet
};

inline constexpr std::array<std::string_view, 3> machine_evidence_names = {"runs on it", "runs on its like",
                                                                           "formula only"};

constexpr std::string_view name(machine_evidence evidence) {
  return machine_evidence_names[static_cast<std::size_t>(evidence)];
}

/// Formats whose products an accelerator computes by itself, instead of in another of more bits.
struct native_formats {
  bool fp16 = true;
  bool bf16 = true;
  bool fp8 = false;
  bool mxfp8 = false;  ///< blocks of 32 words of 8 bits with a scale each
  bool nvfp4 = false;  ///< blocks of 16 words of 4 bits with a scale each

  friend constexpr bool operator==(const native_formats&, const native_formats&) = default;
};

/// Factors of time, in training, on what kernels take by themselves.
struct machine_constants {
  fitted_constant products_16{};
  fitted_constant products_8{};
  fitted_constant nvfp4{};    ///< on those in fp8
  fitted_constant mxfp8{};    ///< on those in fp8
  fitted_constant grouped{};  ///< on both, of products of experts

  /// Factors of the kernels of every `attention_library`.
  std::array<fitted_constant, 4> attention{};

  /// The factor on products of heads whose size is no multiple of 8, beyond three times the time.
  fitted_constant odd_heads{};

  friend constexpr bool operator==(const machine_constants&, const machine_constants&) = default;
};

/// Calls `visitor(name, constant)` for each.
template <class Constants, class Visitor>
constexpr void for_each_machine_constant(Constants& constants, const Visitor& visitor) {
  visitor(std::string_view("products, 16 bit"), constants.products_16);
  visitor(std::string_view("products, 8 bit"), constants.products_8);
  visitor(std::string_view("products, nvfp4"), constants.nvfp4);
  visitor(std::string_view("products, mxfp8"), constants.mxfp8);
  visitor(std::string_view("products, grouped"), constants.grouped);
  for (std::size_t library = 0; library < constants.attention.size(); ++library)
    visitor(attention_library_names[library], constants.attention[library]);
  visitor(std::string_view("odd heads"), constants.odd_heads);
}

/// The memory of the host as an accelerator meets it, by data sheets.
struct host_memory {
  bytes_per_second link{};       ///< between the two, one way
  bytes_per_second bandwidth{};  ///< an accelerator's part of the memory's

  friend constexpr bool operator==(const host_memory&, const host_memory&) = default;
};

struct training_machine {
  std::string_view name = "";
  gpu_generation generation = gpu_generation::other;
  machine_evidence evidence = machine_evidence::formula_only;

  /// The dense 16 bit rate on the data sheet.
  flop_per_second peak{};

  /// Bandwidth of the memory on the data sheet. Streams reach `stream_share` of it.
  bytes_per_second memory{};

  native_formats formats{};
  matmul_kernels products_16{};

  /// None where the accelerator multiplies in no fewer bits.
  std::optional<matmul_kernels> products_8{};

  attention_rates attention{};
  scale_up_ring ring{};

  /// Accelerators that the ring joins: of a node or a rack.
  std::int64_t domain = 1;

  /// Out of an accelerator's domain, one way.
  bytes_per_second network{};

  machine_constants constants{};

  /// None where nothing is known of it.
  std::optional<host_memory> host{};

  friend constexpr bool operator==(const training_machine&, const training_machine&) = default;
};

/// The most accelerators that a node joins; more are a rack, whose nodes are parts of a domain.
inline constexpr std::int64_t most_accelerators_of_node = 16;

/// Accelerators that one has together: a node, or a tray of a rack, of four. Sources: NVIDIA, GB200 NVL72: 18 trays of two boards
/// with two GPUs each; Google Cloud, TPU v4: four chips to a host.
constexpr std::int64_t accelerators_of_node(const training_machine& machine) {
  constexpr std::int64_t tray = 4;
  if (machine.domain <= most_accelerators_of_node) return machine.domain;
  return machine.domain % tray == 0 ? tray : 1;
}

/// What streams reach of the memory's bandwidth.
inline constexpr double stream_share = 0.85;

constexpr bytes_per_second stream_bandwidth(const training_machine& machine) {
  return stream_share * machine.memory;
}

/// The machine in another network, of so much for every accelerator.
constexpr training_machine with_network(training_machine machine, bytes_per_second each_accelerator) {
  machine.network = each_accelerator;
  return machine;
}

/// The machine in domains of another size.
constexpr training_machine with_domain(training_machine machine, std::int64_t accelerators) {
  machine.domain = accelerators;
  return machine;
}

/// The domain that so many accelerators fill alike, as launchers start as many processes on every node: the most that divides
/// them, unless more than half a domain would stand empty.
constexpr std::int64_t filled_domain(const training_machine& machine, std::int64_t accelerators) {
  const std::int64_t whole = machine.domain;
  for (std::int64_t size = std::min(whole, accelerators); size >= 1; --size) {
    if (2 * size < whole && accelerators >= whole) break;
    if (accelerators % size == 0) return size;
  }
  return whole;
}

/// Throws `broken_rule` with the rule that is broken.
constexpr void require_valid(const training_machine& machine) {
  require(is_positive_and_finite(machine.peak), "the peak rate of a machine is positive",
          {{"FLOP per second", machine.peak.value()}});
  require(is_positive_and_finite(machine.memory), "the memory of a machine has a bandwidth",
          {{"bytes per second", machine.memory.value()}});
  require_valid(machine.products_16);
  if (machine.products_8) require_valid(*machine.products_8);
  require_valid(machine.attention);
  require_valid(machine.ring);
  require(machine.domain >= 1, "a domain has at least one accelerator", {{"domain", machine.domain}});
  if (machine.host)
    require(is_positive_and_finite(machine.host->link) && is_positive_and_finite(machine.host->bandwidth),
            "the memory of a host has bandwidths",
            {{"link in bytes per second", machine.host->link.value()},
             {"memory in bytes per second", machine.host->bandwidth.value()}});
  require(is_positive_and_finite(machine.network), "the network of a machine has a bandwidth",
          {{"bytes per second", machine.network.value()}});
}

}  // namespace scalewall
