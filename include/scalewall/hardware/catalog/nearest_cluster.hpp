// The cluster of the catalog whose accelerator is nearest to one that is not there.
//
//     distance = | ln P / P' | + | ln M / M' | + | ln B / B' |     of 16 bit peak, capacity and bandwidth of the memory
//
// Only those are looked at of which training runs were fitted, so that whoever is like one has more than a data sheet to lean
// on.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/quantities.hpp>

#include <cmath>
#include <optional>

namespace scalewall::catalog {

/// What is known of an accelerator; what is not does not count.
struct known_accelerator {
  std::optional<flop_per_second> peak{};
  std::optional<bytes> memory{};
  std::optional<bytes_per_second> memory_bandwidth{};
};

/// The distance of an accelerator of the catalog.
inline double distance(const known_accelerator& from, const accelerator& to) {
  double sum = 0;
  const auto add = [&](const auto& known, auto other) {
    if (known) sum += std::abs(std::log(static_cast<double>(*known / other)));
  };
  add(from.peak, peak(to));
  add(from.memory, memory_capacity(to));
  add(from.memory_bandwidth, bandwidth(to, to.memory[0]));
  return sum;
}

/// The nearest, in whose machine training was fitted; of several that are as near the first of the catalog. Throws
/// `broken_rule` unless what is known is positive and finite.
inline const cluster& nearest_cluster(const known_accelerator& wanted) {
  const auto check = [](const auto& known) {
    require(!known || is_positive_and_finite(*known),
            "what is known of an accelerator is positive and finite");
  };
  check(wanted.peak);
  check(wanted.memory);
  check(wanted.memory_bandwidth);
  const cluster* nearest = nullptr;
  double least = 0;
  for (const cluster& candidate : all) {
    const training_machine* machine = find_training_machine(candidate.name);
    // Those that were measured here are beside their data sheets.
    if (machine == nullptr || machine->evidence != machine_evidence::fitted_runs ||
        candidate.library != nullptr)
      continue;
    const double away = distance(wanted, candidate.gpu);
    if (nearest != nullptr && !(away < least)) continue;
    nearest = &candidate;
    least = away;
  }
  return *nearest;
}

}  // namespace scalewall::catalog
