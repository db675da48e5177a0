// Curves that are compared, with the points that have been computed of them: where each ends and why, and all as JSON.

#pragma once

#include <scalewall/report/quantity_text.hpp>
#include <scalewall/sweep/sweep.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/// A curve and the points that have been computed of it.
struct compared_curve {
  scalewall::scenario_curve asked;
  std::vector<scalewall::curve_point> points;

  std::string setting() const { return std::string(asked.setting); }
  scalewall::curve_landmarks landmarks() const {
    return scalewall::landmarks(points, sustained_utilization(asked.machines));
  }
};

struct comparison {
  std::string name;
  std::vector<compared_curve> curves;
};

/// Why a curve ends where it does.
std::string end_text(const compared_curve& curve, const scalewall::curve_settings& settings);

/// Why a curve has no points.
std::string no_curve_text(const comparison& compared, const compared_curve& curve,
                          const scalewall::curve_settings& settings);

nlohmann::ordered_json json_of(const std::vector<comparison>& all, const scalewall::curve_settings& settings);
