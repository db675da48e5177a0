// From the measurements of a machine to all of its descriptors, and to the formulas that predict with them.

#pragma once

#include <scalewall/calibration/descriptor_header.hpp>
#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/calibration/fit_formats.hpp>
#include <scalewall/calibration/fit_messages.hpp>
#include <scalewall/calibration/fit_network.hpp>
#include <scalewall/calibration/fitted_numbers.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/calibration/nearest_protocols.hpp>
#include <scalewall/calibration/predictor.hpp>
#include <scalewall/calibration/validation.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

/// Fewer transfers of an operation, among as many participants, do not tell its regimes apart.
inline constexpr std::size_t least_for_messages = 8;

namespace detail {

/// Up to how many participants regimes are shared: each number by itself where there are enough rows, else with the next;
/// none where there are too few rows.
inline std::vector<std::int64_t> participants_apart(std::span<const measurement> transfers) {
  std::map<std::int64_t, std::size_t> rows;
  for (const measurement& row : transfers) ++rows[transfer_of(row).participants];
  std::vector<std::int64_t> apart;
  std::size_t gathered = 0;
  for (const auto& [participants, number] : rows) {
    gathered += number;
    if (gathered < least_for_messages || apart.size() == max_message_regimes) continue;
    apart.push_back(participants);
    gathered = 0;
  }
  if (!apart.empty()) apart.back() = unbounded;
  return apart;
}

}  // namespace detail

/// The reference formulas with the numbers that were found.
inline predictor calibrated_predictor(const calibrated_machine& machine) {
  return reference_predictor("calibrated", machine.gpu.gpu, machine.network.levels);
}

/// Transfers by regimes of messages, where these were fitted.
inline predictor messages_predictor(const calibrated_machine& machine) {
  std::vector<predictor> formulas;
  formulas.reserve(machine.messages.size());
  for (const found_messages& one : machine.messages)
    formulas.push_back(message_predictor("messages", one.operation, one.between_nodes, one.messages));
  return first_of("messages", std::move(formulas));
}

/// Transfers in a node by protocols, where these were fitted, kept or not.
inline predictor protocols_predictor(const calibrated_machine& machine) {
  std::vector<predictor> formulas;
  if (machine.collectives)
    formulas.push_back(protocol_predictor("protocols", machine.collectives->fit.descriptor));
  return first_of("protocols", std::move(formulas));
}

/// The refined formulas where there are numbers for them, and nothing else.
inline predictor refined_predictor(const calibrated_machine& machine) {
  std::vector<matmul_kernels> kernels;
  kernels.reserve(machine.kernels.size());
  for (const found_kernels& one : machine.kernels) kernels.push_back(one.fit.descriptor);
  std::vector<predictor> formulas = {tiled_predictor("refined", std::move(kernels))};
  if (machine.collectives && machine.collectives->kept) formulas.push_back(protocols_predictor(machine));
  formulas.push_back(messages_predictor(machine));
  return first_of("refined", std::move(formulas));
}

/// Of protocols and messages, which both are about transfers in a node, those that the refined formulas do not use.
inline predictor other_predictor(const calibrated_machine& machine) {
  return machine.collectives && machine.collectives->kept ? messages_predictor(machine)
                                                          : protocols_predictor(machine);
}

namespace detail {

/// None where too few collectives in a node tell them, or none of the known is near.
inline std::optional<found_collectives> find_collectives(std::span<const measurement> rows, int redraws,
                                                         std::span<const collective_protocols> known) {
  const std::vector<measurement> fitted = transfers_of(rows, {});
  const auto collectives = std::count_if(fitted.begin(), fitted.end(), [](const measurement& row) {
    return transfer_of(row).operation != transfer_operation::point_to_point;
  });
  if (static_cast<std::size_t>(collectives) < least_for_messages) return {};
  const std::optional<collective_protocols> start = nearest_protocols(known, rows);
  if (!start) return {};
  return found_collectives{
      .fit = fit_collective_protocols(*start, rows, {.fit = {.redraws = redraws, .tolerance = 1e-5}}),
      .start = *start,
      .from = number_of(fitted.size(), "transfer", "transfers")};
}

/// By the median error of transfers in a node that were held out. What nothing was held out for is not.
inline bool is_nearer(const predictor& one, const predictor& other, std::span<const measurement> rows) {
  const std::vector<measurement> held_out = transfers_of(rows, {.held_out = true});
  if (held_out.empty()) return false;
  const auto median_error = [&](const predictor& formula) {
    std::vector<double> errors;
    for (const held_prediction& row : validate(formula, held_out).rows) errors.push_back(row.error);
    return summarize(std::move(errors)).median;
  };
  return median_error(one) < median_error(other);
}

}  // namespace detail

/// Of everything that there are rows for, but no row that is held out; these decide nothing but whether protocols are
/// kept. `known` are protocols that others have, of which the nearest is where a fit starts; without them, transfers in
/// a node are made of messages. Throws what the fits throw.
inline calibrated_machine calibrate(std::string name, const device_description& device,
                                    std::span<const measurement> rows, int redraws = 0,
                                    std::span<const collective_protocols> known = {}) {
  calibrated_machine machine{.name = std::move(name),
                             .device = device,
                             .gpu = fit_accelerator(device.known, rows, redraws),
                             .network = fit_network(rows, redraws)};
  machine.kernels = fit_formats(machine.gpu.gpu, rows, redraws);
  for (std::size_t what = 0; what < transfer_operation_names.size(); ++what)
    for (const bool between_nodes : {false, true}) {
      const auto operation = static_cast<transfer_operation>(what);
      const std::vector<measurement> transfers =
          transfers_of(rows, {.operation = operation, .between_nodes = between_nodes});
      const std::vector<std::int64_t> apart = detail::participants_apart(transfers);
      if (apart.empty()) continue;
      message_fit_settings regimes;
      regimes.at_most = std::min(regimes.at_most, max_message_regimes / apart.size());
      machine.messages.push_back({.operation = operation,
                                  .between_nodes = between_nodes,
                                  .messages = fit_message_protocols(transfers, apart, regimes),
                                  .from = detail::number_of(transfers.size(), "transfer", "transfers")});
    }
  machine.collectives = detail::find_collectives(rows, redraws, known);
  if (machine.collectives) {
    const predictor otherwise =
        first_of("otherwise", {messages_predictor(machine), calibrated_predictor(machine)});
    machine.collectives->kept = detail::is_nearer(protocols_predictor(machine), otherwise, rows);
  }
  return machine;
}

}  // namespace scalewall
