// Whether a language model fits: the memory of the fullest rank, the time of a step, and what one change of every choice
// comes to.

#pragma once

#include "changed_plans.hpp"
#include "constant_page.hpp"
#include "fit_report.hpp"
#include "language_question.hpp"
#include "placement_answer.hpp"
#include "shown_texts.hpp"
#include "timeline_answer.hpp"
#include "training_report.hpp"
#include <scalewall/estimate/model_flop_utilization.hpp>
#include <scalewall/formats/megatron_difference.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/training_memory_text.hpp>
#include <scalewall/report/training_step_text.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace page {

/// Modules of a stage as parts of a bar.
inline json module_parts(const scalewall::memory_by_module& modules) {
  using namespace scalewall;
  json parts = json::array();
  for (const memory_module_name& one : memory_module_names) {
    const bytes size = modules.*one.module;
    if (size.value() > 0)
      parts.push_back({{"part", one.text},
                       {"bytes", size.value()},
                       {"text", to_text(size) + ", " + percent_text(size / modules.total())}});
  }
  return parts;
}

inline json training_step_parts(const scalewall::training_step& step) {
  using namespace scalewall;
  json parts = json::array();
  for (const step_part_name& one : step_part_names) {
    const seconds time = step.parts.*one.part;
    if (time.value() > 0)
      parts.push_back({{"part", one.text},
                       {"seconds", time.value()},
                       {"hidden", false},
                       {"text", to_text(time) + ", " + percent_text(time / step.total)}});
  }
  return parts;
}

/// What makes an address ask for one plan and recipe alone.
inline json pinned_keys(const scalewall::training_answer& answer, const scalewall::language_model& model) {
  using namespace scalewall;
  const training_space space = only(answer.plan, false);
  const recomputation& again = answer.recipe.recompute;
  json keys = json::object();
  for (const degree_key& one : degree_keys)
    if (is_routed(model) || (one.key != "ep" && one.key != "etp"))
      keys[std::string(one.key)] = std::to_string((space.*one.allowed).least);
  keys["recompute"] = again.granularity == recompute_granularity::full ? "full"
                      : again.every_second_product                     ? "op"
                      : again.modules.any()                            ? names_of(again.modules, ",")
                                                                       : "none";
  for (const sharding_choice& one : known_shardings)
    if (one.shards == answer.recipe.shards) keys["zero"] = one.name;
  for (const training_format_choice& one : known_training_formats)
    if (one.format == answer.recipe.format) keys["precision"] = one.name;
  return keys;
}

/// The launch line that runs another plan, as flags; none where Megatron has no flags for it.
inline std::optional<std::string> changed_line(const language_question& asked,
                                               const scalewall::training_answer& answer) {
  using namespace scalewall;
  try {
    megatron_run run = read_megatron_arguments(*asked.line, asked.setting);
    run.plan = answer.plan;
    run.recipe = answer.recipe;
    std::string text;
    for (const launch_flag& flag :
         with_changes(*asked.line, difference(*asked.line, run, asked.setting)).flags) {
      text += (text.empty() ? "" : "\n") + flag.spelled;
      for (const std::string& value : flag.values) text += " " + shell_word(value);
    }
    return text;
  } catch (const broken_rule&) {
    return {};
  }
}

/// One change: what it is, what it costs, and the keys that ask for it.
inline json change_json(const language_question& asked, const scalewall::training_answer& from,
                        const scalewall::training_answer& to) {
  using namespace scalewall;
  std::string text;
  for (const plan_difference& one : differences(from, to))
    text += (text.empty() ? "" : ", ") + one.choice + " " + one.before + " → " + one.after;
  const bytes memory = to.memory.peak() - from.memory.peak();
  const seconds time = to.step.total - from.step.total;
  const auto signed_text = [](const auto& quantity, const std::string& size) {
    return (quantity.value() < 0 ? "−" : "+") + size;
  };
  const auto size_of = [](const auto& quantity) { return quantity.value() < 0 ? -quantity : quantity; };
  json change = {{"text", text},
                 {"fits", name(to.verdict.found)},
                 {"fullest_rank_bytes", to.memory.peak().value()},
                 {"step_s", to.step.total.value()},
                 {"memory", signed_text(memory, to_text(size_of(memory)))},
                 {"time", signed_text(time, to_text(size_of(time)))}};
  if (!asked.line) {
    change["asked"] = pinned_keys(to, asked.request.question.model);
  } else if (const std::optional<std::string> line = changed_line(asked, to)) {
    change["asked"] = {{"line", *line}, {"gpus", std::to_string(asked.request.question.accelerators)}};
  }
  return change;
}

