// The plan: the best ones for a run, why the others lost, and how the best lies on the network.

#pragma once

#include "ranked_plans.hpp"
#include "shown_texts.hpp"
#include "spelled_question.hpp"

#include <cstddef>
#include <string_view>

namespace page {

/// What a network level of the cluster carries of a plan, the innermost first.
inline json levels_json(const scalewall::plan& split, const scalewall::network& levels) {
  struct axis_name {
    const char* name;
    scalewall::level_degrees scalewall::plan::*axis;
  };
  constexpr axis_name axes[] = {{"TP model", &scalewall::plan::tensor_model},
                                {"TP ff", &scalewall::plan::tensor_ff},
                                {"PP", &scalewall::plan::pipeline},
                                {"DP", &scalewall::plan::data},
                                {"EP", &scalewall::plan::expert}};
  json all = json::array();
  for (std::size_t k = 0; k < levels.size(); ++k) {
    json degrees = json::object();
    for (const axis_name& one : axes)
      if ((split.*one.axis)[k] > 1) degrees[one.name] = (split.*one.axis)[k];
    all.push_back({{"level", levels[k].name}, {"size", levels[k].size}, {"degrees", degrees}});
  }
  return all;
}

/// What a step waits for, and what is hidden behind that.
inline json step_parts(const scalewall::step_estimate& step) {
  using namespace scalewall;
  json parts = json::array();
  const auto add = [&](std::string_view what, seconds time, bool hidden) {
    if (time.value() > 0)
      parts.push_back({{"part", what},
                       {"seconds", time.value()},
                       {"hidden", hidden},
                       {"text", to_text(time) + ", " + percent_text(time / step.total)}});
  };
  for (std::size_t i = 0; i < bottleneck_names.size(); ++i)
    add(bottleneck_names[i], step.waits.parts[i], false);
  add("communication behind that", step.hidden_communication(), true);
  return parts;
}

/// The best plans for one run.
inline json plan(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question);
  const ranked_plans found = ranked(asked, json_question, 4);
  json plans = json::array();
  for (std::size_t i = 0; i < found.runs.size(); ++i) {
    const step_estimate& step = found.runs[i].step;
    json texts = plan_texts(found.runs[i]);
    texts["rank"] = rank_text(i);
    texts["step_time"] = to_text(step.total);
    texts["tokens_per_s_per_gpu"] = number_text(found.runs[i].throughput().value());
    texts["bound_by"] = name(step.bound_by);
    texts["memory"] = to_text(step.memory.total() / double(step.working)) + " of " +
                      to_text(memory_capacity(found.machines.gpu)) + " a GPU";
    texts["activations"] = activations_in_memory(step.how) == activation_memory::untracked ? "not counted"
                           : step.how.recompute                                            ? "recomputed"
                                                                                           : "kept";
    texts["working"] = to_text(step.working);
    texts["loss"] = i == 0 ? json() : json(loss_text(found, i));
    texts["parts"] = step_parts(step);
    plans.push_back(texts);
  }
  return {
      {"answer", json_of(found)},
      {"shown",
       {{"title", run_text(found.wanted) + ", on " + counted(asked.gpus, "GPU") + ", " + cluster_text(asked)},
        {"assumes", to_text(assumptions_of(found.wanted, found.machines, found.how))},
        {"notes", notes_on(asked)},
        {"plans", plans},
        {"levels", levels_json(found.best().step.plan, found.machines.network)},
        {"proof", proof_text(found)},
        {"values", values_json(found.machines)},
        {"command", run_command(asked, "which_plan")},
        {"cpp", assertions(asked, found.wanted, found.best(), asked.how, asked.every_plan)}}}};
}

}  // namespace page
