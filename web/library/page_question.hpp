// A question as the page asks it, in JSON:
//
//     {"gpu": "H100 SXM", "gpus_per_node": 8, "factors": {"NVLink bandwidth": 2},
//      "sparse": false, "batch": "critical", "tokens_per_parameter": 20, "sequence_length": 2048, "months": 3,
//      "width": 12288,     or "layers": 96, "d_model": 12288, "d_ff": 49152, "experts": 1
//      "batch_sequences": 3584, "gpus": 4096, "rules": "practice", "every_plan": false}
//
// Every key may be left out. What breaks a rule is thrown with the path to the key, so that a page can say it there.

#pragma once

#include "plan_rules_choice.hpp"
#include <scalewall/analysis/study.hpp>
#include <scalewall/grid/design_space.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/report/placed_json.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/space.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace page {

struct question {
  std::string gpu;  ///< as the catalog spells it
  std::optional<std::int64_t> gpus_per_node;
  std::vector<scalewall::parameter_factor> factors;
  bool sparse = false;
  std::string batch_law;
  scalewall::chosen_laws laws;
  std::int64_t sequence_length = 2048;
  double months = 3;
  std::int64_t gpus = 4096;
  scalewall::stack_recipe how{};
  bool every_plan = false;

  scalewall::study curve;  ///< of all models by the laws, by the rules of the reference as the paper has them
  scalewall::study run;    ///< of one model

  scalewall::plan_space plans() const {
    return every_plan ? scalewall::space::full : scalewall::default_space(how.rules);
  }
};

inline const std::vector<scalewall::chosen_batch> batch_laws = {{"critical", scalewall::critical_batch{}},
                                                                {"deepseek", scalewall::deepseek_batch{}},
                                                                {"fixed", scalewall::fixed_batch{}}};

/// What a page can multiply: all parameters of a study but the duration, which is asked for in months.
inline std::vector<scalewall::parameter> multipliable(const scalewall::study& subject) {
  std::vector<scalewall::parameter> known = scalewall::parameters_of(subject);
  std::erase_if(known, [](const scalewall::parameter& one) { return one.name == "duration"; });
  return known;
}

inline bool read_truth(const scalewall::placed_json& json, const std::string& key) {
  const auto truth = json.find(key);
  return truth && truth->truth("it");
}

inline std::optional<std::int64_t> read_whole(const scalewall::placed_json& json, const std::string& key,
                                              const std::string& what) {
  const auto number = json.find(key);
  return number ? std::optional(number->whole_number(what)) : std::nullopt;
}

/// The model and the batch of a run, before its factors.
inline scalewall::training_run read_run(const scalewall::placed_json& json, const question& asked) {
  using namespace scalewall;
  const auto layers = read_whole(json, "layers", "a number of layers");
  const auto batch_sequences = read_whole(json, "batch_sequences", "a batch, in sequences,");
  training_run run;
  if (!layers) {
    const auto width = read_whole(json, "width", "a width");
    const auto place = json.find("width").value_or(json);
    run = place.as([&] { return asked.laws(width.value_or(12288), asked.sequence_length); });
  } else {
    mlp_transformer model{.layers = *layers, .d_model = json.at("d_model").whole_number("a width")};
    const auto d_ff = read_whole(json, "d_ff", "a feed-forward width");
    model.d_ff = d_ff ? *d_ff : json.at("d_model").as([&] { return (count{4} * model.d_model).as_int64(); });
    model.experts = read_whole(json, "experts", "a number of experts").value_or(1);
    run = json.at("layers").as([&] { return asked.laws.run_of(model, asked.sequence_length); });
  }
  if (batch_sequences) run.batch.sequences = *batch_sequences;
  (batch_sequences ? json.at("batch_sequences") : json).as([&] { return token_count(run.batch); });
  return run;
}

inline scalewall::cluster read_cluster(const scalewall::placed_json& json, question& asked) {
  using namespace scalewall;
  const auto gpu = json.find("gpu");
  const cluster& chosen = gpu ? gpu->choose_from(catalog::all, "GPU") : catalog::dgx_h100;
  asked.gpu = chosen.name;
  asked.gpus_per_node = read_whole(json, "gpus_per_node", "a number of GPUs");
  if (!asked.gpus_per_node) return chosen;
  return json.at("gpus_per_node").as([&] {
    return chosen | with_accelerators_per_node(*asked.gpus_per_node);
  });
}

/// The question, which has `others` as keys of its own. Throws `broken_rule`, with the path to what is wrong.
inline question read_question(const scalewall::placed_json& json,
                              const std::vector<scalewall::named_key>& others = {}) {
  using namespace scalewall;
  using namespace scalewall::literals;
  std::vector<named_key> known_keys = {
      {"gpu"},       {"gpus_per_node"}, {"factors"},         {"sparse"},
      {"batch"},     {"months"},        {"sequence_length"}, {"tokens_per_parameter"},
      {"width"},     {"layers"},        {"d_model"},         {"d_ff"},
      {"experts"},   {"gpus"},          {"batch_sequences"}, {"rules"},
      {"every_plan"}};
  known_keys.insert(known_keys.end(), others.begin(), others.end());
  json.require_keys("a question", known_keys);
  question asked;
  asked.curve.machines = read_cluster(json, asked);

  asked.sparse = read_truth(json, "sparse");
  const auto batch = json.find("batch");
  asked.laws = {.depth = {"fitted", fitted_depth{}},
                .sparsity = asked.sparse ? chosen_sparsity{"with width", sparsity_with_width{}}
                                         : chosen_sparsity{"dense", dense{}},
                .batch = batch ? batch->choose_from(batch_laws, "batch law") : batch_laws.front(),
                .data = {}};
  asked.batch_law = asked.laws.batch.name;
  if (const auto ratio = json.find("tokens_per_parameter"))
    asked.laws.data = {ratio->positive_number("a number of tokens")};
  asked.sequence_length = read_whole(json, "sequence_length", "the length of a sequence").value_or(2048);
  if (const auto months = json.find("months")) asked.months = months->positive_number("a number of months");
  asked.curve.settings.deadline = asked.months * 1_months;
  asked.curve.prescribe = [laws = asked.laws, length = asked.sequence_length](std::int64_t d_model) {
    return laws(d_model, length);
  };

  asked.gpus = read_whole(json, "gpus", "a number of GPUs").value_or(asked.gpus);
  if (const auto rules = json.find("rules"))
    asked.how.rules = rules->choose_from(known_plan_rules, "set of rules").rules;
  asked.every_plan = read_truth(json, "every_plan");
  asked.run = asked.curve;
  asked.run.prescribe = [wanted = read_run(json, asked)](std::int64_t) { return wanted; };
  asked.run.settings.how = asked.how;
  asked.run.accelerators = asked.gpus;
  asked.run.space = asked.plans();

  if (const auto factors = json.find("factors")) {
    const std::vector<parameter> known = multipliable(asked.curve);
    for (const auto& [name, value] : factors->members()) {
      const parameter what = value.choose(known, "parameter of " + asked.gpu, name);
      const double factor = value.positive_number("a factor");
      const auto scaled = [&](study& changed) {
        value.as([&] {
          changed = what.scaled(changed, factor);
          require_valid(changed.machines);
          return changed.wanted().batch.sequences;  // where a batch or a depth cannot be scaled so
        });
      };
      scaled(asked.curve);
      scaled(asked.run);
      asked.factors.push_back({what, factor});
    }
  }
  return asked;
}

}  // namespace page
