#include "given_training.hpp"

#include "chosen_cluster.hpp"
#include "training_options.hpp"
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/machine_like.hpp>

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace {

/// The words behind --, or the line in the one file that they name.
scalewall::launch_line launch_line_of_words(const std::vector<std::string>& words) {
  std::error_code unknown;
  const bool is_file = words.size() == 1 && std::filesystem::is_regular_file(words.front(), unknown);
  return is_file ? read_launch_file(words.front()) : scalewall::launch_line_of(words);
}

}  // namespace

training_options with_hardware(training_options asked) {
  if (asked.hardware_file.empty()) {
    chosen_cluster(asked.gpu);
    return asked;
  }
  described_training_hardware described{.read = described_cluster(asked.hardware_file)};
  const scalewall::described_hardware& read = described.read;
  described.machine = of_file(asked.hardware_file, [&] {
    return machine_like(read.on_data_sheet, *read.like, scalewall::catalog::training_machine_of(*read.like));
  });
  asked.described = std::move(described);
  return asked;
}

training_request request_of(const training_options& asked, const std::vector<std::string>& words) {
  std::optional<chosen_model> model;
  if (!asked.model.empty()) model = choose_model(asked.model);
  const training_options whole = with_hardware(asked);
  std::optional<scalewall::launch_line> line;
  if (!words.empty()) line = launch_line_of_words(words);
  return request_of(whole, model, line);
}
