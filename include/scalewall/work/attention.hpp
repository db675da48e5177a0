// What stands between the projections of attention: scores of queries and keys, a softmax, values.
//
//     products    2 q k (d + d_v) FLOP a head and sequence, for q queries that see k keys each
//
// A fused kernel computes what the mask lets a query see and keeps no score in memory. Unfused, scores of all keys are
// written, and the softmax passes over them.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/work/passes.hpp>

#include <cstdint>

namespace scalewall::work {

struct attention {
  std::int64_t sequences = 0;
  std::int64_t heads = 0;  ///< of one rank
  std::int64_t queries = 0;
  std::int64_t keys = 0;  ///< tokens of the sequence

  /// Keys that a query sees on average.
  double seen = 0;

  std::int64_t score_size = 0;
  std::int64_t value_size = 0;
  bool fused = true;

  /// Whether the softmax of a kernel that is not fused is one kernel by itself.
  bool fused_softmax = true;
  bool dropout = false;
  passes often{};

  friend constexpr bool operator==(const attention&, const attention&) = default;
};

/// Queries times heads, of all sequences.
constexpr double rows_of_scores(const attention& kernel) {
  return double(kernel.sequences) * double(kernel.heads) * double(kernel.queries);
}

/// FLOP of the products of a forward pass, of what the kernel computes.
constexpr flop flop_of(const attention& kernel) {
  const double keys = kernel.fused ? kernel.seen : double(kernel.keys);
  return flop::from_value(2 * rows_of_scores(kernel) * keys * double(kernel.score_size + kernel.value_size));
}

/// Rows of scores that Megatron's fused softmax takes at a time; where they are no multiple, three kernels pass over them.
/// Source: FusedScaleMaskSoftmax in NVIDIA/Megatron-LM.
inline constexpr std::int64_t rows_of_fused_softmax = 4;

/// Whether an unfused kernel's softmax falls back to one kernel an operation.
constexpr bool softmax_falls_back(const attention& kernel) {
  return !kernel.fused &&
         (!kernel.fused_softmax || kernel.sequences * kernel.heads % rows_of_fused_softmax != 0);
}

}  // namespace scalewall::work
