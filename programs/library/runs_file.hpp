// A table of measured runs in a file.

#pragma once

#include <scalewall/runs/measured_run.hpp>

#include <filesystem>
#include <vector>

/// The runs of a file. Throws `broken_rule` with its name unless it is a table of runs, std::runtime_error where it cannot be
/// read.
std::vector<scalewall::measured_run> runs_in(const std::filesystem::path& file);
