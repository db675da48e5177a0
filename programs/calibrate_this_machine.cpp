// How fast is this machine? Measures it, writes its descriptor as a header, and says how far the formulas are off.

#include "answer.hpp"
#include "counted_text.hpp"
#include "observed_machine.hpp"
#include "validation_report.hpp"
#include "whole_files.hpp"
#include <scalewall/calibration/calibrate.hpp>
#include <scalewall/calibration/descriptor_header.hpp>
#include <scalewall/calibration/fitted_json.hpp>
#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/timing/recording.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Measures this machine and makes it a descriptor.

Multiplications, copies, launches and transfers are timed within a budget, and the numbers of the formulas are fitted
to half of them. Written into a folder, all or none of it:
  NAME.hpp           constexpr descriptors, each number with how it was found
  measurements.csv   what was measured
  machine.json       the machine, its versions and settings; with the CSV file it can be replayed
Then it says how far the formulas are off, for the half that was fitted to and the half that was held out.)";

struct question {
  machine_options machine;
  std::string folder = "calibrated";
  std::string name;
  sw::flop large = sw::large_matmul;
  std::int64_t redraws = 20;
};

std::string machine_text(const sw::calibrated_machine& machine, const observed_machine& seen,
                         const question& asked) {
  using json = nlohmann::ordered_json;
  json described = machine.device;
  json reasons = json::array(), fitted = json::array();
  add_fitted(fitted, "accelerator", machine.gpu);
  add_fitted(fitted, "network", machine.network);
  for (const sw::found_kernels& found : machine.kernels)
    add_fitted(fitted, std::string(name(found.fit.descriptor.format)), found.fit);
  if (machine.collectives) add_fitted(fitted, "collectives", machine.collectives->fit);
  for (const sw::unmeasured& one : seen.measured.not_measured) reasons.push_back(to_text(one));
  described["calibration"] = {{"name", machine.name},
                              {"budget_s", asked.machine.budget.value()},
                              {"measurements", seen.measured.rows.size()},
                              {"redraws", asked.redraws},
                              {"not_measured", reasons},
                              {"fitted", fitted}};
  return described.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

exit_status answer(const question& asked, const CLI::App& app) {
  whole_files written(asked.folder);
  const observed_machine seen =
      observe(asked.machine, [&](const std::string& why) { complain(app, std::runtime_error(why)); });
  for (const sw::unmeasured& one : seen.measured.not_measured) std::cout << to_text(one) << '\n';

  const std::string name = asked.name.empty() ? seen.device.name : asked.name;
  const int redraws = static_cast<int>(std::min<std::int64_t>(asked.redraws, 10'000));
  const sw::calibrated_machine machine =
      calibrate(name, seen.device, seen.measured.rows, redraws, sw::catalog::measured_collectives);
  std::ostringstream header;
  write_descriptor_header(header, machine);
  const std::string header_name = sw::identifier_of(name) + ".hpp";
  written.write({{header_name, header.str()},
                 {"measurements.csv", measurements_text(seen.measured.rows)},
                 {"machine.json", machine_text(machine, seen, asked)}});

  const compared_formulas compared =
      compare(seen.measured.rows,
              {reference_predictor("as known", seen.device.known, seen.network),
               calibrated_predictor(machine), refined_predictor(machine)},
              asked.large);
  std::cout << seen.device.name << ": " << counted(seen.measured.rows.size(), "measurement")
            << ". How far the formulas are off:\n\n"
            << errors_table(compared) << '\n'
            << sw::printable_text((written.folder() / header_name).string())
            << " is the descriptor, measurements.csv and machine.json "
            << "are beside it.\n";
  return answered;
}

}  // namespace

int main(int argc, char** argv) {
  question asked;
  CLI::App app(description, "calibrate_this_machine");
  add_example(app, "calibrate_this_machine --seconds 5 --output calibrated");
  add_machine_options(app, asked.machine);
  app.add_option("--output", asked.folder, "The folder that is written (default: calibrated)")
      ->type_name("FOLDER");
  app.add_option("--name", asked.name, "Of the machine, in the header (default: what the device is called)")
      ->type_name("NAME");
  add_whole_number_option(app, "--redraws", asked.redraws,
                          "Fits of redrawn rows that the intervals come from (default: 20)");
  add_large_option(app, asked.large);
  return answer_question(app, argc, argv, [&] { return answer(asked, app); });
}
