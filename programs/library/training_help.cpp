#include "training_help.hpp"

#include "answer.hpp"
#include "counted_text.hpp"
#include "effect_bars.hpp"
#include "given_training.hpp"
#include "launch_option.hpp"
#include "plot_option.hpp"
#include "training_options.hpp"
#include "training_plans_report.hpp"
#include "training_report.hpp"
#include "written_findings.hpp"
#include <scalewall/analysis/training_sensitivity.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/table.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(What would help the training of a language model most?

Tells the elasticity of the time of a step to every number that the estimate reads of hardware and software, the
strongest first: the percentage by which the time changes per percent of the number, once with more of it and once with
less. The plan is that of a launch line behind --, and is kept; without one the fastest that fits is searched anew for
every change. Either is exact for the change that is shown. What changes nothing because something else takes longer is
told as hidden, and what the estimate of the plan does not read is listed apart: that is no effect of zero.)";

/// What a step takes that no number of hardware or software stands for.
constexpr std::array<std::string_view, 1> unread_of_training = {
    "latencies of the network between domains: the same for every network, 25 us a collective and 5 us for "
    "each of its steps, "
    "20 us an exchange and 1 us for each of its ranks, 15 us a message between stages"};

struct question {
  training_options training;
  output_format format = output_format::table;
  std::string plot;
};

struct findings {
  training_request request;
  sw::training_answer answer;
  std::vector<sw::training_effect> effects;
  std::vector<std::string> not_read;

  bool keeps_plan() const { return request.plan.has_value(); }
};

std::optional<sw::training_answer> fastest_plan(const training_request& request,
                                                const sw::training_question& asked) {
  sw::training_ranking ranking = best_training_plans(asked, request.space, request.recipe, 1);
  if (ranking.best.empty()) return {};
  return ranking.best.front();
}

findings find(training_request asked) {
  findings found{.request = std::move(asked), .answer = {}, .effects = {}, .not_read = {}};
  training_request& request = found.request;
  found.answer = answer_looked_at(request);
  std::vector<sw::training_effect> all =
      training_sensitivity(request.question, found.answer, [&](const sw::training_question& changed) {
        return request.plan ? std::optional(answer_of(changed, *request.plan, request.recipe))
                            : fastest_plan(request, changed);
      });
  for (sw::training_effect& one : all) {
    if (one.dependence == sw::step_dependence::none)
      found.not_read.push_back(one.elasticities.parameter);
    else
      found.effects.push_back(std::move(one));
  }
  std::sort(found.not_read.begin(), found.not_read.end());
  return found;
}

std::string plan_text(const findings& found) {
  return to_text(found.answer.plan) + ", recompute " + to_text(found.answer.recipe.recompute) +
         (found.keeps_plan() ? "; the plan is kept" : "; the fastest plan is searched anew for every change");
}

std::vector<std::string> not_read(const findings& found) {
  std::vector<std::string> told = found.not_read;
  told.insert(told.end(), unread_of_training.begin(), unread_of_training.end());
  return told;
}

sw::document document_of(const findings& found) {
  sw::table shown({sw::text_column("% of change per % of"), sw::number_column("with more"),
                   sw::number_column("with less"), sw::number_column("times, divided by"),
                   sw::text_column("")});
  const auto text = [](const std::optional<double>& elasticity) {
    return elasticity ? sw::number_text(*elasticity) : std::string("no answer");
  };
  for (const sw::training_effect& each : found.effects)
    shown.add_row({each.elasticities.parameter, text(each.elasticities.up), text(each.elasticities.down),
                   sw::number_text(each.elasticities.step),
                   each.dependence == sw::step_dependence::hidden ? "hidden" : ""});
  sw::document told;
  told.heading(setting_text(found.request),
               "Time of a step: " + to_text(found.answer.step.total) + ", by " + plan_text(found))
      .rows(shown)
      .paragraph("Hidden: seen only where it is changed up to a thousandfold.")
      .list("Not read by the estimate of this plan, so that nothing is known of their effect:",
            not_read(found))
      .paragraph(
          "Evidence: " + band_text(found.answer.step) +
          "\nKernels and software: factors of time, shares and seconds that were fitted to runs as they "
          "are; what hardware nobody built would make of them no run shows.")
      .append(grounds_of(found.request, found.answer.step));
  return told;
}

void write_csv(std::ostream& out, const findings& found) {
  sw::csv_writer rows(out, {"of", "value", "parameter", "factor", "elasticity_more", "elasticity_less",
                            "dependence", "plan"});
  const auto field = [](const std::optional<double>& elasticity) {
    return elasticity ? sw::csv_field(*elasticity) : sw::csv_field("");
  };
  const double step = found.answer.step.total.value();
  const char* plan = found.keeps_plan() ? "kept" : "searched";
  for (const sw::training_effect& each : found.effects)
    rows.row({"step_s", step, each.elasticities.parameter, each.elasticities.step,
              field(each.elasticities.up), field(each.elasticities.down), name(each.dependence), plan});
  for (const std::string& one : found.not_read)
    rows.row({"step_s", step, one, "", "", "", name(sw::step_dependence::none), plan});
}

void write_json(std::ostream& out, const findings& found) {
  using json = nlohmann::ordered_json;
  const auto number = [](const std::optional<double>& elasticity) {
    return elasticity ? json(*elasticity) : json();
  };
  json effects = json::array();
  for (const sw::training_effect& each : found.effects)
    effects.push_back({{"parameter", each.elasticities.parameter},
                       {"factor", each.elasticities.step},
                       {"elasticity_more", number(each.elasticities.up)},
                       {"elasticity_less", number(each.elasticities.down)},
                       {"dependence", name(each.dependence)}});
  json all = {{"schema", "scalewall/what_would_help_a_language_model/1"},
              {"model", found.request.model_name},
              {"gpu", found.request.gpu},
              {"gpus", found.request.question.accelerators},
              {"batch", batch_json(found.request.question.batch)},
              {"of", "step_s"}};
  all.update(json_of(found.answer));
  all.update({{"plan_is", found.keeps_plan() ? "kept" : "searched anew for every change"},
              {"effects", effects},
              {"not_read", not_read(found)},
              {"evidence", json_of(class_of(found.answer.step.evidence))},
              {"assumed", assumed_of(found.request, found.answer.step)},
              {"not_understood", found.request.not_understood()},
              {"left_out", left_out_of_training}});
  out << all.dump(2) << '\n';
}

sw::figure_page draw(const findings& found) {
  std::vector<sw::effect> effects;
  effects.reserve(found.effects.size());
  for (const sw::training_effect& one : found.effects) effects.push_back(one.elasticities);
  return {.heading = {"What would help most? " + setting_text(found.request)},
          .panels = {effect_bars("Time of a step: " + to_text(found.answer.step.total), effects)}};
}

}  // namespace

int what_helps_training(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  question asked;
  CLI::App app(description, "what_would_help_most");
  add_example(app, "what_would_help_most --model Llama-3.1-70B --gpus 64 --tp 8");
  add_training_options(app, asked.training);
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot, "Draw the elasticities as bars into this file, .svg or .png");
  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    return write_findings(find(request_of(app, asked.training, split.line)), asked.format, asked.plot, draw);
  });
}
