// How plans of experts compare with ours: as a table, CSV and JSON.

#pragma once

#include "counted_text.hpp"
#include "runs_report.hpp"
#include <scalewall/math.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/runs/expert_comparison.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace expert_report {

using scalewall::expert_comparison;

/// Plans are as good as one another where their steps differ by no more.
inline constexpr double tolerance = 0.03;

/// An expert's plan is one of ours where fewer plans than these are clearly faster.
inline constexpr std::int64_t best_plans = 5;

/// Comparisons, counted.
struct summary {
  std::size_t compared = 0, fit = 0, tight = 0, among_best = 0, first = 0;
  std::vector<double> gains;

  void add(const expert_comparison& one) {
    if (!one.answer) return;
    ++compared;
    if (one.answer->verdict.found == scalewall::fit::fits) ++fit;
    if (one.answer->verdict.found == scalewall::fit::tight) ++tight;
    if (one.clearly_faster < best_plans) ++among_best;
    if (one.clearly_faster == 0) ++first;
    if (const auto gain = one.gain()) gains.push_back(*gain);
  }

  std::size_t do_not_fit() const { return compared - fit - tight; }

  double gain(double share) const {
    std::vector<double> sorted = gains;
    std::sort(sorted.begin(), sorted.end());
    return scalewall::math::quantile(sorted, share);
  }
};

inline summary summary_of(std::span<const expert_comparison> all) {
  summary found;
  for (const expert_comparison& one : all) found.add(one);
  return found;
}

inline std::map<std::string, summary> by_model(std::span<const expert_comparison> all) {
  std::map<std::string, summary> found;
  for (const expert_comparison& one : all)
    if (one.answer) found[one.expert.model_name].add(one);
  return found;
}

inline std::string recipe_text(const scalewall::training_answer& answer) {
  std::string text = to_text(answer.plan);
  if (answer.recipe.recompute.granularity != scalewall::recompute_granularity::none)
    text += ", recomputing " + to_text(answer.recipe.recompute);
  return text;
}

inline scalewall::table models_table(std::span<const expert_comparison> all) {
  using namespace scalewall;
  table shown({text_column("model"), number_column("plans"), number_column("fit"), number_column("tight"),
               number_column("do not fit"), number_column("among our 5 best"), number_column("as our best"),
               number_column("our gain, median"), number_column("90th")});
  const auto add = [&](const std::string& name, const summary& of) {
    shown.add_row({name, to_text(count{of.compared}), to_text(count{of.fit}), to_text(count{of.tight}),
                   to_text(count{of.do_not_fit()}), to_text(count{of.among_best}), to_text(count{of.first}),
                   of.gains.empty() ? "-" : run_report::error_text(of.gain(0.5)),
                   of.gains.empty() ? "-" : run_report::error_text(of.gain(0.9))});
  };
  for (const auto& [name, of] : by_model(all)) add(printable_text(name), of);
  add("all", summary_of(all));
  return shown;
}

inline scalewall::table unfit_table(std::span<const expert_comparison> all) {
  using namespace scalewall;
  table shown({text_column("plan"), number_column("predicted"), number_column("available")});
  for (const expert_comparison& one : all)
    if (one.answer && one.answer->verdict.found == fit::does_not_fit)
      shown.add_row({printable_text(one.expert.id), to_text(one.answer->verdict.predicted),
                     to_text(one.answer->verdict.available)});
  return shown;
}

inline scalewall::table beaten_table(std::span<const expert_comparison> all) {
  using namespace scalewall;
  table shown({text_column("plan"), number_column("step"), number_column("place"), text_column("ours"),
               number_column("step"), number_column("gain")});
  for (const expert_comparison& one : all)
    if (one.answer && one.clearly_faster >= best_plans)
      shown.add_row({printable_text(one.expert.id), to_text(one.answer->step.total), one.place_text(),
                     recipe_text(one.best.front()), to_text(one.best.front().step.total),
                     run_report::error_text(*one.gain())});
  return shown;
}

/// Why an expert's plan is not among our best: the first that holds of it.
inline std::string cause_of(const expert_comparison& one) {
  if (one.answer->verdict.found == scalewall::fit::does_not_fit) return "said not to fit";
  if (one.same_mesh && one.same_mesh->clearly_faster < best_plans)
    return "the mesh is, with other chunks, microbatch or recomputation";
  const scalewall::mesh &of_expert = one.answer->plan.mesh, &ours = one.best.front().plan.mesh;
  std::string differing;
  const auto compare = [&](const char* degree, std::int64_t theirs, std::int64_t our) {
    if (our != theirs)
      differing += std::string(differing.empty() ? "" : ", ") + (our < theirs ? "less " : "more ") + degree;
  };
  compare("TP", of_expert.tensor, ours.tensor);
  compare("CP", of_expert.context, ours.context);
  compare("PP", of_expert.pipeline, ours.pipeline);
  compare("EP", of_expert.expert, ours.expert);
  return "ours has " + (differing.empty() ? "the same degrees" : differing);
}

