// How sure are we of how far training can scale? Inputs that are known within a range give bands on the curve.

#include "answer.hpp"
#include "checked_options.hpp"
#include "chosen_cluster.hpp"
#include "counted_text.hpp"
#include "curve_figures.hpp"
#include "curve_report.hpp"
#include "fitted_inputs.hpp"
#include "law_options.hpp"
#include "plan_report.hpp"
#include "plot_option.hpp"
#include "progress_bar.hpp"
#include "uncertain_inputs.hpp"
#include "written_findings.hpp"
#include <scalewall/analysis/uncertainty.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/json.hpp>
#include <scalewall/report/training_json.hpp>
#include <scalewall/sweep/landmarks.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto description = R"(How sure are we of how far training can scale?

Draws the parameters that are known within a range, again and again, each as a factor of its nominal value, computes
the whole curve for every draw, and tells the quantiles: of the utilization of every model, which is none where no
cluster trains it in time, and of the computes where linear scaling and training at all end. A batch, or a depth, is
drawn among round numbers, which can be split. The same seed gives the same answer. With --ranges the ranges are the
intervals that fits to measurements of a machine have. Without it and --vary they are illustrative, none of them
measured: every latency and the batch 0.5..2, every bandwidth 0.8..1.25, the arithmetic rate 0.9..1.1.)";

constexpr std::array<double, 5> quantiles = {0.05, 0.25, 0.5, 0.75, 0.95};
constexpr std::int64_t most_draws = 1'000'000;

struct question {
  hardware_options hardware;
  law_options laws;
  sw::seconds deadline = 3_months;
  std::vector<std::string> vary;
  std::string ranges;
  std::int64_t draws = 1000;
  std::int64_t seed = static_cast<std::int64_t>(sw::monte_carlo{}.seed);
  output_format format = output_format::table;
  std::string plot;
};

struct findings {
  std::string title;
  sw::study asked;
  std::vector<sw::uncertain> inputs;
  std::int64_t draws;
  std::int64_t seed;
  std::vector<sw::curve_point> nominal;
  sw::drawn_curve drawn;  ///< as far as some draw or the nominal curve goes

  std::optional<double> nominal_utilization(std::size_t width) const {
    return width < nominal.size() ? std::optional(nominal[width].run.step.utilization) : std::nullopt;
  }
  std::optional<sw::flop> nominal_end() const {
    return sw::interpolated_end_of_linear_scaling(nominal, sustained_utilization(asked.machines));
  }
  std::optional<sw::flop> nominal_largest() const {
    return sw::landmarks(nominal, sustained_utilization(asked.machines)).largest_feasible;
  }
  double in_time_share(const sw::drawn_run& run) const {
    return static_cast<double>(run.in_time) / static_cast<double>(draws);
  }
};

findings find(const question& asked) {
  if (asked.draws > most_draws)
    throw sw::broken_rule("--draws is at most " + to_text(sw::count{most_draws}) + ", not '" +
                          std::to_string(asked.draws) + "'");
  findings found{.title = asked.laws.text(),
                 .asked = {},
                 .inputs = {},
                 .draws = asked.draws,
                 .seed = asked.seed,
                 .nominal = {},
                 .drawn = {}};
  found.asked.machines = at_reference_prices(asked.hardware.cluster());
  found.asked.prescribe = asked.laws.prescription();
  found.asked.settings.deadline = asked.deadline;
  const std::vector<sw::parameter> known = sw::parameters_of(found.asked);
  if (!asked.ranges.empty()) found.inputs = fitted_inputs(asked.ranges, known, found.asked.machines);
  add_uncertain(found.inputs, asked.vary, known);
  if (found.inputs.empty()) found.inputs = illustrative_inputs(known);

  for (const sw::curve_point& point :
       sw::curve(found.asked.machines, found.asked.prescribe, found.asked.settings))
    found.nominal.push_back(point);
  progress_bar shown(asked.draws, 0);
  found.drawn = sw::draw_curve(
      found.asked, found.inputs,
      {.draws = static_cast<std::size_t>(asked.draws), .seed = static_cast<std::uint64_t>(asked.seed)},
      [&](std::size_t drawn) { shown.show(static_cast<std::int64_t>(drawn)); });
  auto& runs = found.drawn.runs;
  while (runs.size() > found.nominal.size() && runs.back().in_time == 0) runs.pop_back();
  if (runs.empty())
    throw std::runtime_error("no run is done in " + to_text(asked.deadline) + ", whatever is drawn");
  return found;
}

