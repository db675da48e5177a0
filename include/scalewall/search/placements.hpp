// Every way to place the degrees of a plan on the levels of a network.

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace scalewall {

namespace detail {

template <class Visitor>
class placement_walk {
 public:
  constexpr placement_walk(const plan& split, const members_by_level& sizes, Visitor& visit)
      : placed_(split), visit_(visit) {
    for (std::size_t i = 0; i < parallel_axes.size(); ++i) {
      rest_[i] = (split.*parallel_axes[i]).total();
      placed_.*parallel_axes[i] = {};
    }
    for (std::size_t k = 0; k < max_network_levels; ++k)
      if (sizes[k] != count{1}) outermost_ = k;
    for (std::size_t k = 0; k < outermost_; ++k) sizes_[k] = sizes[k].as_int64();
  }

  constexpr void place_level(std::size_t level) {
    if (level < outermost_) {
      place_axis(level, 0, sizes_[level]);
      return;
    }
    for (std::size_t i = 0; i < parallel_axes.size(); ++i) (placed_.*parallel_axes[i])[level] = rest_[i];
    visit_(std::as_const(placed_));
  }

 private:
  // Gives the axes from `axis` on what is left of the level's room.
  constexpr void place_axis(std::size_t level, std::size_t axis, std::int64_t room) {
    const bool last = axis + 1 == parallel_axes.size();
    for (std::int64_t taken = last ? room : 1; taken <= room; ++taken) {
      if (room % taken != 0 || rest_[axis] % taken != 0) continue;
      (placed_.*parallel_axes[axis])[level] = taken;
      rest_[axis] /= taken;
      if (last)
        place_level(level + 1);
      else
        place_axis(level, axis + 1, room / taken);
      rest_[axis] *= taken;
    }
  }

  plan placed_;
  Visitor& visit_;
  std::array<std::int64_t, parallel_axes.size()> rest_{};
  std::array<std::int64_t, max_network_levels> sizes_{};
  std::size_t outermost_ = 0;
};

}  // namespace detail

/// Calls `visit(plan)` for every placement of the degrees of `split` that fills the levels.
template <class Visitor>
constexpr void for_each_placement(const plan& split, const members_by_level& sizes, Visitor&& visit) {
  detail::placement_walk<Visitor>(split, sizes, visit).place_level(0);
}

}  // namespace scalewall
