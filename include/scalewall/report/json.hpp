// Estimates and plans as JSON. The unit of a number stands in its key: `run_time_s`, `memory_bytes`.
//
//     nlohmann::ordered_json answer = run;      // by the functions to_json below, which nlohmann-json finds
//
// JSON knows neither NaN nor infinity: they throw `broken_rule`. A count of 2^63 or more is the nearest
// double.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/memory.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/number_json.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/loss.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>

namespace scalewall {

/// Its name.
inline void to_json(nlohmann::ordered_json& json, const cluster& machines) { json = machines.name; }

inline void to_json(nlohmann::ordered_json& json, const bottleneck& what) { json = name(what); }

/// An object with a time for everything that can be waited for: `global_memory_s`.
inline void to_json(nlohmann::ordered_json& json, const time_parts& times) {
  json = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < bottleneck_names.size(); ++i) {
    std::string key = std::string(bottleneck_names[i]) + "_s";
    std::replace(key.begin(), key.end(), ' ', '_');
    json[key] = detail::json_number(times.parts[i]);
  }
}

inline void to_json(nlohmann::ordered_json& json, const memory_footprint& kept) {
  json = {{"total_bytes", detail::json_number(kept.total())},
          {"weights_bytes", detail::json_number(kept.weights)},
          {"gradients_bytes", detail::json_number(kept.gradients)},
          {"optimizer_bytes", detail::json_number(kept.optimizer)},
          {"activations_bytes", detail::json_number(kept.activations)}};
}

/// Degrees, and where they are placed: `dp_levels` lists that of data parallelism on every network level in
/// use, the innermost first.
inline void to_json(nlohmann::ordered_json& json, const plan& split) {
  struct axis_key {
    const char* name;
    level_degrees plan::*axis;
  };
  constexpr axis_key keys[] = {{"tp_model", &plan::tensor_model},
                               {"tp_ff", &plan::tensor_ff},
                               {"pp", &plan::pipeline},
                               {"dp", &plan::data},
                               {"ep", &plan::expert}};
  std::size_t levels = 1;
  for (const axis_key& key : keys)
    for (std::size_t k = 0; k < max_network_levels; ++k)
      if ((split.*key.axis)[k] != 1) levels = std::max(levels, k + 1);

  json = {{"accelerators", accelerators(split)}};
  for (const axis_key& key : keys) json[key.name] = (split.*key.axis).total();
  json["interleave"] = split.interleaving;
  json["zero_bubble"] = split.schedule == pipeline_schedule::zero_bubble;
  json["microbatches"] = split.microbatches;
  for (const axis_key& key : keys) {
    nlohmann::ordered_json& placed = json[std::string(key.name) + "_levels"];
    for (std::size_t k = 0; k < levels; ++k) placed.push_back((split.*key.axis)[k]);
  }
}

/// One step. What the communication of TP, of DP, and of PP with EP takes is without its latency, hidden or
/// not.
inline void to_json(nlohmann::ordered_json& json, const step_estimate& step) {
  json = {{"step_time_s", detail::json_number(step.total)},
          {"utilization", detail::json_number(step.utilization)},
          {"bound_by", step.bound_by},
          {"waits", step.waits},
          {"matmul_s", detail::json_number(step.matmul.total())},
          {"tp_comm_s", detail::json_number(step.tensor_communication.bandwidth)},
          {"dp_comm_s", detail::json_number(step.data_communication.bandwidth)},
          {"pp_ep_comm_s", detail::json_number(step.pipeline_communication.bandwidth)},
          {"latency_s", detail::json_number(step.network_latency())},
          {"hidden_comm_s", detail::json_number(step.hidden_communication())},
          {"bubble_fraction", detail::json_number(step.bubble_fraction)},
          {"recompute", step.how.recompute},
          {"memory", step.memory},
          {"plan", step.plan}};
}

/// By how much a step takes longer than that of the plan to which it lost, and what it waits for longer.
inline void to_json(nlohmann::ordered_json& json, const plan_loss& lost) {
  json = {{"total_s", detail::json_number(lost.total)}, {"waits", lost.waits}};
}

/// How a search has come to its end.
inline void to_json(nlohmann::ordered_json& json, const search_certificate& proof) {
  json = {{"bounded", proof.bounded},
          {"examined", proof.examined},
          {"computed", proof.computed},
          {"placed", proof.placed},
          {"nothing_below_s", nullptr}};
  if (is_positive_and_finite(proof.nothing_below))
    json["nothing_below_s"] = detail::json_number(proof.nothing_below);
}

/// A run: the times are those of the whole of it, those of one step are under `step`.
inline void to_json(nlohmann::ordered_json& json, const run_estimate& run) {
  json = {{"run_time_s", detail::json_number(run.duration())},
          {"utilization", detail::json_number(run.step.utilization)},
          {"tokens_per_s_per_gpu", detail::json_number(run.throughput())},
          {"bound_by", run.step.bound_by},
          {"tp_comm_s", detail::json_number(run.tensor_communication())},
          {"dp_comm_s", detail::json_number(run.data_communication())},
          {"pp_ep_comm_s", detail::json_number(run.pipeline_communication())},
          {"latency_s", detail::json_number(run.network_latency())},
          {"memory_bytes", detail::json_number(run.step.memory.total())},
          {"training_flop", detail::json_number(run.compute)},
          {"training_tokens", detail::json_number(run.data)},
          {"steps", detail::json_number(run.steps)},
          {"step", run.step}};
}

}  // namespace scalewall
