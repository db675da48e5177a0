#include "chosen_model.hpp"

#include <scalewall/error.hpp>
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
  for (const scalewall::language_model& one : scalewall::catalog::models::all)
    if (scalewall::is_same_name(one.name, asked)) return catalogued_model(one);
  return {};
}

chosen_model choose_catalogued_model(std::string_view asked, const std::string& otherwise) {
  namespace models = scalewall::catalog::models;
  for (const models::undescribed_model& one : models::left_out)
    if (scalewall::is_same_name(one.name, asked)) models::report_missing_model(one.name);
  try {
    return catalogued_model(scalewall::choose(models::all, "model", asked));
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(otherwise + broken.what());
  }
}
