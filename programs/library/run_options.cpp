#include "run_options.hpp"

#include "checked_options.hpp"
#include "rules_option.hpp"

void add_run_options(CLI::App& app, run_options& asked) {
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
