// The hardware that a question is about: a cluster of the catalog by its name, or one that a file describes. Where its
// accelerator is known from a data sheet alone, or the file leaves something out, standard error says so, once for each.

#pragma once

#include "answer.hpp"
#include "data_sheet_text.hpp"
#include "input_file.hpp"
#include <scalewall/calibration/calibrated_hardware.hpp>
#include <scalewall/named_choice.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>

/// A cluster whose hardware is to be varied: at the reference's prices. Where it has a library, standard error says so.
scalewall::cluster at_reference_prices(const scalewall::cluster& machines);

/// Throws `broken_rule` with the names that are known.
const scalewall::cluster& chosen_cluster(std::string_view name);

/// The hardware of a file, whose name and sources stand in its clusters. Throws `broken_rule` and std::runtime_error where it
/// cannot be read.
scalewall::described_hardware described_cluster(const std::string& file);

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
void add_hardware_options(CLI::App& app, std::string& gpu, std::string& file);
void add_hardware_options(CLI::App& app, hardware_options& asked);
