// The options that say what is to be trained, and on which GPU.

#pragma once

#include "chosen_cluster.hpp"
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/space.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>

/// A model by its sizes or by its width alone; what is left out follows from the paper's scaling laws.
struct run_options {
  hardware_options hardware{};
  std::optional<std::int64_t> width, layers, d_model, d_ff, batch_sequences;
  std::int64_t experts = 1;
  std::int64_t sequence_length = 2048;
  bool sparse = false;
  std::optional<scalewall::tokens> data;
  std::optional<std::int64_t> gpus_per_node;
  scalewall::stack_recipe how{};
  bool every_plan = false;

  /// Throws as `hardware_options::cluster` does, and `broken_rule` where a node has fewer GPUs than are asked for.
  scalewall::cluster machines() const {
    using namespace scalewall;
    const cluster chosen = hardware.cluster();
    return gpus_per_node ? chosen | with_accelerators_per_node(*gpus_per_node) : chosen;
  }

  /// Those that a program looks at.
  scalewall::plan_space plans() const {
    return every_plan ? scalewall::space::full : scalewall::default_space(how.rules);
  }

  /// Throws `broken_rule` unless the options give a model and a batch.
  scalewall::training_run wanted() const {
    using namespace scalewall;
    require(width || (layers && d_model), "a model is given by --width, or by --layers and --d-model");
    const auto data_law = [this](double parameters) {
      return data ? *data : tokens_per_parameter{}(parameters);
    };
    const auto laws = dense_laws.with_data(data_law);
    training_run run;
    if (width)
      run = sparse ? sparse_laws.with_data(data_law)(*width, sequence_length) : laws(*width, sequence_length);
    else
      run = laws.run_of({.layers = *layers,
                         .d_model = *d_model,
                         .d_ff = d_ff ? *d_ff : (count{4} * *d_model).as_int64(),
                         .experts = experts},
                        sequence_length);
    if (batch_sequences) run.batch.sequences = *batch_sequences;
    token_count(run.batch);
    return run;
  }
};

void add_run_options(CLI::App& app, run_options& asked);
