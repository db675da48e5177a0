// Against the clock, a run of one's own: what is predicted of it, and where the difference to what it took may come from.

#pragma once

#include "constant_page.hpp"
#include "fit_answer.hpp"
#include "fit_report.hpp"
#include "language_question.hpp"
#include "measured_step_report.hpp"
#include "nearest_runs_report.hpp"
#include "shown_texts.hpp"
#include "training_report.hpp"
#include "written_values.hpp"
#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/runs/read_runs.hpp>

#include <sstream>
#include <string>

namespace page {

/// An input that was taken otherwise: from a step of `before` to one of `after`.
inline json alternative_json(const measured_step_answer& answer, const scalewall::step_alternative& one,
                             scalewall::seconds before, scalewall::seconds after) {
  return {{"input", name(one.input)},
          {"taken", value_of(one.input, answer.inputs)},
          {"instead", other_value(answer, one)},
          {"stated", one.stated},
          {"from_s", before.value()},
          {"to_s", after.value()},
          {"change", change_text(after - before)},
          {"step", to_text(after)}};
}

/// A run as a launch line, a configuration or a name says it, and what a step of it took; beside it the measured runs of a
/// table that are most like it.
inline json measured(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const language_question asked = read_language_question(json_question, {{"measured"}, {"runs"}});
  const training_request& request = asked.request;
  const placed_json took = json_question.at("measured");
  const seconds time = took.as([&] { return read_time("what a step took", option_text(took)); });
  const placed_json place = json_question.find(asked.line ? "line" : "gpus").value_or(json_question);
  fit_report report = place.as([&] { return report_of(request); });
  if (const auto table = json_question.find("runs")) {
    std::istringstream in(table->text("a table of runs"));
    report.nearest = runs_near(request.question, report.answer, read_runs(in));
  }
  report.measured = place.as([&] { return answer_measured(request, report.answer, time); });
  const measured_step_answer& held = *report.measured;
  const step_difference& found = held.difference;
  const double off = error_of(found.predicted, found.measured);

  json waterfall = json::array(), others = json::array();
  seconds before = found.predicted;
  for (const waterfall_step& one : found.waterfall) {
    waterfall.push_back(alternative_json(held, found.alternatives[one.alternative], before, one.step));
    before = one.step;
  }
  for (const step_alternative* one : other_alternatives(found))
    others.push_back(alternative_json(held, *one, found.predicted, one->alone));
  json nearest = json::array();
  for (const nearby_run& one : report.nearest) nearest.push_back(one.run.run.id);
  json assumes = json::array();
  for (const std::string& one : assumed_of(held)) assumes.push_back(one);
  return {{"answer", json_of(request, report)},
          {"shown",
           {{"title", asked_text(request)},
            {"assumes", plan_line(report.answer, request.question.batch)},
            {"of_the_comparison", assumes},
            {"notes", notes_of(request)},
            {"measured", to_text(found.measured)},
            {"predicted", to_text(found.predicted)},
            {"ratio", number_text(found.predicted / found.measured)},
            {"error", (off > 0 ? "+" : "") + percent_text(off)},
            {"evidence", class_of(found.evidence).name},
            {"verdict", verdict_on_difference(found)},
            {"waterfall", waterfall},
            {"not_explained", change_text(found.remainder())},
            {"verdict_on_not_explained", verdict_on_remainder(found)},
            {"others", others},
            {"nearest", nearest},
            {"step_range", range_text(report.answer.step)},
            {"understood", understanding_json(request)},
            {"command", language_command(json_question, "does_it_fit")},
            {"cpp", constant_page(request, report.answer)}}}};
}

}  // namespace page