/// Causes, the most frequent first, with how much our best gain.
inline scalewall::table causes_table(std::span<const expert_comparison> all) {
  using namespace scalewall;
  std::map<std::string, summary> by_cause;
  for (const expert_comparison& one : all)
    if (one.answer && one.clearly_faster >= best_plans) by_cause[cause_of(one)].add(one);
  std::vector<std::pair<std::string, summary>> sorted(by_cause.begin(), by_cause.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& one, const auto& other) {
    return one.second.compared > other.second.compared;
  });
  table shown({text_column("why not"), number_column("plans"), number_column("our gain, least"),
               number_column("median"), number_column("90th")});
  for (const auto& [cause, of] : sorted)
    shown.add_row({cause, to_text(count{of.compared}), run_report::error_text(of.gain(0)),
                   run_report::error_text(of.gain(0.5)), run_report::error_text(of.gain(0.9))});
  return shown;
}

inline scalewall::document document_of(std::span<const expert_comparison> all) {
  using namespace scalewall;
  const summary found = summary_of(all);
  document told;
  told.paragraph(::counted(all.size(), "plan") + " of experts, of which " + to_text(count{found.compared}) +
                 " can be expressed. Among our 5 best: fewer than 5 other meshes have a\nplan that is faster "
                 "by more than " +
                 percent_text(tolerance) +
                 "; a gain is how much longer the expert's plan takes than our best.")
      .rows(models_table(all));
  if (const table unfit = unfit_table(all); unfit.size() > 0) told.heading("Said not to fit:").rows(unfit);
  if (const table beaten = beaten_table(all); beaten.size() > 0)
    told.heading("Not among our 5 best:").rows(causes_table(all)).rows(beaten);
  std::vector<std::string> obstacles, assumed;
  for (const expert_comparison& one : all) {
    if (!one.answer) obstacles.push_back(one.expert.obstacle);
    assumed.insert(assumed.end(), one.expert.assumed.begin(), one.expert.assumed.end());
  }
  if (!obstacles.empty())
    told.heading("Not expressed:").rows(run_report::sentences_table("because", obstacles, "plans"));
  if (!assumed.empty())
    told.heading("Assumed:").rows(run_report::sentences_table("assumption", assumed, "plans"));
  return told;
}

inline void write_csv(std::ostream& out, std::span<const expert_comparison> all) {
  using namespace scalewall;
  csv_writer rows(out, {"id", "model", "gpu", "precision", "fits", "predicted_bytes", "available_bytes",
                        "predicted_s", "place", "clearly_faster", "plans", "best_s", "gain", "best_plan",
                        "why_not", "source", "reason"});
  for (const expert_comparison& one : all) {
    const expert_recipe& expert = one.expert;
    if (!one.answer) {
      rows.row({expert.id, expert.model_name, expert.gpu, expert.precision, "", "", "", "", "", "", "", "",
                "", "", "", expert.source, expert.obstacle});
      continue;
    }
    const bool ranked = !one.best.empty();
    rows.row({expert.id, expert.model_name, expert.gpu, expert.precision, name(one.answer->verdict.found),
              one.answer->verdict.predicted, one.answer->verdict.available, one.answer->step.total,
              one.place_text(), count{one.clearly_faster}, count{one.plans},
              ranked ? csv_field(one.best.front().step.total) : csv_field(""),
              ranked ? csv_field(*one.gain()) : csv_field(""),
              ranked ? csv_field(recipe_text(one.best.front())) : csv_field(""),
              one.clearly_faster >= best_plans ? csv_field(cause_of(one)) : csv_field(""), expert.source,
              ""});
  }
}

inline nlohmann::ordered_json json_of(const summary& of) {
  nlohmann::ordered_json answer = {{"plans", of.compared},        {"fit", of.fit},
                                   {"tight", of.tight},           {"do_not_fit", of.do_not_fit()},
                                   {"among_best", of.among_best}, {"as_best", of.first}};
  if (!of.gains.empty()) {
    answer["gain_median"] = of.gain(0.5);
    answer["gain_ninetieth_percentile"] = of.gain(0.9);
  }
  return answer;
}

inline nlohmann::ordered_json json_of(std::span<const expert_comparison> all) {
  using json = nlohmann::ordered_json;
  json models = json::object(), rows = json::array();
  for (const auto& [name, of] : by_model(all)) models[name] = json_of(of);
  for (const expert_comparison& one : all) {
    json row = {{"id", one.expert.id}, {"source", one.expert.source}};
    if (!one.expert.assumed.empty()) row["assumed"] = one.expert.assumed;
    if (!one.answer) {
      row["reason"] = one.expert.obstacle;
      rows.push_back(row);
      continue;
    }
    row["fits"] = name(one.answer->verdict.found);
    row["predicted_bytes"] = one.answer->verdict.predicted.value();
    row["available_bytes"] = one.answer->verdict.available.value();
    row["predicted_s"] = one.answer->step.total.value();
    row["faster_meshes"] = one.faster;
    row["clearly_faster_meshes"] = one.clearly_faster;
    row["plans"] = one.plans;
    if (one.clearly_faster >= best_plans) row["why_not"] = cause_of(one);
    if (!one.best.empty()) {
      row["best_s"] = one.best.front().step.total.value();
      row["best_plan"] = recipe_text(one.best.front());
      row["gain"] = *one.gain();
    }
    rows.push_back(row);
  }
  return {{"schema", "scalewall/compare_with_experts/1"},
          {"version", 1},
          {"tolerance", tolerance},
          {"best_plans", best_plans},
          {"plans", all.size()},
          {"all", json_of(summary_of(all))},
          {"models", models},
          {"rows", rows}};
}

}  // namespace expert_report
