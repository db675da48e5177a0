// What is in a model: its layers, parameters by block and FLOP per token, as a table, CSV and JSON.

#pragma once

#include "counted_text.hpp"
#include "model_option.hpp"
#include <scalewall/count.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/flop_conventions.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/json.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Parameters under one name, for a person and for a program.
struct named_count {
  std::string_view text;
  const char* key;
  scalewall::count number;
};

/// Every block, which together are the total.
inline std::vector<named_count> parameters_of_blocks(const scalewall::language_model& model) {
  const scalewall::parameter_counts counts = scalewall::parameters_by_block(model);
  return {{"embedding", "embedding", counts.embedding},
          {"attention", "attention", counts.attention},
          {"feed-forward blocks and shared experts", "feed_forward", counts.feed_forward},
          {"routed experts", "experts", counts.experts},
          {"routers", "router", counts.router},
          {"norms", "norms", counts.norms},
          {*model.tied_head ? "head (the embedding's matrix)" : "head", "head", counts.head}};
}

/// Totals, as different people count them.
inline std::vector<named_count> totals_of(const scalewall::language_model& model) {
  using namespace scalewall;
  const parameter_counts counts = parameters_by_block(model);
  std::vector<named_count> totals = {{"total", "total", counts.without_prediction()},
                                     {"active, input embedding counted", "active_input_embedding_counted",
                                      active_parameters(model, input_embedding::counted)},
                                     {"active, input embedding left out", "active_input_embedding_left_out",
                                      active_parameters(model, input_embedding::left_out)},
                                     {"non-embedding", "non_embedding", non_embedding_parameters(model)},
                                     {"active, non-embedding", "active_non_embedding",
                                      non_embedding_parameters(model, experts_counted::met_by_a_token)}};
  if (model.prediction) {
    totals.push_back({"token prediction, beside the total", "token_prediction", counts.prediction});
    totals.push_back(
        {"total with token prediction", "total_with_token_prediction", counts.with_prediction()});
  }
  return totals;
}

inline std::string attention_text(const scalewall::transformer_layer& layer) {
  using namespace scalewall;
  if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention))
    return ::counted(grouped->heads, "head") + " of " + to_text(count{grouped->head_size}) + ", " +
           to_text(count{grouped->key_value_heads}) + " of keys and values";
  const auto& latent = std::get<latent_attention>(layer.attention);
  return "latent, " + ::counted(latent.heads, "head") + " of " + to_text(count{latent.nope_head_size}) +
         " + " + to_text(count{latent.rope_head_size}) + ", rank " + to_text(count{latent.key_value_rank});
}

inline std::string reach_text(const scalewall::attention_reach& reach) {
  using scalewall::reach_kind;
  if (reach.kind == reach_kind::all) return "all tokens";
  const std::string tokens = to_text(scalewall::count{reach.tokens});
  return reach.kind == reach_kind::window ? "the last " + tokens : "chunks of " + tokens;
}

inline std::string feed_forward_text(const scalewall::transformer_layer& layer) {
  using namespace scalewall;
  const auto gate = [](std::optional<bool> gated) { return is_gated(gated) ? ", gated" : ""; };
  if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward))
    return "dense, " + to_text(count{dense->width}) + gate(dense->gated);
  const auto& routed = std::get<routed_feed_forward>(layer.feed_forward);
  std::string text = to_text(count{routed.experts_per_token}) + " of " + ::counted(routed.experts, "expert") +
                     " of " + to_text(count{routed.expert_width});
  if (routed.shared_experts > 0)
    text += ", " + to_text(count{routed.shared_experts}) + " shared of " +
            to_text(count{routed.shared_expert_width});
  return text + gate(routed.gated);
}

inline scalewall::attention_reach reach_of(const scalewall::transformer_layer& layer) {
  return std::visit([](const auto& attention) { return attention.reach; }, layer.attention);
}

inline scalewall::table layers_table(const scalewall::language_model& model) {
  using namespace scalewall;
  table shown({number_column("layers"), text_column("attention"), text_column("sees"),
               text_column("feed-forward block")});
  const auto add = [&shown](const std::string& number, const transformer_layer& layer) {
    shown.add_row({number, attention_text(layer), reach_text(reach_of(layer)), feed_forward_text(layer)});
  };
  for_each_run(model, [&](const transformer_layer& layer, count number) { add(to_text(number), layer); });
  if (model.prediction)
    add("+ " + to_text(count{model.prediction->modules}) + " to predict tokens", model.prediction->layer);
  return shown;
}

inline void write_table(std::ostream& out, const chosen_model& chosen, std::int64_t sequence_length) {
  using namespace scalewall;
  const language_model& model = chosen.model;
  out << chosen.name << " (" << chosen.source << "): " << ::counted(layer_count(model), "layer")
      << " of width " << to_text(count{model.width}) << ", a vocabulary of "
      << to_text(count{model.vocabulary}) << "\n\n"
      << layers_table(model) << '\n';

  const double total = double(parameters(model));
  table counts({text_column("parameters"), number_column("number"), number_column("of the total")});
  const auto add = [&](const std::vector<named_count>& numbers) {
    for (const named_count& one : numbers)
      counts.add_row(
          {std::string(one.text), digits_text(one.number), percent_text(double(one.number) / total)});
  };
  add(parameters_of_blocks(model));
  add(totals_of(model));
  out << counts << '\n';

  table flop({text_column("training on sequences of " + ::counted(sequence_length, "token") + ", counted as"),
              number_column("per token")});
  for (const auto& one : flop_conventions::side_by_side(model, sequence_length))
    flop.add_row({std::string(one.convention), to_text(one.flop)});
  out << flop;

  if (const std::string keys = to_text(chosen.keys); !keys.empty()) out << '\n' << keys;
}

