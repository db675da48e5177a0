// The training of a language model as Python's objects: the question, a plan, what a plan comes to, and the fastest plans.

#pragma once

#include "arguments.hpp"
#include "chosen_model.hpp"
#include "fit_report.hpp"
#include "training_choices.hpp"
#include "training_flags.hpp"
#include "training_plans_report.hpp"
#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/error.hpp>
#include <scalewall/estimate/fit_verdict.hpp>
#include <scalewall/estimate/model_flop_utilization.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/training_memory_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/fitting_changes.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace python_module {

/// A degree of a plan by its option, in a plan and in a space.
struct degree_argument {
  const char* name;
  scalewall::allowed scalewall::training_space::*allowed;
};

inline constexpr degree_argument degree_arguments[] = {
    {"tp", &scalewall::training_space::tensor},
    {"cp", &scalewall::training_space::context},
    {"pp", &scalewall::training_space::pipeline},
    {"vpp", &scalewall::training_space::chunks},
    {"dp", &scalewall::training_space::data},
    {"ep", &scalewall::training_space::expert},
    {"etp", &scalewall::training_space::expert_tensor},
    {"microbatch", &scalewall::training_space::microbatch}};

/// The space that keyword arguments leave: `tp=8, pp="4..16"`. Throws `broken_rule` with what is known for another name.
inline scalewall::training_space space_of(const py::kwargs& degrees) {
  scalewall::training_space space;
  for (const auto& [key, value] : degrees) {
    const auto& degree = scalewall::choose(degree_arguments, "degree", key.cast<std::string>());
    if (const auto text = option_text(degree.name, py::reinterpret_borrow<py::object>(value)))
      space.*degree.allowed = allowed_degrees(degree.name, *text);
  }
  return space;
}

/// The space of that plan's degrees alone, so that a question refuses what its software has not.
inline scalewall::training_space space_of_plan(const scalewall::training_plan& plan) {
  using scalewall::exactly;
  return {.tensor = exactly(plan.mesh.tensor),
          .context = exactly(plan.mesh.context),
          .pipeline = exactly(plan.mesh.pipeline),
          .data = exactly(plan.mesh.data),
          .expert = exactly(plan.mesh.expert),
          .expert_tensor = exactly(plan.mesh.expert_tensor),
          .chunks = exactly(plan.layout.chunks),
          .microbatch = exactly(plan.microbatch)};
}

/// What is recomputed, by the names of --recompute; blanks behind commas are those of an answer.
inline std::optional<scalewall::recomputation> recomputation_of(const py::object& given) {
  std::optional<std::string> text = option_text("recompute", given);
  if (!text) return {};
  std::erase(*text, ' ');
  return recomputation_named(*text);
}

/// An answer with the question that it answers.
struct told_answer {
  std::shared_ptr<const training_request> request;
  scalewall::training_answer answer;
};

/// The fastest plans of a space.
struct told_ranking {
  std::vector<told_answer> best;
  std::int64_t plans = 0;
  std::int64_t priced = 0;
};

/// What is trained, on what, and how: a question but for the plan.
class training {
 public:
  training(training_options asked, chosen_model model) : asked_(std::move(asked)), model_(std::move(model)) {
    request_ = request_in({});
  }

  const training_request& request() const { return *request_; }

  /// What the plan comes to, with the recomputation that is said. Throws `broken_rule` with the rule that it breaks.
  told_answer estimate(const scalewall::training_plan& plan,
                       const std::optional<scalewall::recomputation>& recompute) const {
    namespace sw = scalewall;
    const auto request = request_in(space_of_plan(plan));
    const sw::training_question& question = request->question;
    if (accelerators(plan) != sw::count{question.accelerators})
      throw sw::broken_rule("a plan is for all GPUs: this one is for " + to_string(accelerators(plan)) +
                            ", and there are " + std::to_string(question.accelerators));
    sw::recipe how = request->recipe;
    if (recompute) how.recompute = *recompute;
    const sw::layer_features layers = features_of(question.model);
    const sw::time_family software = question.software.family;
    for (const auto& broken :
         {broken_rule_of(software, layers, how), broken_rule_of(software, layers, how, plan.mesh)})
      if (broken) throw sw::broken_rule(std::string(broken->sentence));
    const std::int64_t microbatches = microbatches_of(plan, question.batch);
    if (const auto broken = broken_rule_of(software, plan, microbatches))
      throw sw::broken_rule(std::string(broken->sentence));
    const sw::training_plan whole = with_rounds(software, plan, microbatches);
    require_valid(whole, question.model, question.batch);
    sw::require(
        divides_sequences(software, plan.mesh, how, question.batch),
        software == sw::time_family::torchtitan
            ? "torchtitan's sequences are a multiple of 2 x context x tensor"
            : "sequence parallelism divides the tokens that a rank of context parallelism has of a sequence",
        {{"sequence_length", question.batch.sequence_length},
         {"context", plan.mesh.context},
         {"tensor", plan.mesh.tensor}});
    return {request, answer_of(question, whole, how)};
  }

