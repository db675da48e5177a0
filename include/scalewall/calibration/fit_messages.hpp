// The regimes of a library that passes messages, fitted to the times of collectives.
//
// Which sizes make one regime is found from the times alone. Every run of neighbouring sizes is fitted by itself, with
// either algorithm; of all ways to cut the sizes into runs the one is taken whose losses add up to the least, where
// every regime has a price, so that there is another only where the times ask for it (Bellman 1961, "On the
// approximation of curves by line segments using dynamic programming").

#pragma once

#include <scalewall/calibration/fit_descriptor.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/cost/message.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/math.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace scalewall {

struct message_fit_settings {
  /// What a regime costs, in the measure of the fit: a row that is off by a tenth costs 0.8.
  double price = 6;

  /// Of regimes for the same participants.
  std::size_t at_most = 3;

  fit_settings fit{.scale = 0.1};
};

namespace detail {

struct fitted_regime {
  message_regime regime;
  double loss = math::infinity;
};

/// The better of both algorithms for rows of one regime. No row has fewer steps or more bytes than its time allows.
inline fitted_regime fit_regime(std::span<const measurement> rows, const fit_settings& settings) {
  fitted_regime best;
  if (rows.size() < 3) return best;
  for (const collective_algorithm algorithm : {collective_algorithm::ring, collective_algorithm::doubling}) {
    message_regime start{.algorithm = algorithm, .step = seconds::from_value(math::infinity)};
    for (const measurement& row : rows) {
      const transfer_probe& what = transfer_of(row);
      const transfer_steps made = steps_of(algorithm, what.operation, what.participants, what.size);
      start.step = std::min(start.step, row.took.median / made.steps);
      start.bandwidth = std::max(start.bandwidth, made.sent / row.took.median);
    }
    // What the rows do not show is held by a little to the start.
    constexpr double pull = 0.05;
    std::vector<fit_parameter> parameters = parameters_of(start);
    for (fit_parameter& one : parameters) one.pull = pull;
    const auto found = fit_descriptor(
        start, parameters, times_of(rows),
        [&](const message_regime& regime) {
          return [&, alone = message_protocols{.regimes = {regime}}](std::size_t row) {
            const transfer_probe& what = transfer_of(rows[row]);
            return time_collective(alone, what.operation, what.participants, what.size).total;
          };
        },
        settings);
    const double loss = found.loss * static_cast<double>(rows.size());
    // With one number of participants both are the same.
    if (loss < 0.99 * best.loss) best = {.regime = found.descriptor, .loss = loss};
  }
  return best;
}

/// The regimes of rows whose sizes ascend.
inline std::vector<message_regime> cut_into_regimes(std::span<const measurement> rows,
                                                    const message_fit_settings& settings) {
  std::vector<std::size_t> ends;  // of the rows of each size
  for (std::size_t i = 1; i <= rows.size(); ++i)
    if (i == rows.size() || transfer_of(rows[i]).size > transfer_of(rows[i - 1]).size) ends.push_back(i);

  struct cut {
    double loss = math::infinity;
    std::vector<message_regime> regimes{};
  };
  // best[k][j]: of the first j sizes in k regimes.
  std::vector<std::vector<cut>> best(settings.at_most + 1, std::vector<cut>(ends.size() + 1));
  best[0][0].loss = 0;
  for (std::size_t j = 1; j <= ends.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) {
      const std::size_t first = i == 0 ? 0 : ends[i - 1];
      fitted_regime found = fit_regime(rows.subspan(first, ends[j - 1] - first), settings.fit);
      if (j < ends.size()) {
        // Between the last size of this regime and the first of the next, halfway by their ratio.
        const bytes below = transfer_of(rows[ends[j - 1] - 1]).size;
        const bytes above = transfer_of(rows[ends[j - 1]]).size;
        found.regime.at_most = math::sqrt(above / below) * below;
      }
      for (std::size_t k = 0; k < settings.at_most; ++k) {
        const double loss = best[k][i].loss + found.loss + settings.price;
        if (!(loss < best[k + 1][j].loss)) continue;
        best[k + 1][j] = {.loss = loss, .regimes = best[k][i].regimes};
        best[k + 1][j].regimes.push_back(found.regime);
      }
    }
  const cut* least = &best[0].back();
  for (const auto& with : best)
    if (with.back().loss < least->loss) least = &with.back();
  return least->regimes;
}

}  // namespace detail

/// The regimes of transfers. `participants` says up to how many a set of regimes is shared, ascending:
/// {2, unbounded} on a host of two cores. Throws `broken_rule` where one of them has fewer than three rows. Operations
/// that are made differently are better fitted apart, each to a descriptor of its own.
inline message_protocols fit_message_protocols(const rows_to_fit& rows,
                                               std::span<const std::int64_t> participants = {},
                                               const message_fit_settings& settings = {}) {
  static constexpr std::int64_t all[] = {unbounded};
  message_protocols found;
  std::int64_t before = 0;
  for (const std::int64_t most : participants.empty() ? std::span<const std::int64_t>(all) : participants) {
    std::vector<measurement> used;
    for (const measurement& row : rows) {
      const auto* what = std::get_if<transfer_probe>(&row.what);
      if (what && what->participants > before && (most == unbounded || what->participants <= most))
        used.push_back(row);
    }
    require(used.size() >= 3, "messages are fitted to at least three transfers that are not held out",
            {{"participants up to", most}, {"transfers", used.size()}});
    std::stable_sort(used.begin(), used.end(), [](const measurement& a, const measurement& b) {
      return transfer_of(a).size < transfer_of(b).size;
    });
    for (message_regime regime : detail::cut_into_regimes(used, settings)) {
      regime.participants = most;
      found.regimes.push_back(regime);
    }
    before = most;
  }
  return found;
}

}  // namespace scalewall
