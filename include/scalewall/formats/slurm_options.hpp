// Options of Slurm that say how many processes a job has, and the variables that a job finds them in.
//
//     -N, --nodes   -n, --ntasks   --ntasks-per-node   --gpus-per-node   --gres=gpu:h100:8
//
// Source: Slurm 24.05, sbatch(1) and srun(1).

#pragma once

#include <scalewall/formats/launch_line.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall::detail {

/// The GPUs of a node in "8", "h100:8" or "gpu:h100:8,other:1"; nothing where it does not say.
inline std::optional<std::int64_t> slurm_gpus(std::string_view value, bool is_resource) {
  while (is_resource && !value.starts_with("gpu")) {
    const std::size_t next = value.find(',');
    if (next == std::string_view::npos) return {};
    value.remove_prefix(next + 1);
  }
  value = value.substr(0, value.find(','));
  if (is_resource && value == "gpu") return 1;
  return spelled_number<std::int64_t>(value.substr(value.rfind(':') + 1));
}

/// The variables that a job finds an option of #SBATCH in, with their values.
inline std::vector<std::pair<std::string, std::string>> slurm_variables_of(const launch_flag& option) {
  if (option.values.empty()) return {};
  const std::string& value = option.values.front();
  const auto named = [&](std::initializer_list<const char*> names) {
    std::vector<std::pair<std::string, std::string>> variables;
    if (!spelled_number<std::int64_t>(value)) return variables;
    for (const char* name : names) variables.emplace_back(name, value);
    return variables;
  };
  if (option.name == "nodes" || option.name == "N") return named({"SLURM_NNODES", "SLURM_JOB_NUM_NODES"});
  if (option.name == "ntasks" || option.name == "n") return named({"SLURM_NTASKS", "SLURM_NPROCS"});
  if (option.name == "ntasks-per-node") return named({"SLURM_NTASKS_PER_NODE"});
  if (option.name != "gpus-per-node" && option.name != "gres") return {};
  const std::optional<std::int64_t> gpus = slurm_gpus(value, option.name == "gres");
  if (!gpus) return {};
  return {{"SLURM_GPUS_ON_NODE", std::to_string(*gpus)}};
}

}  // namespace scalewall::detail
