// From the measurements of a machine to all of its descriptors, and to the formulas that predict with them.

#pragma once

#include <scalewall/calibration/descriptor_header.hpp>
#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/calibration/fit_matmuls.hpp>
#include <scalewall/calibration/fit_messages.hpp>
#include <scalewall/calibration/fit_network.hpp>
#include <scalewall/calibration/fitted_numbers.hpp>
#include <scalewall/calibration/predictor.hpp>
#include <scalewall/cost/transfer_operation.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// Fewer multiplications than twice the numbers of its kernels do not describe a format.
inline constexpr std::size_t least_for_kernels = 2 * number_count<matmul_kernels>();

/// Fewer transfers of an operation, among as many participants, do not tell its regimes apart.
inline constexpr std::size_t least_for_messages = 8;

/// Of the numbers of kernels, those that have little to do with the format. There are fewer multiplications in fp8 than in
/// bf16, and they are fitted better to what is its own.
inline constexpr std::array<std::string_view, 9> shared_by_formats = {
    "global", "ramp", "cached", "l2", "store", "step", "exposed", "quantization", "split"};

namespace detail {

/// What kernels in bf16 let expect in fp8: the known of `known`, and twice the rates. Activations that are quantized are
/// read in bf16 and written in fp8.
constexpr matmul_kernels in_fp8(matmul_kernels kernels, const matmul_kernels& known) {
  kernels.name = known.name;
  kernels.format = known.format;
  kernels.result_word = known.result_word;
  kernels.peak = known.peak;
  kernels.burst *= 2.0;
  kernels.sustained *= 2.0;
  kernels.quantized = word_size(precision::bf16) + word_size(precision::fp8);
  return kernels;
}

/// Those of the operation, within a node or between nodes, that are not held out.
inline std::vector<measurement> transfers_of(std::span<const measurement> rows, transfer_operation operation,
                                             bool between_nodes) {
  std::vector<measurement> found;
  for (const measurement& row : rows)
    if (const auto* one = std::get_if<transfer_probe>(&row.what);
        one != nullptr && one->operation == operation && (one->nodes > 1) == between_nodes &&
        !is_held_out(row.what))
      found.push_back(row);
  return found;
}

/// Up to how many participants regimes are shared: each number by itself where there are enough rows, else with the next;
/// none where there are too few rows.
inline std::vector<std::int64_t> participants_apart(std::span<const measurement> transfers) {
  std::map<std::int64_t, std::size_t> rows;
  for (const measurement& row : transfers) ++rows[std::get<transfer_probe>(row.what).participants];
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

/// Of everything that there are rows for, but no row that is held out. Throws what the fits throw.
inline calibrated_machine calibrate(std::string name, const device_description& device,
                                    std::span<const measurement> rows, int redraws = 0) {
  calibrated_machine machine{.name = std::move(name),
                             .device = device,
                             .gpu = fit_accelerator(device.known, rows, redraws),
                             .network = fit_network(rows, redraws)};
  for (const arithmetic_rate& rate : device.known.rates) {
    std::size_t multiplications = 0;
    for (const measurement& row : rows)
      if (const auto* one = std::get_if<matmul_probe>(&row.what);
          one != nullptr && one->format == rate.format && !is_held_out(row.what))
        ++multiplications;
    if (multiplications < least_for_kernels) continue;
    accelerator gpu = machine.gpu.gpu;
    gpu.format = rate.format;
    std::string from = detail::number_of(multiplications, "multiplication", "multiplications") + " in " +
                       std::string(scalewall::name(rate.format));
    const auto wider =
        std::find_if(machine.kernels.begin(), machine.kernels.end(),
                     [](const found_kernels& one) { return one.fit.kernels.format == precision::bf16; });
    if (rate.format == precision::fp8 && wider != machine.kernels.end()) {
      const matmul_kernels start = detail::in_fp8(wider->fit.kernels, start_of(gpu));
      machine.kernels.push_back({fit_matmul_kernels(start, rows, redraws, shared_by_formats), from});
    } else {
      machine.kernels.push_back({fit_matmul_kernels(start_of(gpu), rows, redraws), from});
    }
  }
  for (std::size_t what = 0; what < transfer_operation_names.size(); ++what)
    for (const bool between_nodes : {false, true}) {
      const auto operation = static_cast<transfer_operation>(what);
      const std::vector<measurement> transfers = detail::transfers_of(rows, operation, between_nodes);
      const std::vector<std::int64_t> apart = detail::participants_apart(transfers);
      if (apart.empty()) continue;
      message_fit_settings settings;
      settings.at_most = std::min(settings.at_most, max_message_regimes / apart.size());
      machine.messages.push_back({.operation = operation,
                                  .between_nodes = between_nodes,
                                  .messages = fit_message_protocols(transfers, apart, settings),
                                  .from = detail::number_of(transfers.size(), "transfer", "transfers")});
    }
  return machine;
}

/// The reference formulas with the numbers that were found.
inline predictor calibrated_predictor(const calibrated_machine& machine) {
  return reference_predictor("calibrated", machine.gpu.gpu, machine.network.levels);
}

/// The refined formulas where there are numbers for them, and nothing else.
inline predictor refined_predictor(const calibrated_machine& machine) {
  std::vector<matmul_kernels> kernels;
  kernels.reserve(machine.kernels.size());
  for (const found_kernels& one : machine.kernels) kernels.push_back(one.fit.kernels);
  std::vector<predictor> formulas = {tiled_predictor("refined", std::move(kernels))};
  for (const found_messages& one : machine.messages)
    formulas.push_back(message_predictor("refined", one.operation, one.between_nodes, one.messages));
  return first_of("refined", std::move(formulas));
}

}  // namespace scalewall