  /// The fastest plan that fits; where none does, the one that needs the least.
  told_answer fastest(const scalewall::training_space& space) const {
    const auto request = request_in(space);
    return {request, chosen_plan(*request).answer};
  }

  told_ranking best_plans(std::size_t places, const scalewall::training_space& space) const {
    const auto request = request_in(space);
    const scalewall::training_ranking found = ranked_plans_of(*request, places);
    told_ranking told{.best = {}, .plans = found.plans, .priced = found.fitting};
    for (const scalewall::training_answer& one : found.best) told.best.push_back({request, one});
    return told;
  }

 private:
  std::shared_ptr<const training_request> request_in(const scalewall::training_space& space) const {
    training_options asked = asked_;
    asked.space = space;
    return std::make_shared<const training_request>(request_of(asked, model_, std::optional<given_run>{}));
  }

  training_options asked_;
  chosen_model model_;
  std::shared_ptr<const training_request> request_;
};

/// By fewest changes, what makes an answer fit; nothing where it does.
inline std::vector<told_answer> changes_of(const told_answer& told) {
  namespace sw = scalewall;
  std::vector<told_answer> changes;
  if (told.answer.verdict.found == sw::fit::fits) return changes;
  for (const sw::training_answer& one :
       fitting_changes(told.request->question, told.answer.plan, told.answer.recipe))
    changes.push_back({told.request, one});
  return changes;
}

inline void add_plan(py::module_& module) {
  namespace sw = scalewall;
  const auto degree = [](std::int64_t sw::mesh::*one) {
    return [one](const sw::training_plan& plan) { return plan.mesh.*one; };
  };
  py::class_<sw::training_plan>(module, "Plan", "How the training of a language model is split over GPUs.")
      .def(py::init([](const py::object& tp, const py::object& cp, const py::object& pp,
                       const py::object& vpp, const py::object& dp, const py::object& ep,
                       const py::object& etp, const py::object& microbatch, bool embedding_counts,
                       bool loss_counts, bool lighter_ends) {
             return sw::training_plan{.mesh = {.tensor = whole_number("tp", tp, 1),
                                               .context = whole_number("cp", cp, 1),
                                               .pipeline = whole_number("pp", pp, 1),
                                               .data = whole_number("dp", dp, 1),
                                               .expert = whole_number("ep", ep, 1),
                                               .expert_tensor = whole_number("etp", etp, 1)},
                                      .layout = {.chunks = whole_number("vpp", vpp, 1),
                                                 .embedding_counts = embedding_counts,
                                                 .loss_counts = loss_counts,
                                                 .lighter_ends = lighter_ends},
                                      .microbatch = whole_number("microbatch", microbatch, 1)};
           }),
           py::kw_only(), py::arg("tp") = py::none(), py::arg("cp") = py::none(), py::arg("pp") = py::none(),
           py::arg("vpp") = py::none(), py::arg("dp") = py::none(), py::arg("ep") = py::none(),
           py::arg("etp") = py::none(), py::arg("microbatch") = py::none(),
           py::arg("embedding_counts") = false, py::arg("loss_counts") = false,
           py::arg("lighter_ends") = false)
      .def_property_readonly("tp", degree(&sw::mesh::tensor))
      .def_property_readonly("cp", degree(&sw::mesh::context))
      .def_property_readonly("pp", degree(&sw::mesh::pipeline))
      .def_property_readonly("vpp", [](const sw::training_plan& plan) { return plan.layout.chunks; })
      .def_property_readonly("dp", degree(&sw::mesh::data))
      .def_property_readonly("ep", degree(&sw::mesh::expert))
      .def_property_readonly("etp", degree(&sw::mesh::expert_tensor))
      .def_property_readonly(
          "microbatch", [](const sw::training_plan& plan) { return plan.microbatch; }, "In sequences.")
      .def_property_readonly(
          "embedding_counts", [](const sw::training_plan& plan) { return plan.layout.embedding_counts; },
          "Whether the embedding takes the place of a layer.")
      .def_property_readonly(
          "loss_counts", [](const sw::training_plan& plan) { return plan.layout.loss_counts; },
          "Whether the head with its loss takes the place of a layer.")
      .def_property_readonly(
          "lighter_ends", [](const sw::training_plan& plan) { return plan.layout.lighter_ends; },
          "Whether layers that do not divide are spread, ends lighter.")
      .def_property_readonly("gpus",
                             [](const sw::training_plan& plan) { return accelerators(plan).as_int64(); })
      .def(
          "__eq__", [](const sw::training_plan& one, const sw::training_plan& other) { return one == other; },
          py::is_operator())
      .def("__repr__", [](const sw::training_plan& plan) { return "<scalewall.Plan " + to_text(plan) + ">"; })
      .def("__str__", [](const sw::training_plan& plan) { return to_text(plan); });
}

