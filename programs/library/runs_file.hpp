// A table of measured runs in a file.

#pragma once

#include "input_file.hpp"
#include <scalewall/error.hpp>
#include <scalewall/runs/read_runs.hpp>

#include <filesystem>
#include <fstream>
#include <vector>

/// The runs of a file. Throws `broken_rule` with its name unless it is a table of runs, std::runtime_error where it cannot be
/// read.
inline std::vector<scalewall::measured_run> runs_in(const std::filesystem::path& file) {
  std::ifstream in = open_file(file);
  try {
    return scalewall::read_runs(in);
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(quoted_path(file) + ", " + broken.what());
  }
}
