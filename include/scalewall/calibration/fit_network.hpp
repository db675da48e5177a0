// The reference description of a network, a latency and a bandwidth for every level, found from transfers that were
// measured: on the inner level those within a node, on the outer one those between nodes.

#pragma once

#include <scalewall/calibration/fit_descriptor.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/cost/network_transfer.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace scalewall {

/// A level for transfers in a node, if some were measured, and one for those between nodes; intervals as in `robust_fit`.
/// Bandwidths are counted in one direction.
inline fitted_descriptor<network> fit_network(const rows_to_fit& rows, int redraws = 0) {
  fitted_descriptor<network> fit;
  network& levels = fit.descriptor;
  for (const bool between_nodes : {false, true}) {
    const std::vector<measurement> measured = transfers_of(rows, between_nodes);
    if (measured.empty()) continue;

    std::int64_t in_a_node = 1;
    bytes_per_second fastest{};
    seconds shortest = measured.front().took.median;
    for (const measurement& row : measured) {
      const transfer_probe& what = transfer_of(row);
      in_a_node = std::max(in_a_node, what.participants / what.nodes);
      fastest = std::max(fastest, what.size / row.took.median);
      shortest = std::min(shortest, row.took.median);
    }
    // Transfers between nodes alone do not tell what a node is; its network is then never waited for.
    if (between_nodes && levels.empty())
      levels.push_back(
          {.bandwidth = one_direction(bytes_per_second::from_value(without_limit)), .name = "in a node"});
    if (between_nodes) levels[0].size = std::max(levels[0].size, in_a_node);
    levels.push_back({.bandwidth = one_direction(fastest),
                      .latency = shortest,
                      .name = between_nodes ? "between nodes" : "in a node"});

    std::vector<fit_parameter> parameters = parameters_of(levels);
    std::erase_if(parameters, [&](const fit_parameter& one) {
      return one.place < place_of(levels, levels.back().bandwidth);
    });
    for (fit_parameter& one : parameters) {
      one.least = one.start / 1e3;
      one.beyond_least = one.beyond_most = {};
    }
    std::swap(parameters[0], parameters[1]);  // the latency first, which every transfer shows
    const auto found = fit_descriptor(
        levels, parameters, times_of(measured),
        [&](const network& tried) {
          return [&, tried](std::size_t row) {
            const transfer_probe& asked = transfer_of(measured[row]);
            return time_transfer(tried, asked.operation, asked.participants, asked.nodes, asked.size).total();
          };
        },
        {.starts = 2, .redraws = redraws, .evidence = {measured.size(), row_kind::transfer}});
    levels = found.descriptor;
    for (const fit_parameter& one : parameters) fit.set(one.place, *found.numbers[one.place]);
  }
  return fit;
}

}  // namespace scalewall
