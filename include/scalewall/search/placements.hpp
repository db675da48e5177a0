// Every way to place the degrees of a plan on the levels of a network.
//
// Decided level by level from the outermost inwards, where transfers are slowest: what is known of the outer levels
// bounds the whole, so a search can turn back before it has listed the inner ones.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/search/divisors.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace scalewall {

class placements {
 public:
  /// What communicates most decides first.
  static constexpr std::array<level_degrees plan::*, parallel_axes.size()> axes = {
      &plan::tensor_model, &plan::tensor_ff, &plan::data, &plan::pipeline, &plan::expert};

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
  /// `axes`, then those of the next. Where it returns false, the search turns back and tries no placement that has more
  /// of that axis on that level. Each branch has a state of its own, copied from where it left the others.
  template <class State, class Enter, class Visit>
  constexpr void for_each(const plan& whole, const State& state, const Enter& enter,
                          const Visit& visit) const {
    degrees all{};
    for (std::size_t i = 0; i < axes.size(); ++i) all[i] = (whole.*axes[i]).total();
    plan placed = whole;
    for (const auto axis : axes) placed.*axis = {};
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
  using degrees = std::array<std::int64_t, axes.size()>;

  template <class State, class Enter, class Visit>
  constexpr void place_level(std::size_t level, const degrees& left, plan& placed, const State& state,
                             const Enter& enter, const Visit& visit) const {
    // How much of the room this axis and those behind it can fill.
    const std::int64_t room = inside_[level].room;
    degrees fillable{};
    for (std::size_t i = axes.size(); i-- > 0;) {
      const count behind = i + 1 < axes.size() ? fillable[i + 1] : 1;
      fillable[i] = gcd(behind * std::gcd(room, left[i]), room).as_int64();
    }
    degrees given{};
    if (fillable[0] == room) give_inside(level, 0, room, left, fillable, given, placed, state, enter, visit);
  }

  // Of what is left, each axis gives a part to the levels inside, all together as much as these have room for. The
  // level itself gets the rest.
  template <class State, class Enter, class Visit>
  constexpr void give_inside(std::size_t level, std::size_t axis, std::int64_t room, const degrees& left,
                             const degrees& fillable, degrees& given, plan& placed, const State& state,
                             const Enter& enter, const Visit& visit) const {
    if (axis == axes.size()) {
      if (level == 0)
        visit(placed, state);
      else
        place_level(level - 1, given, placed, state, enter, visit);
      return;
    }
    const std::int64_t behind = axis + 1 < axes.size() ? fillable[axis + 1] : 1;
    const auto& parts = inside_[level].divisors_of_room;
    for (std::size_t i = parts.size(); i-- > 0;) {
      const std::int64_t part = parts[i];
      if (room % part != 0 || left[axis] % part != 0 || behind % (room / part) != 0) continue;
      given[axis] = part;
      (placed.*axes[axis])[level] = left[axis] / part;
      State entered = state;
      if (!enter(entered, placed, level, axes[axis])) return;
      give_inside(level, axis + 1, room / part, left, fillable, given, placed, entered, enter, visit);
    }
  }

  struct levels_inside {
    std::int64_t room = 1;  // accelerators in a member of the level
    std::vector<std::int64_t> divisors_of_room;
  };

  std::array<levels_inside, max_network_levels> inside_;
  std::size_t outermost_ = 0;
};

}  // namespace scalewall
