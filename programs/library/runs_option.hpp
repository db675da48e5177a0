// The table of measured runs that a program compares its answers with: --runs, or the one that comes with the programs.

#pragma once

#include "input_file.hpp"
#include <scalewall/runs/measured_run.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

void add_runs_option(CLI::App& app, std::string& file);

/// Measured runs, or why there are none, as a sentence.
struct runs_table {
  std::vector<scalewall::measured_run> runs{};
  std::string missing{};
};

/// The runs of `file`, or where that is empty of the first table that is found.
runs_table chosen_runs(const std::string& file);
