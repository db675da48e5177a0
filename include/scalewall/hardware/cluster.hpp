// A cluster: one kind of accelerator, the network between them and, where it is known, the software that runs on it. How
// many there are is a question.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/kernel_library.hpp>
#include <scalewall/hardware/network.hpp>

#include <string_view>

namespace scalewall {

struct cluster {
  std::string_view name;
  accelerator gpu;
  scalewall::network network;

  /// What software reaches on it, by which work is priced; nullptr where only hardware is known. The address of a library
  /// that outlives the cluster, as those of the catalog do: searches and curves copy clusters, and a library is seven
  /// times as large as the rest of a cluster.
  const kernel_library* library = nullptr;

  /// Where the numbers of accelerator and network are from, as an answer names it.
  std::string_view rates_from = "the catalog";

  friend constexpr bool operator==(const cluster&, const cluster&) = default;
};

constexpr void require_valid(const cluster& machines) {
  require_valid(machines.gpu);
  require_valid(machines.network);
  if (machines.library != nullptr) require_valid(*machines.library);
}

}  // namespace scalewall
