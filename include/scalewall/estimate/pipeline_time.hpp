// How a pipeline of p ranks, v chunks of layers each, adds up what its stages take.
//
//     m t_max                            the fullest stage works through all microbatches
//     phi (sum of t - t_max) / v         while it waits for the others: the bubble
//     2 (m v x hop + hops)                           messages there and back, of which a share x is waited for
//     2 (x (m hop + hops) + lambda (m + p - 1))      where a stage waits for each
//
// hops are those of all p - 1 boundaries between stages, each where it lies, within a domain or across (cost/group_transfer.hpp):
// the first microbatch passes them one after the other. Then every microbatch waits for hop: of chunks that are not interleaved
// the slowest, for no stage is ahead of the pair that waits there; interleaved chunks are many in flight, whose messages run
// while others work, and wait as long as the mean of p boundaries, that from the last rank back to the first among them.
//
// phi = 1 of 1F1B; of a zero bubble schedule whose bubbles' slots g gradients of weights fill max(0, t_max - g W) / t_max;
// of DualPipe (p/2 - 1) / (p - 1) max(0, t_max + G + W - 3 W) / t_max. Sources: parallel/schedules.hpp.

#pragma once

#include <scalewall/cost/group_transfer.hpp>
#include <scalewall/estimate/stage_time.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/parallel/schedules.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstdint>

namespace scalewall {

/// phi, for the phases of the fullest stage.
constexpr double bubble_share(schedule pipeline_schedule, const phase_times& fullest, std::int64_t ranks) {
  const schedule_row& row = row_of(pipeline_schedule);
  const seconds slot = fullest.total();
  if (!(slot.value() > 0) || ranks == 1) return 0;
  const seconds filled = row.weight_gradients_in_bubble * fullest.weights;
  if (!row.weights_twice) return std::max(0.0, (slot - filled) / slot);
  const seconds both = slot + fullest.inputs + fullest.weights;
  const auto p = static_cast<double>(ranks);
  return (p / 2 - 1) / (p - 1) * std::max(0.0, (both - filled) / slot);
}

/// Messages between the stages of a pipeline, one way.
struct stage_hops {
  seconds all{};     ///< of the boundaries between its ranks, together
  seconds steady{};  ///< for which every microbatch waits

  friend constexpr bool operator==(const stage_hops&, const stage_hops&) = default;
};

constexpr stage_hops stage_hops_of(const training_machine& machine, bytes size, std::int64_t stride,
                                   std::int64_t ranks, std::int64_t chunks) {
  if (ranks == 1) return {};
  const seconds near = time_stage_message(machine, stage_boundary::within_domain, size);
  const seconds far = time_stage_message(machine, stage_boundary::across_domains, size);
  const std::int64_t leaving = boundaries_across_domains(machine, ranks, stride);
  if (leaving == 0) return {static_cast<double>(ranks - 1) * near, near};
  if (leaving == ranks - 1) return {static_cast<double>(ranks - 1) * far, far};
  const seconds all = static_cast<double>(ranks - 1 - leaving) * near + static_cast<double>(leaving) * far;
  return {all, chunks == 1 ? std::max(near, far) : (all + far) / static_cast<double>(ranks)};
}

/// The time of all messages between stages that is waited for.
constexpr seconds time_stage_messages(const training_machine& machine, const training_software& software,
                                      bytes size, std::int64_t stride, std::int64_t ranks,
                                      std::int64_t chunks, std::int64_t microbatches) {
  if (ranks == 1) return {};
  const stage_hops hops = stage_hops_of(machine, size, stride, ranks, chunks);
  const auto m = static_cast<double>(microbatches), p = static_cast<double>(ranks),
             v = static_cast<double>(chunks);
  const double exposed = software.constants.messages.value;
  if (software.waits_for_messages)
    return 2 * (exposed * (m * hops.steady + hops.all) +
                (m + p - 1) * seconds::from_value(software.constants.message_delay.value));
  return 2 * (m * v * exposed * hops.steady + hops.all);
}

}  // namespace scalewall
