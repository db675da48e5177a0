// A model that is asked for by an option: by its name in the catalog, or by a Hugging Face configuration that describes it.

#pragma once

#include "chosen_model.hpp"
#include <scalewall/formats/configuration_file.hpp>
#include <scalewall/formats/hugging_face.hpp>

#include <CLI/CLI.hpp>

#include <string>

/// A name of the catalog, whatever its capitals; a file or folder; - for standard input. Throws `broken_rule`
/// where it is none of them, or the configuration is not understood.
chosen_model choose_model(const std::string& asked);

/// --model
CLI::Option* add_model_option(CLI::App& app, std::string& asked);
