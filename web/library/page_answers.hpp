// What a page is answered: `answer` is what the program of the same question writes with --format json, by the same code;
// `shown` is what a person reads, numbers as text with their units, and the question as a command and as C++.

#pragma once

#include "cluster_values.hpp"
#include "compared_curves.hpp"
#include "help_report.hpp"
#include "page_question.hpp"
#include "plan_map.hpp"
#include "plan_report.hpp"
#include "spelled_question.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/scaling/limits.hpp>
#include <scalewall/version.hpp>

#include <nlohmann/json.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

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

/// What a reader must know of the cluster beside the assumptions.
inline json notes_on(const question& asked) {
  json notes = json::array();
  if (asked.run.machines.gpu.evidence == scalewall::evidence::data_sheet)
    notes.push_back(
        asked.gpu +
        " is known from its data sheet alone: its peak counts as sustained and latencies that are not "
        "known as none, so answers are the best that there can be");
  return notes;
}

inline json values_json(const scalewall::cluster& machines) {
  json values = json::object();
  for (const cluster_value& one : values_of(machines)) values[one.name] = one.text;
  return values;
}

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

inline json plan_texts(const scalewall::run_estimate& run) {
  using namespace scalewall;
  return {{"gpus", to_text(run.step.accelerators)},     {"utilization", percent_text(run.step.utilization)},
          {"run_time", to_text(run.duration())},        {"plan", to_text(run.step.plan)},
          {"placement", placement_text(run.step.plan)}, {"waits", shares_text(run.step)}};
}

/// Where the paper's closed forms have training end, or why they say nothing.
inline json closed_forms(const scalewall::cluster& machines, scalewall::seconds deadline) {
  using namespace scalewall;
  const scaling_assumptions how{.duration = deadline};
  json found = {{"critical_compute", nullptr}, {"latency_limit", nullptr}, {"assumes", nullptr}};
  try {
    const node_rates node{.size = std::max<std::int64_t>(machines.network[0].size, 1),
                          .peak = peak(machines.gpu),
                          .network_one_way = machines.network.back().bandwidth.one_way(),
                          .memory = bandwidth(machines.gpu, machines.gpu.memory[0]),
                          .word = word_size(machines.gpu)};
    found["latency_limit"] = to_text(latency_limit(how));
    found["assumes"] = "batches that grow as depth does, from " + to_text(how.reference.batch) + " and " +
                       number_text(how.reference.layers) + " layers at " + to_text(how.reference.compute) +
                       "; " + to_text(how.layer_latency) + " of latency a layer";
    found["critical_compute"] = to_text(critical_compute(node, how));
  } catch (const broken_rule& broken) {
    found["assumes"] = broken.what();
  }
  return found;
}

/// The curve of all models, and where it ends.
inline json wall(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question);
  const study& about = asked.curve;
  const std::string setting = cluster_text(asked);
  comparison compared{
      std::string(asked.sparse ? "Sparse" : "Dense") + " models, " + asked.batch_law + " batch",
      {{{setting, about.machines, nullptr}, {}}}};
  compared_curve& drawn = compared.curves.front();
  for (const curve_point& point : curve(about.machines, about.prescribe, about.settings))
    drawn.points.push_back(point);
  if (drawn.points.empty()) throw broken_rule(no_curve_text(compared, drawn, about.settings));

  const curve_landmarks found = drawn.landmarks();
  json points = json::array();
  const curve_point* ending = &drawn.points.back();
  for (const curve_point& point : drawn.points) {
    json texts = plan_texts(point.run);
    texts["compute"] = to_text(point.wanted.compute);
    texts["model"] = run_text(point.wanted);
    points.push_back(texts);
    if (found.linear_scaling_ends == point.wanted.compute) ending = &point;
  }
  const auto text = [](const auto& compute) { return compute ? json(to_text(*compute)) : json(); };
  return {{"answer", json_of({compared}, about.settings)},
          {"shown",
           {{"title", compared.name + ", on " + setting + ", trained in " + to_text(about.settings.deadline)},
            {"assumes", to_text(assumptions_of(about.settings.how))},
            {"notes", notes_on(asked)},
            {"sustained", sustained_utilization(about.machines.gpu)},
            {"linear_scaling_ends", text(found.linear_scaling_ends)},
            {"largest_feasible", text(found.largest_feasible)},
            {"end", end_text(drawn, about.settings)},
            {"closed_forms", closed_forms(about.machines, about.settings.deadline)},
            {"points", points},
            {"values", values_json(about.machines)},
            {"command", curve_command(asked)},
            {"cpp", assertions(asked, ending->wanted, ending->run, about.settings.how, false)}}}};
}

/// Of the best plans; throws with the path to the GPUs where there is none.
inline ranked_plans ranked(const question& asked, const scalewall::placed_json& json_question,
                           std::size_t places) {
  const auto place = json_question.find("gpus").value_or(json_question);
  try {
    return rank_plans(asked.run.wanted(), asked.run.machines, asked.gpus, places, asked.how, asked.plans());
  } catch (const std::runtime_error& missing) {
    place.reject(missing.what());
  }
}

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

/// Dots on the map of plans, at most.
inline constexpr std::size_t most_dots = 1500;

/// Every plan for one run, on as many GPUs as work in the best.
inline json map(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question);
  const ranked_plans found = ranked(asked, json_question, 1);
  const step_estimate& best = found.best().step;
  const training_run& wanted = found.wanted;
  const step_estimator estimator(wanted.model, found.machines, wanted.batch, asked.how);
  const plan_map all = map_plans(estimator, best.working, best.accelerators, asked.plans(), most_dots);

  const bytes capacity = memory_capacity(found.machines.gpu);
  json dots = json::array();
  for (const mapped_plan& one : all.plans) {
    const bytes memory = one.step.memory.total() / double(one.step.working);
    std::string why = "the best plan";
    if (!one.fits)
      why = "needs " + to_text(memory) + " on a GPU that has " + to_text(capacity);
    else if (clearly_more(one.step.total, best.total))
      why = "takes " + percent_text(one.step.total / best.total - 1) + " longer: it " +
            loss_text(loss_against(best, one.step));
    else if (one.step != best)
      why = "takes as long, and communicates no less";
    dots.push_back({{"memory_bytes", memory.value()},
                    {"step_time_s", one.step.total.value()},
                    {"utilization", one.step.utilization},
                    {"fits", one.fits},
                    {"best", one.fits && one.step == best},
                    {"recompute", one.step.how.recompute},
                    {"plan", to_text(one.step.plan)},
                    {"memory", to_text(memory)},
                    {"step_time", to_text(one.step.total)},
                    {"why", why}});
  }
  std::string note = to_text(count{all.splits}) + " ways to divide the work over " +
                     counted(best.working, "GPU") +
                     ", each at its best shape of tensors and its best placement";
  if (all.plans.size() < all.splits)
    note += "; drawn are " + to_text(count{all.plans.size()}) +
            ", those that need the least time by a lower bound";
  return {{"capacity_bytes", capacity.value()},
          {"capacity", to_text(capacity)},
          {"best_step_time_s", best.total.value()},
          {"note", note},
          {"dots", dots}};
}

/// What would help the run, and the curve of all models.
inline json help(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question);
  ranked(asked, json_question, 1);  // says at the GPUs that there is no plan
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
  const ranked_plans best = ranked(asked, json_question, 1);
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

struct view {
  std::string_view name;
  json (*answer)(const scalewall::placed_json&);
};

inline constexpr view views[] = {
    {"catalog", catalog}, {"wall", wall}, {"plan", plan}, {"map", map}, {"help", help}};

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
