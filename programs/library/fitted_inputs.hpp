// Inputs whose ranges were measured: the numbers that fits found of a machine, with the intervals in its machine.json, as
// calibrate_this_machine writes it.

#pragma once

#include "answer.hpp"
#include "input_file.hpp"
#include <scalewall/analysis/uncertainty.hpp>
#include <scalewall/calibration/fitted_json.hpp>
#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/cluster.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace detail {

/// The sustained share, which no sweep varies otherwise. It is never more than all.
inline scalewall::parameter sustained_share_parameter() {
  return {"sustained share", [](scalewall::study changed, double factor) {
            double& share = changed.machines.gpu.sustained_share;
            share = std::min(share * factor, 1.0);
            return changed;
          }};
}

/// The numbers of a fit, as they are called, and what they are in a study of the cluster; levels are the same from the inside,
/// the outermost of a network are the same in any case.
inline std::vector<std::pair<std::string, std::string>> fitted_names(const scalewall::accelerator& measured,
                                                                     const scalewall::cluster& machines) {
  std::vector<std::pair<std::string, std::string>> names = {
      {"accelerator.sustained_share", "sustained share"}, {"accelerator.matmul_latency_s", "matmul latency"}};
  for (std::size_t k = 0; k < measured.memory.size(); ++k)
    names.emplace_back("accelerator.memory[" + std::to_string(k) + "].bandwidth_bytes_per_s",
                       std::string(name(bandwidth_bottleneck(measured.memory[k].kind))) + " bandwidth");
  const std::string inside(machines.network[0].name), outside(machines.network.back().name);
  for (const auto& [level, called] : {std::pair{"network[0]", inside}, std::pair{"network[1]", outside}}) {
    names.emplace_back(std::string(level) + ".latency_s", called + " latency");
    names.emplace_back(std::string(level) + ".bandwidth_bytes_per_s", called + " bandwidth");
  }
  return names;
}

}  // namespace detail

/// Log-normal, as an interval holds nine of ten fits. Throws `broken_rule` and std::runtime_error where the file is none of a
/// machine, or has no range of anything that the study varies; numbers that it does not vary are told.
inline std::vector<scalewall::uncertain> fitted_inputs(const std::string& file,
                                                       std::vector<scalewall::parameter> known,
                                                       const scalewall::cluster& machines) {
  const std::filesystem::path path(file);
  const std::string text = content_of(path);
  std::vector<scalewall::fitted_range> ranges;
  scalewall::described_machine machine;
  try {
    machine = scalewall::read_machine(text);
    ranges = scalewall::read_fitted_ranges(text);
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(quoted_path(path) + ": " + broken.what());
  }
  known.push_back(detail::sustained_share_parameter());
  const auto names = detail::fitted_names(machine.device.known, machines);
  std::vector<scalewall::uncertain> inputs;
  std::size_t others = 0;
  for (const scalewall::fitted_range& range : ranges) {
    const auto named =
        std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == range.number; });
    const auto varied = std::find_if(known.begin(), known.end(), [&](const scalewall::parameter& one) {
      return named != names.end() && one.name == named->second;
    });
    const bool is_new = varied != known.end() &&
                        std::none_of(inputs.begin(), inputs.end(), [&](const scalewall::uncertain& other) {
                          return other.parameter.name == varied->name;
                        });
    if (!is_new)
      ++others;
    else
      inputs.push_back(
          {*varied, range.low_factor, range.high_factor, scalewall::uncertain::shape::log_normal});
  }
  if (inputs.empty())
    throw std::runtime_error(quoted_path(path) +
                             " has no interval of a number that is varied here; calibrate_this_machine "
                             "writes them into machine.json");
  if (others > 0)
    complain("note", quoted_path(path) + " has " + std::to_string(others) +
                         (others == 1 ? " interval of a number that is not varied here"
                                      : " intervals of numbers that are not varied here"));
  return inputs;
}
