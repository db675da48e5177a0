// What a page is answered: `answer` is what the program of the same question writes with --format json, by the same code;
// `shown` is what a person reads, numbers as text with their units, and the question as a command and as C++.

#pragma once

#include "fit_answer.hpp"
#include "help_answer.hpp"
#include "map_answer.hpp"
#include "plan_answer.hpp"
#include "shown_texts.hpp"
#include "wall_answer.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/version.hpp>

#include <nlohmann/json.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace page {

/// Clusters of the catalog and what of each can be multiplied.
inline json catalog(const scalewall::placed_json& asked) {
  asked.require_keys("a question about the catalog", {});
  const scalewall::semantic_version& version = scalewall::library_version;
  json answer = {{"version", std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
                                 std::to_string(version.patch)},
                 {"clusters", json::array()},
                 {"batch_laws", json::array()},
                 {"rules", json::array()}};
  for (const scalewall::cluster& machines : scalewall::catalog::all) {
    json parameters = json::array();
    for (const scalewall::parameter& one : multipliable({.machines = machines}))
      parameters.push_back(one.name);
    answer["clusters"].push_back({{"name", machines.name},
                                  {"evidence", name(machines.gpu.evidence)},
                                  {"gpus_per_node", machines.network[0].size},
                                  {"parameters", parameters},
                                  {"values", values_json(machines)}});
  }
  for (const scalewall::chosen_batch& law : batch_laws) answer["batch_laws"].push_back(law.name);
  for (const plan_rules_choice& rules : known_plan_rules) answer["rules"].push_back(rules.name);
  return answer;
}

struct view {
  std::string_view name;
  json (*answer)(const scalewall::placed_json&);
};

inline constexpr view views[] = {{"catalog", catalog}, {"wall", wall}, {"plan", plan},
                                 {"map", map},         {"help", help}, {"fit", fit}};

/// The text of an answer, or the sentence that says why there is none.
struct page_text {
  bool answered = false;
  std::string text;
};

/// What the view of that name says to a question.
inline page_text answer(std::string_view name, std::string_view question_text) {
  try {
    const nlohmann::json asked = scalewall::parse_json(question_text);
    const view& chosen = scalewall::choose(views, "view", name);
    return {true, chosen.answer(scalewall::placed_json(asked)).dump()};
  } catch (const std::exception& why) {
    return {false, why.what()};
  }
}

}  // namespace page
