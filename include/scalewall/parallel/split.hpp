// A plan before it is placed, of which something may be undecided: a part of the space of plans.

#pragma once

#include <scalewall/parallel/plan.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

/// A part of the space: all plans with what has been decided.
struct split {
  std::int64_t tensor = 1;
  std::int64_t pipeline = 1;
  std::int64_t data = 1;
  std::int64_t expert = 1;
  pipeline_schedule schedule = pipeline_schedule::one_forward_one_backward;
  std::int64_t microbatches = undecided;
  std::int64_t interleaving = undecided;
  std::int64_t along_model =
      undecided;  ///< of the tensor parallelism; the rest is along the feed-forward width

  static constexpr std::int64_t undecided = 0;
};

/// What microbatches and interleavings there are to decide on.
struct open_schedule {
  std::int64_t fewest_microbatches = 1;
  std::size_t microbatch_counts = 1;  ///< so many, where the batch has them
  std::int64_t coarsest = 1;          ///< stages per accelerator, at least
  std::int64_t finest = 1;            ///< and at most
};

}  // namespace scalewall
