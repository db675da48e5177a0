// How sure are we of how far training can scale? Inputs that are known within a range give bands on the curve.

#include "answer.hpp"
#include "bands_report.hpp"
#include "checked_options.hpp"
#include "chosen_cluster.hpp"
#include "curve_figures.hpp"
#include "drawing_options.hpp"
#include "fitted_inputs.hpp"
#include "launch_option.hpp"
#include "law_options.hpp"
#include "plot_option.hpp"
#include "progress_bar.hpp"
#include "training_options.hpp"
#include "training_sureness.hpp"
#include "uncertain_inputs.hpp"
#include "written_findings.hpp"
#include <scalewall/analysis/uncertainty.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/sweep/landmarks.hpp>

#include <cstddef>
#include <cstdint>
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
measured: every latency and the batch 0.5..2, every bandwidth 0.8..1.25, the arithmetic rate 0.9..1.1. With --model
NAME|FILE, or a launch line behind --, the question is about the step of a language model, with options of its own:
how_sure_are_we --model Llama-3.1-8B --help shows them.)";

struct question {
  hardware_options hardware;
  law_options laws;
  sw::seconds deadline = 3_months;
  std::string ranges;
  drawing_options drawn;
  output_format format = output_format::table;
  std::string plot;
};

curve_bands find(const question& asked) {
  bands_question whole{.title = asked.laws.text(), .draws = asked.drawn.draws, .seed = asked.drawn.seed};
  whole.study.machines = at_reference_prices(asked.hardware.cluster());
  whole.study.prescribe = asked.laws.prescription();
  whole.study.settings.deadline = asked.deadline;
  const std::vector<sw::parameter> known = sw::parameters_of(whole.study);
  if (!asked.ranges.empty()) whole.inputs = fitted_inputs(asked.ranges, known, whole.study.machines);
  add_uncertain(whole.inputs, asked.drawn.vary, known);
  if (whole.inputs.empty()) whole.inputs = illustrative_inputs(known);
  progress_bar shown(asked.drawn.draws, 0);
  return find_bands(whole, [&](std::size_t drawn) { shown.show(static_cast<std::int64_t>(drawn)); });
}

/// The band from the 5th to the 95th percentile, the median, and the curve as assumed.
sw::figure_page band_figure(const curve_bands& found) {
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
      .title = found.asked.title + ", " + std::string(found.asked.study.machines.name) + ", trained in " +
               to_text(found.asked.study.settings.deadline),
      .x = compute_axis(),
      .y = utilization_axis(),
      .series = assumed.x.empty() ? std::vector{band, median} : std::vector{band, median, assumed},
      .notes = rounding_notes};
  return {.heading = {"How sure are we of how far training can scale?"}, .panels = {drawn}};
}

}  // namespace

int main(int argc, char** argv) {
  if (names_a_model(argc, argv) || !split_at_dashes(argc, argv).line.empty())
    return sure_of_training(argc, argv);
  question asked;
  CLI::App app(description, "how_sure_are_we");
  add_example(app, "how_sure_are_we --draws 20 --vary \"InfiniBand latency=0.5..2\"");
  add_hardware_options(app, asked.hardware);
  add_law_options(app, asked.laws);
  add_months_option(app, asked.deadline, "The time that a training run may take");
  add_vary_option(app, asked.drawn);
  app.add_option(
         "--ranges", asked.ranges,
         "A machine.json of calibrate_this_machine: every number that was fitted, and is varied here, "
         "within its interval; --vary adds others")
      ->type_name("FILE");
  add_draw_options(app, asked.drawn);
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot, "Draw the band of utilization into this file, .svg or .png");
  return answer_question(app, argc, argv,
                         [&] { return write_findings(find(asked), asked.format, asked.plot, band_figure); });
}
