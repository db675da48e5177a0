// A model that is asked for: by its name in the catalog, or by a Hugging Face configuration that describes
// it.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
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

/// A name of the catalog, whatever its capitals; a file or folder; - for standard input. Throws `broken_rule`
/// where it is none of them, or the configuration is not understood.
inline chosen_model choose_model(const std::string& asked) {
  namespace sw = scalewall;
  if (asked == "-") {
    try {
      return configured_model_of(sw::read_hugging_face_config(sw::read_configuration_text(std::cin)),
                                 "standard input");
    } catch (const sw::broken_rule& broken) {
      throw sw::broken_rule("standard input: " + std::string(broken.what()));
    }
  }
  const auto is_called = [&](const auto& one) { return sw::is_same_name(one.name, asked); };
  const auto& all = sw::catalog::models::all;
  const auto known = std::find_if(std::begin(all), std::end(all), is_called);
  if (known != std::end(all)) return catalogued_model(*known);
  std::error_code unknown;
  const bool is_path = asked.find('/') != std::string::npos || asked.ends_with(".json");
  if (is_path || std::filesystem::exists(asked, unknown))
    return configured_model_of(sw::read_hugging_face_config_file(asked), asked);
  const auto& left_out = sw::catalog::models::left_out;
  const auto reason = std::find_if(std::begin(left_out), std::end(left_out), is_called);
  if (reason != std::end(left_out)) sw::catalog::models::report_missing_model(reason->name);
  try {
    return catalogued_model(sw::choose(all, "model", asked));
  } catch (const sw::broken_rule& broken) {
    throw sw::broken_rule("there is no file " + sw::quoted_text(asked) + ", and " + broken.what());
  }
}

/// --model
inline CLI::Option* add_model_option(CLI::App& app, std::string& asked) {
  return app
      .add_option(
          "--model", asked,
          "A model of the catalog by its name, or a Hugging Face config.json, or the folder that holds it; - "
          "reads that file from standard input")
      ->type_name("NAME|FILE");
}
