#include "runs_file.hpp"

#include "input_file.hpp"
#include <scalewall/error.hpp>
#include <scalewall/runs/read_runs.hpp>

#include <fstream>

std::vector<scalewall::measured_run> runs_in(const std::filesystem::path& file) {
  std::ifstream in = open_file(file);
  try {
    return scalewall::read_runs(in);
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(quoted_path(file) + ", " + broken.what());
  }
}
