// Schedules of a pipeline of p ranks: one row each, read by whoever counts time or memory.
//
//     in flight on rank i      min(m, ceil(a p + b i + c)) of m microbatches, each with all chunks of the rank
//     bubble                   (p - 1) max(0, t - g W) of a microbatch that takes t, of it W for gradients of weights,
//                              on the fullest rank; of DualPipe half as many slots, p / 2 - 1, and t + G + W - g W
//
// | schedule                 | a, b, c       | g | source                                                        |
// |--------------------------|---------------|---|---------------------------------------------------------------|
// | GPipe                    | all m         | 0 | Huang 2019 (arXiv 1811.06965)                                 |
// | 1F1B, also interleaved   | 1, -1, 0      | 0 | Narayanan 2021 (arXiv 2104.04473)                             |
// | ZB-H1                    | 1, 0, 0       | 2 | Qi 2023 (arXiv 2401.10241)                                    |
// | ZB-H2                    | 2, 0, -1      | 3 | the same                                                      |
// | ZB-V                     | 1, 0, 0       | 3 | Qi 2024 (arXiv 2405.15362)                                    |
// | V-Half                   | 1/2, 0, 1     | 2 | the same; bubble between those of 1F1B and ZB-V               |
// | V-Min                    | 1/3, 0, 2     | 0 | the same                                                      |
// | DualPipe                 | 1, 0, 1       | 3 | DeepSeek-AI 2024 (arXiv 2412.19437), table 2; weights twice   |
// | vocab-1, vocab-2         | 1, -1, 2 or 1 | 0 | Yeung 2024 (arXiv 2411.05288), vocabulary cut over the ranks  |
// | interlaced               | 3/2, -3/2, 0  | 0 | the same                                                      |
//
// Interleaved 1F1B keeps more than a row can say: estimate/ walks it.
//
// Of the paper's two schedules one is 1F1B; its zero bubble keeps what ZB-H2 keeps, and has no bubble and no round trip that is
// waited for.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

enum class schedule {
  gpipe,
  one_f_one_b,
  zb_h1,
  zb_h2,
  zb_v,
  v_half,
  v_min,
  dual_pipe,
  vocabulary_1,
  vocabulary_2,
  interlaced
};

/// A schedule of the paper's plans.
enum class pipeline_schedule {
  one_forward_one_backward,
  /// Weight gradients are computed where a stage would wait. Source: Qi et al. 2023, "Zero bubble pipeline
  /// parallelism" (arXiv 2401.10241).
  zero_bubble
};

struct schedule_row {
  std::string_view name;

  // In flight: a p + b i + c. GPipe has all.
  double per_rank = 1;
  double per_earlier_rank = 0;
  double constant = 0;
  bool all_in_flight = false;

  /// Gradients of weights that fill a bubble's slot.
  double weight_gradients_in_bubble = 0;

  /// Whether every rank also holds the weights of its mirror image.
  bool weights_twice = false;

  /// Whether embedding and head are cut over the ranks of the pipeline.
  bool vocabulary_over_ranks = false;

  /// Whether the stack is folded over the ranks, so that the first of them has the head too.
  bool folded = false;

  /// Whether a rank may hold several chunks of layers one after the other.
  bool interleaves = false;

  // What the paper's model says of it: whether ranks wait for each other, whether they wait for round trips, and how many
  // microbatches each needs to be busy.
  bool has_bubble = true;
  bool waits_for_latency = true;
  std::int64_t least_microbatches_of_rank = 1;
};

inline constexpr std::array<schedule_row, 11> schedules = {{
    {.name = "GPipe", .all_in_flight = true},
    {.name = "1F1B", .per_earlier_rank = -1, .interleaves = true},
    {.name = "ZB-H1", .weight_gradients_in_bubble = 2},
    {.name = "ZB-H2",
     .per_rank = 2,
     .constant = -1,
     .weight_gradients_in_bubble = 3,
     .has_bubble = false,
     .waits_for_latency = false,
     .least_microbatches_of_rank = 2},
    {.name = "ZB-V", .weight_gradients_in_bubble = 3, .folded = true},
    {.name = "V-Half", .per_rank = 0.5, .constant = 1, .weight_gradients_in_bubble = 2, .folded = true},
    {.name = "V-Min", .per_rank = 1.0 / 3, .constant = 2, .folded = true},
    {.name = "DualPipe", .constant = 1, .weight_gradients_in_bubble = 3, .weights_twice = true},
    {.name = "vocab-1", .per_earlier_rank = -1, .constant = 2, .vocabulary_over_ranks = true},
    {.name = "vocab-2", .per_earlier_rank = -1, .constant = 1, .vocabulary_over_ranks = true},
    {.name = "interlaced", .per_rank = 1.5, .per_earlier_rank = -1.5, .vocabulary_over_ranks = true},
}};

/// The row of a schedule.
constexpr const schedule_row& row_of(schedule name) { return schedules[static_cast<std::size_t>(name)]; }

constexpr const schedule_row& row_of(pipeline_schedule name) {
  return row_of(name == pipeline_schedule::zero_bubble ? schedule::zb_h2 : schedule::one_f_one_b);
}

}  // namespace scalewall
