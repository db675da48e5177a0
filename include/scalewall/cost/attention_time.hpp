// How long attention between its projections takes, by itself.
//
// Fused, of A FLOP that the mask lets pass:
//
//     forward = A / (R_F eff)     backward = 2.5 A / (R_G eff)     eff = 1 / (1 + s_0 / s), times 3/4 for heads of 64 and less
//
// Unfused, of 2 Q s (d + d_v) FLOP over all keys and Q s scores, Q queries of all heads and sequences, P the peak, H what
// streams reach:
//
//     forward = 2 Q s (d + d_v) / (0.55 P) + (8 + delta) Q s / H      backward = twice the products + (14 + delta) Q s / H
//
// with delta = 5 bytes more with dropout, whose mask is kept, and 10 more where the softmax falls back to one kernel an
// operation. Sources: Dao 2022, 2023; Korthikanti 2022 (arXiv 2205.05198) for the bytes of scores.

#pragma once

#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/attention.hpp>

namespace scalewall {

struct attention_time {
  seconds forward{};
  seconds backward{};

  friend constexpr bool operator==(const attention_time&, const attention_time&) = default;
};

constexpr attention_time time_fused_attention(const training_machine& machine,
                                              const work::attention& kernel) {
  const attention_rates& rates = machine.attention;
  const double length = static_cast<double>(kernel.keys);
  const double small_heads = kernel.score_size <= 64 ? 0.75 : 1;
  const double reached = small_heads * length / (length + rates.half_length);
  const flop seen = flop_of(kernel);
  return {seen / (reached * rates.forward), 2.5 * seen / (reached * rates.backward)};
}

/// Products and scores apart: heads of an odd size make the first slower.
struct unfused_attention_time {
  attention_time products{};
  attention_time scores{};

  friend constexpr bool operator==(const unfused_attention_time&, const unfused_attention_time&) = default;
};

constexpr unfused_attention_time time_unfused_attention(const training_machine& machine,
                                                        const work::attention& kernel, bool falls_back) {
  constexpr double share_of_peak = 0.55;
  const seconds products = flop_of(kernel) / (share_of_peak * machine.peak);
  const double scores = work::rows_of_scores(kernel) * static_cast<double>(kernel.keys);
  const double more = (kernel.dropout ? 5 : 0) + (falls_back ? 10 : 0);
  const bytes_per_second streams = stream_bandwidth(machine);
  return {.products = {products, 2.0 * products},
          .scores = {bytes::from_value((8 + more) * scores) / streams,
                     bytes::from_value((14 + more) * scores) / streams}};
}

}  // namespace scalewall