/// Long rows: of what kind, its name, its value, and what else there is to say.
inline void write_csv(std::ostream& out, const chosen_model& chosen, std::int64_t sequence_length) {
  using namespace scalewall;
  csv_writer rows(out, {"what", "name", "value", "unit", "note"});
  rows.row({"model", chosen.name, "", "", chosen.source});
  for (const auto& numbers : {parameters_of_blocks(chosen.model), totals_of(chosen.model)})
    for (const named_count& one : numbers) rows.row({"parameters", one.key, one.number, "1", ""});
  const std::string note = "sequences of " + std::to_string(sequence_length) + " tokens";
  for (const auto& one : flop_conventions::side_by_side(chosen.model, sequence_length))
    rows.row({"training_flop_per_token", one.convention, one.flop, "FLOP", note});
  for (const understood_key& one : chosen.keys.understood)
    rows.row({"understood", one.key, value_text(one.value), "", one.meaning});
  for (const assumed_key& one : chosen.keys.assumed)
    rows.row({"assumed", one.key, value_text(one.value), "", one.reason});
  for (const passed_over_key& one : chosen.keys.passed_over)
    rows.row({one.known ? "passed_over" : "passed_over_unknown", one.key, "", "",
              one.reason + (one.nearest.empty() ? "" : "; the nearest known key is " + one.nearest)});
}

inline nlohmann::ordered_json json_of(const scalewall::transformer_layer& layer) {
  using namespace scalewall;
  nlohmann::ordered_json attention, feed_forward;
  if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention)) {
    attention = {{"kind", "grouped"},
                 {"heads", grouped->heads},
                 {"key_value_heads", grouped->key_value_heads},
                 {"head_size_words", grouped->head_size}};
  } else {
    const auto& latent = std::get<latent_attention>(layer.attention);
    attention = {{"kind", "latent"},
                 {"heads", latent.heads},
                 {"query_rank_words", nullptr},
                 {"key_value_rank_words", latent.key_value_rank},
                 {"nope_head_size_words", latent.nope_head_size},
                 {"rope_head_size_words", latent.rope_head_size},
                 {"value_head_size_words", latent.value_head_size}};
    if (latent.query_rank) attention["query_rank_words"] = *latent.query_rank;
  }
  const attention_reach reach = reach_of(layer);
  attention["sees"] = reach.kind == reach_kind::all      ? "all"
                      : reach.kind == reach_kind::window ? "window"
                                                         : "chunk";
  if (reach.kind != reach_kind::all) attention["reach_tokens"] = reach.tokens;
  if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward)) {
    feed_forward = {{"kind", "dense"}, {"width_words", dense->width}, {"gated", *dense->gated}};
  } else {
    const auto& routed = std::get<routed_feed_forward>(layer.feed_forward);
    feed_forward = {{"kind", "routed"},
                    {"experts", routed.experts},
                    {"experts_per_token", routed.experts_per_token},
                    {"expert_width_words", routed.expert_width},
                    {"gated", *routed.gated},
                    {"shared_experts", routed.shared_experts},
                    {"shared_expert_width_words", routed.shared_expert_width}};
  }
  return {{"attention", attention}, {"feed_forward", feed_forward}};
}

inline void write_json(std::ostream& out, const chosen_model& chosen, std::int64_t sequence_length) {
  using namespace scalewall;
  const language_model& model = chosen.model;
  nlohmann::ordered_json layers = nlohmann::ordered_json::array(), counts = nlohmann::ordered_json::object(),
                         flop = layers;
  for_each_run(model, [&](const transformer_layer& layer, count number) {
    layers.push_back(json_of(layer));
    layers.back()["layers"] = number;
  });
  for (const auto& numbers : {parameters_of_blocks(model), totals_of(model)})
    for (const named_count& one : numbers) counts[one.key] = one.number;
  for (const auto& one : flop_conventions::side_by_side(model, sequence_length))
    flop.push_back({{"convention", one.convention}, {"training_flop_per_token", one.flop.value()}});
  nlohmann::ordered_json answer = {{"version", 1},
                                   {"model", chosen.name},
                                   {"source", chosen.source},
                                   {"layers", layer_count(model)},
                                   {"width_words", model.width},
                                   {"vocabulary_tokens", model.vocabulary},
                                   {"tied_head", *model.tied_head},
                                   {"runs_of_layers", layers},
                                   {"parameters", counts},
                                   {"sequence_length_tokens", sequence_length},
                                   {"flop_per_token", flop}};
  answer.update(nlohmann::ordered_json(chosen.keys));
  out << answer.dump(2) << '\n';
}
