// What is in a model: its layers, parameters by block and FLOP per token, as a table, CSV and JSON.

#pragma once

#include "counted_text.hpp"
#include "layers_report.hpp"
#include "model_option.hpp"
#include <scalewall/count.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/flop_conventions.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_json.hpp>
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

inline scalewall::document document_of(const chosen_model& chosen, std::int64_t sequence_length) {
  using namespace scalewall;
  const language_model& model = chosen.model;
  const double total = double(parameters(model));
  table counts({text_column("parameters"), number_column("number"), number_column("of the total")});
  const auto add = [&](const std::vector<named_count>& numbers) {
    for (const named_count& one : numbers)
      counts.add_row(
          {std::string(one.text), digits_text(one.number), percent_text(double(one.number) / total)});
  };
  add(parameters_of_blocks(model));
  add(totals_of(model));
  table flop({text_column("training on sequences of " + ::counted(sequence_length, "token") + ", counted as"),
              number_column("per token")});
  for (const auto& one : flop_conventions::side_by_side(model, sequence_length))
    flop.add_row({std::string(one.convention), to_text(one.flop)});
  document told;
  told.heading(chosen.name + " (" + chosen.source + "): " + ::counted(layer_count(model), "layer") +
               " of width " + to_text(count{model.width}) + ", a vocabulary of " +
               to_text(count{model.vocabulary}))
      .rows(layers_table(model))
      .rows(counts)
      .rows(flop)
      .append(document_of(chosen.keys));
  return told;
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
  nlohmann::ordered_json answer = {{"schema", "scalewall/what_is_in_a_model/1"},
                                   {"version", 1},
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
