// One level of an accelerator's memory hierarchy.

#pragma once

#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// What a level is. A processor that is not a GPU uses the nearest: main memory, its shared cache, its
/// private cache, its vector registers.
enum class memory_kind { global, l2, shared, registers };

inline constexpr std::array<std::string_view, 4> memory_kind_names = {"global", "l2", "shared", "registers"};

constexpr std::string_view name(memory_kind kind) {
  return memory_kind_names[static_cast<std::size_t>(kind)];
}

/// In one hierarchy: one of every kind.
inline constexpr std::size_t max_memory_levels = 4;

struct memory_level {
  memory_kind kind = memory_kind::global;

  /// What one unit offers to data that stays there.
  bytes capacity{};

  /// How many units work side by side: 1 global memory, 1 L2 cache, 132 streaming multiprocessors.
  std::int64_t units = 1;

  /// What all units together pass on, in a second or in a clock of one unit. A level has one of the two; one
  /// with neither is never waited for.
  bytes_per_second bandwidth{};
  bytes unit_bytes_per_clock{};

  /// Whether the units can exchange data among themselves (NVIDIA: distributed shared memory).
  bool units_exchange_data = false;

  friend constexpr bool operator==(const memory_level&, const memory_level&) = default;
};

}  // namespace scalewall
