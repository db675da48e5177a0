// Copies by all cores of this machine at once, a piece each:
//
//     shared   within the caches that cores have alone: the same bytes again and again
//     l2       within the last cache: over so many bytes that they are not met in a core's own
//     global   over so many that they are not met in any cache

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/host_room.hpp>
#include <scalewall/timing/host_team.hpp>
#include <scalewall/timing/random_words.hpp>
#include <scalewall/timing/repeated.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace scalewall {

/// Over how many bytes the source of a copy moves; its target moves over as many. Throws `cannot_measure` where a copy
/// of the size does not run at the level.
inline bytes room_of_copy(const accelerator& host, const copy_probe& what) {
  const bytes own = capacity_of_all(host, memory_kind::shared);
  const bytes last = capacity_of_all(host, memory_kind::l2);
  switch (what.path) {
    case copy_path::shared:
      if (2 * what.size > host.tile_share * own)
        throw cannot_measure("source and target do not stay in the cores' own caches, which hold " +
                             to_text(own));
      return what.size;
    case copy_path::l2: {
      // Half of the cache for source and target, the other half for other programs.
      const bytes room = 0.25 * last;
      if (room < own || what.size > room)
        throw cannot_measure(
            "the cores share no cache that holds source and target and is much larger than their own");
      return room;
    }
    case copy_path::global:
      return std::max(more_than_caches(host), what.size);
    case copy_path::host_to_device:
    case copy_path::device_to_host:
      break;
  }
  throw cannot_measure("the host has no link to itself");
}

class host_copies {
 public:
  /// Source and target are `what.size` bytes each, rounded down to words of 8.
  timing time(const accelerator& host, host_team& team, const copy_probe& what, const timing_effort& effort) {
    const bytes room = room_of_copy(host, what);
    require_room(host, 2 * room);
    const auto words_in = [](bytes size) {
      return std::max<std::size_t>(static_cast<std::size_t>(size.value()) / sizeof(double), 1);
    };
    const std::size_t words = words_in(what.size), within = words_in(room);
    const auto cores = static_cast<std::size_t>(team.size());
    from_.reserve(within);
    to_.reserve(within);

    std::int64_t before = 0;
    return take_repeated(effort, sample, [&](std::int64_t times) {
      const seconds took = time_call([&] {
        // Nobody waits for the others in between, so that starting is felt once.
        team.run([&](std::int64_t member) {
          const auto core = static_cast<std::size_t>(member);
          const std::size_t begin = words / cores * core;
          const std::size_t size =
              ((core + 1 == cores ? words : begin + words / cores) - begin) * sizeof(double);
          for (std::int64_t i = before; i < before + times; ++i)
            std::memcpy(to_.use(i, words, within).data() + begin, from_.use(i, words, within).data() + begin,
                        size);
        });
      });
      before += times;
      return took;
    });
  }

 private:
  // Waking the other cores takes some ten microseconds.
  static constexpr seconds sample = seconds::from_value(2e-3);

  random_words<double> from_;
  random_words<double> to_;
};

}  // namespace scalewall
