// Elasticities of an answer as bars.

#pragma once

#include "counted_text.hpp"
#include <scalewall/analysis/sensitivity.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

/// How many effects are not drawn, and why; nothing where all are.
inline std::vector<std::string> left_out_notes(const std::vector<scalewall::effect>& left_out) {
  const auto unknown = std::count_if(left_out.begin(), left_out.end(),
                                     [](const scalewall::effect& each) { return !each.up && !each.down; });
  const auto none = std::ssize(left_out) - unknown;
  std::vector<std::string> notes;
  if (none > 0) notes.push_back("Left out: " + counted(none, "parameter") + " without effect.");
  if (unknown > 0) notes.push_back("Left out: " + counted(unknown, "parameter") + " without an answer.");
  return notes;
}

/// Bars for more and for less of every parameter that has an effect, the strongest on top. An axis shows at least 1 % for
/// 1 %, so that weak effects look weak.
inline scalewall::figure effect_bars(const std::string& title, std::vector<scalewall::effect> shown) {
  const auto first_left_out = std::stable_partition(
      shown.begin(), shown.end(), [](const scalewall::effect& each) { return each.strongest() > 0; });
  const std::vector<scalewall::effect> left_out(first_left_out, shown.end());
  shown.erase(first_left_out, shown.end());

  const auto side = [&](const char* of, std::optional<double> scalewall::effect::*elasticity) {
    scalewall::plot_series drawn{.title = of, .style = scalewall::series_style::bars};
    for (std::size_t i = 0; i < shown.size(); ++i)
      if (const auto& known = shown[i].*elasticity) {
        drawn.x.push_back(*known);
        drawn.y.push_back(static_cast<double>(i));
        drawn.labels.push_back(scalewall::number_text(*known));
      }
    return drawn;
  };
  constexpr double room_for_labels = 1.4;
  const double end = room_for_labels * std::max(1.0, shown.empty() ? 0.0 : shown.front().strongest());
  scalewall::figure drawn{.title = title,
                          .x = {.label = "% of change per % of the parameter", .from = -end, .to = end},
                          .notes = left_out_notes(left_out)};
  if (std::any_of(shown.begin(), shown.end(),
                  [](const scalewall::effect& each) { return !each.up || !each.down; }))
    drawn.notes.emplace_back("Where a bar is missing there is no answer.");
  for (const scalewall::effect& each : shown) drawn.y.names.push_back(each.parameter);
  if (shown.empty()) drawn.y.names = {"no parameter"};
  drawn.series = {side("with more", &scalewall::effect::up), side("with less", &scalewall::effect::down)};
  std::erase_if(drawn.series, [](const scalewall::plot_series& each) { return each.x.empty(); });
  const double last = static_cast<double>(drawn.y.names.size()) - 0.5;
  drawn.series.push_back({.x = {0, 0}, .y = {-0.5, last}, .style = scalewall::series_style::guide});
  return drawn;
}
