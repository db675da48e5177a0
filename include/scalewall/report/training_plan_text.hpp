// Plans and recipes for language models, in words and as JSON.

#pragma once

#include <scalewall/framework/training_software.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace scalewall {

/// A release as NVIDIA numbers containers: `25.04`.
inline std::string to_text(const software_release& release) {
  const auto digits = [](int number) {
    return std::string(number < 10 ? "0" : "").append(std::to_string(number));
  };
  return digits(release.year) + "." + digits(release.month);
}

/// What is recomputed: `none`, `full`, `core_attn, layernorm`.
inline std::string to_text(const recomputation& recompute) {
  if (recompute.every_second_product) return "every second product";
  if (recompute.granularity == recompute_granularity::none) return "none";
  if (recompute.granularity == recompute_granularity::full)
    return recompute.layers     ? "full, " + std::to_string(*recompute.layers) + " layers"
           : recompute.unit > 1 ? "full, units of " + std::to_string(recompute.unit) + " layers"
                                : "full";
  return recompute.modules.any() ? names_of(recompute.modules, ", ") : "none";
}

/// What replicas share.
constexpr std::string_view name(sharding shards) {
  switch (shards) {
    case sharding::none:
      return "nothing";
    case sharding::optimizer:
      return "optimizer (ZeRO 1)";
    case sharding::gradients:
      return "gradients (ZeRO 2)";
    case sharding::weights:
      return "weights (ZeRO 3)";
  }
  return "";
}

/// Degrees, those of one left out: `TP 8, PP 16 x 2, DP 4, microbatch 1`.
inline std::string to_text(const training_plan& plan) {
  std::string text;
  const auto add = [&](const char* axis, std::int64_t degree) {
    if (degree > 1) text += std::string(text.empty() ? "" : ", ") + axis + " " + std::to_string(degree);
  };
  add("TP", plan.mesh.tensor);
  add("CP", plan.mesh.context);
  add("PP", plan.mesh.pipeline);
  if (plan.layout.chunks > 1) text += " x " + std::to_string(plan.layout.chunks);
  add("DP", plan.mesh.data);
  add("EP", plan.mesh.expert);
  add("ETP", plan.mesh.expert_tensor);
  text += std::string(text.empty() ? "" : ", ") + "microbatch " + std::to_string(plan.microbatch);
  if (plan.schedule != schedule::one_f_one_b) text += ", " + std::string(row_of(plan.schedule).name);
  return text;
}

inline void to_json(nlohmann::ordered_json& json, const training_plan& plan) {
  json = {{"tensor", plan.mesh.tensor},
          {"context", plan.mesh.context},
          {"pipeline", plan.mesh.pipeline},
          {"chunks", plan.layout.chunks},
          {"data", plan.mesh.data},
          {"expert", plan.mesh.expert},
          {"expert_tensor", plan.mesh.expert_tensor},
          {"microbatch_sequences", plan.microbatch},
          {"schedule", row_of(plan.schedule).name}};
}

/// The batch of a language model's question, with units in its keys; that of the paper's models is report/training_json.hpp's.
inline nlohmann::ordered_json batch_json(const batch& batch) {
  return {{"sequences", batch.sequences}, {"sequence_length_tokens", batch.sequence_length}};
}

inline void to_json(nlohmann::ordered_json& json, const recipe& recipe) {
  json = {{"precision", name(recipe.format)},
          {"recompute", to_text(recipe.recompute)},
          {"sharded", name(recipe.shards)},
          {"optimizer_offloaded", recipe.offloads_optimizer},
          {"sequence_parallel", recipe.sequence_parallel},
          {"weight_bytes", recipe.states.weight},
          {"gradient_bytes", recipe.states.gradient},
          {"optimizer_bytes", recipe.states.optimizer}};
}

}  // namespace scalewall
