// What would help: the elasticities of a run's answers, and of where linear scaling ends.

#pragma once

#include "help_report.hpp"
#include "ranked_plans.hpp"
#include "shown_texts.hpp"
#include "spelled_question.hpp"

#include <optional>
#include <string>
#include <vector>

namespace page {

/// What would help the run, and the curve of all models.
inline json help(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question);
  const ranked_plans best = ranked(asked, json_question, 1);
  std::vector<const answer_choice*> chosen;
  for (const answer_choice& one : answers) chosen.push_back(&one);
  const helped_run run{
      .wanted = asked.run.wanted(), .how = asked.how, .plans = asked.plans(), .gpus = asked.gpus};
  const findings found = find(chosen, run, asked.curve);
  json all = json::array();
  for (const finding& one : found.all) {
    const auto text = [](const std::optional<double>& elasticity) {
      return elasticity ? number_text(*elasticity) : "no answer";
    };
    json effects = json::array();
    for (const effect& each : one.effects)
      effects.push_back({{"parameter", each.parameter},
                         {"more", text(each.up)},
                         {"less", text(each.down)},
                         {"factor", number_text(each.step)}});
    all.push_back({{"of", one.of->name},
                   {"title", one.of->title},
                   {"value", one.of->text(one.value)},
                   {"of_run", one.of->of_run},
                   {"effects", effects}});
  }
  json notes = notes_on(asked);
  for (const std::string& why : found.unanswered) notes.push_back(why);
  return {
      {"answer", json_of(found)},
      {"shown",
       {{"title", run_text(run.wanted) + ", on " + counted(asked.gpus, "GPU") + ", " + cluster_text(asked)},
        {"assumes", to_text(assumptions_of(run.wanted, found.machines, run.how))},
        {"assumes_of_the_curve", to_text(assumptions_of(asked.curve.settings.how))},
        {"notes", notes},
        {"answers", all},
        {"values", values_json(found.machines)},
        {"command", run_command(asked, "what_would_help_most")},
        {"cpp", assertions(asked, run.wanted, best.best(), asked.how, asked.every_plan)}}}};
}

}  // namespace page
