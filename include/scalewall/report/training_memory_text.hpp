// The memory of training a language model, as a table and as JSON.

#pragma once

#include <scalewall/estimate/fit_verdict.hpp>
#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <string_view>

namespace scalewall {

struct memory_module_name {
  std::string_view text;
  const char* key;
  bytes memory_by_module::*module;
};

/// Every module, in the order in which it is shown.
inline constexpr std::array<memory_module_name, 9> memory_module_names = {{
    {"weights", "weights", &memory_by_module::weights},
    {"gradients", "gradients", &memory_by_module::gradients},
    {"optimizer (master weights, moments)", "optimizer", &memory_by_module::optimizer},
    {"activations in flight", "activations", &memory_by_module::activations},
    {"logits and loss", "logits", &memory_by_module::logits},
    {"gathered shards", "gathered", &memory_by_module::gathered},
    {"buffers of communication", "communication", &memory_by_module::communication},
    {"workspaces of libraries", "workspaces", &memory_by_module::workspaces},
    {"cached dummy gradients", "other", &memory_by_module::other},
}};

/// Modules of one stage, those of nothing left out, and their sum.
inline table modules_table(const memory_by_module& modules) {
  table shown({text_column("memory of the fullest rank"), number_column("bytes"), number_column("share")});
  for (const memory_module_name& one : memory_module_names) {
    const bytes size = modules.*one.module;
    if (size.value() > 0)
      shown.add_row({std::string(one.text), to_text(size), percent_text(size / modules.total())});
  }
  shown.add_row({"together", to_text(modules.total()), percent_text(1)});
  return shown;
}

/// Ranks of the pipeline that hold alike: `stages 1 to 14`.
inline std::string ranks_text(const stage_memory& stage) {
  if (stage.first_rank == stage.last_rank) return "stage " + std::to_string(stage.first_rank);
  return "stages " + std::to_string(stage.first_rank) + " to " + std::to_string(stage.last_rank);
}

/// How far predicted peaks are off.
inline std::string memory_band_text() {
  return "of measured peaks that no fit saw, half within " + percent_text(held_out_memory.median_error) +
         ", 19 of 20 within " + percent_text(held_out_memory.ninety_fifth_error);
}

inline void to_json(nlohmann::ordered_json& json, const memory_by_module& modules) {
  json = nlohmann::ordered_json::object();
  for (const memory_module_name& one : memory_module_names)
    json[std::string(one.key) + "_bytes"] = (modules.*one.module).value();
}

inline void to_json(nlohmann::ordered_json& json, const stage_memory& stage) {
  json = {{"first_rank", stage.first_rank},
          {"last_rank", stage.last_rank},
          {"peak_bytes", stage.peak().value()},
          {"moment", name(stage.moment)},
          {"by_module", stage.modules}};
}

inline void to_json(nlohmann::ordered_json& json, const training_memory& memory) {
  json = {{"fullest_rank_bytes", memory.peak().value()},
          {"fullest_rank", memory.fullest_stage().first_rank},
          {"moment", name(memory.fullest_stage().moment)},
          {"by_module", memory.fullest_stage().modules},
          {"stages", nlohmann::ordered_json::array()}};
  for (const stage_memory& stage : memory.stages) json["stages"].push_back(stage);
}

inline void to_json(nlohmann::ordered_json& json, const fit_verdict& verdict) {
  json = {{"fits", name(verdict.found)},
          {"predicted_bytes", verdict.predicted.value()},
          {"needed_bytes", verdict.needed.value()},
          {"available_bytes", verdict.available.value()},
          {"margin_share", verdict.margin.share - 1},
          {"context_bytes", verdict.margin.context.value()}};
}

}  // namespace scalewall
