// What every answer says for a person: numbers as text with their units, and what must be known of a cluster.

#pragma once

#include "cluster_values.hpp"
#include "counted_text.hpp"
#include "data_sheet_text.hpp"
#include "page_question.hpp"
#include <scalewall/estimate/run.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/shares_text.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace page {

using json = nlohmann::ordered_json;

/// The name of what one run, or a curve, is of: `H100 SXM`, and what is multiplied.
inline std::string cluster_text(const question& asked) {
  std::string text = asked.gpu;
  if (asked.gpus_per_node) text += ", " + counted(*asked.gpus_per_node, "GPU") + " a node";
  for (const scalewall::parameter_factor& one : asked.factors)
    text += ", " + one.what.name + " x " + scalewall::number_text(one.factor);
  return text;
}

/// Dense models, critical batch
inline std::string laws_text(const question& asked) {
  return std::string(asked.sparse ? "Sparse" : "Dense") + " models, " + asked.batch_law + " batch";
}

/// What a reader must know of the cluster beside the assumptions.
inline json notes_on(const question& asked) {
  json notes = json::array();
  if (const std::string note = data_sheet_text(asked.run.machines); !note.empty()) notes.push_back(note);
  return notes;
}

inline json values_json(const scalewall::cluster& machines) {
  json values = json::object();
  for (const cluster_value& one : values_of(machines)) values[one.name] = one.text;
  return values;
}

/// What a line has room for of a run and its plan.
inline json plan_texts(const scalewall::run_estimate& run) {
  using namespace scalewall;
  return {{"gpus", to_text(run.step.accelerators)},     {"utilization", percent_text(run.step.utilization)},
          {"run_time", to_text(run.duration())},        {"plan", to_text(run.step.plan)},
          {"placement", placement_text(run.step.plan)}, {"waits", shares_text(run.step)}};
}

}  // namespace page
