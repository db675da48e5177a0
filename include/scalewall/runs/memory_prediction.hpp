// What the model says of a measured row, in the kind of memory that was measured.
//
//     allocated    the peak
//     reserved     1.042 of it: the median of 24 runs that tell both
//     device       what is reserved, and 8.9 GiB of context, buffers of NCCL and of the engine: fitted to BLOOM's rows
//
// Rows are divided into those that constants were fitted to and those held out, by crc32(id) % 5: 0 and 1 are held out.

#pragma once

#include <scalewall/estimate/memory_estimator.hpp>
#include <scalewall/framework/catalog/fitted_memory.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/runs/memory_row.hpp>

#include <cstdint>
#include <string_view>
#include <variant>

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

/// Whether some layers of a model route tokens to experts.
constexpr bool has_routed_experts(const language_model& model) {
  bool routed = false;
  for_each_run(model, [&](const transformer_layer& layer, count) {
    routed = routed || std::holds_alternative<routed_feed_forward>(layer.feed_forward);
  });
  return routed;
}

/// The stage that a row was measured on.
inline stage_memory predicted_stage(const memory_row& row) {
  const memory_estimator estimator(row.model, row.plan, row.batch, row.recipe, *row.framework,
                                   row.generation);
  if (row.ranks.rank) return estimator.of_rank(*row.ranks.rank);
  return estimator.of_all().fullest_stage();
}

/// The figure that was measured, as the model has it.
inline bytes predicted_figure(const memory_row& row) {
  const bytes peak = predicted_stage(row).peak();
  const bytes reserved = catalog::fitted::reserved_per_allocated.value * peak;
  switch (row.kind) {
    case measured_memory::allocated:
      return peak;
    case measured_memory::reserved:
      return reserved;
    case measured_memory::device:
      return reserved + catalog::fitted::device_gibibytes_beyond_reserved.value * 1_GiB;
  }
  return peak;
}

}  // namespace scalewall
