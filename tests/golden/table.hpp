// The golden tables: numbers of the public simulation behind arXiv 2411.01137, which the library reproduces to
// 1e-12 relative. Each starts with a line that names it and its source.

#pragma once

#include "deviation.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/plan_text.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace golden {

/// All rows of tests/golden/`file`; a row says on which line of it it stands.
inline std::vector<scalewall::csv_row> rows_of(const std::string& file) {
  std::ifstream in(SCALEWALL_GOLDEN "/" + file);
  REQUIRE_MESSAGE(in.is_open(), file, " can be read");
  std::stringstream table;
  for (std::string line; std::getline(in, line);) table << (line.starts_with('#') ? "" : line) << '\n';

  scalewall::csv_reader reader(table);
  std::vector<scalewall::csv_row> rows;
  while (auto row = reader.next()) rows.push_back(*std::move(row));
  return rows;
}

inline scalewall::cluster cluster_of(const scalewall::csv_row& row) {
  const scalewall::cluster* machines = scalewall::catalog::find(row.text("cluster"));
  REQUIRE_MESSAGE(machines != nullptr, row.text("cluster"), " is in the catalog");
  return *machines;
}

inline scalewall::mlp_transformer model_of(const scalewall::csv_row& row) {
  return {.layers = row.integer("layers"),
          .d_model = row.integer("d_model"),
          .d_ff = row.integer("d_ff"),
          .experts = row.integer("experts")};
}

/// But for its schedule.
inline scalewall::plan plan_of(const scalewall::csv_row& row) {
  const auto degrees = [&](const char* column) { return row.as(column, scalewall::read_level_degrees); };
  return {.tensor_model = degrees("tensor_model"),
          .tensor_ff = degrees("tensor_ff"),
          .pipeline = degrees("pipeline"),
          .data = degrees("data"),
          .expert = degrees("expert"),
          .microbatches = row.integer("microbatches"),
          .interleaving = row.integer("interleaving")};
}

}  // namespace golden
