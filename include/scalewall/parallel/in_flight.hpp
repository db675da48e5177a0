// Microbatches in flight: whose activations a rank of a pipeline holds until it has taken them backward.
//
// Without interleaving a row of schedules.hpp says how many. Interleaved 1F1B takes G microbatches through one of its v
// chunks, then through the next, and has
//
//     w = min(2 (p - 1 - i) + (v - 1) G, m v)      forwards before its first backward on rank i of p,
//
// from where on a forward and a backward alternate, the backwards through the chunks in reverse. As both repeat after
// G v steps, what is the most is found by walking those; where the last group is smaller, by walking to the end.
//
// Sources: Narayanan 2021 (arXiv 2104.04473), section 2.2; Megatron Core, core/pipeline_parallel/schedules.py
// (get_pp_rank_microbatches, get_schedule_table), NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/parallel/schedules.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

/// Microbatches in flight on a rank whose schedule is not interleaved, each with all layers of the rank.
constexpr std::int64_t microbatches_in_flight(const schedule_row& schedule, std::int64_t ranks,
                                              std::int64_t rank, std::int64_t microbatches) {
  if (schedule.all_in_flight || ranks == 1) return ranks == 1 ? 1 : microbatches;
  const double most = schedule.per_rank * static_cast<double>(ranks) +
                      schedule.per_earlier_rank * static_cast<double>(rank) + schedule.constant;
  std::int64_t whole = static_cast<std::int64_t>(most);
  if (static_cast<double>(whole) < most - 1e-9) ++whole;  // thirds of ranks are not exact
  return std::min(microbatches, std::max<std::int64_t>(whole, 1));
}

struct interleaved_schedule {
  std::int64_t ranks = 1;
  std::int64_t chunks = 1;
  std::int64_t group = 1;
  std::int64_t microbatches = 1;

  /// Forwards through a chunk, of all microbatches.
  constexpr std::int64_t steps() const { return microbatches * chunks; }

  /// Forwards of a rank before its first backward.
  constexpr std::int64_t warm_up(std::int64_t rank) const {
    return std::min(2 * (ranks - 1 - rank) + (chunks - 1) * group, steps());
  }
};

/// Which chunk is next: G microbatches through each, and the last group with what is left.
class chunk_cursor {
 public:
  constexpr explicit chunk_cursor(const interleaved_schedule& schedule)
      : schedule_(schedule), left_(schedule.microbatches), size_(std::min(schedule.group, left_)) {}

  constexpr std::int64_t chunk() const { return chunk_; }

  constexpr void advance() {
    if (++passed_ < size_) return;
    passed_ = 0;
    if (++chunk_ < schedule_.chunks) return;
    chunk_ = 0;
    left_ -= size_;
    size_ = std::min(schedule_.group, left_);
  }

 private:
  interleaved_schedule schedule_;
  std::int64_t left_;
  std::int64_t size_;
  std::int64_t passed_ = 0;
  std::int64_t chunk_ = 0;
};

/// The most that is held at once by the end of a forward, and at the start of a backward: of any chunk, and of the one
/// that ends in the head where it is on this rank.
template <class Size>
struct most_held {
  Size forward{};
  Size last_forward{};
  Size backward{};
  Size last_backward{};

  friend constexpr bool operator==(const most_held&, const most_held&) = default;
};

/// The most that a rank holds, whose chunks keep `sizes[0]` to `sizes[chunks - 1]` of a microbatch.
template <class Size>
constexpr most_held<Size> most_held_by(interleaved_schedule schedule, std::int64_t rank, const Size* sizes) {
  // Behind the groups of the warm-up every full one repeats the one before.
  const std::int64_t left_over = schedule.microbatches % schedule.group;
  const std::int64_t full_groups = schedule.warm_up(rank) / (schedule.group * schedule.chunks) + 3;
  schedule.microbatches = std::min(schedule.microbatches, full_groups * schedule.group + left_over);
  const std::int64_t last = schedule.chunks - 1;
  const std::int64_t warm_up = schedule.warm_up(rank);
  most_held<Size> most;

  bool equal = true;
  for (std::int64_t chunk = 1; chunk < schedule.chunks; ++chunk) equal = equal && sizes[chunk] == sizes[0];
  if (equal) {
    const Size held = static_cast<double>(std::min(warm_up + 1, schedule.steps())) * sizes[0];
    return {held, held, held, held};
  }

  chunk_cursor forward(schedule), backward(schedule);
  Size held{};
  const auto step_forward = [&] {
    held += sizes[forward.chunk()];
    most.forward = std::max(most.forward, held);
    if (forward.chunk() == last) most.last_forward = std::max(most.last_forward, held);
    forward.advance();
  };
  const auto step_backward = [&] {
    const std::int64_t chunk = last - backward.chunk();
    most.backward = std::max(most.backward, held);
    if (chunk == last) most.last_backward = std::max(most.last_backward, held);
    held -= sizes[chunk];
    backward.advance();
  };
  for (std::int64_t step = 0; step < warm_up; ++step) step_forward();
  std::int64_t pairs = schedule.steps() - warm_up;
  if (left_over == 0) pairs = std::min(pairs, schedule.group * schedule.chunks);
  for (std::int64_t pair = 0; pair < pairs; ++pair) {
    step_forward();
    step_backward();
  }
  // Behind the last forward less and less is held, but the end of a smaller group may be the first to reach the last chunk.
  const std::int64_t rest = left_over != 0 ? schedule.steps() - pairs : pairs == 0 ? 1 : 0;
  for (std::int64_t step = 0; step < rest; ++step) step_backward();
  return most;
}

}  // namespace scalewall
