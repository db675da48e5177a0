#include "training_sureness.hpp"

#include "answer.hpp"
#include "counted_text.hpp"
#include "drawing_options.hpp"
#include "given_training.hpp"
#include "input_file.hpp"
#include "launch_option.hpp"
#include "progress_bar.hpp"
#include "told_quantiles.hpp"
#include "training_options.hpp"
#include "training_plans_report.hpp"
#include "training_report.hpp"
#include "uncertain_inputs.hpp"
#include "written_findings.hpp"
#include <scalewall/analysis/training_uncertainty.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/search/arithmetic_floor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(How sure are we of how long a step of a language model takes?

Tells the quantiles of the time of a step by the plan of a launch line behind --, or by the fastest that fits: by what
published runs of the class of the answer are off by that no fit saw, by inputs that are known within ranges, drawn
again and again, and by both. --vary names an input with the factors between which it lies, one of those of
what_would_help_most --model; --ranges takes the intervals of fitted constants. With --tokens also of the whole run. The
same seed gives the same answer.)";

struct question {
  training_options training;
  std::optional<sw::tokens> data;
  std::string ranges;
  drawing_options drawn;
  output_format format = output_format::table;
};

/// What a band is of, and its times of a step at the quantiles that are told; none where it is not known.
struct band {
  const char* key;
  const char* title;
  std::array<sw::seconds, told_quantiles.size()> steps{};
};

struct findings {
  training_request request;
  sw::training_answer answer;
  std::vector<sw::uncertain_training> inputs;
  drawing_options drawn;
  std::vector<band> bands;
  double fitting = 1;  ///< the share of draws in which the plan fits

  /// Steps of the run, where it is said on how much it trains.
  std::optional<double> steps{};
};

/// The name of a constant in a table of fit_runs, as a parameter has it.
std::string parameter_of_constant(const std::string& constant, std::string_view kind) {
  std::string name = constant == "products of experts" ? "products, grouped" : constant;
  constexpr std::string_view attention = "attention of ";
  if (name.starts_with(attention)) name.erase(0, attention.size());
  return std::string(kind) + ": " + name;
}

/// The intervals of a table that fit_runs --redraws N --format csv has written, of constants that the question has. Throws
/// `broken_rule` where it is no such table, or has none.
std::vector<sw::uncertain_training> inputs_of_table(const std::string& file,
                                                    const sw::training_question& asked) {
  std::ifstream opened = open_file(file);
  return of_file(file, [&] {
    const std::vector<sw::training_parameter> known = sw::training_parameters();
    sw::csv_reader rows(opened);
    rows.require_columns(std::array{"constant", "holds_for", "known", "from", "to"});
    std::vector<sw::uncertain_training> inputs;
    while (const std::optional<sw::csv_row> row = rows.next()) {
      const double low = row->number("from"), high = row->number("to");
      if (!(low > 0) || !(high > low)) continue;
      sw::for_each_training_constant(asked, [&](const std::string& name, const sw::fitted_constant& one) {
        const std::string& constant = row->text("constant");
        if ((name != parameter_of_constant(constant, "kernels") &&
             name != parameter_of_constant(constant, "software")) ||
            one.holds_for != row->text("holds_for") || !(one.value > 0))
          return;
        for (const sw::training_parameter& varied : known)
          if (varied.name == name)
            inputs.push_back(
                {varied, low / one.value, high / one.value, sw::uncertain_training::shape::log_normal});
      });
    }
    if (inputs.empty())
      throw sw::broken_rule(
          "it has no interval of a constant of this question; fit_runs --redraws 20 --format csv writes "
          "them");
    return inputs;
  });
}

/// The standard normal numbers of the quantiles that are told.
constexpr std::array<double, told_quantiles.size()> told_normals = {
    -sw::normal_percentile_95, -sw::normal_percentile_75, 0, sw::normal_percentile_75,
    sw::normal_percentile_95};

