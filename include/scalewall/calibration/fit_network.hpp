// The reference description of a network, a latency and a bandwidth for every level, found from transfers that were
// measured: on the inner level those within a node, on the outer one those between nodes.

#pragma once

#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/cost/network_transfer.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace scalewall {

struct network_fit {
  network levels;                     ///< none where no transfer was measured
  std::vector<found_number> numbers;  ///< `latency in a node`, `bandwidth in a node`, and between nodes
};

/// Rows that are held out are left alone; intervals as in `robust_fit`. Bandwidths are counted in one direction.
inline network_fit fit_network(std::span<const measurement> rows, int redraws = 0) {
  network_fit fit;
  for (const bool between_nodes : {false, true}) {
    const std::vector<measurement> measured = transfers_of(rows, {.between_nodes = between_nodes});
    if (measured.empty()) continue;

    std::int64_t in_a_node = 1;
    bytes_per_second fastest{};
    seconds shortest = measured.front().took.median;
    std::vector<fit_row> times;
    for (const measurement& row : measured) {
      const transfer_probe& what = transfer_of(row);
      in_a_node = std::max(in_a_node, what.participants / what.nodes);
      fastest = std::max(fastest, what.size / row.took.median);
      shortest = std::min(shortest, row.took.median);
      times.push_back({.measured = row.took.median});
    }
    // Transfers between nodes alone do not tell what a node is; its network is then never waited for.
    if (between_nodes && fit.levels.empty())
      fit.levels.push_back({.size = in_a_node,
                            .bandwidth = one_direction(bytes_per_second::from_value(math::infinity)),
                            .name = "in a node"});
    const std::string name = between_nodes ? "between nodes" : "in a node";
    if (between_nodes) fit.levels[0].size = std::max(fit.levels[0].size, in_a_node);
    fit.levels.push_back({.bandwidth = one_direction(fastest),
                          .latency = shortest,
                          .name = between_nodes ? "between nodes" : "in a node"});

    const auto with = [&](std::span<const double> numbers) {
      network tried = fit.levels;
      network_level& level = tried[tried.size() - 1];
      level.latency = seconds::from_value(numbers[0]);
      level.bandwidth = one_direction(bytes_per_second::from_value(numbers[1]));
      return tried;
    };
    const auto predict_with = [&](std::span<const double> numbers) {
      return [&, tried = with(numbers)](std::size_t row) {
        const transfer_probe& asked = transfer_of(measured[row]);
        return time_transfer(tried, asked.operation, asked.participants, asked.nodes, asked.size).total();
      };
    };
    const auto around = [](std::string number, double start) {
      return fit_parameter{
          .name = std::move(number), .start = start, .least = start / 1e3, .most = start * 1e2};
    };
    const std::vector<fit_parameter> parameters = {around("latency " + name, shortest.value()),
                                                   around("bandwidth " + name, fastest.value())};
    const fit_result result = robust_fit(parameters, times, predict_with, {.starts = 2, .redraws = redraws});
    fit.levels = with(result.values());
    for (const fitted_number& number : result.numbers)
      fit.numbers.push_back({number, detail::number_of(measured.size(), "transfer", "transfers")});
  }
  return fit;
}

}  // namespace scalewall
