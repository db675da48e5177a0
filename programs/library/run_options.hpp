// The options that say what is to be trained, and on which GPU.

#pragma once

#include "checked_options.hpp"
#include "chosen_cluster.hpp"
#include "rules_option.hpp"
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/space.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// A model by its sizes or by its width alone; what is left out follows from the paper's scaling laws.
struct run_options {
  hardware_options hardware{};
  std::optional<std::int64_t> width, layers, d_model, d_ff, batch_sequences;
  std::int64_t experts = 1;
  std::int64_t sequence_length = 2048;
  bool sparse = false;
  std::optional<scalewall::tokens> data;
  std::optional<std::int64_t> gpus_per_node;
  scalewall::execution how{};
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

inline void add_run_options(CLI::App& app, run_options& asked) {
  add_hardware_options(app, asked.hardware);
  CLI::Option* width = add_whole_number_option(
      app, "--width", asked.width, "d_model of a model as deep as the paper's laws say, d_ff 4 times that");
  CLI::Option* sparse =
      app.add_flag("--sparse", asked.sparse, "With as many experts as the laws say for the width");
  CLI::Option* layers =
      add_whole_number_option(app, "--layers", asked.layers, "Layers of a model that is given by its sizes");
  CLI::Option* d_model = add_whole_number_option(app, "--d-model", asked.d_model, "Its width");
  CLI::Option* d_ff =
      add_whole_number_option(app, "--d-ff", asked.d_ff,
                              "The width of its feed-forward blocks (default: 4 d_model); they have two "
                              "matrices, so for a gated model, which has three, 1.5 times its width");
  CLI::Option* experts = add_whole_number_option(app, "--experts", asked.experts,
                                                 "Experts per expert that a token meets (default: 1, dense)");
  add_quantity_option(app, "--tokens", asked.data, scalewall::tokens::from_value(1),
                      "Tokens that the run trains on (default: 20 for every parameter)");
  add_whole_number_option(app, "--batch-sequences", asked.batch_sequences,
                          "The global batch (default: the critical batch of the laws)");
  add_whole_number_option(app, "--sequence-length", asked.sequence_length,
                          "Tokens in a sequence (default: 2048)");
  add_whole_number_option(app, "--gpus-per-node", asked.gpus_per_node,
                          "GPUs of a node, or rack, that are there at all (default: all of them)");
  add_rules_option(app, asked.how.rules);
  app.add_flag("--every-plan", asked.every_plan,
               "Looks at every plan instead of those by the paper's rules of thumb; GPUs may stand idle");
  width->excludes(layers, d_model, d_ff, experts);
  sparse->needs(width);
}
