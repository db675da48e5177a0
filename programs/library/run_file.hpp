// The file of a run that a program is given.

#pragma once

#include "given_run.hpp"

#include <string>
#include <vector>

/// A file, or standard input for -. Throws `broken_rule` with its name where it holds no run.
given_run read_run_file(const std::string& file);

/// The words of a launch line, or the file that is the only one of them.
given_run run_of_words(const std::vector<std::string>& words);
