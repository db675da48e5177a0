// From the measurements of a machine to all of its descriptors, and to the formulas that predict with them.

#pragma once

#include <scalewall/calibration/calibrated_machine.hpp>
#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/calibration/fit_formats.hpp>
#include <scalewall/calibration/fit_messages.hpp>
#include <scalewall/calibration/fit_network.hpp>
#include <scalewall/calibration/fitted.hpp>
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
#include <variant>
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

/// None where too few collectives in a node tell them, or none of the known is near.
inline std::optional<found_collectives> find_collectives(const rows_to_fit& rows, int redraws,
                                                         std::span<const collective_protocols> known) {
  const std::vector<measurement> transfers = transfers_of(rows);
  const auto collectives = std::count_if(transfers.begin(), transfers.end(), [](const measurement& row) {
    return transfer_of(row).operation != transfer_operation::point_to_point;
  });
  if (static_cast<std::size_t>(collectives) < least_for_messages) return {};
  const std::optional<collective_protocols> start = nearest_protocols(known, rows);
  if (!start) return {};
  return found_collectives{
      .fit = fit_collective_protocols(*start, rows, {.fit = {.redraws = redraws, .tolerance = 1e-5}}),
      .start = *start,
      .evidence = {transfers.size(), row_kind::transfer}};
}

/// By the median error of transfers in a node that were held out. What nothing was held out for is not.
inline bool is_nearer(const predictor& one, const predictor& other, std::span<const measurement> held_out) {
  const std::vector<measurement> transfers = transfers_of(held_out);
  if (transfers.empty()) return false;
  const auto median_error = [&](const predictor& formula) {
    std::vector<double> errors;
    for (const held_prediction& row : validate(formula, transfers).rows) errors.push_back(row.error);
    return summarize(std::move(errors)).median;
  };
  return median_error(one) < median_error(other);
}

}  // namespace detail

/// What there are rows to fit for, fitted; those that are held out decide nothing but whether protocols are kept.
/// `known` are protocols that others have, of which the nearest is where a fit starts; without them, transfers in a node
/// are made of messages. Throws what the fits throw.
inline calibrated_machine calibrate(std::string name, const device_description& device,
                                    std::span<const measurement> measurements, int redraws = 0,
                                    std::span<const collective_protocols> known = {}) {
  const divided_rows divided = divide(measurements);
  const rows_to_fit& rows = divided.to_fit;
  calibrated_machine machine{.name = std::move(name),
                             .device = device,
                             .gpu = fit_accelerator(device.known, rows, redraws),
                             .network = fit_network(rows, redraws)};
  machine.kernels = fit_formats(machine.gpu.descriptor, rows, redraws);
  for (std::size_t what = 0; what < transfer_operation_names.size(); ++what)
    for (const bool between_nodes : {false, true}) {
      const auto operation = static_cast<transfer_operation>(what);
      const rows_to_fit transfers = rows.those([&](const measurement& row) {
        const auto* one = std::get_if<transfer_probe>(&row.what);
        return one != nullptr && one->operation == operation && (one->nodes > 1) == between_nodes;
      });
      const std::vector<std::int64_t> apart = detail::participants_apart(transfers);
      if (apart.empty()) continue;
      message_fit_settings regimes;
      regimes.at_most = std::min(regimes.at_most, max_message_regimes / apart.size());
      machine.messages.push_back({.operation = operation,
                                  .between_nodes = between_nodes,
                                  .messages = fit_message_protocols(transfers, apart, regimes),
                                  .evidence = {transfers.size(), row_kind::transfer}});
    }
  machine.collectives = detail::find_collectives(rows, redraws, known);
  if (machine.collectives) {
    const predictor otherwise =
        first_of("otherwise", {messages_predictor(machine), calibrated_predictor(machine)});
    machine.collectives->kept = detail::is_nearer(protocols_predictor(machine), otherwise, divided.held_out);
  }
  return machine;
}

}  // namespace scalewall
