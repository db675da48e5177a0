// How far predictions of measured runs are off: as tables, CSV, JSON and a figure.

#pragma once

#include "counted_text.hpp"
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/runs/prediction_errors.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace run_report {

using scalewall::predicted_run;

/// One digit behind the point: more is noise.
inline std::string error_text(double error) {
  return scalewall::percent_text(error, std::abs(error) < 0.0995 ? 2 : 3);
}

/// Why a run has no error; empty where it has one.
inline std::string reason_of(const predicted_run& one) {
  if (!one.run.obstacle.empty()) return one.run.obstacle;
  if (!one.run.step)
    return "the source publishes no seconds, nor a rate that they follow from by its own convention";
  if (!one.run.doubt.empty()) return "left out of errors: " + one.run.doubt;
  return {};
}

/// A line for every group of every grouping.
inline scalewall::table groups_table(std::span<const predicted_run> runs) {
  using namespace scalewall;
  table shown({text_column("by"), text_column("which"), number_column("runs"), number_column("signed"),
               number_column("median"), number_column("90th")});
  const auto add = [&](std::string by, std::string which, const error_summary& errors) {
    shown.add_row({std::move(by), std::move(which), to_text(count{errors.rows}),
                   error_text(errors.signed_median), error_text(errors.median),
                   error_text(errors.ninetieth)});
  };
  if (const auto all = all_errors(runs, time_error)) add("", "all", *all);
  for (std::size_t i = 0; i < run_grouping_names.size(); ++i) {
    const auto grouping = static_cast<run_grouping>(i);
    for (const run_error_group& group : grouped_errors(runs, grouping, time_error))
      add(std::string(name(grouping)), printable_text(group.group), group.errors);
  }
  return shown;
}

/// The same of bytes, by source: kinds of measurement differ between sources.
inline scalewall::table memory_table(std::span<const predicted_run> runs) {
  using namespace scalewall;
  table shown({text_column("source"), number_column("runs"), number_column("signed"), number_column("median"),
               number_column("90th")});
  for (const run_error_group& group : grouped_errors(runs, run_grouping::source, memory_error))
    shown.add_row({printable_text(group.group), to_text(count{group.errors.rows}),
                   error_text(group.errors.signed_median), error_text(group.errors.median),
                   error_text(group.errors.ninetieth)});
  return shown;
}

/// Sweeps of a source, together.
struct swept_source {
  std::size_t sweeps = 0, plans = 0;
  std::vector<double> correlations, regrets;
};

inline std::map<std::string, swept_source> swept_sources(std::span<const predicted_run> runs) {
  std::map<std::string, swept_source> found;
  for (const scalewall::run_sweep& sweep : scalewall::sweeps_of(runs)) {
    swept_source& of = found[sweep.source];
    ++of.sweeps;
    of.plans += sweep.plans;
    if (sweep.correlation) of.correlations.push_back(*sweep.correlation);
    of.regrets.push_back(sweep.regret);
  }
  for (auto& [source, of] : found) {
    std::sort(of.correlations.begin(), of.correlations.end());
    std::sort(of.regrets.begin(), of.regrets.end());
  }
  return found;
}

inline double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

inline scalewall::table sweeps_table(std::span<const predicted_run> runs) {
  using namespace scalewall;
  table shown({text_column("source"), number_column("sweeps"), number_column("plans"),
               number_column("rank correlation"), number_column("least"), number_column("regret, mean"),
               number_column("most")});
  for (const auto& [source, of] : swept_sources(runs)) {
    const bool ranked = !of.correlations.empty();
    shown.add_row({printable_text(source), to_text(count{of.sweeps}), to_text(count{of.plans}),
                   ranked ? number_text(math::quantile(of.correlations, 0.5), 2) : "-",
                   ranked ? number_text(of.correlations.front(), 2) : "-", error_text(mean_of(of.regrets)),
                   error_text(of.regrets.back())});
  }
  return shown;
}

/// Sentences by how many runs they are true of, the most frequent first.
inline std::vector<std::pair<std::string, std::size_t>> counted_sentences(
    const std::vector<std::string>& sentences) {
  std::map<std::string, std::size_t> numbers;
  for (const std::string& sentence : sentences) ++numbers[sentence];
  std::vector<std::pair<std::string, std::size_t>> sorted(numbers.begin(), numbers.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

inline scalewall::table sentences_table(const std::string& what, const std::vector<std::string>& sentences,
                                        const std::string& of = "runs") {
  using namespace scalewall;
  table shown({number_column(of), text_column(what)});
  for (const auto& [sentence, number] : counted_sentences(sentences))
    shown.add_row({to_text(count{number}), sentence});
  return shown;
}

/// The runs whose seconds are missed most.
inline scalewall::table worst_table(std::span<const predicted_run> runs, std::size_t number = 10) {
  using namespace scalewall;
  std::vector<const predicted_run*> worst;
  for (const predicted_run& one : runs)
    if (time_error(one)) worst.push_back(&one);
  const auto badness = [](const predicted_run* one) { return std::abs(std::log1p(*time_error(*one))); };
  std::stable_sort(worst.begin(), worst.end(),
                   [&](const auto* a, const auto* b) { return badness(a) > badness(b); });
  worst.resize(std::min(number, worst.size()));
  table shown({text_column("run"), text_column("model"), number_column("measured"),
               number_column("predicted"), number_column("error"), text_column("evidence")});
  for (const predicted_run* one : worst)
    shown.add_row({printable_text(one->run.id), printable_text(one->run.model_name),
                   to_text(one->run.step->time), to_text(*one->time), error_text(*time_error(*one)),
                   one->evidence});
  return shown;
}

/// A line for every run.
inline void write_csv(std::ostream& out, std::span<const predicted_run> runs) {
  using namespace scalewall;
  csv_writer written(out, {"id", "measured_s", "predicted_s", "measured_memory_GB", "predicted_memory_GB",
                           "evidence", "reason"});
  const auto in_gigabytes = [](const std::optional<bytes>& memory) {
    return memory ? csv_field(memory->value() / 1e9) : csv_field("");
  };
  for (const predicted_run& one : runs)
    written.row({one.run.id, one.run.step ? csv_field(one.run.step->time) : csv_field(""),
                 one.time ? csv_field(*one.time) : csv_field(""), in_gigabytes(one.run.memory),
                 in_gigabytes(one.memory), one.evidence, reason_of(one)});
}

inline nlohmann::ordered_json summary_json(const scalewall::error_summary& errors) {
  return {{"runs", errors.rows},
          {"signed_median", errors.signed_median},
          {"median", errors.median},
          {"ninetieth_percentile", errors.ninetieth}};
}

inline nlohmann::ordered_json errors_json(std::span<const predicted_run> runs) {
  using namespace scalewall;
  using json = nlohmann::ordered_json;
  json answer = {{"schema", "scalewall/validate_runs/1"}, {"version", 1}, {"runs", runs.size()}};
  if (const auto all = all_errors(runs, time_error)) answer["time"] = summary_json(*all);
  if (const auto all = all_errors(runs, memory_error)) answer["memory"] = summary_json(*all);
  json groups = json::array();
  for (std::size_t i = 0; i < run_grouping_names.size(); ++i) {
    const auto grouping = static_cast<run_grouping>(i);
    for (const run_error_group& group : grouped_errors(runs, grouping, time_error)) {
      json one = {{"by", name(grouping)}, {"group", group.group}};
      one.update(summary_json(group.errors));
      groups.push_back(one);
    }
  }
  answer["groups"] = groups;
  json sweeps = json::array();
  for (const run_sweep& sweep : sweeps_of(runs)) {
    json one = {{"source", sweep.source}, {"model", sweep.model},         {"gpu", sweep.gpu},
                {"gpus", sweep.gpus},     {"sequences", sweep.sequences}, {"plans", sweep.plans},
                {"regret", sweep.regret}};
    if (sweep.correlation) one["rank_correlation"] = *sweep.correlation;
    sweeps.push_back(one);
  }
  answer["sweeps"] = sweeps;
  json rows = json::array();
  for (const predicted_run& one : runs) {
    json row = {{"id", one.run.id}};
    if (one.run.step) row["measured_s"] = one.run.step->time.value();
    if (one.time) row["predicted_s"] = one.time->value();
    if (const auto off = time_error(one)) row["error"] = *off;
    if (one.run.memory) row["measured_memory_B"] = one.run.memory->value();
    if (one.memory) row["predicted_memory_B"] = one.memory->value();
    if (!one.evidence.empty()) row["evidence"] = one.evidence;
    if (const std::string reason = reason_of(one); !reason.empty()) row["reason"] = reason;
    if (!one.run.assumed.empty()) row["assumed"] = one.run.assumed;
    rows.push_back(row);
  }
  answer["rows"] = rows;
  return answer;
}

/// Predicted over measured seconds by precision; on the diagonal they agree.
inline scalewall::figure scatter_figure(std::span<const predicted_run> runs) {
  using namespace scalewall;
  figure drawn{.title = "seconds of a step",
               .x = {.label = "measured (s)", .logarithmic = true},
               .y = {.label = "predicted (s)", .logarithmic = true}};
  std::map<std::string, plot_series> series;
  double least = math::infinity, most = 0;
  for (const predicted_run& one : runs) {
    if (!time_error(one)) continue;
    const std::string group =
        group_of(one, run_grouping::model) + ", " + group_of(one, run_grouping::precision);
    plot_series& points = series[group];
    points.title = group;
    points.style = series_style::points;
    points.x.push_back(one.run.step->time.value());
    points.y.push_back(one.time->value());
    least = std::min(least, points.x.back());
    most = std::max(most, points.x.back());
  }
  for (auto& [group, points] : series) drawn.series.push_back(std::move(points));
  if (!drawn.series.empty())
    drawn.series.push_back({.x = {least, most}, .y = {least, most}, .style = series_style::guide});
  return drawn;
}

}  // namespace run_report
