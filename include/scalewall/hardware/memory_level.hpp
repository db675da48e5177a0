// One level of an accelerator's memory hierarchy.

#pragma once

#include <scalewall/hardware/members.hpp>
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

constexpr void list_members(const memory_level*, const auto& visit) {
  visit(listed("kind", &memory_level::kind));
  visit(listed("capacity", &memory_level::capacity, positive("the capacity of a memory level is positive")));
  visit(listed("units", &memory_level::units, at_least(1, "a memory level has at least one unit")).implied());
  visit(listed("bandwidth", &memory_level::bandwidth, not_negative("a memory bandwidth is not negative"),
               within_factor(30))
            .implied());
  visit(listed("unit_bytes_per_clock", &memory_level::unit_bytes_per_clock,
               not_negative("a memory bandwidth is not negative"))
            .unit_in_name()
            .implied());
  visit(listed("units_exchange_data", &memory_level::units_exchange_data).implied());
}

}  // namespace scalewall
