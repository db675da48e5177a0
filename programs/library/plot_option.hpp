// The option that asks for a plot.

#pragma once

#include <scalewall/report/plot.hpp>

#include <CLI/CLI.hpp>

#include <string>

/// --plot: an .svg or a .png; refused before anything is computed where it is neither.
inline CLI::Option* add_plot_option(CLI::App& app, std::string& file, const std::string& meaning) {
  return app.add_option("--plot", file, meaning)->type_name("FILE")->check([](const std::string& name) {
    scalewall::image_format_of(name);
    return std::string();
  });
}