void write_table(std::ostream& out, const findings& found) {
  out << found.title << ", trained in " << to_text(found.asked.settings.deadline) << " on "
      << found.asked.machines.name << ",\n"
      << counted(found.draws, "draw") << " of";
  for (const sw::uncertain& input : found.inputs)
    out << (&input == &found.inputs.front() ? " " : ", ") << to_text(input);
  out << "\n\n" << in_lines(to_text(assumptions_of(found.asked.settings.how))) << "\n\n";

  sw::table bands({sw::number_column("compute"), sw::number_column("as assumed"), sw::number_column("5%"),
                   sw::number_column("median"), sw::number_column("95%"), sw::number_column("in time")});
  for (const std::size_t width : about_ten_of(found.drawn.runs.size())) {
    const sw::drawn_run& run = found.drawn.runs[width];
    const auto quantile = [&](double q) { return sw::percent_text(run.utilization.quantile(q).value()); };
    bands.add_row({to_text(run.wanted.compute),
                   sw::percent_text(found.nominal_utilization(width).value_or(0)), quantile(0.05),
                   quantile(0.5), quantile(0.95), sw::percent_text(found.in_time_share(run))});
  }
  out << bands << '\n';

  sw::table landmarks({sw::text_column(""), sw::number_column("as assumed"), sw::number_column("5%"),
                       sw::number_column("median"), sw::number_column("95%"), sw::number_column("of draws")});
  const auto add = [&](const char* what, const std::optional<sw::flop>& assumed,
                       const sw::drawn_values& drawn) {
    const auto text = [](const std::optional<double>& compute) {
      return compute ? to_text(sw::flop::from_value(*compute)) : "none";
    };
    landmarks.add_row(
        {what, assumed ? to_text(*assumed) : "none", text(drawn.quantile(0.05)), text(drawn.quantile(0.5)),
         text(drawn.quantile(0.95)),
         sw::percent_text(static_cast<double>(drawn.sorted.size()) / static_cast<double>(found.draws))});
  };
  add("linear scaling ends", found.nominal_end(), found.drawn.linear_scaling_ends);
  add("largest feasible run", found.nominal_largest(), found.drawn.largest_feasible);
  out << landmarks << '\n';
}

/// p5, p25...
std::string quantile_key(double q) { return "p" + sw::number_text(100 * q); }

void write_csv(std::ostream& out, const findings& found) {
  std::vector<std::string> columns = {"gpu", "d_model", "training_flop", "utilization"};
  for (const double q : quantiles) columns.push_back("utilization_" + quantile_key(q));
  columns.insert(columns.end(), {"draws", "draws_in_time"});
  sw::csv_writer rows(out, columns);
  for (std::size_t width = 0; width < found.drawn.runs.size(); ++width) {
    const sw::drawn_run& run = found.drawn.runs[width];
    std::vector<sw::csv_field> fields = {found.asked.machines.name, run.wanted.model.d_model,
                                         run.wanted.compute, found.nominal_utilization(width).value_or(0)};
    for (const double q : quantiles) fields.emplace_back(run.utilization.quantile(q).value());
    fields.insert(fields.end(), {found.draws, run.in_time});
    rows.row(fields);
  }
}

