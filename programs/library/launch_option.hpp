// The arguments of a program that is given a run behind --.

#pragma once

#include <string>
#include <vector>

/// The arguments of a program before the first --, and those behind it.
struct split_arguments {
  std::vector<const char*> own;
  std::vector<std::string> line;
};

split_arguments split_at_dashes(int argc, const char* const* argv);
