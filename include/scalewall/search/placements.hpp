// Every way to place the degrees of a plan on the levels of a network.
//
// Decided level by level from the outermost inwards, where transfers are slowest: what is known of the outer levels
// bounds the whole, so a search can turn back before it has listed the inner ones.

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace scalewall {

namespace detail {

template <class State, class Enter, class Visit>
class placement_walk {
 public:
  constexpr placement_walk(const plan& whole, const members_by_level& sizes, const Enter& enter,
                           const Visit& visit)
      : placed_(whole), enter_(enter), visit_(visit) {
    for (std::size_t i = 0; i < parallel_axes.size(); ++i) placed_.*parallel_axes[i] = {};
    for (std::size_t k = 0; k + 1 < max_network_levels; ++k) {
      // The outermost level may have more members than 64 bits count, the levels below it have not.
      if (sizes[k + 1] == count{1}) break;
      below_[k + 1] = below_[k] * sizes[k].as_int64();
      outermost_ = k + 1;
    }
  }

  constexpr void start(const plan& whole, const State& state) {
    std::array<std::int64_t, parallel_axes.size()> degrees{};
    for (std::size_t i = 0; i < parallel_axes.size(); ++i) degrees[i] = (whole.*parallel_axes[i]).total();
    place_level(outermost_, degrees, state);
  }

 private:
  using degrees_left = std::array<std::int64_t, parallel_axes.size()>;

  constexpr void place_level(std::size_t level, const degrees_left& left, const State& state) {
    degrees_left inside{};
    choose_inside(level, 0, below_[level], left, inside, state);
  }

  // Of what is left, each axis gives a part to the levels inside, all together as much as these have room for. The
  // level itself gets the rest.
  constexpr void choose_inside(std::size_t level, std::size_t axis, std::int64_t room,
                               const degrees_left& left, degrees_left& inside, const State& state) {
    if (axis + 1 < parallel_axes.size()) {
      for (std::int64_t part = room; part >= 1; --part) {
        if (room % part != 0 || left[axis] % part != 0) continue;
        inside[axis] = part;
        choose_inside(level, axis + 1, room / part, left, inside, state);
      }
      return;
    }
    if (left[axis] % room != 0) return;
    inside[axis] = room;
    for (std::size_t i = 0; i < parallel_axes.size(); ++i)
      (placed_.*parallel_axes[i])[level] = left[i] / inside[i];

    State entered = state;
    if (!enter_(entered, level, placed_)) return;
    if (level == 0)
      visit_(placed_, entered);
    else
      place_level(level - 1, inside, entered);
  }

  plan placed_;
  const Enter& enter_;
  const Visit& visit_;
  std::array<std::int64_t, max_network_levels> below_{1, 1, 1,
                                                      1};  // accelerators in a unit of the level inside
  std::size_t outermost_ = 0;
};

}  // namespace detail

/// Calls `visit(plan, state)` for every placement of the degrees of `whole` that fills the levels. On the way,
/// `enter(state, level, plan)` is told of every level that has been decided, the outermost first, and passes it over
/// by returning false; each branch has a state of its own, copied from where it left the others.
template <class State, class Enter, class Visit>
constexpr void for_each_placement(const plan& whole, const members_by_level& sizes, const State& state,
                                  const Enter& enter, const Visit& visit) {
  detail::placement_walk<State, Enter, Visit>(whole, sizes, enter, visit).start(whole, state);
}

/// Calls `visit(plan)` for every placement.
template <class Visit>
constexpr void for_each_placement(const plan& whole, const members_by_level& sizes, const Visit& visit) {
  struct nothing {};
  for_each_placement(
      whole, sizes, nothing{}, [](nothing&, std::size_t, const plan&) { return true; },
      [&](const plan& placed, const nothing&) { visit(placed); });
}

}  // namespace scalewall