/// `at(place)`: seconds of a step at a quantile that is told.
band band_of(const char* key, const char* title, const auto& at) {
  band made{.key = key, .title = title};
  for (std::size_t i = 0; i < told_quantiles.size(); ++i) made.steps[i] = sw::seconds::from_value(at(i));
  return made;
}

findings find(const question& asked, training_request about) {
  const sw::monte_carlo how = checked_draws(asked.drawn.draws, asked.drawn.seed);
  findings found{.request = std::move(about), .answer = {}, .inputs = {}, .drawn = asked.drawn, .bands = {}};
  training_request& request = found.request;
  found.answer = answer_looked_at(request);
  const sw::training_step& step = found.answer.step;
  if (asked.data) found.steps = *asked.data / step.tokens_of_step;
  found.inputs = asked.ranges.empty() ? sw::inputs_with_intervals(request.question)
                                      : inputs_of_table(asked.ranges, request.question);
  add_uncertain(found.inputs, asked.drawn.vary, sw::training_parameters());

  const sw::evidence_class& evidence = class_of(step.evidence);
  const bool knows_errors = evidence.ninetieth_error.has_value();
  if (!knows_errors && found.inputs.empty())
    throw sw::broken_rule("no run of this class was measured (" + std::string(evidence.name) +
                          "), and no input is varied: --vary \"network bandwidth=0.5..1\" would, say");
  if (knows_errors)
    found.bands.push_back(band_of("held_out_runs", "runs that no fit saw", [&](std::size_t i) {
      return step.total.value() * *sw::measured_over_predicted(evidence, told_normals[i]);
    }));
  if (found.inputs.empty()) return found;
  progress_bar shown(asked.drawn.draws, 0);
  const sw::drawn_training drawn =
      draw_training(request.question, found.answer, found.inputs, how,
                    [&](std::size_t number) { shown.show(static_cast<std::int64_t>(number)); });
  found.fitting = static_cast<double>(drawn.fitting) / static_cast<double>(how.draws);
  found.bands.push_back(band_of("inputs", "inputs that are varied",
                                [&](std::size_t i) { return *drawn.inputs.quantile(told_quantiles[i]); }));
  if (knows_errors)
    found.bands.push_back(band_of(
        "both", "both", [&](std::size_t i) { return *drawn.inputs_and_model.quantile(told_quantiles[i]); }));
  return found;
}

std::vector<std::string> in_the_band(const findings& found) {
  std::vector<std::string> told;
  if (class_of(found.answer.step.evidence).ninetieth_error)
    told.emplace_back(
        "what the estimate was off by in runs of the class that no fit saw, as often too long as too "
        "short: of kernels, constants, and inputs as published runs tell them");
  for (const sw::uncertain_training& input : found.inputs) told.push_back(to_text(input));
  return told;
}

/// Beside what every estimate leaves out.
std::vector<std::string> not_in_the_band(const findings& found) {
  std::vector<std::string> told = {"what is assumed and is not so", "another plan: this one is kept"};
  if (!class_of(found.answer.step.evidence).ninetieth_error)
    told.emplace_back("the error of the estimate itself: no run of the class was measured");
  if (found.inputs.empty())
    told.emplace_back(
        "ranges of fitted constants: the catalog gives none (--ranges takes what fit_runs writes)");
  return told;
}

/// The bands of so many steps.
sw::table bands_table(const findings& found, const char* of, double times) {
  sw::table shown({sw::text_column(of), sw::number_column("5%"), sw::number_column("25%"),
                   sw::number_column("median"), sw::number_column("75%"), sw::number_column("95%")});
  for (const band& one : found.bands) {
    std::vector<std::string> cells = {one.title};
    for (const sw::seconds& step : one.steps) cells.push_back(to_text(times * step));
    shown.add_row(cells);
  }
  return shown;
}

