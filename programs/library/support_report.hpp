// How far what is asked is covered, and by what evidence: as a table and as JSON.

#pragma once

#include "nearest_runs_report.hpp"
#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/estimate/step_evidence.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/runs/coverage.hpp>
#include <scalewall/runs/predict_run.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How far something is covered, the best first.
enum class support_level { measured, near_measured, formula_only, not_described };

inline constexpr std::array<std::string_view, 4> support_level_names = {"measured", "near what was measured",
                                                                        "a formula only", "not described"};

inline std::string_view name(support_level level) {
  return support_level_names[static_cast<std::size_t>(level)];
}

/// One respect of what is asked.
struct supported_respect {
  std::string respect;
  std::string asked;
  support_level level = support_level::measured;

  /// Runs that are like it in this respect; none where the table of runs has no such respect.
  std::optional<scalewall::run_coverage> runs{};

  /// What is missing, as a sentence; empty where nothing is.
  std::string missing{};
};

struct support_answer {
  std::vector<supported_respect> respects{};

  /// The class of a step, where a model is asked about and described.
  std::optional<scalewall::step_evidence> evidence{};

  /// Sizes of the plan, where there is one, among those of measured runs.
  std::vector<scalewall::size_coverage> sizes{};

  std::vector<std::string> assumed{}, not_understood{};

  /// Why no runs are counted, where none were found.
  std::string without_runs{};

  support_level level() const {
    support_level worst = evidence == scalewall::step_evidence::formula_only ? support_level::formula_only
                          : evidence == scalewall::step_evidence::nearest    ? support_level::near_measured
                                                                             : support_level::measured;
    for (const supported_respect& one : respects) worst = std::max(worst, one.level);
    return worst;
  }
};

/// A respect that measured runs cover where there are any of the group.
inline supported_respect covered_by_runs(std::string respect, scalewall::run_grouping grouping,
                                         const std::string& group,
                                         std::span<const scalewall::predicted_run> runs) {
  supported_respect found{.respect = std::move(respect), .asked = group};
  found.runs = coverage_of(runs, grouping, group);
  if (found.runs->all) return found;
  found.level = support_level::formula_only;
  found.missing = runs.empty() ? "no runs were found to compare with" : "no measured run is of it";
  return found;
}

inline supported_respect support_of_gpu(const scalewall::training_machine& machine,
                                        std::span<const scalewall::predicted_run> runs) {
  namespace sw = scalewall;
  supported_respect found{.respect = "GPU", .asked = std::string(machine.name)};
  found.runs = coverage_of(runs, sw::run_grouping::gpu, found.asked);
  switch (machine.evidence) {
    case sw::machine_evidence::fitted_runs:
      break;
    case sw::machine_evidence::nearest_runs:
      found.level = support_level::near_measured;
      found.missing = "constants were fitted to its generation, not to it";
      break;
    case sw::machine_evidence::formula_only:
      found.level = support_level::formula_only;
      found.missing = "nothing was fitted to training on it: its data sheet is all that is known";
      break;
  }
  return found;
}

/// The answer about everything that was asked; `undescribed` is why the catalog leaves the model out, empty where it does not.
inline support_answer support_of(const training_request& request, const std::string& undescribed,
                                 std::span<const scalewall::predicted_run> runs) {
  namespace sw = scalewall;
  support_answer found{.assumed = request.assumed, .not_understood = request.not_understood()};
  const sw::training_question& question = request.question;
  const bool has_model = !request.model_name.empty();
  if (!undescribed.empty()) {
    found.respects.push_back({.respect = "model",
                              .asked = request.model_name,
                              .level = support_level::not_described,
                              .missing = undescribed});
  } else if (has_model) {
    const bool routed = is_routed(question.model);
    supported_respect model =
        covered_by_runs("model", sw::run_grouping::model, routed ? "routed" : "dense", runs);
    model.asked = request.model_name + ", " + model.asked;
    found.respects.push_back(std::move(model));
    const std::int64_t gpus = std::max<std::int64_t>(1, question.accelerators);
    const sw::training_plan plan = request.plan.value_or(sw::training_plan{.mesh = {.data = gpus}});
    sw::batch batch = question.batch;
    if (batch.sequences == 0) batch.sequences = usual_sequences(gpus, batch.sequence_length);
    found.evidence =
        evidence_of(question.machine, question.software, plan, batch, request.recipe, question.model);
  }
  found.respects.push_back(support_of_gpu(question.machine, runs));
  found.respects.push_back(covered_by_runs("software", sw::run_grouping::software,
                                           std::string(name(question.software.family)), runs));
  found.respects.push_back(covered_by_runs("precision", sw::run_grouping::precision,
                                           std::string(precision_group(request.recipe.format)), runs));
  if (request.plan) {
    const sw::training_answer planned{.plan = *request.plan, .recipe = request.recipe};
    found.sizes = size_coverage_of(configuration_of(question, planned), runs);
    supported_respect plan{.respect = "plan", .asked = to_text(*request.plan)};
    for (const sw::size_coverage& one : found.sizes)
      if (!one.covered()) plan.missing += (plan.missing.empty() ? "" : ", ") + std::string(one.size);
    if (!plan.missing.empty()) {
      plan.level = support_level::near_measured;
      plan.missing = "beyond what measured runs had: " + plan.missing;
    }
    if (found.sizes.empty()) {
      plan.level = support_level::formula_only;
      plan.missing = "no measured run is of such a model";
    }
    found.respects.push_back(std::move(plan));
  }
  return found;
}

