// What can hold a step back, and time divided among it.

#pragma once

#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall {

enum class bottleneck {
  arithmetic,
  global_memory,
  l2_cache,
  shared_memory,
  register_file,
  matmul_latency,
  tensor_communication,
  pipeline_communication,  ///< between pipeline stages and between experts
  data_communication,
  pipeline_bubble,
  network_latency
};

inline constexpr std::array<std::string_view, 11> bottleneck_names = {
    "arithmetic",           "global memory",          "L2 cache",
    "shared memory",        "register file",          "matmul latency",
    "tensor communication", "pipeline communication", "data communication",
    "pipeline bubble",      "network latency"};

constexpr std::string_view name(bottleneck what) { return bottleneck_names[static_cast<std::size_t>(what)]; }

constexpr bottleneck bandwidth_bottleneck(memory_kind kind) {
  switch (kind) {
    case memory_kind::global:
      return bottleneck::global_memory;
    case memory_kind::l2:
      return bottleneck::l2_cache;
    case memory_kind::shared:
      return bottleneck::shared_memory;
    case memory_kind::registers:
      return bottleneck::register_file;
  }
  return bottleneck::register_file;
}

/// A time as the sum of what is waited for.
struct time_parts {
  std::array<seconds, bottleneck_names.size()> parts{};

  constexpr seconds& operator[](bottleneck what) { return parts[static_cast<std::size_t>(what)]; }
  constexpr seconds operator[](bottleneck what) const { return parts[static_cast<std::size_t>(what)]; }

  constexpr seconds total() const {
    seconds sum{};
    for (const seconds& part : parts) sum += part;
    return sum;
  }

  /// The first of the largest parts.
  constexpr bottleneck largest() const {
    std::size_t at = 0;
    for (std::size_t i = 1; i < parts.size(); ++i)
      if (parts[i] > parts[at]) at = i;
    return static_cast<bottleneck>(at);
  }

  constexpr time_parts& operator*=(double factor) {
    for (seconds& part : parts) part *= factor;
    return *this;
  }

  friend constexpr bool operator==(const time_parts&, const time_parts&) = default;
};

}  // namespace scalewall