inline void add_estimate(py::module_& module) {
  namespace sw = scalewall;
  py::class_<told_answer>(module, "Estimate", "What a plan for the training of a language model comes to.")
      .def_property_readonly("plan", [](const told_answer& told) { return told.answer.plan; })
      .def_property_readonly("recompute",
                             [](const told_answer& told) { return to_text(told.answer.recipe.recompute); })
      .def_property_readonly("step_s", [](const told_answer& told) { return told.answer.step.total.value(); })
      .def_property_readonly(
          "step", [](const told_answer& told) { return python_of(json_of(told.answer.step)); },
          "The step by what it waits for.")
      .def_property_readonly(
          "tokens_per_s_per_gpu",
          [](const told_answer& told) { return told.answer.step.throughput_of_accelerator().value(); })
      .def_property_readonly(
          "mfu", [](const told_answer& told) { return utilization_of(*told.request, told.answer); },
          "A share of the dense 16 bit peak, FLOP as Megatron-LM counts them.")
      .def_property_readonly("mfu_by_convention",
                             [](const told_answer& told) {
                               const sw::training_question& question = told.request->question;
                               py::dict shares;
                               for (const sw::named_utilization& one : utilizations_of(
                                        told.answer.step, question.model, question.batch.sequence_length))
                                 shares[py::str(std::string(one.convention))] = one.share;
                               return shares;
                             })
      .def_property_readonly(
          "fits", [](const told_answer& told) { return std::string(name(told.answer.verdict.found)); },
          "'fits', 'tight' (only without the allocator's margin) or 'does not fit'.")
      .def_property_readonly(
          "verdict",
          [](const told_answer& told) { return python_of(nlohmann::ordered_json(told.answer.verdict)); })
      .def_property_readonly("fullest_rank_bytes",
                             [](const told_answer& told) { return told.answer.memory.peak().value(); })
      .def_property_readonly(
          "by_module",
          [](const told_answer& told) {
            return python_of(nlohmann::ordered_json(told.answer.memory.fullest_stage().modules));
          },
          "Memory of the fullest rank.")
      .def_property_readonly(
          "memory",
          [](const told_answer& told) { return python_of(nlohmann::ordered_json(told.answer.memory)); },
          "Memory of every kind of stage.")
      .def_property_readonly(
          "evidence",
          [](const told_answer& told) { return python_of(json_of(class_of(told.answer.step.evidence))); },
          "The class of runs on which the time rests, with its errors on runs that no fit saw.")
      .def_property_readonly(
          "assumed", [](const told_answer& told) { return assumed_of(*told.request, told.answer.step); })
      .def_property_readonly("not_understood",
                             [](const told_answer& told) { return told.request->not_understood(); })
      .def_property_readonly("left_out",
                             [](const told_answer&) {
                               return std::vector<std::string>(left_out_of_training.begin(),
                                                               left_out_of_training.end());
                             })
      .def_property_readonly(
          "megatron_flags",
          [](const told_answer& told) { return python_of(json_of(flags_of(*told.request, told.answer))); },
          "Behind the flags of the model; None where no flags say it.")
      .def(
          "changes", [](const told_answer& told) { return computed([&] { return changes_of(told); }); },
          "What fits, by as few changes as any need, the fastest first; nothing where this one does.")
      .def("__repr__", [](const told_answer& told) {
        return "<scalewall.Estimate " + to_text(told.answer.plan) + ": " + to_text(told.answer.step.total) +
               " a step, " + std::string(name(told.answer.verdict.found)) + ">";
      });
  py::class_<told_ranking>(module, "Ranking",
                           "The fastest plans of a space, the fastest first, one for every mesh.")
      .def_readonly("best", &told_ranking::best)
      .def_readonly("plans", &told_ranking::plans, "In the space.")
      .def_readonly("priced", &told_ranking::priced, "Of them, those that fit and whose time was estimated.");
}

