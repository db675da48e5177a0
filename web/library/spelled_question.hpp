// A question as a command line and as C++, so that what a page shows can be asked again without it.

#pragma once

#include "bands_report.hpp"
#include "cluster_values.hpp"
#include "page_question.hpp"
#include "run_text.hpp"
#include "uncertain_inputs.hpp"
#include <scalewall/estimate/run.hpp>
#include <scalewall/report/number_text.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

namespace page {

namespace detail {

inline std::string whole(std::int64_t number) { return std::to_string(number); }

/// Whether programs have options for all that is asked of the cluster: they multiply nothing.
inline bool has_factors(const question& asked) { return !asked.factors.empty(); }

inline nlohmann::ordered_json design_cluster(const question& asked) {
  nlohmann::ordered_json cluster = {{"name", asked.gpu}};
  for (const scalewall::parameter_factor& one : asked.factors)
    if (one.what.name != "batch" && one.what.name != "depth") cluster["factors"][one.what.name] = one.factor;
  return cluster;
}

/// A command that answers a design space, and what a design space has no words for.
inline std::string explore_command(const question& asked, const nlohmann::ordered_json& models,
                                   const nlohmann::ordered_json& aim, const char* plans,
                                   bool batch_and_depth_are_said) {
  nlohmann::ordered_json design = {{"clusters", design_cluster(asked)}, {"models", models}};
  design.update(aim);
  design["plans"] = plans;
  std::string unsaid;
  if (asked.gpus_per_node) unsaid += "# not said: " + whole(*asked.gpus_per_node) + " GPUs in a node\n";
  for (const scalewall::parameter_factor& one : asked.factors)
    if (!batch_and_depth_are_said && (one.what.name == "batch" || one.what.name == "depth"))
      unsaid += "# not said: " + one.what.name + " x " + scalewall::exact_text(one.factor) + "\n";
  return unsaid + "cat > design.json <<'END'\n" + design.dump(2) +
         "\nEND\nexplore_design_space design.json --output answers.csv";
}

}  // namespace detail

/// The command about the curve of all models.
inline std::string curve_command(const question& asked) {
  const double ratio = asked.laws.data.ratio;
  if (!detail::has_factors(asked) && !asked.gpus_per_node &&
      ratio == scalewall::tokens_per_parameter{}.ratio && asked.sequence_length == 2048)
    return "how_far_can_training_scale --gpu \"" + asked.gpu + "\"" + (asked.sparse ? " --sparse" : "") +
           " --batch " + asked.batch_law + " --months " + scalewall::exact_text(asked.months);
  const auto& widths = asked.curve.settings.widths;
  return detail::explore_command(
      asked,
      {{"d_model", {{"from", widths.front()}, {"to", widths.back()}, {"by", "curve"}}},
       {"experts", asked.sparse ? "with width" : "dense"},
       {"batch_sequences", asked.batch_law},
       {"tokens_per_parameter", ratio},
       {"sequence_length", asked.sequence_length}},
      {{"deadlines_in_months", asked.months}}, "reference", false);
}

/// The command about the bands of the curve, and what how_sure_are_we has no options for.
inline std::string bands_command(const question& asked, const bands_question& bands) {
  std::string text;
  for (const scalewall::parameter_factor& one : asked.factors)
    text += "# not said: " + one.what.name + " x " + scalewall::exact_text(one.factor) + "\n";
  if (asked.gpus_per_node) text += "# not said: " + detail::whole(*asked.gpus_per_node) + " GPUs in a node\n";
  if (asked.laws.data.ratio != scalewall::tokens_per_parameter{}.ratio)
    text += "# not said: " + scalewall::exact_text(asked.laws.data.ratio) + " tokens a parameter\n";
  if (asked.sequence_length != 2048)
    text += "# not said: sequences of " + detail::whole(asked.sequence_length) + " tokens\n";
  text += "how_sure_are_we --gpu \"" + asked.gpu + "\"" + (asked.sparse ? " --sparse" : "") + " --batch " +
          asked.batch_law + " --months " + scalewall::exact_text(asked.months) + " --draws " +
          detail::whole(bands.draws);
  for (const scalewall::uncertain& input : bands.inputs) text += " --vary \"" + to_text(input) + "\"";
  return text;
}

/// The command about one run on as many GPUs, for the program that is named.
inline std::string run_command(const question& asked, const std::string& program) {
  using scalewall::exact_text;
  const scalewall::training_run run = asked.run.wanted();
  const double ratio = run.data.value() / double(parameters(run.model));
  const bool reference = asked.how.rules == scalewall::plan_rules::reference;
  if (!detail::design_cluster(asked).contains("factors"))
    return program + " --gpu \"" + asked.gpu + "\"" +
           (asked.gpus_per_node ? " --gpus-per-node " + detail::whole(*asked.gpus_per_node) : "") +
           " --gpus " + detail::whole(asked.gpus) + " --layers " + detail::whole(run.model.layers) +
           " --d-model " + detail::whole(run.model.d_model) + " --d-ff " + detail::whole(run.model.d_ff) +
           " --experts " + detail::whole(run.model.experts) + " --batch-sequences " +
           detail::whole(run.batch.sequences) + " --sequence-length " +
           detail::whole(run.batch.sequence_length) + " --tokens " + exact_text(run.data.value()) +
           (reference ? " --rules reference" : "") + (asked.every_plan ? " --every-plan" : "");
  const char* plans = asked.every_plan ? "full" : reference ? "reference" : "rules of thumb";
  return detail::explore_command(asked,
                                 {{"d_model", run.model.d_model},
                                  {"d_ff", run.model.d_ff},
                                  {"layers", run.model.layers},
                                  {"experts", run.model.experts},
                                  {"batch_sequences", run.batch.sequences},
                                  {"tokens_per_parameter", ratio},
                                  {"sequence_length", run.batch.sequence_length}},
                                 {{"gpus", asked.gpus}}, plans, true);
}

/// Assertions about a run and its best plan, to be compiled against the library.
inline std::string assertions(const question& asked, const scalewall::training_run& wanted,
                              const scalewall::run_estimate& best, const scalewall::stack_recipe& how,
                              bool every_plan) {
  using namespace scalewall;
  const mlp_transformer& model = wanted.model;
  const step_estimate& step = best.step;
  std::string text =
      "#include <scalewall/scalewall.hpp>\nnamespace sw = scalewall;\nusing namespace sw::literals;\n\n"
      "constexpr auto machines = [] {\n  sw::cluster machines = sw::catalog::at(\"" +
      asked.gpu + "\")";
  if (asked.gpus_per_node)
    text += " | sw::with_accelerators_per_node(" + detail::whole(*asked.gpus_per_node) + ")";
  text += ";\n";
  for (const parameter_factor& one : asked.factors)
    for (const cluster_value& value : values_of(asked.run.machines))
      if (value.name == one.what.name)
        text += "  " + value.member + " *= " + exact_text(one.factor) + ";  // " + one.what.name + "\n";
  const auto percent = [](double share) { return exact_text(share / 100); };
  const double floor = std::floor(100 * step.utilization);
  text += "  return machines;\n}();\nconstexpr sw::mlp_transformer model{.layers = " +
          detail::whole(model.layers) + ", .d_model = " + detail::whole(model.d_model) +
          ", .d_ff = " + detail::whole(model.d_ff) + ", .experts = " + detail::whole(model.experts) +
          "};\nconstexpr sw::batch batch{.sequences = " + detail::whole(wanted.batch.sequences) +
          ", .sequence_length = " + detail::whole(wanted.batch.sequence_length) +
          "};\nconstexpr sw::stack_recipe how{.rules = sw::plan_rules::" +
          (how.rules == plan_rules::practice ? "practice" : "reference") +
          "};\n\nconstexpr auto best = sw::best_plan(model, machines, " + to_string(step.accelerators) +
          ", batch, how" + (every_plan ? ", sw::space::full" : "") +
          ");\nstatic_assert(best.utilization >= " + percent(floor) + " && best.utilization < " +
          percent(floor + 1) +
          ");\nstatic_assert(best.plan.pipeline.total() == " + detail::whole(step.plan.pipeline.total()) +
          " && best.plan.data.total() == " + detail::whole(step.plan.data.total()) +
          ");\nstatic_assert(name(best.bound_by) == \"" + std::string(name(step.bound_by)) + "\");\n";
  return text;
}

}  // namespace page
