// Measurements, divided into those that fits may see and those that are held out from every fit; and the multiplications and
// the transfers among them.

#pragma once

#include <scalewall/calibration/fit_problem.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

struct divided_rows;

/// Measurements that fits may see; `divide` alone makes them.
class rows_to_fit {
 public:
  operator std::span<const measurement>() const { return rows_; }  // NOLINT(google-explicit-constructor)
  std::size_t size() const { return rows_.size(); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }

  /// Those of which `meant(row)` holds.
  template <class Meant>
  rows_to_fit those(const Meant& meant) const {
    rows_to_fit some;
    std::copy_if(rows_.begin(), rows_.end(), std::back_inserter(some.rows_), meant);
    return some;
  }

 private:
  friend divided_rows divide(std::span<const measurement> rows);
  std::vector<measurement> rows_;
};

struct divided_rows {
  rows_to_fit to_fit;
  std::vector<measurement> held_out;
};

inline divided_rows divide(std::span<const measurement> rows) {
  divided_rows divided;
  for (const measurement& row : rows)
    (is_held_out(row.what) ? divided.held_out : divided.to_fit.rows_).push_back(row);
  return divided;
}

/// The multiplication of a row that is one.
inline const matmul_probe& multiplication_of(const measurement& row) {
  return std::get<matmul_probe>(row.what);
}

inline std::vector<measurement> multiplications_of(std::span<const measurement> rows, precision format) {
  std::vector<measurement> found;
  for (const measurement& row : rows)
    if (const auto* one = std::get_if<matmul_probe>(&row.what); one != nullptr && one->format == format)
      found.push_back(row);
  return found;
}

/// The transfer of a row that is one.
inline const transfer_probe& transfer_of(const measurement& row) {
  return std::get<transfer_probe>(row.what);
}

inline std::vector<measurement> transfers_of(std::span<const measurement> rows, bool between_nodes = false) {
  std::vector<measurement> found;
  for (const measurement& row : rows)
    if (const auto* one = std::get_if<transfer_probe>(&row.what);
        one != nullptr && (one->nodes > 1) == between_nodes)
      found.push_back(row);
  return found;
}

/// Rows as a fit takes them, each with what `weight(row)` says.
template <class Weight>
std::vector<fit_row> times_of(std::span<const measurement> rows, const Weight& weight) {
  std::vector<fit_row> times;
  times.reserve(rows.size());
  for (const measurement& row : rows) times.push_back({.measured = row.took.median, .weight = weight(row)});
  return times;
}
inline std::vector<fit_row> times_of(std::span<const measurement> rows) {
  return times_of(rows, [](const measurement&) { return 1.0; });
}

}  // namespace scalewall