inline training training_of(const chosen_model& model, const std::string& gpu, const py::object& gpus,
                            const py::object& batch_sequences, const py::object& sequence_length,
                            const py::object& precision, const py::object& recompute, const py::object& zero,
                            const py::object& attention, const py::object& framework,
                            const py::object& release, bool sequence_parallel) {
  namespace sw = scalewall;
  training_options asked;
  asked.gpu = sw::choose(sw::catalog::all, "GPU", gpu).name;
  asked.gpus = whole_number("gpus", gpus);
  asked.batch_sequences = whole_number("batch_sequences", batch_sequences);
  asked.sequence_length = whole_number("sequence_length", sequence_length);
  if (const auto text = option_text("precision", precision))
    asked.format = sw::choose(known_training_formats, "precision", *text).format;
  asked.recompute = recomputation_of(recompute);
  if (const auto text = option_text("zero", zero))
    asked.shards = sw::choose(known_shardings, "sharding stage", *text).shards;
  if (const auto text = option_text("attention", attention))
    asked.attention = sw::choose(known_attention_kernels, "attention kernel", *text).kernel;
  if (const auto text = option_text("framework", framework))
    asked.framework = sw::choose(known_frameworks, "framework", *text);
  if (const auto text = option_text("release", release)) asked.release = release_named(*text);
  asked.recipe.sequence_parallel = sequence_parallel;
  return computed([&] { return training(asked, model); });
}

inline void add_training(py::module_& module) {
  add_plan(module);
  add_estimate(module);
  py::class_<training>(
      module, "Training",
      "What is trained, on what, and how: a question but for the plan. Arguments are the options of "
      "does_it_fit, and what is left out is assumed and told.")
      .def(py::init(&training_of), py::arg("model"), py::kw_only(), py::arg("gpu") = "H100 SXM",
           py::arg("gpus") = py::none(), py::arg("batch_sequences") = py::none(),
           py::arg("sequence_length") = py::none(), py::arg("precision") = py::none(),
           py::arg("recompute") = py::none(), py::arg("zero") = py::none(), py::arg("attention") = py::none(),
           py::arg("framework") = py::none(), py::arg("release") = py::none(),
           py::arg("sequence_parallel") = true)
      .def_property_readonly("gpu", [](const training& one) { return one.request().gpu; })
      .def_property_readonly("gpus", [](const training& one) { return one.request().question.accelerators; })
      .def_property_readonly("batch_sequences",
                             [](const training& one) { return one.request().question.batch.sequences; })
      .def_property_readonly("sequence_length",
                             [](const training& one) { return one.request().question.batch.sequence_length; })
      .def_property_readonly("assumed", [](const training& one) { return one.request().assumed; })
      .def(
          "estimate",
          [](const training& one, const scalewall::training_plan& plan, const py::object& recompute) {
            const auto how = recomputation_of(recompute);
            return computed([&] { return one.estimate(plan, how); });
          },
          py::arg("plan"), py::arg("recompute") = py::none(),
          "What a plan comes to. Where neither this call nor the question says what is recomputed, nothing "
          "is.")
      .def(
          "fastest",
          [](const training& one, const py::kwargs& degrees) {
            const scalewall::training_space space = space_of(degrees);
            return computed([&] { return one.fastest(space); });
          },
          "The fastest plan that fits, or where none does the one that needs the least memory. Degrees that "
          "are said "
          "hold: tp=8, pp=\"4..16\".")
      .def(
          "best_plans",
          [](const training& one, const py::object& places, const py::kwargs& degrees) {
            const std::int64_t wanted = whole_number("places", places, 5);
            const scalewall::training_space space = space_of(degrees);
            return computed([&] {
              return one.best_plans(static_cast<std::size_t>(std::min<std::int64_t>(wanted, 1000)), space);
            });
          },
          py::arg("places") = py::none(),
          "The fastest plans that fit, so many of them (5), as which_plan ranks them.");
}

}  // namespace python_module
