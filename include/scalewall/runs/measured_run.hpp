// A measured training run: what was trained, on what, how, and what was measured of it.
//
// Sources state less than a prediction needs. What a reader filled in stands beside the run as sentences: a missing
// precision, release or recomputation is worth more than every fitted constant.

#pragma once

#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/runs/memory_row.hpp>
#include <scalewall/runs/run_hardware.hpp>
#include <scalewall/runs/run_software.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// What the work was for.
enum class run_purpose { pre_training, fine_tuning, low_rank_fine_tuning };

/// Where the seconds of a step come from: the source, or a rate that it published.
enum class seconds_source { published, token_rate, flop_rate, utilization };

struct measured_step {
  seconds time{};
  seconds_source from = seconds_source::published;
};

/// What can be predicted of a run.
struct run_configuration {
  language_model model{};
  training_plan plan{};
  scalewall::batch batch{};
  scalewall::recipe recipe{};
  run_hardware hardware{};
  run_software software{};
  run_purpose purpose = run_purpose::pre_training;
};

/// A row of a table of measured runs.
struct measured_run {
  std::string id{};

  /// The key of its source: rows of one key were measured by the same people.
  std::string source{};

  /// Where it was published: a document, table or repository with its commit and file.
  std::string published{};

  std::string model_name{};
  std::string quality{};

  /// What is predicted; none where that cannot be.
  std::optional<run_configuration> configuration{};

  /// Why it cannot, as a sentence; empty where it can.
  std::string obstacle{};

  /// Why its measurement is no measure of a prediction, as a sentence; empty where it is one.
  std::string doubt{};

  std::optional<measured_step> step{};
  std::optional<bytes> memory{};
  measured_memory memory_kind = measured_memory::allocated;

  /// What the source does not state and a prediction takes for granted, as sentences.
  std::vector<std::string> assumed{};
};

/// What a reader gathers on its way through a row.
using assumptions_made = std::vector<std::string>;

/// The name of a precision as runs are grouped by it.
constexpr std::string_view precision_group(training_format format) {
  switch (format) {
    case training_format::fp16:
    case training_format::bf16:
      return "16 bit";
    case training_format::fp8_delayed:
    case training_format::fp8_current:
    case training_format::fp8_block:
      return "fp8";
    case training_format::mxfp8:
      return "mxfp8";
    case training_format::nvfp4:
      return "nvfp4";
  }
  return "unknown";
}

}  // namespace scalewall
