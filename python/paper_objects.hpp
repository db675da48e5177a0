// The paper's models, layers of two matrices, as Python's objects: a run, what a plan of it comes to, the best plans, and where
// linear scaling ends.

#pragma once

#include "arguments.hpp"
#include "compared_curves.hpp"
#include "data_sheet_text.hpp"
#include "plan_report.hpp"
#include "plan_rules_choice.hpp"
#include "run_options.hpp"
#include <scalewall/error.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/parallel/parallelism.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/json.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/training_json.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/sweep/sweep.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace python_module {

/// What an answer about the cluster takes for granted.
inline std::vector<std::string> with_data_sheet(std::vector<std::string> assumed,
                                                const scalewall::cluster& machines) {
  const std::string told = data_sheet_text(machines);
  if (!told.empty()) assumed.push_back(told);
  return assumed;
}

struct told_run {
  scalewall::training_run wanted;
  scalewall::cluster machines;
  scalewall::run_estimate run;

  std::vector<std::string> assumed() const {
    return with_data_sheet(assumptions_of(wanted, machines, run.step.how).assumed, machines);
  }
};

struct told_plans {
  std::vector<told_run> best;
  scalewall::count in_space;
};

/// The degree of an axis: a number, placed where there is room, or a number for every network level, `"1x64"`.
inline scalewall::degree degree_of(const char* name, const py::object& given) {
  const std::string text = option_text(name, given).value_or("1");
  if (text.find('x') != std::string::npos) return scalewall::degree(scalewall::read_level_degrees(text));
  return whole_number(name, given, 1);
}

inline void add_paper_plan(py::module_& module) {
  namespace sw = scalewall;
  py::class_<sw::parallelism>(module, "PaperPlan",
                              "How a paper's model is split. Degrees fill the network from the inside out in "
                              "the order of the arguments; "
                              "\"8x2\" says how much of one goes on which level.")
      .def(py::init([](const py::object& tp_model, const py::object& tp_ff, const py::object& pp,
                       const py::object& ep, const py::object& dp, const py::object& microbatches,
                       const py::object& interleave, bool zero_bubble) {
             sw::parallelism wanted;
             wanted.degrees = {{&sw::plan::tensor_model, degree_of("tp_model", tp_model)},
                               {&sw::plan::tensor_ff, degree_of("tp_ff", tp_ff)},
                               {&sw::plan::pipeline, degree_of("pp", pp)},
                               {&sw::plan::expert, degree_of("ep", ep)},
                               {&sw::plan::data, degree_of("dp", dp)}};
             wanted.microbatches = whole_number("microbatches", microbatches, sw::parallelism::fewest);
             wanted.interleaving = whole_number("interleave", interleave, 1);
             if (zero_bubble) wanted.schedule = sw::pipeline_schedule::zero_bubble;
             return wanted;
           }),
           py::kw_only(), py::arg("tp_model") = py::none(), py::arg("tp_ff") = py::none(),
           py::arg("pp") = py::none(), py::arg("ep") = py::none(), py::arg("dp") = py::none(),
           py::arg("microbatches") = py::none(), py::arg("interleave") = py::none(),
           py::arg("zero_bubble") = false);
}

