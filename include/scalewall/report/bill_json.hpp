// A bill of work as JSON: the lists as they are, sizes in bytes.

#pragma once

#include <scalewall/parallel/bill_of.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>

namespace scalewall::work {

inline void to_json(nlohmann::ordered_json& json, const passes& often) {
  json = {{"forward", often.forward},
          {"again", often.again},
          {"inputs", often.inputs},
          {"weights", often.weights}};
}

inline void to_json(nlohmann::ordered_json& json, const rank_group& group) {
  json = {{"members", group.members}, {"stride", group.stride}};
}

inline void to_json(nlohmann::ordered_json& json, const matmul& product) {
  json = {{"what", product.what},     {"rows", product.rows},     {"columns", product.columns},
          {"tokens", product.tokens}, {"groups", product.groups}, {"format", name(product.format)},
          {"times", product.often}};
}

inline void to_json(nlohmann::ordered_json& json, const attention& kernel) {
  json = {{"sequences", kernel.sequences},   {"heads", kernel.heads},
          {"queries", kernel.queries},       {"keys", kernel.keys},
          {"keys_seen", kernel.seen},        {"score_size", kernel.score_size},
          {"value_size", kernel.value_size}, {"fused", kernel.fused},
          {"dropout", kernel.dropout},       {"times", kernel.often}};
}

inline void to_json(nlohmann::ordered_json& json, const stream& passed) {
  json = {{"what", passed.what},
          {"kind", name(passed.kind)},
          {"forward_bytes", passed.forward.value()},
          {"backward_bytes", passed.backward.value()},
          {"times", passed.often}};
}

inline void to_json(nlohmann::ordered_json& json, const collective& made) {
  json = {{"what", made.what},       {"operation", scalewall::name(made.operation)},
          {"kind", name(made.kind)}, {"bytes", made.size.value()},
          {"group", made.group},     {"times", made.often}};
}

inline void to_json(nlohmann::ordered_json& json, const exchange& made) {
  json = {{"what", made.what},
          {"bytes", made.size.value()},
          {"copies", made.copies},
          {"group", made.group},
          {"times", made.often}};
}

inline void to_json(nlohmann::ordered_json& json, const launches& launched) {
  json = {{"kind", name(launched.kind)},
          {"forward", launched.forward},
          {"again", launched.again},
          {"backward", launched.backward}};
}

inline void to_json(nlohmann::ordered_json& json, const work_list& list) {
  const auto array_of = [](const auto& entries) {
    nlohmann::ordered_json array = nlohmann::ordered_json::array();
    for (const auto& entry : entries) array.push_back(entry);
    return array;
  };
  json = {{"matmuls", array_of(list.matmuls)},     {"attentions", array_of(list.attentions)},
          {"streams", array_of(list.streams)},     {"collectives", array_of(list.collectives)},
          {"exchanges", array_of(list.exchanges)}, {"launches", array_of(list.launched)}};
}

}  // namespace scalewall::work

namespace scalewall {

inline void to_json(nlohmann::ordered_json& json, const replica_collective& made) {
  json = {{"what", made.what},
          {"operation", name(made.operation)},
          {"bytes", made.size.value()},
          {"group", made.group},
          {"behind", name(made.behind)},
          {"times", made.times},
          {"parameters", made.parameters}};
}

inline void to_json(nlohmann::ordered_json& json, const optimizer_update& update) {
  json = {{"parameters", update.parameters}, {"shards", update.shards}};
}

inline void to_json(nlohmann::ordered_json& json, const bill& whole) {
  nlohmann::ordered_json layers = nlohmann::ordered_json::array(), stages = layers, collectives = layers;
  for (const work::work_list& list : whole.layers) layers.push_back(list);
  for (const stage_kind& stage : whole.stages) {
    nlohmann::ordered_json numbers = nlohmann::ordered_json::array();
    for (std::size_t k = 0; k < whole.layers.size(); ++k) numbers.push_back(stage.layers[k]);
    stages.push_back({{"first_rank", stage.first},
                      {"ranks", stage.ranks},
                      {"layers", numbers},
                      {"embeddings", stage.embeddings},
                      {"heads", stage.heads}});
  }
  for (const replica_collective& made : whole.update.collectives) collectives.push_back(made);
  json = {{"microbatches", whole.microbatches},
          {"stages", stages},
          {"layers", layers},
          {"embedding", whole.embedding},
          {"head", whole.head},
          {"message", {{"bytes", whole.message.size.value()}, {"stride", whole.message.stride}}},
          {"once_a_step",
           {{"collectives", collectives},
            {"optimizer", whole.update.dense},
            {"expert_optimizer", whole.update.experts}}}};
}

}  // namespace scalewall
