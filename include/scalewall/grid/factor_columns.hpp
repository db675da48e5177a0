// Columns that say by what factors the parameters of a cluster of the catalog are multiplied: `factor of NVLink
// bandwidth`. A field is empty where its parameter is not multiplied.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/grid/design_space.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/report/csv_reader.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

inline constexpr std::string_view factor_column_beginning = "factor of ";

inline std::string factor_column(const std::string& parameter) {
  return std::string(factor_column_beginning) + parameter;
}

/// Those among the columns of a file, in their order.
inline std::vector<std::string> factor_columns(const std::vector<std::string>& columns) {
  std::vector<std::string> found;
  for (const std::string& column : columns)
    if (column.starts_with(factor_column_beginning)) found.push_back(column);
  return found;
}

/// The cluster with its parameters multiplied by the factors of the row. Throws `broken_rule` with the place of a factor
/// that is not positive, or whose parameter the cluster does not have.
inline cluster with_factors(const cluster& machines, const csv_row& row) {
  std::vector<parameter> known;  // made only where something is multiplied
  std::vector<parameter_factor> factors;
  for (const std::string& column : factor_columns(row.columns())) {
    if (row.text(column).empty()) continue;
    const double factor = row.number(column);
    if (!(factor > 0)) row.reject(column, "the number is positive");
    if (known.empty()) known = hardware_parameters(machines);
    try {
      factors.push_back({choose(known, "parameter of " + std::string(machines.name),
                                column.substr(factor_column_beginning.size())),
                         factor});
    } catch (const broken_rule& broken) {
      row.reject(column, broken.what());
    }
  }
  return factors.empty() ? machines : multiplied(machines, factors);
}

}  // namespace scalewall
