// The views of the paper's models: the catalog of clusters, the wall, the plan, its map, and what would help.

#include "bands_answer.hpp"
#include "help_answer.hpp"
#include "map_answer.hpp"
#include "plan_answer.hpp"
#include "shown_texts.hpp"
#include "views.hpp"
#include "wall_answer.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/version.hpp>

#include <nlohmann/json.hpp>

#include <span>
#include <string>

namespace page {

namespace {

/// Clusters of the catalog and what of each can be multiplied.
json catalog(const scalewall::placed_json& asked) {
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

}  // namespace

std::span<const view> paper_views() {
  static constexpr view views[] = {{"catalog", catalog}, {"wall", wall}, {"plan", plan},
                                   {"map", map},         {"help", help}, {"bands", bands}};
  return views;
}

}  // namespace page
