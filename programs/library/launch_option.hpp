// A launch line that a program is given: words behind --, or a file that holds one.

#pragma once

#include "input_file.hpp"
#include "launch_text.hpp"
#include <scalewall/formats/launch_line.hpp>

#include <string>
#include <vector>

/// The arguments of a program before the first --, and those behind it.
struct split_arguments {
  std::vector<const char*> own;
  std::vector<std::string> line;
};

split_arguments split_at_dashes(int argc, const char* const* argv);

/// A file, or standard input for -. Throws `broken_rule` with its name where it holds no launch line.
scalewall::launch_line read_launch_file(const std::string& file);
