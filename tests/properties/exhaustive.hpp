// Everything that a search may look at, listed one by one, without a thought of what is worth it.

#pragma once

#include <scalewall/estimate/step.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/search/space.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace properties {

std::vector<std::int64_t> divisors_one_by_one(std::int64_t n);

/// All placements of the degrees of `whole` that fill the levels.
std::vector<scalewall::plan> placements_one_by_one(const scalewall::plan& whole,
                                                   const scalewall::members_by_level& sizes);

/// Calls `visit` for the step of every plan in the space that fits in memory. Returns how many plans there are,
/// those included that do not fit.
std::int64_t for_each_step_one_by_one(const scalewall::step_estimator& question, std::int64_t accelerators,
                                      const scalewall::plan_space& within,
                                      const std::function<void(const scalewall::step_estimate&)>& visit);

}  // namespace properties
