// What a command line asks about the training of a language model: its options, and the words behind --.

#pragma once

#include "chosen_cluster.hpp"
#include "launch_option.hpp"
#include "model_option.hpp"
#include "training_options.hpp"
#include "training_request.hpp"
#include <scalewall/formats/launch_line.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

/// The words behind --, or the line in the one file that they name.
inline scalewall::launch_line launch_line_of_words(const std::vector<std::string>& words) {
  std::error_code unknown;
  const bool is_file = words.size() == 1 && std::filesystem::is_regular_file(words.front(), unknown);
  return is_file ? read_launch_file(words.front()) : scalewall::launch_line_of(words);
}

/// Throws `broken_rule` where options or launch line break a rule, or do not say enough. Says on standard error what must be
/// known of the GPU.
inline training_request request_of(const training_options& asked, const std::vector<std::string>& words) {
  std::optional<chosen_model> model;
  if (!asked.model.empty()) model = choose_model(asked.model);
  chosen_cluster(asked.gpu);
  std::optional<scalewall::launch_line> line;
  if (!words.empty()) line = launch_line_of_words(words);
  return request_of(asked, model, line);
}
