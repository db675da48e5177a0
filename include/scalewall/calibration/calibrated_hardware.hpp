// A machine that was measured, as hardware that questions are asked about: its machine.json beside the catalog.
//
// Of the file are the accelerator and the numbers of it and of its network that fits found. Sizes of the network's levels,
// links that were not measured, and all that estimates of language models need beyond a data sheet are taken from the GPU of
// the catalog that the file names, that has the device's name, or that is nearest.

#pragma once

#include <scalewall/calibration/fitted_json.hpp>
#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/error.hpp>
#include <scalewall/formats/hardware_file.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/nearest_cluster.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/report/json_text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

namespace detail {

/// The cluster of the catalog that a machine is or is like, with the reason told.
inline const cluster& like_of(const described_machine& machine, std::vector<std::string>& assumed) {
  if (!machine.catalog.empty()) return choose(catalog::all, "GPU", machine.catalog);
  if (const cluster* same = catalog::find(machine.device.name)) return *same;
  const accelerator& gpu = machine.device.known;
  catalog::known_accelerator known{.peak = peak(gpu), .memory = memory_capacity(gpu)};
  if (const bytes_per_second passes = bandwidth(gpu, gpu.memory[0]); passes.value() > 0)
    known.memory_bandwidth = passes;
  const cluster& nearest = catalog::nearest_cluster(known);
  assumed.push_back("like: " + std::string(nearest.name) +
                    ", the nearest of those whose training was fitted");
  return nearest;
}

/// Links of a network where transfers were measured: within a node, and between nodes.
inline std::size_t set_fitted_network(const std::vector<fitted_number>& found, network& levels) {
  network measured;
  measured.push_back(levels[0]);
  measured.push_back(levels.back());
  const std::size_t set = set_fitted(found, "network", measured);
  levels.back() = measured[1];
  levels[0] = measured[0];
  return set;
}

}  // namespace detail

/// The hardware that a machine.json of calibrate_this_machine describes. Throws `broken_rule` where the text is none.
inline described_hardware read_calibrated_hardware(std::string_view text) {
  const described_machine machine = read_machine(text);
  const std::vector<fitted_number> found = read_fitted_numbers(text);
  described_hardware read;
  read.like = &detail::like_of(machine, read.assumed);
  read.name = catalog::find(machine.device.name) != nullptr ? machine.device.name + ", as calibrated"
                                                            : hardware_name(machine.device.name);
  read.on_data_sheet = *read.like | without_library();
  read.on_data_sheet.name = {};
  if (machine.catalog.empty()) read.on_data_sheet.gpu = machine.device.known;
  read.machines = read.on_data_sheet;
  const std::size_t of_gpu = set_fitted(found, "accelerator", read.machines.gpu);
  if (of_gpu > 0) read.machines.gpu.evidence = evidence::measured;
  const std::size_t of_network = detail::set_fitted_network(found, read.machines.network);
  require_valid(read.machines);
  // A device of the catalog is compared with itself: what its descriptor there has was fitted as well.
  if (machine.catalog.empty() && catalog::find(machine.device.name) != nullptr) {
    const bytes kept = memory_capacity(machine.device.known);
    read.on_data_sheet.gpu = read.like->gpu;
    read.on_data_sheet.gpu.memory[0].capacity = kept;
  }
  read.assumed.push_back("network: levels and their sizes" +
                         std::string(of_network > 0 ? " as of " : ", bandwidths and latencies as of ") +
                         std::string(read.like->name));
  if (of_gpu + of_network < found.size())
    read.assumed.push_back("kernels and collectives: " + std::to_string(found.size() - of_gpu - of_network) +
                           " numbers that were fitted to them are left out");
  return read;
}

/// The hardware that a file describes, which a person or calibrate_this_machine has written. Throws `broken_rule` where it does
/// not.
inline described_hardware read_hardware(std::string_view text) {
  const auto json = parse_json(text);
  const bool calibrated = json.is_object() && (json.contains("known") || json.contains("catalog"));
  return calibrated ? read_calibrated_hardware(text) : read_hardware_description(text);
}

}  // namespace scalewall
