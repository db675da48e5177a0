// The peak of an accelerator's memory in training: by what takes it, by kind of stage, and when it is reached.
//
// Stages that hold the same layers are one kind, of which the first rank holds the most.

#pragma once

#include <scalewall/fixed_list.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// What takes memory at the peak.
struct memory_by_module {
  bytes weights{};
  bytes gradients{};
  bytes optimizer{};    ///< with the copies of an update, where that is the peak
  bytes activations{};  ///< in flight, with masks and what a backward pass holds for a moment
  bytes logits{};
  bytes workspaces{};
  bytes gathered{};       ///< weights and gradients that are shards otherwise
  bytes communication{};  ///< buffers for neighbours in the pipeline and of tensor parallelism
  bytes other{};          ///< cached gradients that nobody reads

  constexpr bytes states() const { return weights + gradients + optimizer; }
  constexpr bytes total() const {
    return states() + activations + logits + workspaces + gathered + communication + other;
  }
  friend constexpr bool operator==(const memory_by_module&, const memory_by_module&) = default;
};

/// When a rank holds the most.
enum class peak_moment { forward, loss, backward, update };

inline constexpr std::array<std::string_view, 4> peak_moment_names = {"forward", "loss", "backward",
                                                                      "update"};

constexpr std::string_view name(peak_moment moment) {
  return peak_moment_names[static_cast<std::size_t>(moment)];
}

/// Stages from `first_rank` to `last_rank` of the pipeline, which hold the same layers; memory is that of the first.
struct stage_memory {
  std::int64_t first_rank = 0;
  std::int64_t last_rank = 0;
  memory_by_module modules;
  peak_moment moment{};

  constexpr bytes peak() const { return modules.total(); }
  friend constexpr bool operator==(const stage_memory&, const stage_memory&) = default;
};

/// The peak of every kind of stage. Kinds beyond the sixteenth share the last place, the fullest of them kept.
struct training_memory {
  fixed_list<stage_memory, 16> stages;
  std::size_t fullest = 0;

  /// Whether experts are routed, whose balance an estimate assumes.
  bool routed = false;

  /// Whether low-rank adapters alone are trained.
  bool adapters = false;

  /// Whether chunks of layers are interleaved by an allocator that is known to have fixed segments.
  bool fragments = false;

  constexpr const stage_memory& fullest_stage() const { return stages[fullest]; }
  constexpr bytes peak() const { return fullest_stage().peak(); }
  friend constexpr bool operator==(const training_memory&, const training_memory&) = default;
};

}  // namespace scalewall
