// The reference description of a network, a latency and a bandwidth for every level, found from transfers that were
// measured: on the inner level those within a node, on the outer one those between nodes.

#pragma once

#include <scalewall/calibration/fit_accelerator.hpp>
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
#include <variant>
#include <vector>

namespace scalewall {

struct network_fit {
  network levels;                     ///< none where no transfer was measured
  std::vector<found_number> numbers;  ///< `latency in a node`, `bandwidth in a node`, and between nodes
};

namespace detail {

struct measured_transfers {
  std::vector<transfer_probe> probes;
  std::vector<fit_row> times;
};

/// Those within a node, or between nodes, that are not held out.
inline measured_transfers transfers(std::span<const measurement> rows, bool between_nodes) {
  measured_transfers found;
  for (const measurement& row : rows) {
    const auto* one = std::get_if<transfer_probe>(&row.what);
    if (one == nullptr || (one->nodes > 1) != between_nodes || is_held_out(row.what)) continue;
    found.probes.push_back(*one);
    found.times.push_back({.measured = row.took.median});
  }
  return found;
}

}  // namespace detail

/// Rows that are held out are left alone; intervals as in `robust_fit`. Bandwidths are counted in one direction.
inline network_fit fit_network(std::span<const measurement> rows, int redraws = 0) {
  network_fit fit;
  for (const bool between_nodes : {false, true}) {
    const detail::measured_transfers measured = detail::transfers(rows, between_nodes);
    if (measured.probes.empty()) continue;

    std::int64_t in_a_node = 1;
    bytes_per_second fastest{};
    seconds shortest = measured.times.front().measured;
    for (std::size_t i = 0; i < measured.probes.size(); ++i) {
      in_a_node = std::max(in_a_node, measured.probes[i].participants / measured.probes[i].nodes);
      fastest = std::max(fastest, measured.probes[i].size / measured.times[i].measured);
      shortest = std::min(shortest, measured.times[i].measured);
    }
    // Transfers between nodes alone do not tell what a node is; its network is then never waited for.
    if (between_nodes && fit.levels.empty())
      fit.levels.push_back({.size = in_a_node,
                            .bandwidth = bytes_per_second::from_value(math::infinity),
                            .name = "in a node"});
    const std::string name = between_nodes ? "between nodes" : "in a node";
    if (between_nodes) fit.levels[0].size = std::max(fit.levels[0].size, in_a_node);
    fit.levels.push_back({.bandwidth = fastest,
                          .bandwidth_counted = counted::one_direction,
                          .latency = shortest,
                          .name = between_nodes ? "between nodes" : "in a node"});

    const auto with = [&](std::span<const double> numbers) {
      network tried = fit.levels;
      network_level& level = tried[tried.size() - 1];
      level.latency = seconds::from_value(numbers[0]);
      level.bandwidth = bytes_per_second::from_value(numbers[1]);
      return tried;
    };
    const auto predict = [&](std::span<const double> numbers, std::size_t row) {
      const transfer_probe& asked = measured.probes[row];
      return time_transfer(with(numbers), asked.operation, asked.participants, asked.nodes, asked.size)
          .total();
    };
    const auto around = [](std::string number, double start) {
      return fit_parameter{
          .name = std::move(number), .start = start, .least = start / 1e3, .most = start * 1e2};
    };
    const std::vector<fit_parameter> parameters = {around("latency " + name, shortest.value()),
                                                   around("bandwidth " + name, fastest.value())};
    constexpr int starts = 2;
    const fit_result result = robust_fit(parameters, measured.times, predict, starts, redraws);
    fit.levels = with(result.values());
    for (const fitted_number& number : result.numbers)
      fit.numbers.push_back({number, detail::number_of(measured.times.size(), "transfer", "transfers")});
  }
  return fit;
}

}  // namespace scalewall
