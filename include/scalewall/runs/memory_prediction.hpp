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
#include <scalewall/runs/held_out.hpp>
#include <scalewall/runs/memory_row.hpp>

#include <string_view>

namespace scalewall {

constexpr bool is_held_out(std::string_view id) { return crc_32(id) % 5 < 2; }

/// The stage that a row was measured on.
inline stage_memory predicted_stage(const memory_row& row) {
  const memory_estimator estimator(row.model, row.plan, row.batch, row.recipe, *row.framework,
                                   row.generation);
  if (row.ranks.rank) return estimator.of_rank(*row.ranks.rank);
  return estimator.of_all().fullest_stage();
}

/// What is read of a peak.
constexpr bytes figure_of(bytes peak, measured_memory kind) {
  const bytes reserved = catalog::fitted::reserved_per_allocated.value * peak;
  switch (kind) {
    case measured_memory::allocated:
      return peak;
    case measured_memory::reserved:
      return reserved;
    case measured_memory::device:
      return reserved + catalog::fitted::device_gibibytes_beyond_reserved.value * 1_GiB;
  }
  return peak;
}

/// The figure that was measured, as the model has it.
inline bytes predicted_figure(const memory_row& row) {
  return figure_of(predicted_stage(row).peak(), row.kind);
}

}  // namespace scalewall
