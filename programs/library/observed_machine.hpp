// The options that say which machine is looked at, and its measurements: of this host, of its GPU, or of a recording.

#pragma once

#include "checked_options.hpp"
#include "progress_bar.hpp"
#include "recorded_machine.hpp"
#include <scalewall/calibration/measure.hpp>
#include <scalewall/calibration/probe_plan.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/host.hpp>
#include <scalewall/timing/replay.hpp>

#ifdef SCALEWALL_CUDA
#include <scalewall/timing/cuda.hpp>
#endif

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

struct machine_options {
  std::string backend;
  std::string folder;
  std::string gpu;
  scalewall::seconds budget = scalewall::seconds::from_value(60);
};

struct observed_machine {
  scalewall::device_description device;
  scalewall::network network;  ///< as it is known without measuring; none where it is not
  scalewall::measured_machine measured;
  std::string gpu{};  ///< its name in the catalog, if a recording says so
};

namespace detail {

/// Measures until the budget is spent, and shows how many of its seconds are.
template <class Backend>
observed_machine observe_live(Backend&& backend, scalewall::seconds budget) {
  using namespace scalewall;
  const plan_settings settings{.longest = std::min<seconds>(budget / 1000, seconds::from_value(0.05))};
  const auto whole = [](seconds time) { return static_cast<std::int64_t>(time.value()); };
  progress_bar progress(std::max<std::int64_t>(whole(budget), 1), 0);
  const auto show = [&](seconds passed) { progress.show(whole(std::min<seconds>(passed, budget))); };
  observed_machine seen{
      .device = backend.device(),
      .network = {},
      .measured = measure(backend, plan_probes(backend.device().known, settings), budget, show)};
  seen.device.known = catalog::with_published_rates(seen.device.known, seen.device.name);
  if (seen.measured.rows.empty())
    throw std::runtime_error("nothing could be measured: " + seen.measured.not_measured.front().reason);
  return seen;
}

inline observed_machine observe_host(const machine_options& asked) {
  return observe_live(scalewall::host_backend(), asked.budget);
}

inline observed_machine observe_cuda([[maybe_unused]] const machine_options& asked) {
#ifdef SCALEWALL_CUDA
  return observe_live(scalewall::cuda_backend(), asked.budget);
#else
  throw std::runtime_error("this program was built without CUDA");
#endif
}

}  // namespace detail

/// Measures the machine, or reads its recording; `tell` is told of every row of that that is left out. Throws where
/// there is no measurement.
template <class Tell>
observed_machine observe(const machine_options& asked, const Tell& tell) {
  const auto replay = [&](const machine_options& options) {
    if (options.folder.empty())
      throw std::runtime_error("the backend replay needs --replay with the folder of a recording");
    recorded_machine recorded = read_recorded_machine(options.folder, options.gpu);
    for (const std::string& why : recorded.damaged) tell(why);
    return observed_machine{.device = std::move(recorded.device),
                            .network = recorded.network,
                            .measured = {.rows = std::move(recorded.rows)},
                            .gpu = recorded.gpu};
  };
  struct backend_choice {
    const char* name;
    std::function<observed_machine(const machine_options&)> observe;
  };
  const std::vector<backend_choice> backends = {
      {"host", detail::observe_host}, {"cuda", detail::observe_cuda}, {"replay", replay}};
  const std::string otherwise = asked.folder.empty() ? "host" : "replay";
  const backend_choice& chosen =
      scalewall::choose(backends, "backend", asked.backend.empty() ? otherwise : asked.backend);
  if (!asked.folder.empty() && chosen.name != std::string("replay"))
    throw std::runtime_error("--replay is for the backend replay, not for " + std::string(chosen.name));
  return chosen.observe(asked);
}

inline void add_machine_options(CLI::App& app, machine_options& asked) {
  app.add_option("--backend", asked.backend,
                 "What is measured: host, cuda, or replay (default: host, with --replay replay)")
      ->type_name("NAME");
  app.add_option("--replay", asked.folder,
                 "A folder with a recording: CSV files, and machine.json if --gpu is not given")
      ->type_name("FOLDER");
  app.add_option("--gpu", asked.gpu, "The GPU of the catalog that a recording is of")->type_name("NAME");
  add_seconds_option(app, asked.budget);
}

/// --large: from how many FLOP on a multiplication is told apart from small ones.
inline void add_large_option(CLI::App& app, scalewall::flop& large) {
  add_quantity_option(app, "--large", large, scalewall::flop::from_value(1),
                      "From how many FLOP on multiplications are told apart from small ones (default: 1e9)");
}