void write_json(std::ostream& out, const findings& found) {
  using json = nlohmann::ordered_json;
  const auto with_quantiles = [](json object, const sw::drawn_values& drawn) {
    for (const double q : quantiles) {
      const auto value = drawn.quantile(q);
      object[quantile_key(q)] = value ? json(*value) : json();
    }
    return object;
  };
  const auto landmark = [&](const std::optional<sw::flop>& assumed, const sw::drawn_values& drawn) {
    return with_quantiles(
        {{"nominal", assumed ? json(assumed->value()) : json()}, {"draws", drawn.sorted.size()}}, drawn);
  };
  json inputs = json::array(), runs = json::array();
  for (const sw::uncertain& input : found.inputs)
    inputs.push_back(
        {{"parameter", input.parameter.name},
         {"distribution",
          input.distribution == sw::uncertain::shape::log_uniform ? "log-uniform" : "log-normal"},
         {"low", input.low},
         {"high", input.high}});
  for (std::size_t width = 0; width < found.drawn.runs.size(); ++width) {
    const sw::drawn_run& run = found.drawn.runs[width];
    runs.push_back(
        {{"wanted", run.wanted},
         {"draws_in_time", run.in_time},
         {"utilization",
          with_quantiles({{"nominal", found.nominal_utilization(width).value_or(0)}}, run.utilization)}});
  }
  out << json{{"gpu", found.asked.machines},
              {"laws", found.title},
              {"deadline_s", found.asked.settings.deadline.value()},
              {"draws", found.draws},
              {"seed", found.seed},
              {"inputs", inputs},
              {"linear_scaling_ends_flop", landmark(found.nominal_end(), found.drawn.linear_scaling_ends)},
              {"largest_feasible_flop", landmark(found.nominal_largest(), found.drawn.largest_feasible)},
              {"runs", runs}}
             .dump(2)
      << '\n';
}

/// The band from the 5th to the 95th percentile, the median, and the curve as assumed.
sw::figure_page band_figure(const findings& found) {
  sw::plot_series band{.title = "5% to 95% of draws", .style = sw::series_style::band};
  sw::plot_series median{.title = "median", .style = sw::series_style::line};
  sw::plot_series assumed{.title = "as assumed", .style = sw::series_style::points};
  for (std::size_t width = 0; width < found.drawn.runs.size(); ++width) {
    const sw::drawn_run& run = found.drawn.runs[width];
    const double compute = run.wanted.compute.value();
    for (sw::plot_series* each : {&band, &median}) each->x.push_back(compute);
    band.base.push_back(run.utilization.quantile(0.05).value());
    band.y.push_back(run.utilization.quantile(0.95).value());
    median.y.push_back(run.utilization.quantile(0.5).value());
    if (const auto utilization = found.nominal_utilization(width)) {
      assumed.x.push_back(compute);
      assumed.y.push_back(*utilization);
    }
  }
  const sw::figure drawn{
      .title = found.title + ", " + std::string(found.asked.machines.name) + ", trained in " +
               to_text(found.asked.settings.deadline),
      .x = compute_axis(),
      .y = utilization_axis(),
      .series = assumed.x.empty() ? std::vector{band, median} : std::vector{band, median, assumed},
      .notes = rounding_notes};
  return {.heading = {"How sure are we of how far training can scale?"}, .panels = {drawn}};
}

}  // namespace

int main(int argc, char** argv) {
  question asked;
  CLI::App app(description, "how_sure_are_we");
  add_example(app, "how_sure_are_we --draws 20 --vary \"InfiniBand latency=0.5..2\"");
  add_hardware_options(app, asked.hardware);
  add_law_options(app, asked.laws);
  add_months_option(app, asked.deadline, "The time that a training run may take");
  app.add_option(
         "--vary", asked.vary,
         "A parameter and the factors between which it lies: as likely anywhere on a logarithmic scale with "
         "=, log-normal with the factors as 5th and 95th percentile with ~ instead; repeatable")
      ->type_name("NAME=LOW..HIGH")
      ->allow_extra_args(false);
  app.add_option(
         "--ranges", asked.ranges,
         "A machine.json of calibrate_this_machine: every number that was fitted, and is varied here, "
         "within its interval; --vary adds others")
      ->type_name("FILE");
  add_whole_number_option(app, "--draws", asked.draws, "How many draws (default: 1000)");
  add_whole_number_option(app, "--seed", asked.seed, "Where the random numbers begin");
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot, "Draw the band of utilization into this file, .svg or .png");
  return answer_question(app, argc, argv,
                         [&] { return write_findings(find(asked), asked.format, asked.plot, band_figure); });
}
