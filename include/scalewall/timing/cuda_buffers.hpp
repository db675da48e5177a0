// How much memory a probe works on: more than the last cache holds.
//
// Launch number i works on set number i modulo the number of sets. All sets together are twice as large as the cache
// or larger, so that what a launch meets was last touched before everything else passed through the cache.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/timing/backend.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// Of all that a set holds. cudaMalloc aligns to it, and cuBLASLt's heuristic takes it for granted.
inline constexpr std::size_t buffer_alignment = 256;

constexpr std::size_t cold_bytes(std::size_t cache) { return 2 * cache; }

/// Rounded up to whole multiples of the alignment. Throws `cannot_measure` for more than any device has.
constexpr std::size_t aligned_size(count size) {
  if (size > count(std::int64_t{1} << 48)) throw cannot_measure("no device has memory for such a probe");
  const auto whole = static_cast<std::size_t>(size.as_int64());
  return (whole + buffer_alignment - 1) / buffer_alignment * buffer_alignment;
}

struct buffer_sets {
  std::size_t size = 0;    ///< of one
  std::size_t number = 0;  ///< at least two

  constexpr std::size_t total() const { return size * number; }

  /// Where the set of a launch starts.
  constexpr std::size_t offset(std::size_t launch) const { return launch % number * size; }

  friend constexpr bool operator==(const buffer_sets&, const buffer_sets&) = default;
};

/// Sets of `size` bytes, aligned and not zero, on a device with a last cache of `cache` bytes.
constexpr buffer_sets plan_buffers(std::size_t size, std::size_t cache) {
  return {.size = size, .number = std::max<std::size_t>(2, (cold_bytes(cache) + size - 1) / size)};
}

}  // namespace scalewall
