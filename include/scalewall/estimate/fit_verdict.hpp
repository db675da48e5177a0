// Whether training fits on an accelerator: it fits, it is tight, or it does not fit.
//
//     needed = f predicted + context      f = 1.08, where experts are routed 1.12, beside adapters 1.25, where memory
//                                         fragments 1.33; context = 1 GiB
//
//     fits            needed is at most what the accelerator has
//     tight           the predicted peak and the context are, without the margin
//     does not fit    they are not
//
// The margin is what PyTorch's allocator keeps reserved beyond the peak: 1.042 of it in the median of 24 measured runs, at most
// 1.08 in 22 of them (SimuMax, B200; recipes of Megatron-Bridge). Ranks with popular experts were seen 10 % above those an even
// spread gives (Megatron-Bridge, Nemotron 3 Nano: 72.9 GiB against 66.3). Chunks of layers that are interleaved leave gaps
// between fixed segments: a run that had 58.8 GiB allocated ran out of the 79.1 of an H100, and ran once its segments could
// expand (Megatron-Bridge, skills/nemo-mbridge-perf-memory-tuning); the margin goes by that one, (79.1 - 1) / 58.8. Of training
// of low-rank adapters six peaks are published, of plans that are told in part (the same page): they are 0.93 to 1.203 of what
// is predicted, and the margin goes by the largest, 1.203 x 1.042. The context is that of CUDA and the buffers of NCCL: assumed,
// as only BLOOM's chronicle tells what a device holds, several GiB more with the buffers of its engine.

#pragma once

#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall {

enum class fit { fits, tight, does_not_fit };

inline constexpr std::array<std::string_view, 3> fit_names = {"fits", "tight", "does not fit"};

constexpr std::string_view name(fit found) { return fit_names[static_cast<std::size_t>(found)]; }

/// How far predicted peaks are off, |predicted / measured - 1|, on measured ones that no constant was fitted to. Source: 82 of
/// the 236 measured peaks of data/memory.csv, by `validate_memory`.
struct memory_evidence {
  double median_error = 0;
  double ninety_fifth_error = 0;
};

inline constexpr memory_evidence held_out_memory{.median_error = 0.0119, .ninety_fifth_error = 0.0772};

/// What is added to a predicted peak before it is held against a device.
struct memory_margin {
  /// What the allocator reserves, and what a popular expert adds, as a multiple of the peak.
  double share = 1.08;

  /// Bytes of the CUDA context and the buffers of NCCL.
  bytes context = 1_GiB;

  friend constexpr bool operator==(const memory_margin&, const memory_margin&) = default;
};

/// The margin for a model with routed experts, or without, in memory that is known to fragment, or not, in training of all weights,
/// or of low-rank adapters.
constexpr memory_margin margin_for(bool routed, bool fragments = false, bool adapters = false) {
  return {.share = fragments ? 1.33 : adapters ? 1.25 : routed ? 1.12 : 1.08};
}

struct fit_verdict {
  fit found = fit::does_not_fit;
  bytes predicted{};
  bytes needed{};
  bytes available{};
  memory_margin margin{};

  friend constexpr bool operator==(const fit_verdict&, const fit_verdict&) = default;
};

/// A predicted peak against what an accelerator has.
constexpr fit_verdict judge_fit(bytes predicted, bytes available, const memory_margin& margin) {
  const bytes needed = margin.share * predicted + margin.context;
  const fit found = needed <= available                       ? fit::fits
                    : predicted + margin.context <= available ? fit::tight
                                                              : fit::does_not_fit;
  return {.found = found, .predicted = predicted, .needed = needed, .available = available, .margin = margin};
}

/// The fullest stage against what an accelerator has.
constexpr fit_verdict judge_fit(const training_memory& memory, bytes available) {
  return judge_fit(memory.peak(), available, margin_for(memory.routed, memory.fragments, memory.adapters));
}

constexpr fit_verdict judge_fit(const training_memory& memory, const accelerator& gpu) {
  return judge_fit(memory, memory_capacity(gpu));
}

}  // namespace scalewall
