// The nearest numbers of accelerators on which a plan of a space runs, where none runs on the number that was asked for.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/space.hpp>

#include <optional>

namespace scalewall {

/// Numbers of accelerators on which a plan of a space runs; nothing where none is near.
struct nearest_sizes {
  std::optional<count> fewer;
  std::optional<count> more;
};

/// The nearest numbers below and above that fill the network levels and have a plan, of some hundred on either side.
constexpr nearest_sizes sizes_with_plans(const step_estimator& question, count accelerators,
                                         const plan_space& within) {
  constexpr int most_tries = 256;
  // Beyond one member of a level, whole members of it fill the levels.
  const auto member_below = [&](count size) {
    count member = 1;
    for (const network_level& level : question.machines().network) {
      if (level.size == unbounded || member * level.size >= size) break;
      member *= level.size;
    }
    return member;
  };
  const auto has_plan = [&](count size) { return !best_plans(question, size, 1, within).empty(); };

  nearest_sizes found;
  count size = accelerators;
  for (int tries = 0; tries < most_tries && !found.fewer && size > count{1}; ++tries) {
    const count member = member_below(size);
    size = (size - 1) / member * member;
    if (has_plan(size)) found.fewer = size;
  }
  size = accelerators;
  for (int tries = 0; tries < most_tries && !found.more; ++tries) {
    const count member = member_below(size + 1);
    size = size / member * member + member;
    if (has_plan(size)) found.more = size;
  }
  return found;
}

}  // namespace scalewall
