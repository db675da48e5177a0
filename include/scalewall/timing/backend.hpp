// What measures: a concept, so that a GPU, a processor, a cluster of processes and a recording of any of them are
// asked in the same words.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/timing.hpp>

#include <concepts>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// Thrown where a probe cannot be timed, with a sentence that says why. Others may still be.
class cannot_measure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct device_description {
  std::string name;     ///< of the device: `NVIDIA H100 80GB HBM3`
  std::string backend;  ///< of what measures: `CUDA`

  /// Versions and settings, by name.
  std::vector<std::pair<std::string, std::string>> facts{};

  /// What is known without measuring: units, capacities, the clock, rates from the data sheet. Without a name.
  accelerator known{};
};

/// Every kind of probe can be asked for; what a backend cannot time it throws as `cannot_measure`.
template <class Backend>
concept timing_backend = requires(Backend& backend, const timing_effort& effort) {
  { backend.device() } -> std::convertible_to<const device_description&>;
  { backend.time(matmul_probe{}, effort) } -> std::same_as<timing>;
  { backend.time(copy_probe{}, effort) } -> std::same_as<timing>;
  { backend.time(launch_probe{}, effort) } -> std::same_as<timing>;
  { backend.time(transfer_probe{}, effort) } -> std::same_as<timing>;
};

/// Throws `broken_rule` where the probe is none, and `cannot_measure`.
template <timing_backend Backend>
timing time_probe(Backend& backend, const probe& what, const timing_effort& effort = {}) {
  require_valid(what);
  return std::visit([&](const auto& one) { return backend.time(one, effort); }, what);
}

}  // namespace scalewall
