// The part of a pipeline's time in which stages wait for each other.
//
//     z = (v - 1) max(0, PP - m)          bubble = (z + PP - 1) / (z + PP - 1 + v m)
//
// and none under a zero bubble schedule.
// Source: Narayanan et al. 2021 (arXiv 2104.04473) for v stages per accelerator; Erdil & Schneider-Joseph
// 2024 (arXiv 2411.01137) for fewer microbatches than stages.

#pragma once

#include <scalewall/parallel/plan.hpp>

#include <cstdint>

namespace scalewall {

/// In [0, 1). Throws `broken_rule` unless there is at least one of each.
constexpr double pipeline_bubble_fraction(pipeline_schedule schedule, std::int64_t accelerators,
                                          std::int64_t interleaving, std::int64_t microbatches) {
  require(accelerators >= 1 && interleaving >= 1 && microbatches >= 1,
          "a pipeline has accelerators, stages and microbatches",
          {{"accelerators", accelerators}, {"interleaving", interleaving}, {"microbatches", microbatches}});
  if (!row_of(schedule).has_bubble) return 0;
  const double pp = static_cast<double>(accelerators);
  const double v = static_cast<double>(interleaving);
  const double m = static_cast<double>(microbatches);
  const double stalls = (v - 1) * (pp > m ? pp - m : 0);
  const double idle = stalls + pp - 1;
  return idle / (idle + v * m);
}

}  // namespace scalewall
