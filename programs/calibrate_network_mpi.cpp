// How fast is the network between these processes? Times every transfer between the ranks that mpirun starts, fits the
// formula of collectives made of messages to half of the sizes, and holds it against the other half.
//
// All ranks measure; the first reads the clock, fits and writes.

#include "answer.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "mpi_session.hpp"
#include "progress_bar.hpp"
#include "recorded_machine.hpp"
#include "validation_report.hpp"
#include "whole_files.hpp"
#include <scalewall/calibration/fit_messages.hpp>
#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/calibration/measure.hpp>
#include <scalewall/calibration/predictor.hpp>
#include <scalewall/timing/mpi.hpp>

#include <CLI/CLI.hpp>
#include <mpi.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto description = R"(How fast is the network between these processes?

Times all-reduce, all-gather, reduce-scatter and all-to-all between the first 2, 4, 8, ... ranks that mpirun starts and
between all of them, and point to point between the first two, from 1 KiB to 64 MiB. Fits the formula of collectives
made of messages to half of the sizes, and says how far it is off on them and on the other half.)";

struct question {
  sw::seconds budget = 60_s;
  std::string folder;
};

/// That of the first rank, so that all stop measuring together.
struct shared_clock {
  using duration = std::chrono::steady_clock::duration;
  using time_point = std::chrono::steady_clock::time_point;
  static time_point now() {
    std::int64_t ticks = std::chrono::steady_clock::now().time_since_epoch().count();
    MPI_Bcast(&ticks, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    return time_point(duration(ticks));
  }
};

/// In an order in which no operation or size has a part of the time for itself.
std::vector<sw::probe> transfers_between(const sw::mpi_backend& network) {
  std::vector<std::int64_t> groups;
  for (std::int64_t n = 2; n < network.ranks(); n *= 2) groups.push_back(n);
  groups.push_back(network.ranks());

  std::vector<sw::probe> all;
  for (const std::int64_t participants : groups) {
    const std::int64_t nodes = network.nodes(participants);
    if (participants % nodes != 0) continue;
    for (std::size_t i = 0; i < sw::transfer_operation_names.size(); ++i) {
      const auto operation = static_cast<sw::transfer_operation>(i);
      if (operation == sw::transfer_operation::point_to_point && participants != 2) continue;
      constexpr int octaves = 16, in_an_octave = 3;
      for (int k = 0; k <= octaves * in_an_octave; ++k) {
        const double words = std::round(64 * std::exp2(static_cast<double>(k) / in_an_octave));
        all.push_back(sw::transfer_probe{
            .operation = operation, .participants = participants, .nodes = nodes, .size = words * 16_B});
      }
    }
  }
  sw::detail::scatter(all);
  return all;
}

/// How many ranks have a core to themselves; unbounded where all have.
std::int64_t ranks_with_a_core(const sw::mpi_backend& network) {
  const std::int64_t ranks = network.ranks(), cores = network.device().known.threads;
  return network.nodes(ranks) > 1 || cores < 2 || ranks <= cores ? sw::unbounded : cores;
}

using fitted_operations = std::map<sw::transfer_operation, sw::message_protocols>;

/// Participants that share cores have regimes of their own. An operation of which too little was measured is told, and
/// left out.
fitted_operations fit_operations(const std::vector<sw::measurement>& rows, std::int64_t with_a_core) {
  std::map<sw::transfer_operation, std::vector<sw::measurement>> measured;
  std::map<sw::transfer_operation, std::vector<std::int64_t>> shared;
  for (const sw::measurement& row : rows) {
    const auto& what = std::get<sw::transfer_probe>(row.what);
    measured[what.operation].push_back(row);
    if (with_a_core != sw::unbounded && what.participants > with_a_core)
      shared[what.operation] = {with_a_core, sw::unbounded};
  }
  fitted_operations fitted;
  for (const auto& [operation, some] : measured) try {
      fitted[operation] = sw::fit_message_protocols(sw::divide(some).to_fit, shared[operation]);
    } catch (const sw::broken_rule& too_few) {
      std::cout << name(operation) << " is not fitted: " << too_few.what() << '\n';
    }
  return fitted;
}

std::string_view name_of(sw::collective_algorithm algorithm) {
  return algorithm == sw::collective_algorithm::ring ? "ring" : "doubling";
}

sw::predictor predictor_by(const fitted_operations& fitted) {
  return {"by messages", [fitted](const sw::probe& what) -> std::optional<sw::prediction> {
            const auto* asked = std::get_if<sw::transfer_probe>(&what);
            if (asked == nullptr || !fitted.contains(asked->operation)) return {};
            const sw::message_protocols& protocols = fitted.at(asked->operation);
            const sw::message_time time =
                time_collective(protocols, asked->operation, asked->participants, asked->size);
            return sw::prediction{time.total, name_of(protocols.regimes[time.regime].algorithm)};
          }};
}

sw::table regimes_table(const fitted_operations& fitted) {
  sw::table shown({sw::text_column("operation"), sw::number_column("ranks up to"),
                   sw::number_column("size up to"), sw::text_column("algorithm"), sw::number_column("step"),
                   sw::number_column("bandwidth"), sw::number_column("overlap")});
  for (const auto& [operation, protocols] : fitted)
    for (const sw::message_regime& regime : protocols.regimes)
      shown.add_row({std::string(name(operation)),
                     regime.participants == sw::unbounded ? "any" : std::to_string(regime.participants),
                     sw::math::is_finite(regime.at_most.value()) ? to_text(regime.at_most) : "any",
                     std::string(name_of(regime.algorithm)), to_text(regime.step), to_text(regime.bandwidth),
                     sw::number_text(regime.overlap)});
  return shown;
}

std::string machine_text(const sw::device_description& device) {
  const nlohmann::ordered_json json = device;
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

struct measured_network {
  sw::device_description device;
  std::int64_t ranks_with_a_core = sw::unbounded;
  sw::measured_machine found;
};

/// What all ranks do. Where one fails the others would wait for it: all are ended.
measured_network measure_together(sw::seconds budget, const std::function<void(sw::seconds)>& progress) try {
  sw::mpi_backend network;
  const sw::probe_plan plan{
      .multiplications = {}, .copies = {}, .launches = {}, .transfers = transfers_between(network)};
  return {.device = network.device(),
          .ranks_with_a_core = ranks_with_a_core(network),
          .found = sw::measure<shared_clock>(network, plan, budget, progress)};
} catch (const std::exception& why) {
  complain("calibrate_network_mpi", why);
  MPI_Abort(MPI_COMM_WORLD, not_answered);
  throw;
}

/// The budget of the first rank, for all; none where it has nothing to ask.
sw::seconds agree_on(sw::seconds budget) {
  double value = budget.value();
  MPI_Bcast(&value, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
  return sw::seconds::from_value(value);
}

void tell(const measured_network& network) {
  const std::vector<sw::measurement>& rows = network.found.rows;
  for (const sw::unmeasured& one : network.found.not_measured) std::cout << to_text(one) << '\n';
  const fitted_operations fitted = fit_operations(rows, network.ranks_with_a_core);
  std::cout << network.device.name << ": " << counted(rows.size(), "measurement") << ".\n\n"
            << regimes_table(fitted);

  std::map<std::int64_t, std::vector<sw::measurement>> by_participants;
  for (const sw::measurement& row : rows)
    by_participants[std::get<sw::transfer_probe>(row.what).participants].push_back(row);
  for (const auto& [participants, some] : by_participants)
    std::cout << "\nHow far the formula is off between " << participants << " ranks:\n\n"
              << errors_table(compare(some, {predictor_by(fitted)}));
}

int lead(int argc, char** argv) {
  question asked;
  CLI::App app(description, "calibrate_network_mpi");
  add_example(app, "mpirun -n 2 calibrate_network_mpi --seconds 5");
  add_seconds_option(app, asked.budget);
  app.add_option("--output", asked.folder,
                 "A folder that is written: measurements.csv, and machine.json, which says what was measured")
      ->type_name("FOLDER");

  bool others_wait = true;
  const int status = answer_question(app, argc, argv, [&] {
    int ranks = 0;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (ranks < 2) throw std::runtime_error("a network has at least two ranks: mpirun -n 2 starts as many");
    std::optional<whole_files> written;
    if (!asked.folder.empty()) written.emplace(asked.folder);

    others_wait = false;
    agree_on(asked.budget);
    const auto whole = [](sw::seconds time) { return static_cast<std::int64_t>(time.value()); };
    progress_bar progress(std::max<std::int64_t>(whole(asked.budget), 1), 0);
    const measured_network network = measure_together(asked.budget, [&](sw::seconds passed) {
      progress.show(whole(std::min<sw::seconds>(passed, asked.budget)));
    });
    if (written)
      written->write({{"measurements.csv", measurements_text(network.found.rows)},
                      {"machine.json", machine_text(network.device)}});
    tell(network);
    return answered;
  });
  if (others_wait) agree_on({});
  return status;
}

int follow() {
  const sw::seconds budget = agree_on({});
  if (budget.value() > 0) measure_together(budget, [](sw::seconds) {});
  return answered;
}

}  // namespace

int main(int argc, char** argv) {
  const mpi_session mpi(argc, argv);
  try {
    const int status = mpi.rank == 0 ? lead(argc, argv) : follow();
    // The first rank has more to do than the others.
    sw::meet_asleep(MPI_COMM_WORLD);
    return status;
  } catch (const std::exception& why) {
    complain("calibrate_network_mpi, rank " + std::to_string(mpi.rank), why);
    MPI_Abort(MPI_COMM_WORLD, not_answered);
    return not_answered;
  }
}
