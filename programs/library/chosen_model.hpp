// A model that was chosen: of the catalog by its name, or by a Hugging Face configuration that describes it.

#pragma once

#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/named_choice.hpp>

#include <optional>
#include <string>
#include <string_view>

struct chosen_model {
  std::string name;    ///< in the catalog; otherwise the class that the configuration names
  std::string source;  ///< "catalog", "standard input", or a file
  scalewall::language_model model{};
  scalewall::understanding keys{};
};

chosen_model configured_model_of(scalewall::configured_model read, std::string_view source);

/// The model of the catalog by its name, whatever its capitals; none where it has none.
std::optional<chosen_model> find_catalogued_model(std::string_view asked);

/// The model of the catalog. Throws `broken_rule` where there is none of that name, with the reason where it was left out,
/// else with `otherwise` before the names that are like it.
chosen_model choose_catalogued_model(std::string_view asked, const std::string& otherwise = {});
