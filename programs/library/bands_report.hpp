// How sure a curve is: bands on it, of inputs that are known within ranges, as a table, CSV and JSON.

#pragma once

#include "told_quantiles.hpp"
#include <scalewall/analysis/study.hpp>
#include <scalewall/analysis/uncertainty.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/sweep/curve.hpp>
#include <scalewall/sweep/landmarks.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

/// A curve, what of it is known within ranges, and how often it is drawn.
struct bands_question {
  std::string title{};  ///< of the laws
  scalewall::study study{};
  std::vector<scalewall::uncertain> inputs{};
  std::int64_t draws = 1000;
  std::int64_t seed = static_cast<std::int64_t>(scalewall::monte_carlo{}.seed);
};

struct curve_bands {
  bands_question asked{};
  std::vector<scalewall::curve_point> nominal{};
  scalewall::drawn_curve drawn{};  ///< as far as some draw or the nominal curve goes

  std::optional<double> nominal_utilization(std::size_t width) const {
    return width < nominal.size() ? std::optional(nominal[width].run.step.utilization) : std::nullopt;
  }
  std::optional<scalewall::flop> nominal_end() const {
    return scalewall::interpolated_end_of_linear_scaling(nominal,
                                                         sustained_utilization(asked.study.machines));
  }
  std::optional<scalewall::flop> nominal_largest() const {
    return scalewall::landmarks(nominal, sustained_utilization(asked.study.machines)).largest_feasible;
  }
  double in_time_share(const scalewall::drawn_run& run) const {
    return static_cast<double>(run.in_time) / static_cast<double>(asked.draws);
  }
};

/// The bands; `after_draw` is told how many draws there are so far. Throws `broken_rule` where there would be too many,
/// std::runtime_error where no run is done in time, whatever is drawn.
curve_bands find_bands(const bands_question& asked, const std::function<void(std::size_t)>& after_draw = {});

nlohmann::ordered_json json_of(const curve_bands& found);

scalewall::document document_of(const curve_bands& found);
void write_csv(std::ostream& out, const curve_bands& found);
void write_json(std::ostream& out, const curve_bands& found);
