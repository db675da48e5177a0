// What a search has done, so that another can check it: in numbers, and part by part.
//
// Every part of the space is left out, as all of its plans take at least its bound, or solved: every shape of tensors and every
// placement of it is left out by a bound or priced. Plans that do not fit in memory are no part of the space.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/math.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/split.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace scalewall {

/// How a search has come to its end. How many plans there are in its space, `plans_in_space` counts.
struct search_certificate {
  std::int64_t sizes = 0;     ///< numbers of accelerators that were put to work, by level
  std::int64_t bounded = 0;   ///< parts of the space, by what their plans take at least
  std::int64_t examined = 0;  ///< splits of the work that may take less than the best plan
  std::int64_t computed = 0;  ///< plans before placement whose multiplications were timed
  std::int64_t placed = 0;    ///< plans whose step was estimated in full

  /// No plan of a split that was not examined takes less.
  seconds nothing_below = seconds::from_value(math::infinity);
};

/// Why a part of the space is done with.
enum class part_verdict {
  bounded_by_multiplications,  ///< and the bubble, of degrees in any schedule
  bounded_by_floor,            ///< of a step
  solved
};

inline constexpr std::array<std::string_view, 3> part_verdict_names = {"multiplications", "floor", "solved"};

constexpr std::string_view name(part_verdict verdict) {
  return part_verdict_names[static_cast<std::size_t>(verdict)];
}

/// A part of the space and what its plans take at least: by its bound, or by the best of those that were priced; infinite
/// where a solved part has none that may be the best.
struct certified_part {
  split part;
  part_verdict verdict = part_verdict::solved;
  seconds at_least{};
};

/// The parts of the plans that so many accelerators work on, as many in every member of a level; of none where there is no
/// room for them.
struct certified_size {
  bool recompute = false;
  count working;
  members_by_level members{};
  std::vector<certified_part> parts{};
};

/// A search, part by part.
struct search_record {
  /// Fewer accelerators than `fewest` take longer for arithmetic alone, with activations recomputed or not.
  struct arithmetic_bound {
    bool recompute = false;
    count fewest;
    seconds at_least{};
  };

  std::vector<certified_size> sizes;
  std::vector<arithmetic_bound> too_few;
};

}  // namespace scalewall
