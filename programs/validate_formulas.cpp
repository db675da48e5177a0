// How far are the formulas from the clock? Predicted against measured, for a recording or for this machine.

#include "answer.hpp"
#include "catalogued_formula.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "observed_machine.hpp"
#include "plot_option.hpp"
#include "validation_report.hpp"
#include "written_document.hpp"
#include <scalewall/calibration/calibrate.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/plot.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Holds the formulas against measurements.

They stand side by side:
  as known     the reference formulas with what the data sheet, or the catalog, says of the machine
  calibrated   the same formulas, their numbers fitted to half of the measurements
  refined      tiles and rounds, and protocols of collectives or regimes of messages, in the place of smooth formulas;
               fitted to the same half, the protocols from those of the nearest GPUs that others measured
  messages or protocols
               whichever of the two refined does without, as it is further from transfers in a node that were held out
  catalog      the refined formulas with the numbers of the catalog, where it has them under the name of --gpu or of the
               device; fitted to half of what was measured elsewhere, of which a recording may be a small part
Rows that were held out from every fit are told apart from those it saw. An error is predicted / measured - 1.)";

struct question {
  machine_options machine;
  sw::flop large = sw::large_matmul;
  output_format format = output_format::table;
  std::string plot;
};

sw::document document_of(const observed_machine& seen, const compared_formulas& compared) {
  std::string not_measured;
  for (const sw::unmeasured& one : seen.measured.not_measured) not_measured += to_text(one) + "\n";
  sw::document told;
  told.paragraph(not_measured + seen.device.name + ": " + counted(compared.rows.size(), "measurement") +
                 ". Errors: signed median, then median and 90th percentile of the absolute error.")
      .rows(errors_table(compared));
  for (const sw::validation& formula : compared.formulas)
    told.heading("The " + std::string(formula.predictor) + " formula, by what it says that bounds a probe:")
        .rows(bounds_table(compared, formula))
        .heading("Its worst ten:")
        .rows(worst_table(formula));
  return told;
}

void write_plot(const std::string& file, const sw::accelerator& gpu, const std::string& device,
                const compared_formulas& compared) {
  std::vector<sw::figure> panels;
  for (const sw::figure& panel : {scatter_figure(compared, device), roofline_figure(gpu, compared.rows)})
    if (!panel.series.empty()) panels.push_back(panel);
  if (panels.empty()) throw std::runtime_error("there is nothing to plot: no row was held out");
  sw::write_plot(panels, file);
}

exit_status answer(const question& asked, const CLI::App& app) {
  const observed_machine seen =
      observe(asked.machine, [&](const std::string& why) { complain(app, std::runtime_error(why)); });
  const sw::calibrated_machine machine =
      calibrate(seen.device.name, seen.device, seen.measured.rows, 0, sw::catalog::measured_collectives);
  const compared_formulas compared =
      compare(seen.measured.rows,
              {reference_predictor("as known", seen.device.known, seen.network),
               calibrated_predictor(machine), refined_predictor(machine), other_predictor(machine),
               catalogued_formula(seen.gpu.empty() ? seen.device.name : seen.gpu)},
              asked.large);

  if (asked.format == output_format::csv) write_csv(std::cout, compared);
  if (asked.format == output_format::json) std::cout << errors_json(compared).dump(2) << '\n';
  const bool for_people = is_for_people(asked.format);
  if (for_people) write_document(std::cout, document_of(seen, compared), asked.format);
  if (asked.plot.empty()) return answered;
  write_plot(asked.plot, machine.gpu.descriptor, seen.device.name, compared);
  if (for_people) std::cout << "\nThe plot is in " << sw::printable_text(asked.plot) << ".\n";
  return answered;
}

}  // namespace

int main(int argc, char** argv) {
  question asked;
  CLI::App app(description, "validate_formulas");
  add_example(app, "validate_formulas --seconds 5");
  add_machine_options(app, asked.machine);
  add_large_option(app, asked.large);
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot,
                  "Draw predicted over measured times, and a roofline, into this file, .svg or .png");
  return answer_question(app, argc, argv, [&] { return answer(asked, app); });
}
