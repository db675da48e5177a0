#include "model_option.hpp"

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>

#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>

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
  if (const std::optional<chosen_model> known = find_catalogued_model(asked)) return *known;
  std::error_code unknown;
  const bool is_path = asked.find('/') != std::string::npos || asked.ends_with(".json");
  if (is_path || std::filesystem::exists(asked, unknown))
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
