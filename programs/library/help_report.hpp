// What would help a run most: the answers that can be asked of it, their elasticities, and these as a table, CSV and JSON.

#pragma once

#include "counted_text.hpp"
#include "run_text.hpp"
#include <scalewall/analysis/sensitivity.hpp>
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_json.hpp>
#include <scalewall/search/cluster_sizes.hpp>
#include <scalewall/search/smallest_cluster.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

struct answer_choice {
  const char* name;
  const char* title;
  const char* key;  ///< with its unit
  bool of_run;      ///< and not of the curve of all models
  std::optional<double> (*answer)(const scalewall::study&);
  std::string (*text)(double);
};

inline constexpr answer_choice answers[] = {
    {"utilization", "Utilization", "utilization", true, scalewall::best_utilization,
     [](double share) { return scalewall::percent_text(share); }},
    {"run_time", "Time of the run", "run_time_s", true, scalewall::best_run_time,
     [](double time) { return to_text(scalewall::seconds::from_value(time)); }},
    {"end_of_linear_scaling", "Linear scaling ends", "end_of_linear_scaling_flop", false,
     scalewall::end_of_linear_scaling,
     [](double compute) { return to_text(scalewall::flop::from_value(compute)); }}};

/// A run that something may help.
struct helped_run {
  scalewall::training_run wanted;
  scalewall::stack_recipe how;
  scalewall::plan_space plans;
  std::optional<std::int64_t> gpus;  ///< nothing: the smallest cluster that keeps the deadline
};

/// What is found for one answer.
struct finding {
  const answer_choice* of;
  double value;
  std::vector<scalewall::effect> effects;
};

struct findings {
  scalewall::cluster machines;
  scalewall::seconds deadline;
  std::optional<scalewall::study> run;           ///< where an answer is about it
  std::optional<scalewall::stack_recipe> curve;  ///< where one is about the curve of all models
  std::vector<finding> all;
  std::vector<std::string> unanswered;  ///< why, a sentence for each
};

/// The run on as many GPUs, or on the smallest cluster that keeps the deadline of the curve, whose cluster it is.
inline scalewall::study run_study(const helped_run& asked, const scalewall::study& curve) {
  scalewall::study about = curve;
  about.prescribe = [wanted = asked.wanted](std::int64_t) { return wanted; };
  about.settings.how = asked.how;
  about.space = asked.plans;
  if (asked.gpus) {
    about.accelerators = *asked.gpus;
  } else if (const auto smallest = scalewall::smallest_cluster(
                 asked.wanted, about.machines, about.settings.deadline, asked.how, about.space)) {
    about.accelerators = smallest->step.accelerators;
    about.space =
        plans_on(about.space, {.accelerators = about.accelerators, .working = smallest->step.working});
  } else {
    throw std::runtime_error(no_cluster_text(asked.wanted, about.machines, about.settings.deadline));
  }
  return about;
}

/// Why the run of a study has no plan.
inline std::string no_plan_text(const scalewall::study& about) {
  const scalewall::training_run wanted = about.wanted();
  const scalewall::step_estimator question(wanted.model, about.machines, wanted.batch, about.settings.how);
  return no_plan_text(why_no_plan(question, about.accelerators, about.space), wanted, about.machines,
                      about.accelerators) +
         nearest_text(question, about.accelerators, about.space);
}

/// Answers about a run, and about the curve of all models. Throws what says why there is none.
inline findings find(const std::vector<const answer_choice*>& chosen, const helped_run& asked,
                     const scalewall::study& curve) {
  findings found{.machines = curve.machines,
                 .deadline = curve.settings.deadline,
                 .run = {},
                 .curve = {},
                 .all = {},
                 .unanswered = {}};
  if (std::any_of(chosen.begin(), chosen.end(), [](const answer_choice* one) { return !one->of_run; }))
    found.curve = curve.settings.how;
  if (std::any_of(chosen.begin(), chosen.end(), [](const answer_choice* one) { return one->of_run; }))
    found.run = run_study(asked, curve);

  for (const answer_choice* one : chosen) {
    const scalewall::study& about = one->of_run ? *found.run : curve;
    const auto value = one->answer(about);
    if (!value && one->of_run) throw std::runtime_error(no_plan_text(about));
    if (!value) {
      const std::string why = "linear scaling does not end: no run that is done in " +
                              to_text(found.deadline) + " has lost a fifth of the utilization";
      if (chosen.size() == 1) throw std::runtime_error(why);
      found.unanswered.push_back(why);  // what else was asked for has an answer
      continue;
    }
    found.all.push_back(
        {one, *value, scalewall::sensitivity(about, scalewall::parameters_of(about), one->answer)});
  }
  return found;
}

