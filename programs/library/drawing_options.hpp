// The options of programs that draw inputs which are known within ranges.

#pragma once

#include "checked_options.hpp"
#include <scalewall/analysis/uncertainty.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// What is drawn, and how often.
struct drawing_options {
  std::vector<std::string> vary{};
  std::int64_t draws = 1000;
  std::int64_t seed = static_cast<std::int64_t>(scalewall::monte_carlo{}.seed);
};

/// --vary
inline void add_vary_option(CLI::App& app, drawing_options& asked) {
  app.add_option(
         "--vary", asked.vary,
         "A parameter and the factors between which it lies: as likely anywhere on a logarithmic scale with "
         "=, log-normal with the factors as 5th and 95th percentile with ~ instead; repeatable")
      ->type_name("NAME=LOW..HIGH")
      ->allow_extra_args(false);
}

/// --draws and --seed
inline void add_draw_options(CLI::App& app, drawing_options& asked) {
  add_whole_number_option(app, "--draws", asked.draws, "How many draws (default: 1000)");
  add_whole_number_option(app, "--seed", asked.seed, "Where the random numbers begin");
}
