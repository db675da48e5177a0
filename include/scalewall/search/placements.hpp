// Every way to place the degrees of a plan on the levels of a network.
//
// Decided level by level from the outermost inwards, where transfers are slowest: what is known of the outer levels
// bounds the whole, so a search can turn back before it has listed the inner ones.

#pragma once

#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/search/divisors.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

class placements {
 public:
  constexpr explicit placements(const members_by_level& sizes) {
    outermost_ = outermost_level(sizes);
    inside_[0] = {1, {1}};
    // The outermost level may have more members than 64 bits count; those below it have not.
    for (std::size_t k = 0; k < outermost_; ++k) {
      const std::int64_t room = (sizes[k] * inside_[k].room).as_int64();
      inside_[k + 1] = {room, divisors(room)};
    }
  }

  /// Calls `visit(plan, state)` for every placement of the degrees of `whole` that fills the levels. On the way,
  /// `enter(state, plan, level, axis)` is told what has been decided: the axes of the outermost level in the order of
  /// `parallel_axes`, then those of the next. Where it returns false, the search turns back. Each branch has a state
  /// of its own, copied from where it left the others.
  template <class State, class Enter, class Visit>
  constexpr void for_each(const plan& whole, const State& state, const Enter& enter,
                          const Visit& visit) const {
    degrees all{};
    for (std::size_t i = 0; i < parallel_axes.size(); ++i) all[i] = (whole.*parallel_axes[i]).total();
    plan placed = whole;
    for (const auto axis : parallel_axes) placed.*axis = {};
    place_level(outermost_, all, placed, state, enter, visit);
  }

  /// Calls `visit(plan)` for every placement.
  template <class Visit>
  constexpr void for_each(const plan& whole, const Visit& visit) const {
    struct nothing {};
    for_each(
        whole, nothing{}, [](nothing&, const plan&, std::size_t, level_degrees plan::*) { return true; },
        [&](const plan& placed, const nothing&) { visit(placed); });
  }

 private:
  using degrees = std::array<std::int64_t, parallel_axes.size()>;

  template <class State, class Enter, class Visit>
  constexpr void place_level(std::size_t level, const degrees& left, plan& placed, const State& state,
                             const Enter& enter, const Visit& visit) const {
    degrees given{};
    give_inside(level, 0, inside_[level].room, left, given, placed, state, enter, visit);
  }

  // Of what is left, each axis gives a part to the levels inside, all together as much as these have room for. The
  // level itself gets the rest.
  template <class State, class Enter, class Visit>
  constexpr void give_inside(std::size_t level, std::size_t axis, std::int64_t room, const degrees& left,
                             degrees& given, plan& placed, const State& state, const Enter& enter,
                             const Visit& visit) const {
    if (axis == parallel_axes.size()) {
      if (level == 0)
        visit(placed, state);
      else
        place_level(level - 1, given, placed, state, enter, visit);
      return;
    }
    const auto try_part = [&](std::int64_t part) {
      if (room % part != 0 || left[axis] % part != 0) return;
      given[axis] = part;
      (placed.*parallel_axes[axis])[level] = left[axis] / part;
      State entered = state;
      if (enter(entered, placed, level, parallel_axes[axis]))
        give_inside(level, axis + 1, room / part, left, given, placed, entered, enter, visit);
    };
    if (axis + 1 == parallel_axes.size())
      try_part(room);
    else
      for (const std::int64_t part : inside_[level].divisors_of_room)
        if (part <= room) try_part(part);
  }

  struct levels_inside {
    std::int64_t room = 1;  // accelerators in a member of the level
    std::vector<std::int64_t> divisors_of_room;
  };

  std::array<levels_inside, max_network_levels> inside_;
  std::size_t outermost_ = 0;
};

}  // namespace scalewall
