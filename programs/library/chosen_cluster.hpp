// The hardware that a question is about: a cluster of the catalog by its name, or one that a file describes. Where its
// accelerator is known from a data sheet alone, or the file leaves something out, standard error says so, once for each.

#pragma once

#include "answer.hpp"
#include "data_sheet_text.hpp"
#include "input_file.hpp"
#include <scalewall/calibration/calibrated_hardware.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/named_choice.hpp>

#include <CLI/CLI.hpp>

#include <set>
#include <string>
#include <string_view>

/// A cluster whose hardware is to be varied: at the reference's prices. Where it has a library, standard error says so.
inline scalewall::cluster at_reference_prices(const scalewall::cluster& machines) {
  if (machines.library != nullptr)
    complain("note", "what changes with the hardware of " + std::string(machines.name) +
                         " is asked at the rates of its descriptor, not at those of its kernels: these were "
                         "measured on hardware as it is");
  return machines | scalewall::without_library();
}

/// Throws `broken_rule` with the names that are known.
inline const scalewall::cluster& chosen_cluster(std::string_view name) {
  const scalewall::cluster& machines = scalewall::choose(scalewall::catalog::all, "GPU", name);
  static std::set<std::string_view> told;
  const std::string note = data_sheet_text(machines);
  if (!note.empty() && told.insert(machines.name).second) complain("note", note);
  return machines;
}

/// The text for as long as the program runs: names of clusters that files describe, which refer to it.
inline std::string_view kept_text(const std::string& text) {
  static std::set<std::string> texts;
  return *texts.insert(text).first;
}

/// The hardware of a file, whose name and sources stand in its clusters. Throws `broken_rule` and std::runtime_error where it
/// cannot be read.
inline scalewall::described_hardware described_cluster(const std::string& file) {
  scalewall::described_hardware read =
      of_file(file, [&] { return scalewall::read_hardware(content_of(file)); });
  for (scalewall::cluster* one : {&read.machines, &read.on_data_sheet}) {
    one->name = kept_text(read.name);
    one->rates_from =
        kept_text(quoted_path(file) + " and, where it says nothing, of " + std::string(read.like->name));
  }
  return read;
}

/// Which hardware was asked for.
struct hardware_options {
  std::string gpu = "H100 SXM";
  std::string file{};

  /// Throws `broken_rule` with the names that are known, or what is wrong with the file, and std::runtime_error where it cannot
  /// be read. What the file leaves out stands on standard error.
  scalewall::cluster cluster() const {
    if (file.empty()) return chosen_cluster(gpu);
    const scalewall::described_hardware read = described_cluster(file);
    std::string assumed;
    for (const std::string& one : read.assumed) assumed.append(assumed.empty() ? "" : "; ").append(one);
    if (!assumed.empty()) complain("note", "assumed of " + quoted_path(file) + ": " + assumed);
    return read.machines;
  }
};

inline constexpr const char* hardware_meaning =
    "A file in JSON: a machine.json of calibrate_this_machine, or what a data sheet says, as in "
    "share/scalewall/schemas/hardware-1.json";

/// --gpu and, instead of it, --hardware
inline void add_hardware_options(CLI::App& app, std::string& gpu, std::string& file) {
  CLI::Option* named =
      app.add_option("--gpu", gpu, "A GPU of the catalog (default: H100 SXM)")->type_name("NAME");
  app.add_option("--hardware", file, hardware_meaning)->type_name("FILE")->excludes(named);
}
inline void add_hardware_options(CLI::App& app, hardware_options& asked) {
  add_hardware_options(app, asked.gpu, asked.file);
}