inline void add_paper_estimate(py::module_& module) {
  namespace sw = scalewall;
  const auto step_of = [](const told_run& told) -> const sw::step_estimate& { return told.run.step; };
  py::class_<told_run>(module, "PaperEstimate", "What a plan for a paper's model comes to.")
      .def_property_readonly(
          "plan", [=](const told_run& told) { return python_of(nlohmann::ordered_json(step_of(told).plan)); })
      .def_property_readonly("step_s", [=](const told_run& told) { return step_of(told).total.value(); })
      .def_property_readonly("run_s", [](const told_run& told) { return told.run.duration().value(); })
      .def_property_readonly(
          "utilization", [=](const told_run& told) { return step_of(told).utilization; },
          "Of the peak of all GPUs, idle ones too.")
      .def_property_readonly("tokens_per_s_per_gpu",
                             [](const told_run& told) { return told.run.throughput().value(); })
      .def_property_readonly("bound_by",
                             [=](const told_run& told) { return std::string(name(step_of(told).bound_by)); })
      .def_property_readonly(
          "waits",
          [=](const told_run& told) { return python_of(nlohmann::ordered_json(step_of(told).waits)); })
      .def_property_readonly(
          "memory",
          [=](const told_run& told) { return python_of(nlohmann::ordered_json(step_of(told).memory)); },
          "Of all GPUs together.")
      .def_property_readonly("assumed", &told_run::assumed)
      .def_property_readonly("left_out",
                             [](const told_run& told) {
                               return assumptions_of(told.wanted, told.machines, told.run.step.how).left_out;
                             })
      .def("__repr__", [=](const told_run& told) {
        return "<scalewall.PaperEstimate " + to_text(step_of(told).plan) + ": " +
               to_text(step_of(told).total) + " a step>";
      });
  py::class_<told_plans>(module, "PaperRanking", "The best plans for a paper's model, each of another kind.")
      .def_readonly("best", &told_plans::best)
      .def_property_readonly(
          "plans", [](const told_plans& told) { return python_of(nlohmann::ordered_json(told.in_space)); },
          "In the space.");
}

inline scalewall::training_run run_of(const py::object& width, const py::object& layers,
                                      const py::object& d_model, const py::object& d_ff,
                                      const py::object& experts, bool sparse,
                                      const py::object& batch_sequences, const py::object& sequence_length,
                                      const py::object& tokens) {
  run_options asked;
  asked.width = whole_number("width", width);
  asked.layers = whole_number("layers", layers);
  asked.d_model = whole_number("d_model", d_model);
  asked.d_ff = whole_number("d_ff", d_ff);
  asked.batch_sequences = whole_number("batch_sequences", batch_sequences);
  asked.experts = whole_number("experts", experts, asked.experts);
  asked.sequence_length = whole_number("sequence_length", sequence_length, asked.sequence_length);
  asked.sparse = sparse;
  if (const auto number = positive_number("tokens", tokens))
    asked.data = scalewall::tokens::from_value(*number);
  const bool sizes = asked.layers || asked.d_model || asked.d_ff || !experts.is_none();
  if (asked.width ? sizes : !(asked.layers && asked.d_model))
    throw scalewall::broken_rule("a run is given by width, or else by layers and d_model");
  if (sparse && !asked.width) throw scalewall::broken_rule("sparse is given only with width");
  return asked.wanted();
}

inline scalewall::stack_recipe recipe_of(const std::string& rules, bool recompute) {
  scalewall::stack_recipe how{.recompute = recompute};
  how.rules = scalewall::choose(known_plan_rules, "set of rules", rules).rules;
  return how;
}

inline told_run estimate_of(const scalewall::training_run& wanted, const scalewall::parallelism& split,
                            const std::string& gpu, const std::string& rules, bool recompute) {
  namespace sw = scalewall;
  const sw::cluster& machines = sw::choose(sw::catalog::all, "GPU", gpu);
  const sw::stack_recipe how = recipe_of(rules, recompute);
  require_valid(wanted.model);
  require_valid(machines.network);
  const sw::plan placed =
      with_microbatches(place(split, machines.network), wanted.model, wanted.batch, how.rules);
  return {wanted, machines, estimate_run(wanted.model, machines, placed, wanted.batch, wanted.data, how)};
}

inline told_plans best_of(const scalewall::training_run& wanted, const py::object& gpus,
                          const std::string& gpu, const py::object& places, const std::string& rules,
                          bool every_plan) {
  namespace sw = scalewall;
  const sw::cluster& machines = sw::choose(sw::catalog::all, "GPU", gpu);
  run_options asked;
  asked.how = recipe_of(rules, false);
  asked.every_plan = every_plan;
  const std::optional<std::int64_t> number = whole_number("gpus", gpus);
  if (!number) throw sw::broken_rule("gpus is a whole number from 1 to 2^63 - 1, not None");
  const auto kinds = static_cast<std::size_t>(whole_number("places", places, 2));
  return computed([&] {
    try {
      const ranked_plans found = rank_plans(wanted, machines, *number, kinds, asked.how, asked.plans());
      told_plans told{.best = {}, .in_space = found.in_space};
      for (const sw::run_estimate& run : found.runs) told.best.push_back({wanted, machines, run});
      return told;
    } catch (const std::runtime_error& no_plan) {
      throw sw::broken_rule(no_plan.what());
    }
  });
}

