// The multiplications and the transfers among measurements.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace scalewall {

/// The multiplication of a row that is one.
inline const matmul_probe& multiplication_of(const measurement& row) {
  return std::get<matmul_probe>(row.what);
}

/// Those in the format that fits may see.
inline std::vector<measurement> multiplications_of(std::span<const measurement> rows, precision format) {
  std::vector<measurement> found;
  for (const measurement& row : rows)
    if (const auto* one = std::get_if<matmul_probe>(&row.what);
        one != nullptr && one->format == format && !is_held_out(row.what))
      found.push_back(row);
  return found;
}

/// Which transfers are meant.
struct transfer_filter {
  std::optional<transfer_operation> operation{};  ///< none: every one
  bool between_nodes = false;                     ///< or within a node
  bool held_out = false;                          ///< or those that fits may see
};

/// Of a row that is a transfer.
inline const transfer_probe& transfer_of(const measurement& row) {
  return std::get<transfer_probe>(row.what);
}

inline std::vector<measurement> transfers_of(std::span<const measurement> rows,
                                             const transfer_filter& meant) {
  std::vector<measurement> found;
  for (const measurement& row : rows)
    if (const auto* one = std::get_if<transfer_probe>(&row.what);
        one != nullptr && (!meant.operation || one->operation == *meant.operation) &&
        (one->nodes > 1) == meant.between_nodes && is_held_out(row.what) == meant.held_out)
      found.push_back(row);
  return found;
}

}  // namespace scalewall
