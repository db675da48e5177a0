// How much memory is gone through so that no cache is met, and whether there is as much.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/timing/backend.hpp>

namespace scalewall {

/// Of the level, all units together; none where there is no such level.
constexpr bytes capacity_of_all(const accelerator& gpu, memory_kind kind) {
  bytes all{};
  for (const memory_level& level : gpu.memory)
    if (level.kind == kind) all += level.units * level.capacity;
  return all;
}

/// What is taken in turn so that nothing used is still in a cache.
constexpr bytes more_than_caches(const accelerator& host) {
  return 2 * (capacity_of_all(host, memory_kind::l2) + capacity_of_all(host, memory_kind::shared));
}

/// Throws `cannot_measure` where what is wanted leaves too little memory for others.
inline void require_room(const accelerator& host, bytes wanted) {
  if (wanted > 0.5 * memory_capacity(host))
    throw cannot_measure("it would take more than half of the memory, " + to_text(wanted) + " of " +
                         to_text(memory_capacity(host)));
}

}  // namespace scalewall
