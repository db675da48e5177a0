// The plans of a language model: the fastest ones and why the others lost, and all of them as a map of memory and time.

#pragma once

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

/// Plans whose step is estimated for a map, and dots on it, at most.
inline constexpr std::int64_t most_priced_plans = 30'000;
inline constexpr std::size_t most_plan_dots = 750;  // that fit, and as many that do not

/// Why a plan takes longer than the best: `12% longer, most of it pipeline bubble, 1.2 s more`.
inline std::string slower_text(const scalewall::training_step& best, const scalewall::training_step& step) {
  using namespace scalewall;
  const step_part_name* most = &step_part_names.front();
  for (const step_part_name& one : step_part_names)
    if (step.parts.*one.part - best.parts.*one.part > step.parts.*(most->part) - best.parts.*(most->part))
      most = &one;
  return percent_text(step.total / best.total - 1) + " longer, most of it " + std::string(most->text) + ": " +
         to_text(step.parts.*(most->part) - best.parts.*(most->part)) + " more";
}

/// The fastest plans of a language model.
inline json plans(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const language_question asked = read_language_question(json_question);
  const training_request& request = asked.request;
  const placed_json place = json_question.find("gpus").value_or(json_question);
  const training_ranking ranking = place.as([&] { return ranked_plans_of(request, 5); });
  const flop_per_token flop =
      flop_conventions::megatron_lm(request.question.model, request.question.batch.sequence_length);
  json best = json::array();
  for (std::size_t i = 0; i < ranking.best.size(); ++i) {
    const training_answer& one = ranking.best[i];
    best.push_back({{"rank", rank_text(i)},
                    {"plan", to_text(one.plan)},
                    {"recompute", to_text(one.recipe.recompute)},
                    {"step_time", to_text(one.step.total)},
                    {"throughput", to_text(one.step.throughput_of_accelerator())},
                    {"mfu", percent_text(utilization(one.step, flop))},
                    {"memory", to_text(one.memory.peak()) + " of " + to_text(one.verdict.available)},
                    {"verdict", name(one.verdict.found)},
                    {"loss", i == 0 ? json() : json(slower_text(ranking.best.front().step, one.step))},
                    {"parts", training_step_parts(one.step)},
                    {"asked", pinned_keys(one, request.question.model)}});
  }
  return {{"answer", json_of(request, ranking)},
          {"shown",
           {{"title", asked_text(request)},
            {"assumes", counted(request.question.batch.sequences, "sequence") + " of " +
                            std::to_string(request.question.batch.sequence_length) + " tokens"},
            {"notes", notes_of(request)},
            {"plans", best},
            {"step_range", range_text(ranking.best.front().step)},
            {"proof", "The fastest of every mesh, of " + counted(ranking.plans, "plan") +
                          " that divide GPUs, model and batch; " + to_text(count{ranking.fitting}) +
                          " that fit were priced"},
            {"band", band_text(ranking.best.front().step)},
            {"memory_band", memory_band_text()},
            {"understood", understanding_json(request)},
            {"command", language_command(json_question, "which_plan")}}}};
}

/// A plan on the map.
struct priced_plan {
  scalewall::training_plan plan{};
  scalewall::recomputation recompute{};
  scalewall::fit_verdict verdict{};
  scalewall::training_step step{};
};

/// Those of the space that fit, or that do not, the fastest first.
struct priced_plans {
  std::vector<priced_plan> fitting, others;
  std::int64_t plans = 0, unpriced = 0;
};

inline priced_plans price_plans(const training_request& request) {
  using namespace scalewall;
  const training_question& question = request.question;
  const training_step_estimator steps(question.software, question.machine);
  const std::vector<recipe> recipes = recipes_of(request.space, request.recipe);
  priced_plans found;
  for_each_training_plan(
      request.space, question.model, question.accelerators, question.batch, [&](const training_plan& plan) {
        for (const recipe& how : recipes) {
          const fit_verdict verdict = judge_fit(memory_of(question, plan, how), question.memory);
          if (++found.plans - found.unpriced > most_priced_plans) {
            ++found.unpriced;
            continue;
          }
          std::vector<priced_plan>& kept =
              verdict.found == scalewall::fit::fits ? found.fitting : found.others;
          kept.push_back({plan, how.recompute, verdict, steps(question.model, plan, question.batch, how)});
        }
      });
  // Stable, so that every standard library keeps the same.
  for (std::vector<priced_plan>* some : {&found.fitting, &found.others})
    std::stable_sort(some->begin(), some->end(),
                     [](const auto& a, const auto& b) { return a.step.total < b.step.total; });
  return found;
}

/// All plans of a language model, by memory and time.
inline json plans_map(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const language_question asked = read_language_question(json_question);
  const training_request& request = asked.request;
  const priced_plans found = price_plans(request);
  if (found.fitting.empty()) throw broken_rule("no plan fits with its margin");
  const training_step& best = found.fitting.front().step;
  const flop_per_token flop =
      flop_conventions::megatron_lm(request.question.model, request.question.batch.sequence_length);
  json dots = json::array();
  for (const std::vector<priced_plan>* some : {&found.fitting, &found.others})
    for (std::size_t i = 0; i < std::min(most_plan_dots, some->size()); ++i) {
      const priced_plan& one = (*some)[i];
      const bool fits = some == &found.fitting;
      const bool is_best = fits && i == 0;
      dots.push_back(
          {{"memory_bytes", one.verdict.needed.value()},
           {"step_time_s", one.step.total.value()},
           {"utilization", utilization(one.step, flop)},
           {"fits", fits},
           {"best", is_best},
           {"recompute", one.recompute.granularity != recompute_granularity::none},
           {"plan", to_text(one.plan) + ", recompute " + to_text(one.recompute)},
           {"memory", to_text(one.verdict.needed)},
           {"step_time", to_text(one.step.total)},
           {"why", is_best ? "the fastest plan that fits"
                   : fits  ? "takes " + slower_text(best, one.step)
                           : std::string(name(one.verdict.found)) + ": needs " + to_text(one.verdict.needed) +
                                " with its margin, of " + to_text(one.verdict.available)}});
    }
  std::string note = counted(found.plans, "plan") +
                     ", each with every recomputation that is allowed; memory with the margin " +
                     "of the allocator and the context";
  const std::size_t shown = dots.size(), all = found.fitting.size() + found.others.size();
  if (shown < all) note += "; drawn are " + to_text(count{shown}) + ", the fastest that fit and that do not";
  if (found.unpriced > 0) note += "; " + to_text(count{found.unpriced}) + " were not estimated";
  return {{"capacity_bytes", request.question.memory.value()},
          {"capacity", to_text(request.question.memory)},
          {"best_step_time_s", best.total.value()},
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