/// What was made of a configuration and a launch line, key by key, told as of which.
inline json understanding_json(const training_request& request) {
  json told = json::array();
  for (const auto& [of, made] :
       {std::pair{"the configuration", &request.keys}, {"the launch line", &request.flags}})
    if (!made->understood.empty() || !made->assumed.empty() || !made->passed_over.empty())
      told.push_back({{"of", of}, {"made", *made}});
  return told;
}

/// What a reader must know of the GPU beside the assumptions.
inline json notes_of(const training_request& request) {
  json notes = json::array();
  if (const std::string note =
          data_sheet_text(scalewall::choose(scalewall::catalog::all, "GPU", request.gpu));
      !note.empty())
    notes.push_back(note);
  return notes;
}

/// Within which times nine of ten runs like it lie, by the errors of held-out runs of its class; empty where none is known.
inline std::string range_text(const scalewall::training_step& step) {
  const std::optional<double> error = class_of(step.evidence).ninetieth_error;
  if (!error) return "";
  return to_text(step.total / (1 + *error)) + " to " + to_text(step.total / (1 - *error));
}

/// Does it fit?
inline json fit(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const language_question asked = read_language_question(json_question);
  const training_request& request = asked.request;
  const placed_json place = json_question.find(asked.line ? "line" : "gpus").value_or(json_question);
  const fit_report report = place.as([&] { return report_of(request); });
  const training_answer& answer = report.answer;
  const fit_verdict& verdict = answer.verdict;

  json stages = json::array();
  for (const stage_memory& stage : answer.memory.stages)
    stages.push_back({{"stage", ranks_text(stage)},
                      {"fullest", stage.peak() == answer.memory.peak()},
                      {"moment", name(stage.moment)},
                      {"bytes", stage.peak().value()},
                      {"text", to_text(stage.peak())},
                      {"parts", module_parts(stage.modules)}});
  json utilizations = json::array();
  for (const named_utilization& one :
       utilizations_of(answer.step, request.question.model, request.question.batch.sequence_length))
    utilizations.push_back({{"convention", one.convention}, {"text", percent_text(one.share)}});
  json changes = json::array();
  for (const training_answer& one : changed_plans(request, answer))
    if (one.memory.peak() != answer.memory.peak() || one.step.total != answer.step.total)
      changes.push_back(change_json(asked, answer, one));
  json fixes = json::array();
  for (std::size_t i = 0; i < std::min(changes_shown, report.changes.size()); ++i)
    fixes.push_back(change_json(asked, answer, report.changes[i]));
  std::string found = "the plan of the launch line";
  if (report.plans > 0)
    found = report.fitting > 0 ? "the fastest of " + counted(report.fitting, "plan") + " that fit, of " +
                                     counted(report.plans, "plan") + " that divide GPUs, model and batch"
                               : "the plan that needs the least of " + counted(report.plans, "plan") +
                                     ", of which none fits";
  json shown = {{"title", asked_text(request)},
                {"assumes", found},
                {"notes", notes_of(request)},
                {"plan", plan_line(answer, request.question.batch)},
                {"verdict", verdict_text(verdict)},
                {"needed_of_stage_bytes", verdict.needed.value()},
                {"margin", percent_text(verdict.margin.share - 1)},
                {"context", to_text(verdict.margin.context)},
                {"available", to_text(verdict.available)},
                {"needed", to_text(verdict.needed)},
                {"stages", stages},
                {"step_time", to_text(answer.step.total)},
                {"step_range", range_text(answer.step)},
                {"throughput", to_text(answer.step.throughput_of_accelerator())},
                {"parts", training_step_parts(answer.step)},
                {"timeline", timeline_json(request.question.model, answer.plan, answer.step)},
                {"placement", placement_json(answer.plan, request.question.machine)},
                {"utilizations", utilizations},
                {"evidence", class_of(answer.step.evidence).name},
                {"band", band_text(answer.step)},
                {"memory_band", memory_band_text()},
                {"changes", changes},
                {"fixes", fixes},
                {"understood", understanding_json(request)},
                {"command", language_command(json_question, "does_it_fit")},
                {"cpp", constant_page(request, answer)}};
  if (!asked.line) shown["pinned"] = pinned_keys(answer, request.question.model);
  if (report.on_more_gpus) {
    const training_answer& more = *report.on_more_gpus;
    shown["on_more_gpus"] = {
        {"gpus", to_string(accelerators(more.plan))},
        {"text", counted(accelerators(more.plan), "GPU") + ": " + to_text(more.plan) + ", recompute " +
                     to_text(more.recipe.recompute) + ", " + to_text(more.step.total) + " a step"}};
  }
  return {{"answer", json_of(request, report)}, {"shown", shown}};
}

}  // namespace page
