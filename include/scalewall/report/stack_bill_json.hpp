// The bill of work of a stack of equal layers as JSON: the lists as they are, sizes in bytes.

#pragma once

#include <scalewall/estimate/stack_bill.hpp>

#include <nlohmann/json.hpp>

namespace scalewall {

inline void to_json(nlohmann::ordered_json& json, const repetition& often) {
  json = {{"in_sequence", often.in_sequence},
          {"side_by_side", often.side_by_side},
          {"accelerators", often.accelerators},
          {"parts", often.parts}};
}

inline void to_json(nlohmann::ordered_json& json, const repeated_matmul& product) {
  json = {{"rows", product.rows},
          {"columns", product.columns},
          {"tokens", product.tokens},
          {"times", product.times}};
}

inline void to_json(nlohmann::ordered_json& json, const level_all_reduces& made) {
  json = {{"participants", made.participants}, {"bytes", made.payload.value()}, {"times", made.often}};
}

inline void to_json(nlohmann::ordered_json& json, const level_communication& level) {
  json = {{"tensor_model", level.tensor.along_model},
          {"tensor_ff", level.tensor.along_ff},
          {"data", level.data},
          {"between_layers", {{"moved", level.interfaces.moved}, {"awaited", level.interfaces.awaited}}}};
}

inline void to_json(nlohmann::ordered_json& json, const stack_bill& bill) {
  nlohmann::ordered_json matmuls = nlohmann::ordered_json::array(), levels = matmuls;
  for (const repeated_matmul& product : bill.matmuls) matmuls.push_back(product);
  for (const level_communication& level : bill.levels) levels.push_back(level);
  json = {{"word_bytes", bill.word.value()},
          {"microbatches", bill.plan.microbatches},
          {"matmuls", matmuls},
          {"levels", levels},
          {"between_layers_bytes", bill.between_layers.value()},
          {"holdings_bytes",
           {{"weights", bill.holdings.weights.value()},
            {"gradients", bill.holdings.gradients.value()},
            {"optimizer", bill.holdings.optimizer.value()},
            {"activations", bill.holdings.activations.value()}}}};
}

}  // namespace scalewall
