#include "runs_option.hpp"

#include "runs_file.hpp"

#include <array>
#include <filesystem>
#include <system_error>

void add_runs_option(CLI::App& app, std::string& file) {
  app.add_option("--runs", file,
                 "A table of measured runs with the columns of data/training_runs.md (default: "
                 "training_runs.csv beside the program, or else in data/ of this project)")
      ->type_name("FILE");
}

namespace {

/// The folder of the program that runs; empty where the system does not say.
std::filesystem::path folder_of_program() {
  std::error_code unknown;
  return std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path();
}

}  // namespace

runs_table chosen_runs(const std::string& file) {
  if (!file.empty()) return {.runs = runs_in(file)};
  const std::array<std::filesystem::path, 2> folders = {folder_of_program(), SCALEWALL_DATA};
  std::string searched;
  for (const std::filesystem::path& folder : folders) {
    const std::filesystem::path table = folder / "training_runs.csv";
    std::error_code unknown;
    if (std::filesystem::is_regular_file(table, unknown)) return {.runs = runs_in(table)};
    searched += (searched.empty() ? "" : " nor ") + quoted_path(table);
  }
  return {.missing = "measured runs to compare with: there is neither " + searched + " (--runs FILE)"};
}
