// What of a cluster can be multiplied, with what it is and how C++ says that it is multiplied. The names are those of
// `parameters_of` (analysis/study.hpp); a test holds the two lists together.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/report/quantity_text.hpp>

#include <cstddef>
#include <string>
#include <vector>

struct cluster_value {
  std::string name;
  std::string text;    ///< with its unit
  std::string member;  ///< of a `cluster machines`; what `*=` stands behind
};

inline std::vector<cluster_value> values_of(const scalewall::cluster& machines) {
  using namespace scalewall;
  const accelerator& gpu = machines.gpu;
  std::vector<cluster_value> values = {
      {"arithmetic rate", to_text(sustained(gpu)) + " sustained in " + std::string(name(gpu.format)),
       "for (auto& rate : machines.gpu.rates) rate.per_clock_and_thread"},
      {"matmul latency", to_text(gpu.matmul_latency), "machines.gpu.matmul_latency"},
      {"memory capacity", to_text(memory_capacity(gpu)), "machines.gpu.memory[0].capacity"}};
  for (std::size_t k = 0; k < gpu.memory.size(); ++k) {
    const bytes_per_second rate = bandwidth(gpu, gpu.memory[k]);
    if (rate.value() == 0) continue;
    // A level has one of the two; the other is zero and stays so.
    const std::string level = "machines.gpu.memory[" + std::to_string(k) + "]";
    const bool per_clock = gpu.memory[k].bandwidth.value() == 0;
    values.push_back({std::string(name(bandwidth_bottleneck(gpu.memory[k].kind))) + " bandwidth",
                      to_text(rate), level + (per_clock ? ".unit_bytes_per_clock" : ".bandwidth")});
  }
  for (std::size_t k = 0; k < machines.network.size(); ++k) {
    const network_level& level = machines.network[k];
    const std::string member = "machines.network[" + std::to_string(k) + "]";
    values.push_back({std::string(level.name) + " bandwidth",
                      to_text(level.bandwidth.one_way()) + " each way", member + ".bandwidth"});
    values.push_back({std::string(level.name) + " latency", to_text(level.latency), member + ".latency"});
  }
  return values;
}