inline scalewall::document document_of(const findings& found) {
  scalewall::document told;
  const std::string machines(found.machines.name);
  told.heading(found.run ? run_text(found.run->wanted()) + ",\non " +
                               counted(found.run->accelerators, "GPU") + ", " + machines
                         : machines);
  std::string assumed;
  if (found.run)
    assumed = to_text(assumptions_of(found.run->wanted(), found.machines, found.run->settings.how));
  if (found.curve)
    assumed += (assumed.empty() ? "" : "\n") +
               std::string("Where linear scaling ends, of all models by the paper's laws: ") +
               to_text(assumptions_of(*found.curve));
  told.paragraph(assumed, widest_line);
  const auto text = [](const std::optional<double>& elasticity) {
    return elasticity ? scalewall::number_text(*elasticity) : "no answer";
  };
  for (const finding& one : found.all) {
    scalewall::table shown({scalewall::text_column("% of change per % of"),
                            scalewall::number_column("with more"), scalewall::number_column("with less"),
                            scalewall::number_column("times, divided by")});
    for (const scalewall::effect& each : one.effects)
      shown.add_row({each.parameter, text(each.up), text(each.down), scalewall::number_text(each.step)});
    told.heading(std::string(one.of->title) + ": " + one.of->text(one.value)).rows(shown);
  }
  return told;
}

inline void write_csv(std::ostream& out, const findings& found) {
  scalewall::csv_writer rows(out,
                             {"of", "value", "parameter", "factor", "elasticity_more", "elasticity_less"});
  const auto field = [](const std::optional<double>& elasticity) {
    return elasticity ? scalewall::csv_field(*elasticity) : scalewall::csv_field("");
  };
  for (const finding& one : found.all)
    for (const scalewall::effect& each : one.effects)
      rows.row({one.of->key, one.value, each.parameter, each.step, field(each.up), field(each.down)});
}

inline nlohmann::ordered_json json_of(const findings& found) {
  using json = nlohmann::ordered_json;
  using scalewall::assumptions_of;
  const auto number = [](const std::optional<double>& elasticity) {
    return elasticity ? json(*elasticity) : json();
  };
  json all = json::array();
  for (const finding& one : found.all) {
    json effects = json::array();
    for (const scalewall::effect& each : one.effects)
      effects.push_back({{"parameter", each.parameter},
                         {"factor", each.step},
                         {"elasticity_more", number(each.up)},
                         {"elasticity_less", number(each.down)}});
    all.push_back({{"of", one.of->name}, {one.of->key, one.value}, {"effects", effects}});
  }
  json answer = {{"assumed", nullptr},
                 {"assumed_of_the_curve", nullptr},
                 {"left_out", assumptions_of(scalewall::stack_recipe{}).left_out},
                 {"gpu", found.machines},
                 {"gpus", nullptr},
                 {"wanted", nullptr}};
  if (found.curve) answer["assumed_of_the_curve"] = assumptions_of(*found.curve).assumed;
  if (found.run) {
    answer["assumed"] = assumptions_of(found.run->wanted(), found.machines, found.run->settings.how).assumed;
    answer["gpus"] = found.run->accelerators;
    answer["wanted"] = found.run->wanted();
  }
  answer["deadline_s"] = found.deadline.value();
  answer["answers"] = all;
  return answer;
}

inline void write_json(std::ostream& out, const findings& found) { out << json_of(found).dump(2) << '\n'; }
