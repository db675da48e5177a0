// Reading tables of measured training runs: a row each, with the columns of data/training_runs.md.
//
// A row is never lost: what cannot be predicted keeps its measurement and says why, be it a field that the source left
// open or one that is no number. Only a file that is no such table is an error.

#pragma once

#include <scalewall/report/csv_reader.hpp>
#include <scalewall/runs/doubtful_runs.hpp>
#include <scalewall/runs/measured_run.hpp>
#include <scalewall/runs/row_fields.hpp>
#include <scalewall/runs/run_hardware.hpp>
#include <scalewall/runs/run_model.hpp>
#include <scalewall/runs/run_plan.hpp>
#include <scalewall/runs/run_recipe.hpp>
#include <scalewall/runs/run_seconds.hpp>
#include <scalewall/runs/run_software.hpp>

#include <array>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// Columns without which a file is no table of runs.
inline constexpr std::array<std::string_view, 4> needed_run_columns = {"id", "model", "gpu", "n_gpu"};

namespace detail {

/// GB of a row as bytes: sources that count in GiB say so.
inline std::optional<bytes> memory_of(const csv_row& row) {
  const auto written = positive_field(row, "mem_GB");
  if (!written) return {};
  return bytes::from_value(*written *
                           (mentions(field_text(row, "notes"), "GiB") ? 1024.0 * 1024 * 1024 : 1e9));
}

inline run_configuration configuration_of(const csv_row& row, std::vector<std::string>& assumed) {
  run_configuration found{.purpose = purpose_of(row)};
  found.model = model_of(row, assumed);
  found.hardware = hardware_of(row, assumed);
  found.software = software_of(row, found.hardware, assumed);
  const planned_batch planned = plan_of(row, found.model, found.hardware, found.software, assumed);
  found.batch = planned.batch;
  found.plan = planned.plan;
  found.recipe = recipe_of(row, found.plan, found.hardware, found.software, found.purpose, assumed);
  return found;
}

}  // namespace detail

/// The run that a row describes.
inline measured_run read_run(const csv_row& row) {
  measured_run run{.id = std::string(field_text(row, "id")),
                   .source = std::string(field_text(row, "source_key")),
                   .published = std::string(field_text(row, "source")),
                   .model_name = std::string(field_text(row, "model")),
                   .quality = std::string(field_text(row, "quality")),
                   .doubt = std::string(doubt_of(field_text(row, "id")))};
  try {
    run.step = published_step(row);
    run.memory = detail::memory_of(row);
    // BLOOM's chronicle has what nvidia-smi shows.
    if (run.source == "BLOOM") run.memory_kind = measured_memory::device;
    std::vector<std::string> assumed;
    const run_configuration found = detail::configuration_of(row, assumed);
    run.step = step_of(row, found);
    run.configuration = found;
    run.assumed = std::move(assumed);
  } catch (const broken_rule& broken) {
    run.obstacle = broken.what();
  }
  return run;
}

/// Every run of a table. Throws `broken_rule` unless it is one.
inline std::vector<measured_run> read_runs(std::istream& in) {
  csv_reader reader(in);
  reader.require_columns(needed_run_columns);
  std::vector<measured_run> runs;
  while (const auto row = reader.next()) runs.push_back(read_run(*row));
  return runs;
}

}  // namespace scalewall