sw::document document_of(const findings& found) {
  sw::document told;
  told.heading(setting_text(found.request), "Time of a step: " + to_text(found.answer.step.total) + ", by " +
                                                to_text(found.answer.plan) + ", recompute " +
                                                to_text(found.answer.recipe.recompute))
      .rows(bands_table(found, "time of a step, by", 1));
  if (found.steps) told.rows(bands_table(found, "time of the run, by", *found.steps));
  told.paragraph((found.fitting < 1
                      ? "The plan fits in " + sw::percent_text(found.fitting) + " of the draws\n"
                      : std::string()) +
                 "Evidence: " + band_text(found.answer.step))
      .list("In the band:", in_the_band(found))
      .list("Not in it, nor what is left out:", not_in_the_band(found))
      .append(grounds_of(found.request, found.answer.step));
  return told;
}

void write_csv(std::ostream& out, const findings& found) {
  std::vector<std::string> columns = {"of", "by", "nominal_s"};
  for (const double q : told_quantiles) columns.push_back(quantile_key(q) + "_s");
  sw::csv_writer rows(out, columns);
  const auto write = [&](const char* of, double times) {
    for (const band& one : found.bands) {
      std::vector<sw::csv_field> fields = {of, one.key, times * found.answer.step.total};
      for (const sw::seconds& step : one.steps) fields.emplace_back(times * step);
      rows.row(fields);
    }
  };
  write("step", 1);
  if (found.steps) write("run", *found.steps);
}

void write_json(std::ostream& out, const findings& found) {
  using json = nlohmann::ordered_json;
  json bands = json::array();
  for (const band& one : found.bands) {
    json quantiles;
    for (std::size_t i = 0; i < told_quantiles.size(); ++i)
      quantiles[quantile_key(told_quantiles[i]) + "_s"] = one.steps[i].value();
    bands.push_back({{"by", one.key}, {"step", quantiles}});
  }
  json inputs = json::array();
  for (const sw::uncertain_training& one : found.inputs) inputs.push_back(to_text(one));
  json not_in_band = not_in_the_band(found);
  for (const std::string_view one : left_out_of_training) not_in_band.push_back(one);
  json all = {{"schema", "scalewall/how_sure_of_a_language_model/1"},
              {"model", found.request.model_name},
              {"gpu", found.request.gpu},
              {"gpus", found.request.question.accelerators},
              {"batch", batch_json(found.request.question.batch)}};
  all.update(json_of(found.answer));
  all["steps_of_the_run"] = found.steps ? json(*found.steps) : json();
  all.update({{"inputs", inputs},
              {"draws", found.inputs.empty() ? 0 : found.drawn.draws},
              {"seed", found.drawn.seed},
              {"share_that_fits", found.fitting},
              {"bands", bands},
              {"in_the_band", in_the_band(found)},
              {"not_in_the_band", not_in_band},
              {"evidence", json_of(class_of(found.answer.step.evidence))},
              {"assumed", assumed_of(found.request, found.answer.step)},
              {"not_understood", found.request.not_understood()}});
  out << all.dump(2) << '\n';
}

}  // namespace

int sure_of_training(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  question asked;
  CLI::App app(description, "how_sure_are_we");
  add_example(app, "how_sure_are_we --model Llama-3.1-70B --gpus 64 --vary \"network bandwidth=0.5..1\"");
  add_training_options(app, asked.training);
  add_quantity_option(app, "--tokens", asked.data, sw::tokens::from_value(1),
                      "Tokens that the run trains on; without them the answer is of a step");
  add_vary_option(app, asked.drawn);
  app.add_option("--ranges", asked.ranges,
                 "A table of fit_runs --redraws N --format csv: every constant of the question within its "
                 "interval; --vary adds others")
      ->type_name("FILE");
  add_draw_options(app, asked.drawn);
  add_format_option(app, asked.format);
  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    return write_findings(find(asked, request_of(app, asked.training, split.line)), asked.format);
  });
}
