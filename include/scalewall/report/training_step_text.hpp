// A training step in words and tables: its parts, its stages by component, what it rests on and what it assumes.

#pragma once

#include <scalewall/estimate/training_step.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>

#include <array>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

struct step_part_name {
  std::string_view text;
  seconds step_parts::*part;
};

/// Every part of a step, in the order in which it is shown.
inline constexpr std::array<step_part_name, 6> step_part_names = {{
    {"microbatches of the slowest stage", &step_parts::microbatches},
    {"pipeline bubble", &step_parts::bubble},
    {"messages between stages", &step_parts::messages},
    {"gradients and weights of replicas, not hidden", &step_parts::replicas},
    {"optimizer", &step_parts::optimizer},
    {"fixed", &step_parts::fixed},
}};

/// The parts of a step with their shares, those of no time left out, and their sum.
inline table parts_table(const training_step& step) {
  table rows({text_column("time of a step"), number_column("seconds"), number_column("share")});
  const auto add = [&](std::string_view part, seconds time) {
    if (time.value() > 0) rows.add_row({std::string(part), to_text(time), percent_text(time / step.total)});
  };
  for (const step_part_name& one : step_part_names) add(one.text, step.parts.*one.part);
  add("together", step.total);
  return rows;
}

/// Nominal times of the components of a stage in a microbatch, before constants.
inline table components_table(const stage_time& stage) {
  table rows({text_column("component"), number_column("forward"), number_column("inputs"),
              number_column("weights")});
  for (std::size_t k = 0; k < time_component_number; ++k) {
    const phase_times& times = stage.nominal.times[k];
    if (times.total().value() == 0) continue;
    rows.add_row({std::string(time_component_names[k]), to_text(times.forward), to_text(times.inputs),
                  to_text(times.weights)});
  }
  return rows;
}

/// The class of an answer, with the errors of held-out runs of the class.
inline std::string evidence_text(step_evidence evidence) {
  const evidence_class& row = class_of(evidence);
  std::string text(row.name);
  if (row.median_error)
    text += ": held-out runs are off by " + percent_text(*row.median_error) + " (median), " +
            percent_text(*row.ninetieth_error) + " (90th percentile)";
  return text;
}

inline void write_training_step(std::ostream& out, const training_step& step) {
  out << parts_table(step) << '\n'
      << to_text(step.throughput_of_accelerator()) << " on each of " << step.accelerators
      << " accelerators\n";
  for (const stage_time& stage : step.stages)
    out << "\nStage of rank " << stage.first << (stage.ranks > 1 ? " and its like" : "") << ": "
        << to_text(stage.total()) << " a microbatch, the accelerator " << to_text(stage.gpu) << ", the host "
        << to_text(stage.host) << "\n\n"
        << components_table(stage);
  out << "\nEvidence: " << evidence_text(step.evidence) << "\nAssumed:\n";
  for (const std::string_view sentence : step.assumptions) out << "  - " << sentence << '\n';
}

}  // namespace scalewall
