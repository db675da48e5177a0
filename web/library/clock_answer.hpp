// Against the clock: what is predicted of runs that others measured and published.

#pragma once

#include "counted_text.hpp"
#include "runs_report.hpp"
#include "shown_texts.hpp"
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/placed_json.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/runs/predict_run.hpp>
#include <scalewall/runs/read_runs.hpp>
#include <scalewall/runs/row_fields.hpp>

#include <cstddef>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace page {

/// A run for a person, with where it was published.
inline json run_json(const scalewall::predicted_run& one, const std::string& source_text) {
  using namespace scalewall;
  json told = {{"id", one.run.id},           {"source", one.run.source},
               {"published", source_text},   {"model", one.run.model_name},
               {"quality", one.run.quality}, {"evidence", one.evidence},
               {"assumed", one.run.assumed}, {"reason", run_report::reason_of(one)}};
  if (one.run.configuration) {
    const run_configuration& what = *one.run.configuration;
    told["gpu"] = what.hardware.gpu;
    told["gpus"] = what.hardware.gpus;
    told["software"] = group_of(one, run_grouping::software);
    told["precision"] = group_of(one, run_grouping::precision);
    told["kind"] = group_of(one, run_grouping::model);
    told["plan"] = to_text(what.plan);
  }
  if (one.time) told["predicted"] = to_text(*one.time);
  if (one.run.step) told["measured"] = to_text(one.run.step->time);
  if (const auto off = time_error(one)) {
    told["error"] = *off;
    told["error_text"] = (*off > 0 ? "+" : "") + run_report::error_text(*off);
    told["measured_s"] = one.run.step->time.value();
    told["predicted_s"] = one.time->value();
  }
  return told;
}

/// What runs are chosen by: a key of the question, and what a run is by it.
struct run_filter {
  const char* key;
  const char* what;
  std::string (*of)(const scalewall::predicted_run&);
};

/// Empty where a run has no configuration.
inline std::string configured(const scalewall::predicted_run& one, scalewall::run_grouping grouping) {
  return one.run.configuration ? group_of(one, grouping) : "";
}

inline constexpr run_filter run_filters[] = {
    {"run_gpu", "GPU",
     [](const scalewall::predicted_run& one) { return configured(one, scalewall::run_grouping::gpu); }},
    {"run_model", "model", [](const scalewall::predicted_run& one) { return one.run.model_name; }},
    {"run_framework", "framework",
     [](const scalewall::predicted_run& one) { return configured(one, scalewall::run_grouping::software); }}};

struct known_run_name {
  std::string_view name;
};

/// Runs of a table, which is a text of the question: all of them, or those of one GPU, model or framework.
inline json clock(const scalewall::placed_json& asked) {
  using namespace scalewall;
  asked.require_keys("a question about measured runs",
                     {{"runs"}, {"run_gpu"}, {"run_model"}, {"run_framework"}});
  std::istringstream in(asked.at("runs").text("a table of runs"));
  csv_reader reader(in);
  reader.require_columns(needed_run_columns);
  std::vector<predicted_run> runs;
  std::vector<std::string> published;
  while (const auto row = reader.next()) {
    runs.push_back(predict(read_run(*row)));
    published.emplace_back(field_text(*row, "source"));
  }
  std::vector<bool> kept(runs.size(), true);
  std::string command = "validate_runs";
  json names = json::object();
  for (const run_filter& filter : run_filters) {
    std::set<std::string> known;
    for (const predicted_run& one : runs)
      if (const std::string name = filter.of(one); !name.empty()) known.insert(name);
    names[filter.key] = known;
    const auto wanted = asked.find(filter.key);
    if (!wanted) continue;
    const std::vector<known_run_name> choices(known.begin(), known.end());
    const std::string_view chosen = wanted->choose_from(choices, filter.what).name;
    for (std::size_t i = 0; i < runs.size(); ++i) kept[i] = kept[i] && filter.of(runs[i]) == chosen;
    command = "# not said: the " + std::string(filter.what) + " " + std::string(chosen) + "\n" + command;
  }
  std::vector<predicted_run> shown;
  json told = json::array();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!kept[i]) continue;
    shown.push_back(runs[i]);
    told.push_back(run_json(runs[i], published[i]));
  }
  const auto errors = all_errors(shown, time_error);
  json classes = json::array();
  for (const evidence_class& one : evidence_classes) classes.push_back(one.name);
  json found = {{"title", to_text(count{shown.size()}) + " of " + counted(runs.size(), "run") +
                              " that others measured and published"},
                {"classes", classes},
                {"names", names},
                {"errors", nullptr},
                {"runs", told},
                {"command", command}};
  if (errors)
    found["errors"] = {{"runs", to_text(count{errors->rows})},
                       {"signed_median", run_report::error_text(errors->signed_median)},
                       {"median", run_report::error_text(errors->median)},
                       {"ninetieth", run_report::error_text(errors->ninetieth)}};
  return {{"answer", run_report::errors_json(shown)}, {"shown", found}};
}

}  // namespace page
