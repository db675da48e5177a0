// What the model says of a measured row, in the kind of memory that was measured.
//
//     allocated    the peak
//     reserved     1.042 of it: the median of 24 runs that tell both
//     device       the peak, and 3.618 GiB of context, buffers of NCCL and the allocator's reserve: fitted to BLOOM's rows
//
// Rows are divided into those that constants were fitted to and those held out, by crc32(id) % 5: 0 and 1 are held out.

#pragma once

#include <scalewall/estimate/memory_estimator.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/runs/memory_row.hpp>

#include <cstdint>
#include <string_view>

namespace scalewall {

/// The CRC of ISO 3309 (zlib's), reflected, of polynomial 0x04C11DB7.
constexpr std::uint32_t crc32(std::string_view text) {
  std::uint32_t rest = 0xFFFFFFFF;
  for (const char letter : text) {
    rest ^= static_cast<unsigned char>(letter);
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~rest;
}

constexpr bool is_held_out(std::string_view id) { return crc32(id) % 5 < 2; }

namespace detail {

inline constexpr double reserved_per_allocated = 1.042;
inline constexpr bytes device_beyond_allocated = 3.618_GiB;

}  // namespace detail

/// The stage that a row was measured on.
inline stage_memory predicted_stage(const memory_row& row) {
  const memory_estimator estimator(row.model, row.plan, row.batch, row.recipe, *row.framework, row.generation);
  if (row.ranks.rank) return estimator.of_rank(*row.ranks.rank);
  return estimator.of_all().fullest_stage();
}

/// The figure that was measured, as the model has it.
inline bytes predicted_figure(const memory_row& row) {
  const bytes peak = predicted_stage(row).peak();
  switch (row.kind) {
    case measured_memory::allocated:
      return peak;
    case measured_memory::reserved:
      return detail::reserved_per_allocated * peak;
    case measured_memory::device:
      return peak + detail::device_beyond_allocated;
  }
  return peak;
}

}  // namespace scalewall
