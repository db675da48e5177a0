// The plans of a language model: the fastest ones and why the others lost, and all of them as a map of memory and time.

#pragma once

#include "constant_page.hpp"
#include "fit_answer.hpp"
#include "language_question.hpp"
#include "plan_report.hpp"
#include "shown_texts.hpp"
#include "training_plans_report.hpp"
#include <scalewall/estimate/training_step_estimator.hpp>
#include <scalewall/search/training_space.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace page {

/// Plans that fit whose step is estimated for a map, and as many that do not, at most; and dots of each on it.
inline constexpr std::size_t most_priced_plans = 3000;
inline constexpr std::size_t most_plan_dots = 750;

/// Why a plan takes longer than the best: `12% longer, most of it pipeline bubble: 1.2 s more`.
inline std::string slower_text(const scalewall::step_parts& best, const scalewall::step_parts& parts) {
  using namespace scalewall;
  const auto more = [&](const step_part_name& one) { return parts.*one.part - best.*one.part; };
  const step_part_name* most = &step_part_names.front();
  for (const step_part_name& one : step_part_names)
    if (more(one) > more(*most)) most = &one;
  return percent_text(parts.total() / best.total() - 1) + " longer, most of it " + std::string(most->text) +
         ": " + to_text(more(*most)) + " more";
}

/// The fastest plans of a language model.
inline json plans(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const language_question asked = read_language_question(json_question);
  const training_request& request = asked.request;
  const placed_json place = json_question.find("gpus").value_or(json_question);
  const training_ranking ranking = place.as([&] { return ranked_plans_of(request, 5); });
  json best = json::array();
  for (std::size_t i = 0; i < ranking.best.size(); ++i) {
    const training_answer& one = ranking.best[i];
    best.push_back(
        {{"rank", rank_text(i)},
         {"plan", to_text(one.plan)},
         {"recompute", to_text(one.recipe.recompute)},
         {"step_time", to_text(one.step.total)},
         {"throughput", to_text(one.step.throughput_of_accelerator())},
         {"mfu", percent_text(utilization_of(request, one))},
         {"memory", to_text(one.memory.peak()) + " of " + to_text(one.verdict.available)},
         {"verdict", name(one.verdict.found)},
         {"loss", i == 0 ? json() : json(slower_text(ranking.best.front().step.parts, one.step.parts))},
         {"parts", training_step_parts(one.step)},
         {"asked", pinned_keys(one, request.question.model)}});
  }
  const training_answer& fastest = ranking.best.front();
  return {{"answer", json_of(request, ranking)},
          {"shown",
           {{"title", asked_text(request)},
            {"assumes", batch_text(request.question.batch)},
            {"notes", notes_of(request)},
            {"plans", best},
            {"step_range", range_text(fastest.step)},
            {"timeline", timeline_json(request.question.model, fastest.plan, fastest.step)},
            {"placement", placement_json(fastest.plan, request.question.machine)},
            {"proof", "The fastest of every mesh, of " + counted(ranking.plans, "plan") +
                          " that divide GPUs, model and batch; " + to_text(count{ranking.fitting}) +
                          " that fit were priced"},
            {"evidence", class_of(fastest.step.evidence).name},
            {"band", band_text(fastest.step)},
            {"memory_band", memory_band_text()},
            {"understood", understanding_json(request)},
            {"command", language_command(json_question, "which_plan")},
            {"cpp", constant_page(request, fastest)}}}};
}

/// A plan on the map; its step is estimated last.
struct mapped_training_plan {
  scalewall::training_plan plan{};
  const scalewall::recipe* recipe = nullptr;
  scalewall::fit_verdict verdict{};
  scalewall::step_parts step{};
};

/// The plans with their steps, the fastest first; where there are more than are estimated, those at equal distances in the order
/// of the search.
inline std::vector<mapped_training_plan> with_steps(const std::vector<mapped_training_plan>& all,
                                                    const scalewall::training_question& question) {
  const scalewall::training_step_estimator steps(question.software, question.machine);
  std::vector<mapped_training_plan> priced;
  const std::size_t distance = (all.size() + most_priced_plans - 1) / most_priced_plans;
  for (std::size_t i = 0; i < all.size(); i += distance) {
    priced.push_back(all[i]);
    priced.back().step = steps(question.model, all[i].plan, question.batch, *all[i].recipe).parts;
  }
  // Stable, so that every standard library keeps the same.
  std::stable_sort(priced.begin(), priced.end(),
                   [](const auto& a, const auto& b) { return a.step.total() < b.step.total(); });
  return priced;
}

