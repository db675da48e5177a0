#include "compared_curves.hpp"

#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/price_sources.hpp>
#include <scalewall/report/training_json.hpp>

#include <optional>

std::string end_text(const compared_curve& curve, const scalewall::curve_settings& settings) {
  if (curve.points.empty()) return "no cluster looked at trains the next";
  const scalewall::curve_point& last = curve.points.back();
  if (last.run.step.utilization < settings.negligible_utilization) return "utilization is negligible";
  if (last.wanted.model.d_model == settings.widths.back()) return "no wider model was looked at";
  return "no cluster looked at trains the next";
}

std::string no_curve_text(const comparison& compared, const compared_curve& curve,
                          const scalewall::curve_settings& settings) {
  return "no cluster of " + std::string(curve.asked.machines.name) + " trains the narrowest model, " +
         std::to_string(settings.widths.front()) + " wide, in " + to_text(settings.deadline) + ": " +
         compared.name + ", " + curve.setting();
}

nlohmann::ordered_json json_of(const std::vector<comparison>& all,
                               const scalewall::curve_settings& settings) {
  using json = nlohmann::ordered_json;
  const auto flop_or_null = [](const std::optional<scalewall::flop>& compute) {
    return compute ? json(compute->value()) : json();
  };
  json comparisons = json::array();
  for (const comparison& compared : all) {
    json curves = json::array();
    for (const compared_curve& curve : compared.curves) {
      json points = json::array();
      for (const scalewall::curve_point& point : curve.points)
        points.push_back({{"wanted", point.wanted}, {"run", point.run}});
      curves.push_back({{"setting", curve.asked.setting},
                        {"gpu", curve.asked.machines},
                        {"prices", scalewall::price_sources(curve.asked.machines)},
                        {"linear_scaling_ends_flop", flop_or_null(curve.landmarks().linear_scaling_ends)},
                        {"largest_feasible_flop", flop_or_null(curve.landmarks().largest_feasible)},
                        {"points", points}});
    }
    comparisons.push_back({{"name", compared.name}, {"curves", curves}});
  }
  const scalewall::assumptions made = assumptions_of(settings.how);
  return {{"assumed", made.assumed},
          {"left_out", made.left_out},
          {"deadline_s", settings.deadline.value()},
          {"comparisons", comparisons}};
}
