// A model that was chosen: of the catalog by its name, or by a Hugging Face configuration that describes it.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct chosen_model {
  std::string name;    ///< in the catalog; otherwise the class that the configuration names
  std::string source;  ///< "catalog", "standard input", or a file
  scalewall::language_model model{};
  scalewall::understanding keys{};
};

/// Its sources stand beside it.
inline chosen_model catalogued_model(const scalewall::language_model& model) {
  return {.name = std::string(model.name), .source = "catalog", .model = model};
}

inline chosen_model configured_model_of(scalewall::configured_model read, std::string_view source) {
  return {.name = scalewall::excerpt_of(read.model_type.empty() ? "no name" : read.model_type).shown,
          .source = scalewall::excerpt_of(source).shown,
          .model = read.model,
          .keys = std::move(read.keys)};
}

/// The model of the catalog by its name, whatever its capitals; none where it has none.
inline std::optional<chosen_model> find_catalogued_model(std::string_view asked) {
  for (const scalewall::language_model& one : scalewall::catalog::models::all)
    if (scalewall::is_same_name(one.name, asked)) return catalogued_model(one);
  return {};
}

/// The model of the catalog. Throws `broken_rule` where there is none of that name, with the reason where it was left out,
/// else with `otherwise` before the names that are like it.
inline chosen_model choose_catalogued_model(std::string_view asked, const std::string& otherwise = {}) {
  namespace models = scalewall::catalog::models;
  for (const models::undescribed_model& one : models::left_out)
    if (scalewall::is_same_name(one.name, asked)) models::report_missing_model(one.name);
  try {
    return catalogued_model(scalewall::choose(models::all, "model", asked));
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(otherwise + broken.what());
  }
}
