// Models, batches and what a model trains on, as JSON.

#pragma once

#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/report/json.hpp>
#include <scalewall/scaling/laws.hpp>

#include <nlohmann/json.hpp>

namespace scalewall {

inline void to_json(nlohmann::ordered_json& json, const mlp_transformer& model) {
  json = {{"layers", model.layers},
          {"d_model", model.d_model},
          {"d_ff", model.d_ff},
          {"sparsity", model.experts},
          {"parameters", parameters(model)}};
}

inline void to_json(nlohmann::ordered_json& json, const batch& read) {
  json = {{"sequences", read.sequences},
          {"sequence_length", read.sequence_length},
          {"batch_tokens", token_count(read)}};
}

inline void to_json(nlohmann::ordered_json& json, const training_run& wanted) {
  json = {{"model", wanted.model},
          {"batch", wanted.batch},
          {"training_tokens", detail::json_number(wanted.data)},
          {"training_flop", detail::json_number(wanted.compute)}};
}

}  // namespace scalewall
