#include "launch_option.hpp"

#include <scalewall/error.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>

split_arguments split_at_dashes(int argc, const char* const* argv) {
  const auto* const end = argv + argc;
  const auto* const dashes = std::find(argv, end, std::string("--"));
  split_arguments split{{argv, dashes}, {}};
  if (dashes != end) split.line.assign(dashes + 1, end);
  return split;
}

scalewall::launch_line read_launch_file(const std::string& file) {
  const bool is_input = file == "-";
  const std::string text =
      is_input ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : content_of(file);
  const std::string name = is_input ? "standard input" : quoted_path(file);
  try {
    return launch_line_in(text, file);
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(name + ": " + broken.what());
  }
}
