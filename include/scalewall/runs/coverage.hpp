// How well measured runs cover a configuration: in every respect in which runs are told apart, how many are like it and how
// far off their predictions are; and whether its sizes are among theirs.

#pragma once

#include <scalewall/report/error_summary.hpp>
#include <scalewall/runs/held_out.hpp>
#include <scalewall/runs/measured_run.hpp>
#include <scalewall/runs/nearest_runs.hpp>
#include <scalewall/runs/prediction_errors.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Runs that are alike in one respect, and the errors of their predictions; none where there is no such run.
struct run_coverage {
  run_grouping respect{};
  std::string group{};
  std::optional<error_summary> all{};

  /// Errors of those whose names keep them from fits, see runs/held_out.hpp.
  std::optional<error_summary> held_out{};
};

/// The runs of one group.
inline run_coverage coverage_of(std::span<const predicted_run> runs, run_grouping respect,
                                std::string group) {
  std::vector<double> all, held_out;
  for (const predicted_run& one : runs) {
    const std::optional<double> error = time_error(one);
    if (!error || group_of(one, respect) != group) continue;
    all.push_back(*error);
    if (is_held_out_run(one.run.id)) held_out.push_back(*error);
  }
  run_coverage found{.respect = respect, .group = std::move(group)};
  if (!all.empty()) found.all = summarize(std::move(all));
  if (!held_out.empty()) found.held_out = summarize(std::move(held_out));
  return found;
}

/// A size of a configuration among those of measured runs.
struct size_coverage {
  std::string_view size;
  double asked = 0;
  double least = 0;
  double most = 0;

  bool covered() const { return least <= asked && asked <= most; }
};

/// The sizes among those of runs that have seconds and no doubt, of models that are routed or dense likewise; empty where no
/// run is of that kind.
inline std::vector<size_coverage> size_coverage_of(const run_configuration& what,
                                                   std::span<const predicted_run> runs) {
  const auto asked = detail::sizes_of(what);
  std::vector<size_coverage> found;
  for (const predicted_run& one : runs) {
    if (!time_error(one) || is_routed(one.run.configuration->model) != is_routed(what.model)) continue;
    const auto sizes = detail::sizes_of(*one.run.configuration);
    if (found.empty())
      for (std::size_t i = 0; i < sizes.size(); ++i)
        found.push_back(
            {.size = detail::size_names[i], .asked = asked[i], .least = sizes[i], .most = sizes[i]});
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      found[i].least = std::min(found[i].least, sizes[i]);
      found[i].most = std::max(found[i].most, sizes[i]);
    }
  }
  return found;
}

}  // namespace scalewall
