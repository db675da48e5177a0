// What of a step is waited for.
//
//     pipeline  = (max(matmul, overlapped TP and PP) + the rest of TP and PP) / (1 - bubble) + latency
//     step      = (DP overlapped ? max(pipeline, DP) : pipeline + DP) + DP latency
//
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/estimate/communication.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/stack_recipe.hpp>
#include <scalewall/quantities.hpp>

namespace scalewall {

/// What goes on in a step, each activity for itself.
struct step_activities {
  seconds matmul{};
  communication_times communication{};
  double bubble_fraction = 0;
  pipeline_schedule schedule = pipeline_schedule::one_forward_one_backward;
};

/// What of it is waited for.
struct step_waits {
  seconds matmul{};
  seconds tensor{};
  seconds pipeline{};
  seconds bubble{};
  seconds data{};
  seconds latency{};
  seconds total{};
};

/// Puts the activities of a step together. Of two that overlap, only the longer is waited for.
// A search asks for the total alone: inlined, the rest of it is not computed.
[[gnu::always_inline]] constexpr step_waits overlap(const step_activities& doing, const stack_recipe& how) {
  const seconds tensor = doing.communication.tensor.bandwidth;
  const seconds pipeline = doing.communication.pipeline.bandwidth;
  const seconds overlapped =
      (how.overlap_tensor ? tensor : seconds{}) + (how.overlap_pipeline ? pipeline : seconds{});
  const bool network_waited_for = overlapped > doing.matmul;

  step_waits waits;
  if (!network_waited_for) waits.matmul = doing.matmul;
  if (network_waited_for || !how.overlap_tensor) waits.tensor = tensor;
  if (network_waited_for || !how.overlap_pipeline) waits.pipeline = pipeline;
  const seconds busy = waits.matmul + waits.tensor + waits.pipeline;
  waits.total = busy / (1 - doing.bubble_fraction);
  waits.bubble = waits.total - busy;

  const seconds latency = doing.communication.tensor.latency + doing.communication.pipeline.latency;
  if (row_of(doing.schedule).waits_for_latency) {
    waits.latency = latency;
    waits.total += latency;
  } else if (how.latency_reading == zero_bubble_latency::larger_of_both && latency > waits.total) {
    waits = {.latency = latency, .total = latency};
  }

  const seconds data = doing.communication.data.bandwidth;
  if (!how.overlap_data) {
    waits.data = data;
    waits.total += data;
  } else if (data > waits.total) {
    waits = {.data = data, .total = data};
  }
  waits.latency += doing.communication.data.latency;
  waits.total += doing.communication.data.latency;
  return waits;
}

}  // namespace scalewall
