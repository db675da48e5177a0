#include "chosen_model.hpp"

#include <scalewall/error.hpp>
#include <scalewall/model/catalog/model_names.hpp>
#include <scalewall/quoted_text.hpp>

#include <utility>

namespace {

/// Its sources stand beside it.
chosen_model catalogued_model(const scalewall::language_model& model) {
  return {.name = std::string(model.name), .source = "catalog", .model = model};
}

}  // namespace

chosen_model configured_model_of(scalewall::configured_model read, std::string_view source) {
  return {.name = scalewall::excerpt_of(read.model_type.empty() ? "no name" : read.model_type).shown,
          .source = scalewall::excerpt_of(source).shown,
          .model = read.model,
          .keys = std::move(read.keys)};
}

std::optional<chosen_model> find_catalogued_model(std::string_view asked) {
  namespace models = scalewall::catalog::models;
  const std::string_view name = models::known_name_of(asked);
  const scalewall::language_model* found = models::find(name);
  if (found == nullptr) return {};
  chosen_model chosen = catalogued_model(*found);
  if (!scalewall::is_same_name(name, asked))
    chosen.keys.assumed.push_back({"model", chosen.name,
                                   "the catalog's for " + scalewall::quoted_text(asked) +
                                       (name.ends_with("(text)") ? ": its text part" : ": the same layers")});
  return chosen;
}

chosen_model choose_catalogued_model(std::string_view asked, const std::string& otherwise) {
  namespace models = scalewall::catalog::models;
  if (std::optional<chosen_model> known = find_catalogued_model(asked)) return *std::move(known);
  if (const std::string_view name = models::known_name_of(asked); !name.empty())
    models::report_missing_model(name);
  try {
    return catalogued_model(scalewall::choose(models::all, "model", asked.substr(asked.rfind('/') + 1)));
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(otherwise + broken.what() + "; another is read from its config.json");
  }
}
