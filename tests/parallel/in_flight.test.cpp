#include <scalewall/parallel/in_flight.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;
using sw::schedule;

constexpr std::int64_t in_flight(schedule of, std::int64_t ranks, std::int64_t rank,
                                 std::int64_t microbatches) {
  return microbatches_in_flight(row_of(of), ranks, rank, microbatches);
}

// The papers' own figures: see parallel/schedules.hpp.
static_assert(in_flight(schedule::gpipe, 4, 3, 32) == 32);
static_assert(in_flight(schedule::one_f_one_b, 8, 0, 32) == 8);
static_assert(in_flight(schedule::one_f_one_b, 8, 7, 32) == 1);
static_assert(in_flight(schedule::one_f_one_b, 8, 0, 3) == 3);
static_assert(in_flight(schedule::zb_h1, 8, 5, 32) == 8);
static_assert(in_flight(schedule::zb_h2, 8, 5, 32) == 15);
static_assert(in_flight(schedule::v_half, 8, 5, 32) == 5);
static_assert(in_flight(schedule::v_min, 6, 5, 32) == 4);
static_assert(in_flight(schedule::v_min, 7, 5, 32) == 5);
static_assert(in_flight(schedule::dual_pipe, 8, 5, 32) == 9);
static_assert(in_flight(schedule::vocabulary_2, 8, 0, 128) == 9);
static_assert(in_flight(schedule::interlaced, 8, 0, 128) == 12);
static_assert(in_flight(schedule::one_f_one_b, 1, 0, 32) == 1);
static_assert(in_flight(schedule::gpipe, 1, 0, 32) == 1);

/// Every forward and backward of a rank, one after the other, as the schedule has them.
sw::most_held<double> walked(const sw::interleaved_schedule& schedule, std::int64_t rank,
                             const std::vector<double>& sizes) {
  std::vector<std::int64_t> forwards, backwards;
  for (std::int64_t done = 0; done < schedule.microbatches; done += schedule.group)
    for (std::int64_t chunk = 0; chunk < schedule.chunks; ++chunk)
      for (std::int64_t i = done; i < std::min(done + schedule.group, schedule.microbatches); ++i) {
        forwards.push_back(chunk);
        backwards.push_back(schedule.chunks - 1 - chunk);
      }
  sw::most_held<double> most;
  double held = 0;
  std::size_t forward = 0, backward = 0;
  while (backward < backwards.size()) {
    if (forward < forwards.size() &&
        static_cast<std::int64_t>(forward - backward) <= schedule.warm_up(rank)) {
      const std::int64_t chunk = forwards[forward++];
      held += sizes[static_cast<std::size_t>(chunk)];
      most.forward = std::max(most.forward, held);
      if (chunk == schedule.chunks - 1) most.last_forward = std::max(most.last_forward, held);
      continue;
    }
    const std::int64_t chunk = backwards[backward++];
    most.backward = std::max(most.backward, held);
    if (chunk == schedule.chunks - 1) most.last_backward = std::max(most.last_backward, held);
    held -= sizes[static_cast<std::size_t>(chunk)];
  }
  return most;
}

TEST_CASE("what is found in one period is the most of the whole schedule") {
  for (const std::int64_t ranks : {2, 4})
    for (const std::int64_t chunks : {2, 3})
      for (const std::int64_t group : {ranks, 2 * ranks})
        for (const std::int64_t microbatches : {group, 3 * group, group + 1, 2 * group - 1, 9 * group + 1})
          for (std::int64_t rank = 0; rank < ranks; ++rank) {
            const sw::interleaved_schedule schedule{ranks, chunks, group, microbatches};
            for (const std::vector<double>& sizes :
                 {std::vector<double>{1, 1, 1}, std::vector<double>{5, 3, 2}, std::vector<double>{0, 4, 1}}) {
              CAPTURE(ranks);
              CAPTURE(chunks);
              CAPTURE(group);
              CAPTURE(microbatches);
              CAPTURE(rank);
              const sw::most_held<double> found = most_held_by(schedule, rank, sizes.data());
              const sw::most_held<double> expected = walked(schedule, rank, sizes);
              CHECK(found.forward == doctest::Approx(expected.forward));
              CHECK(found.backward == doctest::Approx(expected.backward));
              if (rank == ranks - 1) {
                CHECK(found.last_forward == doctest::Approx(expected.last_forward));
                CHECK(found.last_backward == doctest::Approx(expected.last_backward));
              }
            }
          }
}

TEST_CASE("the last rank has all chunks but one of a group in flight, and one more") {
  const std::vector<double> sizes{1, 1, 1};
  const sw::interleaved_schedule schedule{.ranks = 4, .chunks = 3, .group = 4, .microbatches = 8};
  CHECK(most_held_by(schedule, 3, sizes.data()).last_forward == 2 * 4 + 1);
  CHECK(schedule.warm_up(0) == 2 * 3 + 2 * 4);
}

TEST_CASE("a group that is not full passes the chunks with what is left") {
  sw::chunk_cursor cursor({.ranks = 2, .chunks = 2, .group = 2, .microbatches = 3});
  std::vector<std::int64_t> chunks;
  for (int step = 0; step < 6; ++step) {
    chunks.push_back(cursor.chunk());
    cursor.advance();
  }
  CHECK(chunks == std::vector<std::int64_t>{0, 0, 1, 1, 0, 1});
}

}  // namespace