/// All plans of a language model, by memory and time.
inline json plans_map(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const language_question asked = read_language_question(json_question);
  const training_request& request = asked.request;
  const training_question& question = request.question;
  const placed_json place = json_question.find("gpus").value_or(json_question);
  const training_answer best = place.as([&] { return ranked_plans_of(request, 1); }).best.front();

  std::vector<mapped_training_plan> fitting, others;
  const std::vector<recipe> recipes = recipes_of(request.space, request.recipe);
  const layer_features layers = features_of(question.model);
  const time_family software = question.software.family;
  for_each_training_plan(
      request.space, question.model, question.accelerators, question.batch,
      [&](const training_plan& plan) {
        for (const recipe& how : recipes) {
          if (!keeps_rules(software, layers, how, plan.mesh, question.batch)) continue;
          const fit_verdict verdict = judge_fit(memory_of(question, plan, how), question.memory);
          (verdict.found == scalewall::fit::fits ? fitting : others).push_back({plan, &how, verdict, {}});
        }
      },
      software);
  const double utilized =  // times the seconds of the step
      utilization_of(request, best) * best.step.total.value();
  json dots = json::array();
  const auto add = [&](const mapped_training_plan& one, const std::string& why, bool is_best) {
    dots.push_back({{"memory_bytes", one.verdict.needed.value()},
                    {"step_time_s", one.step.total().value()},
                    {"utilization", utilized / one.step.total().value()},
                    {"fits", one.verdict.found == scalewall::fit::fits},
                    {"best", is_best},
                    {"recompute", one.recipe->recompute.granularity != recompute_granularity::none},
                    {"plan", to_text(one.plan) + ", recompute " + to_text(one.recipe->recompute)},
                    {"memory", to_text(one.verdict.needed)},
                    {"step_time", to_text(one.step.total())},
                    {"why", why}});
  };
  add({best.plan, &best.recipe, best.verdict, best.step.parts}, "the fastest plan that fits", true);
  for (const std::vector<mapped_training_plan>* some : {&fitting, &others}) {
    const std::vector<mapped_training_plan> priced = with_steps(*some, question);
    for (std::size_t i = 0; i < std::min(most_plan_dots, priced.size()); ++i) {
      const mapped_training_plan& one = priced[i];
      if (one.plan == best.plan && *one.recipe == best.recipe) continue;
      add(one,
          some == &fitting ? "takes " + slower_text(best.step.parts, one.step)
                           : std::string(name(one.verdict.found)) + ": needs " + to_text(one.verdict.needed) +
                                 " with its margin, of " + to_text(one.verdict.available),
          false);
    }
  }
  std::string note = counted(fitting.size() + others.size(), "plan") + ", of which " +
                     to_text(count{fitting.size()}) +
                     " fit; memory with the margin of the allocator and the context";
  if (std::max(fitting.size(), others.size()) > most_priced_plans)
    note += "; of more than " + to_text(count{most_priced_plans}) +
            " of a kind some were estimated, at equal distances";
  if (dots.size() < fitting.size() + others.size())
    note += "; drawn are " + to_text(count{dots.size()}) + ", the fastest of each kind";
  return {{"capacity_bytes", question.memory.value()},
          {"capacity", to_text(question.memory)},
          {"best_step_time_s", best.step.total.value()},
          {"note", note},
          {"dots", dots}};
}

/// What a question about a language model can name.
inline json choices(const scalewall::placed_json& asked) {
  using namespace scalewall;
  asked.require_keys("a question about choices", {});
  const auto names = [](const auto& all) {
    json listed = json::array();
    for (const auto& one : all) listed.push_back(one.name);
    return listed;
  };
  return {{"models", names(catalog::models::all)},
          {"precisions", names(known_training_formats)},
          {"shardings", names(known_shardings)},
          {"attention_kernels", names(known_attention_kernels)},
          {"frameworks", names(known_frameworks)}};
}

}  // namespace page
