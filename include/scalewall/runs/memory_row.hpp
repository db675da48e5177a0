// Memory that somebody measured in training: what was run, what was read, and who says so.

#pragma once

#include <scalewall/estimate/memory_estimator.hpp>
#include <scalewall/framework/memory_accounting.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scalewall {

/// What a figure of memory is of.
enum class measured_memory {
  allocated,  ///< tensors alive: torch.cuda.max_memory_allocated
  reserved,   ///< what the allocator took for them: max_memory_reserved
  device      ///< all that nvidia-smi shows, context and buffers of NCCL among it
};

inline constexpr std::array<std::string_view, 3> measured_memory_names = {"allocated", "reserved", "device"};

constexpr std::string_view name(measured_memory kind) {
  return measured_memory_names[static_cast<std::size_t>(kind)];
}

/// Which ranks of the pipeline a figure is of: the fullest where `rank` is unset.
struct measured_ranks {
  std::optional<std::int64_t> rank{};

  friend constexpr bool operator==(const measured_ranks&, const measured_ranks&) = default;
};

struct memory_row {
  std::string id;

  /// Whose measurements they are, which errors are told by.
  std::string group;
  std::string source;

  language_model model;
  training_plan plan;
  scalewall::batch batch;
  scalewall::recipe recipe;
  const memory_accounting* framework = nullptr;
  gpu_generation generation = gpu_generation::hopper_and_newer;

  /// What was read; unset where it ran out of memory before anything was.
  std::optional<bytes> measured{};
  measured_memory kind = measured_memory::allocated;
  measured_ranks ranks{};
  bool ran_out_of_memory = false;

  /// What the device has, where it is known.
  std::optional<bytes> available{};

  /// Defaults that stood in for what the row does not say, in words.
  std::string assumed;
};

/// A row of which nothing can be predicted, and why.
struct unpredictable_memory_row {
  std::string id;
  std::string group;
  std::string reason;
  std::optional<bytes> measured{};
  measured_memory kind = measured_memory::allocated;
};

}  // namespace scalewall