/// The landmarks of a curve as the paper draws it, by the rules of the reference.
inline py::dict scaling_of(const std::string& gpu, bool sparse, const py::object& months) {
  namespace sw = scalewall;
  using namespace scalewall::literals;
  const sw::cluster& machines = sw::choose(sw::catalog::all, "GPU", gpu);
  const sw::run_prescription prescribe =
      sparse ? sw::prescriptions::by<sw::sparse_laws> : sw::prescriptions::by<sw::dense_laws>;
  sw::curve_settings settings;
  settings.deadline = positive_number("months", months).value_or(3) * sw::seconds(1_months);
  compared_curve curve{.asked = {machines.name, machines, prescribe}, .points = {}};
  computed([&] {
    for (const sw::curve_point& point : curve.asked.points(settings)) curve.points.push_back(point);
    return 0;
  });
  const comparison compared{sparse ? "Sparse models" : "Dense models", {curve}};
  if (curve.points.empty()) throw sw::broken_rule(no_curve_text(compared, curve, settings));
  const sw::curve_landmarks found = curve.landmarks();
  const auto or_none = [](const std::optional<sw::flop>& compute) {
    return compute ? py::object(py::float_(compute->value())) : py::none();
  };
  py::dict told;
  told["linear_scaling_ends_flop"] = or_none(found.linear_scaling_ends);
  told["largest_feasible_flop"] = or_none(found.largest_feasible);
  told["what_ends_it"] = end_text(curve, settings);
  told["assumed"] = with_data_sheet(assumptions_of(settings.how).assumed, machines);
  return told;
}

inline void add_paper(py::module_& module) {
  namespace sw = scalewall;
  add_paper_plan(module);
  add_paper_estimate(module);
  py::class_<sw::training_run>(
      module, "PaperRun",
      "A model of the paper and what it is trained on: by its width, or by its sizes. Arguments "
      "are the options of which_plan; what is left out follows from the paper's laws.")
      .def(py::init(&run_of), py::kw_only(), py::arg("width") = py::none(), py::arg("layers") = py::none(),
           py::arg("d_model") = py::none(), py::arg("d_ff") = py::none(), py::arg("experts") = py::none(),
           py::arg("sparse") = false, py::arg("batch_sequences") = py::none(),
           py::arg("sequence_length") = py::none(), py::arg("tokens") = py::none())
      .def_property_readonly(
          "model", [](const sw::training_run& run) { return python_of(nlohmann::ordered_json(run.model)); })
      .def_property_readonly("batch_sequences",
                             [](const sw::training_run& run) { return run.batch.sequences; })
      .def_property_readonly("sequence_length",
                             [](const sw::training_run& run) { return run.batch.sequence_length; })
      .def_property_readonly("training_tokens", [](const sw::training_run& run) { return run.data.value(); })
      .def_property_readonly("training_flop", [](const sw::training_run& run) { return run.compute.value(); })
      .def("estimate", &estimate_of, py::arg("plan"), py::kw_only(), py::arg("gpu") = "H100 SXM",
           py::arg("rules") = "practice", py::arg("recompute") = false, "What a plan comes to.")
      .def("best_plans", &best_of, py::arg("gpus"), py::kw_only(), py::arg("gpu") = "H100 SXM",
           py::arg("places") = py::none(), py::arg("rules") = "practice", py::arg("every_plan") = false,
           "The best plan and the best of other kinds, so many of them (2), as which_plan ranks them.");
  module.def("scaling", &scaling_of, py::arg("gpu") = "H100 SXM", py::kw_only(), py::arg("sparse") = false,
             py::arg("months") = py::none(),
             "Where linear scaling ends, the largest feasible run and what ends it, by the paper's models "
             "and rules, "
             "trained in three months; as how_far_can_training_scale answers.");
}

}  // namespace python_module
