#include "run_file.hpp"

#include "input_file.hpp"
#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>

#include <filesystem>
#include <iostream>
#include <iterator>
#include <system_error>

given_run read_run_file(const std::string& file) {
  const bool is_input = file == "-";
  const std::string text =
      is_input ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : content_of(file);
  const std::string name = is_input ? "standard input" : quoted_path(file);
  try {
    given_run given = run_in(text, file);
    given.name = name;
    return given;
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(name + ": " + broken.what());
  }
}

given_run run_of_words(const std::vector<std::string>& words) {
  std::error_code unknown;
  const bool is_file = words.size() == 1 && std::filesystem::is_regular_file(words.front(), unknown);
  if (is_file) return read_run_file(words.front());
  return {.line = scalewall::launch_line_of(words)};
}
