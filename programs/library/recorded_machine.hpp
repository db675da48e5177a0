// A folder with the recording of a machine: CSV files of measurements, and machine.json, which says what the machine is.

#pragma once

#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/recording.hpp>

#include <filesystem>
#include <string>
#include <vector>

struct recorded_machine {
  scalewall::device_description device;
  scalewall::network network;  ///< of the catalog; none where the machine is not from there
  std::string gpu;             ///< its name in the catalog, if it is
  std::vector<scalewall::measurement> rows;
  std::vector<std::string> damaged;  ///< a sentence for every row that was left out
};

/// As the CSV file has them.
std::string measurements_text(const std::vector<scalewall::measurement>& rows);

/// Every CSV file of the folder, in the order of their names. Throws `broken_rule` and std::runtime_error where there is
/// no measurement to be had.
recorded_machine read_recorded_machine(const std::filesystem::path& folder, const std::string& gpu);
