// The best plan for a run beside the runner-up, as a table and as JSON.

#pragma once

#include <scalewall/estimate/memory.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/shares_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_json.hpp>
#include <scalewall/search/best_plan.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

/// The best plan for a run on a cluster, and the best of another kind: with other degrees of pipeline, data or expert
/// parallelism, or another schedule.
struct two_best {
  scalewall::training_run wanted;
  scalewall::cluster machines;
  scalewall::run_estimate best;
  std::optional<scalewall::run_estimate> runner_up;
};

/// Nothing where no plan divides the model over the accelerators and fits in their memory.
inline std::optional<two_best> find_two_best(const scalewall::training_run& wanted,
                                             const scalewall::cluster& machines,
                                             scalewall::count accelerators) {
  const auto steps =
      scalewall::best_plans(scalewall::step_estimator(wanted.model, machines, wanted.batch), accelerators, 2);
  if (steps.empty()) return std::nullopt;
  const auto run = [&](const scalewall::step_estimate& step) {
    return scalewall::repeat_step(step, wanted.model, wanted.batch, wanted.data);
  };
  two_best found{wanted, machines, run(steps[0]), std::nullopt};
  if (steps.size() > 1) found.runner_up = run(steps[1]);
  return found;
}

/// `1 GPU`, `2,048 GPUs`
inline std::string counted(scalewall::count number, const std::string& thing) {
  return to_text(number) + " " + thing + (number == scalewall::count{1} ? "" : "s");
}

/// 192 layers of 12,288 x 49,152 (2.32e11 parameters), 3,584 sequences of 2,048 tokens a batch
inline std::string run_text(const scalewall::training_run& wanted) {
  using scalewall::count;
  const scalewall::mlp_transformer& model = wanted.model;
  return counted(model.layers, "layer") + " of " + to_text(count{model.d_model}) + " x " +
         to_text(count{model.d_ff}) + (model.experts > 1 ? " with " + counted(model.experts, "expert") : "") +
         " (" + to_text(parameters(model)) + " parameters), " + counted(wanted.batch.sequences, "sequence") +
         " of " + counted(wanted.batch.sequence_length, "token") + " a batch";
}

/// By how much the runner-up lost, and what binds it.
inline std::string runner_up_text(const two_best& found) {
  using namespace scalewall;
  if (!found.runner_up) return "There is no runner-up: no plan of another kind works.";
  const step_estimate& best = found.best.step;
  const step_estimate& other = found.runner_up->step;
  const std::string loss = clearly_more(other.total, best.total)
                               ? "takes " + percent_text(other.total / best.total - 1) + " longer"
                               : "takes as long, and communicates no less";
  return "The runner-up " + loss + "; it is bound by " + std::string(name(other.bound_by)) + ".";
}

inline void write_table(std::ostream& out, const two_best& found) {
  using namespace scalewall;
  std::vector<table_column> columns = {text_column(""), text_column("best plan")};
  if (found.runner_up) columns.push_back(text_column("runner-up"));
  table shown(columns);
  const auto row = [&](const char* what, auto&& text) {
    std::vector<std::string> cells = {what, text(found.best)};
    if (found.runner_up) cells.push_back(text(*found.runner_up));
    shown.add_row(cells);
  };
  row("plan", [](const run_estimate& run) { return to_text(run.step.plan); });
  row("placement", [](const run_estimate& run) { return placement_text(run.step.plan); });
  row("time per step", [](const run_estimate& run) { return to_text(run.step.total); });
  row("time of the run", [](const run_estimate& run) { return to_text(run.duration()); });
  row("utilization", [](const run_estimate& run) { return percent_text(run.step.utilization); });
  row("bound by", [](const run_estimate& run) { return std::string(name(run.step.bound_by)); });
  row("waits for", [](const run_estimate& run) { return shares_text(run.step); });
  row("memory per GPU", [&](const run_estimate& run) {
    return to_text(run.step.memory.total() / double(run.step.working)) + " of " +
           to_text(memory_capacity(found.machines.gpu)) + ", without activations";
  });
  out << shown << '\n' << runner_up_text(found) << '\n';
}

inline void write_json(std::ostream& out, const two_best& found) {
  nlohmann::ordered_json answer = {{"gpu", found.machines},
                                   {"gpus", found.best.step.accelerators},
                                   {"wanted", found.wanted},
                                   {"best", found.best},
                                   {"runner_up", nullptr}};
  if (found.runner_up) answer["runner_up"] = *found.runner_up;
  out << answer.dump(2) << '\n';
}
