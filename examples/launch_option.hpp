// A launch line that a program is given: words behind --, or a file that holds one.

#pragma once

#include "input_file.hpp"
#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/shell_text.hpp>
#ifdef SCALEWALL_YAML
#include <scalewall/formats/model_config_yaml.hpp>
#endif

#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

/// The arguments of a program before the first --, and those behind it.
struct split_arguments {
  std::vector<const char*> own;
  std::vector<std::string> line;
};

inline split_arguments split_at_dashes(int argc, const char* const* argv) {
  const auto* const end = argv + argc;
  const auto* const dashes = std::find(argv, end, std::string("--"));
  split_arguments split{{argv, dashes}, {}};
  if (dashes != end) split.line.assign(dashes + 1, end);
  return split;
}

/// The line in a text; of YAML where its name says so.
inline scalewall::launch_line launch_line_in(const std::string& text, const std::string& name) {
  if (!name.ends_with(".yaml") && !name.ends_with(".yml")) return scalewall::read_launch_text(text);
#ifdef SCALEWALL_YAML
  return scalewall::read_model_config(text);
#else
  throw scalewall::broken_rule("this program was built without yaml-cpp, and reads no YAML");
#endif
}

/// A file, or standard input for -. Throws `broken_rule` with its name where it holds no launch line.
inline scalewall::launch_line read_launch_file(const std::string& file) {
  const bool is_input = file == "-";
  const std::string text =
      is_input ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : content_of(file);
  const std::string name = is_input ? "standard input" : quoted_path(file);
  try {
    scalewall::launch_line line = launch_line_in(text, file);
    if (line.flags.empty()) throw scalewall::broken_rule("no command in it has flags");
    return line;
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(name + ": " + broken.what());
  }
}