inline scalewall::document document_of(const support_answer& answer) {
  using namespace scalewall;
  table shown({text_column("respect"), text_column("asked"), text_column("covered"), number_column("runs"),
               number_column("median"), number_column("90th"), number_column("held out"),
               number_column("median"), text_column("what is missing")});
  for (const supported_respect& one : answer.respects) {
    const auto rows = [](const error_summary* errors) {
      return errors != nullptr ? std::to_string(errors->rows) : std::string("-");
    };
    const error_summary* all = one.runs && one.runs->all ? &*one.runs->all : nullptr;
    const error_summary* held_out = one.runs && one.runs->held_out ? &*one.runs->held_out : nullptr;
    shown.add_row({one.respect, printable_text(one.asked), std::string(name(one.level)), rows(all),
                   all ? percent_text(all->median) : "-", all ? percent_text(all->ninetieth) : "-",
                   rows(held_out), held_out ? percent_text(held_out->median) : "-", one.missing});
  }
  document told;
  told.heading("Covered: " + std::string(name(answer.level())) +
               (answer.evidence ? "; a step rests on " + band_text(*answer.evidence) : ""))
      .rows(shown);
  if (!answer.sizes.empty()) {
    table sizes({text_column("size"), number_column("asked"), number_column("least measured"),
                 number_column("most measured"), text_column("among them")});
    for (const size_coverage& one : answer.sizes)
      sizes.add_row({std::string(one.size), number_text(one.asked, 9), number_text(one.least, 9),
                     number_text(one.most, 9), one.covered() ? "yes" : "no"});
    told.rows(sizes);
  }
  told.list("Assumed:", answer.assumed)
      .list("Not understood, and left out of the answer:", answer.not_understood);
  if (!answer.without_runs.empty()) told.list("Left out:", {answer.without_runs});
  return told;
}

inline nlohmann::ordered_json json_of(const std::optional<scalewall::error_summary>& errors) {
  if (!errors) return nullptr;
  return {{"runs", errors->rows}, {"median_error", errors->median}, {"ninetieth_error", errors->ninetieth}};
}

inline void write_json(std::ostream& out, const support_answer& answer) {
  using namespace scalewall;
  nlohmann::ordered_json respects = nlohmann::ordered_json::array(), sizes = respects, left_out = respects;
  for (const supported_respect& one : answer.respects)
    respects.push_back({{"respect", one.respect},
                        {"asked", one.asked},
                        {"covered", name(one.level)},
                        {"measured", one.runs ? json_of(one.runs->all) : nlohmann::ordered_json()},
                        {"held_out", one.runs ? json_of(one.runs->held_out) : nlohmann::ordered_json()},
                        {"missing", one.missing}});
  for (const size_coverage& one : answer.sizes)
    sizes.push_back({{"size", one.size},
                     {"asked", one.asked},
                     {"least", one.least},
                     {"most", one.most},
                     {"covered", one.covered()}});
  if (!answer.without_runs.empty()) left_out.push_back(answer.without_runs);
  nlohmann::ordered_json json = {{"schema", "scalewall/support/1"},
                                 {"covered", name(answer.level())},
                                 {"evidence", nullptr},
                                 {"respects", respects},
                                 {"sizes", sizes},
                                 {"assumed", answer.assumed},
                                 {"not_understood", answer.not_understood},
                                 {"left_out", left_out}};
  if (answer.evidence) json["evidence"] = json_of(class_of(*answer.evidence));
  out << json.dump(2) << '\n';
}
