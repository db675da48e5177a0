// What accelerators do together on a network, by the name that NCCL and MPI have for it.

#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall {

/// The size of one is counted as the programs nccl-tests count it (their doc/PERFORMANCE.md): see each.
enum class transfer_operation {
  all_reduce,      ///< every participant has the size, and ends with the sum
  all_gather,      ///< every participant ends with the size, a share of it from each
  reduce_scatter,  ///< every participant has the size, and ends with a share of the sum
  all_to_all,      ///< every participant has the size, and sends a share of it to each
  point_to_point   ///< one participant sends the size to another
};

inline constexpr std::array<std::string_view, 5> transfer_operation_names = {
    "all-reduce", "all-gather", "reduce-scatter", "all-to-all", "point to point"};

constexpr std::string_view name(transfer_operation what) {
  return transfer_operation_names[static_cast<std::size_t>(what)];
}

}  // namespace scalewall
