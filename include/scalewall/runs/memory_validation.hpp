// How far predicted memory is from measured memory, by whose measurements they are.
//
// An error is predicted / measured - 1. Of absolute errors the median, the mean and the 95th percentile are told, of rows
// that no constant was fitted to apart. A row that ran out of memory has no error: what is told of it is whether the model
// called it fitting.

#pragma once

#include <scalewall/estimate/fit_verdict.hpp>
#include <scalewall/math.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/runs/memory_prediction.hpp>
#include <scalewall/runs/memory_rows.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// A row with what the model says of it.
struct held_memory_row {
  memory_row row;
  bytes predicted{};
  peak_moment moment{};

  /// The peak of the rank, and with its margin against the device, where that is known.
  std::optional<fit_verdict> verdict{};

  bool held_out = false;

  /// Unset where nothing was measured, or only until memory ran out.
  std::optional<double> error{};
};

struct memory_validation {
  std::vector<held_memory_row> rows;
  std::vector<unpredictable_memory_row> refused;
};

/// What the model says of every row of a table. Throws `broken_rule` where the table is none.
inline memory_validation validate_memory(std::istream& table) {
  csv_reader reader(table);
  reader.require_columns(std::array<std::string_view, 4>{"id", "seq_len", "framework", "gpu"});
  memory_validation found;
  while (const std::optional<csv_row> line = reader.next()) {
    memory_reading read = read_memory_row(*line);
    if (auto* refused = std::get_if<unpredictable_memory_row>(&read)) {
      found.refused.push_back(std::move(*refused));
      continue;
    }
    held_memory_row held{.row = std::get<memory_row>(std::move(read))};
    const memory_row& row = held.row;
    const stage_memory stage = predicted_stage(row);
    held.predicted = figure_of(stage.peak(), row.kind);
    held.moment = stage.moment;
    held.held_out = is_held_out(row.id);
    if (row.available)
      held.verdict =
          judge_fit(stage.peak(), *row.available,
                    margin_for(is_routed(row.model),
                               row.plan.layout.chunks > 1 && row.recipe.expandable_segments == false,
                               row.recipe.adapter_rank.has_value()));
    if (row.measured && !row.ran_out_of_memory) held.error = held.predicted / *row.measured - 1;
    found.rows.push_back(std::move(held));
  }
  return found;
}

struct memory_errors {
  std::size_t rows = 0;
  double signed_median = 0;
  double median = 0;
  double mean = 0;
  double ninety_fifth = 0;
};

inline memory_errors summary_of(std::vector<double> errors) {
  if (errors.empty()) return {};
  memory_errors summary{.rows = errors.size()};
  std::sort(errors.begin(), errors.end());
  summary.signed_median = math::quantile(errors, 0.5);
  for (double& error : errors) {
    error = error < 0 ? -error : error;
    summary.mean += error / static_cast<double>(errors.size());
  }
  std::sort(errors.begin(), errors.end());
  summary.median = math::quantile(errors, 0.5);
  summary.ninety_fifth = math::quantile(errors, 0.95);
  return summary;
}

struct memory_errors_of_group {
  std::string group;
  memory_errors of_all;
  memory_errors of_held_out;
};

/// Errors by group in the order of the alphabet, all rows together last.
inline std::vector<memory_errors_of_group> errors_by_group(const memory_validation& found) {
  struct collected {
    std::vector<double> all, held_out;
    void add(const held_memory_row& row) {
      all.push_back(*row.error);
      if (row.held_out) held_out.push_back(*row.error);
    }
  };
  std::map<std::string, collected> groups;
  collected together;
  for (const held_memory_row& row : found.rows) {
    if (!row.error) continue;
    groups[row.row.group].add(row);
    together.add(row);
  }
  std::vector<memory_errors_of_group> errors;
  errors.reserve(groups.size() + 1);
  for (const auto& [group, of_group] : groups)
    errors.push_back({group, summary_of(of_group.all), summary_of(of_group.held_out)});
  errors.push_back({"all", summary_of(together.all), summary_of(together.held_out)});
  return errors;
}

}  // namespace scalewall
