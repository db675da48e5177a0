#include "run_text.hpp"

#include "counted_text.hpp"

std::string run_text(const scalewall::training_run& wanted) {
  using scalewall::count;
  const scalewall::mlp_transformer& model = wanted.model;
  return counted(model.layers, "layer") + " of " + to_text(count{model.d_model}) + " x " +
         to_text(count{model.d_ff}) + (model.experts > 1 ? " with " + counted(model.experts, "expert") : "") +
         " (" + to_text(parameters(model)) + " parameters), " + counted(wanted.batch.sequences, "sequence") +
         " of " + counted(wanted.batch.sequence_length, "token") + " a batch";
}

std::string no_cluster_text(const scalewall::training_run& wanted, const scalewall::cluster& machines,
                            scalewall::seconds deadline) {
  return "no cluster of " + std::string(machines.name) + " that was looked at trains " + run_text(wanted) +
         ", in " + to_text(deadline) + "; with --every-plan every number of GPUs is";
}

std::string no_plan_text(const scalewall::no_plan& missing, const scalewall::training_run& wanted,
                         const scalewall::cluster& machines, scalewall::count accelerators) {
  using namespace scalewall;
  const std::string gpus = ::counted(accelerators, "GPU");
  switch (missing.what) {
    case obstacle::network_levels: {
      std::string sizes;
      for (const network_level& level : machines.network)
        if (level.size != unbounded)
          sizes.append(sizes.empty() ? "" : ", ").append(std::to_string(level.size)) +=
              " by " + std::string(level.name);
      return "the sizes of the network levels (" + sizes + ") do not divide " + gpus + " of " +
             std::string(machines.name);
    }
    case obstacle::division:
      return "no plan divides " + run_text(wanted) + ", over " + gpus;
    case obstacle::memory:
      return "no plan of " + run_text(wanted) + ", fits: each of " + gpus + " needs " +
             to_text(missing.least_memory) + " at least and has " + to_text(memory_capacity(machines.gpu));
    case obstacle::space:
      return "no plan of " + run_text(wanted) + ", that is looked at fits in the memory of " + gpus;
  }
  return {};
}

std::string nearest_text(const scalewall::step_estimator& question, scalewall::count accelerators,
                         const scalewall::plan_space& within) {
  const scalewall::nearest_sizes near = sizes_with_plans(question, accelerators, within);
  std::string text;
  if (near.fewer) text += to_text(*near.fewer);
  if (near.more) text.append(text.empty() ? "" : " and ").append(to_text(*near.more));
  if (!text.empty())
    text = near.fewer && near.more ? "; the nearest numbers that work are " + text
                                   : "; the nearest number that works is " + text;
  if (within.idle != scalewall::choices::every && near.fewer)
    text += "; with --every-plan GPUs may stand idle";
  return text;
}
