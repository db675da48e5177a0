// What a configuration or a launch line runs: model, plan, batch and recipe, and what was made of every key.

#pragma once

#include <scalewall/formats/understanding.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <cstdint>
#include <optional>

namespace scalewall {

struct configured_run {
  /// The model with the vocabulary as the framework pads it; the name is left empty.
  language_model model{};

  /// Words of the vocabulary before it is padded.
  std::int64_t vocabulary = 0;

  training_plan plan{};
  scalewall::batch batch{};
  scalewall::recipe recipe{};

  /// Accelerators of one node, where the launcher says it.
  std::optional<std::int64_t> accelerators_of_node{};

  /// Flags of a launch line, or keys of a configuration.
  understanding flags{};

  /// Whether every flag or key is known.
  bool understood() const { return flags.not_understood().empty(); }
};

/// What a configuration of a framework leaves to the program that trains.
struct configuration_setting {
  std::optional<std::int64_t> gpus{};

  /// The model; of torchtitan's configurations only where they name none that is known.
  std::optional<language_model> model{};

  std::optional<std::int64_t> sequence_length{};

  /// Sequences of a step, and of a microbatch, where the file says "auto".
  std::optional<std::int64_t> batch_sequences{}, microbatch{};

  /// The generation of the accelerators, by which Transformer Engine chooses kernels.
  gpu_generation generation = gpu_generation::hopper;

  std::optional<training_format> format{};
  std::optional<recomputation> recompute{};
};

}  // namespace scalewall
