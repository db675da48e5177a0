#include "recorded_machine.hpp"

#include "input_file.hpp"
#include <scalewall/error.hpp>
#include <scalewall/hardware/catalog/all.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

std::string measurements_text(const std::vector<scalewall::measurement>& rows) {
  std::ostringstream out;
  scalewall::recording_writer writer(out);
  for (const scalewall::measurement& row : rows) writer.row(row);
  return out.str();
}

namespace {

/// What machine.json says, or the GPU of the catalog that is asked for. Throws `broken_rule` and std::runtime_error.
void describe_recorded(recorded_machine& machine, const std::filesystem::path& folder, std::string gpu) {
  const std::filesystem::path file = folder / "machine.json";
  if (std::filesystem::exists(file)) {
    try {
      const scalewall::described_machine read = scalewall::read_machine(content_of(file));
      machine.device = read.device;
      if (gpu.empty()) gpu = read.catalog;
    } catch (const scalewall::broken_rule& broken) {
      throw scalewall::broken_rule(quoted_path(file) + ": " + broken.what());
    }
  } else if (gpu.empty()) {
    throw std::runtime_error(quoted_path(folder) +
                             " has no machine.json: --gpu names the machine of the catalog");
  }
  if (gpu.empty()) return;
  const scalewall::cluster& known = scalewall::choose(scalewall::catalog::all, "GPU", gpu);
  if (machine.device.name.empty()) machine.device.name = known.name;
  machine.device.known = known.gpu;
  machine.network = known.network;
  machine.gpu = known.name;
}

}  // namespace

recorded_machine read_recorded_machine(const std::filesystem::path& folder, const std::string& gpu) {
  if (!std::filesystem::is_directory(folder))
    throw std::runtime_error(quoted_path(folder) + (std::filesystem::exists(folder)
                                                        ? " is a file, and a recording is a folder"
                                                        : " is no folder"));
  recorded_machine machine;
  describe_recorded(machine, folder, gpu);

  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    std::ifstream in = open_file(file);
    const auto told = [&](const std::string& why) { return quoted_path(file) + ", " + why; };
    try {
      const scalewall::recording read = scalewall::read_recording(in);
      machine.rows.insert(machine.rows.end(), read.rows.begin(), read.rows.end());
      if (read.rows.empty() && read.damaged.empty())
        machine.damaged.push_back(told("which has no rows below the names of its columns"));
      for (const std::string& why : read.damaged) machine.damaged.push_back(told(why));
    } catch (const scalewall::broken_rule& broken) {
      machine.damaged.push_back(told(broken.what()));
    }
  }
  if (machine.rows.empty())
    throw std::runtime_error(quoted_path(folder) + " has no measurement that can be read" +
                             (machine.damaged.empty() ? "" : "; " + machine.damaged.front()));
  return machine;
}
