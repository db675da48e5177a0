#include "model_option.hpp"

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>

namespace {

/// Whether it may be a name of the Hugging Face hub, organisation/model, and not of a file.
bool is_hub_name(const std::string& asked) {
  return std::count(asked.begin(), asked.end(), '/') == 1 && asked.front() != '.' && asked.front() != '/' &&
         asked.front() != '~' && asked.back() != '/' && !asked.ends_with(".json");
}

}  // namespace

chosen_model choose_model(const std::string& asked) {
  namespace sw = scalewall;
  if (asked == "-") {
    try {
      return configured_model_of(sw::read_hugging_face_config(sw::read_configuration_text(std::cin)),
                                 "standard input");
    } catch (const sw::broken_rule& broken) {
      throw sw::broken_rule("standard input: " + std::string(broken.what()));
    }
  }
  std::error_code unknown;
  const bool exists = std::filesystem::exists(asked, unknown);
  const bool has_folder = asked.find('/') != std::string::npos;
  if (!has_folder || !exists)
    if (const std::optional<chosen_model> known = find_catalogued_model(asked)) return *known;
  const bool is_path = has_folder || asked.ends_with(".json");
  if (exists || (is_path && !is_hub_name(asked)))
    return configured_model_of(sw::read_hugging_face_config_file(asked), asked);
  return choose_catalogued_model(asked, "there is no file " + sw::quoted_text(asked) + ", and ");
}

CLI::Option* add_model_option(CLI::App& app, std::string& asked) {
  return app
      .add_option(
          "--model", asked,
          "A model of the catalog by its name, or a Hugging Face config.json, or the folder that holds it; - "
          "reads that file from standard input")
      ->type_name("NAME|FILE");
}
