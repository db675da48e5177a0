// Curves that have been compared, as a table, CSV and JSON.

#pragma once

#include "run_text.hpp"
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_csv.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/shares_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_json.hpp>
#include <scalewall/sweep/sweep.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ostream>
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

/// About ten of so many, from the first to the last.
inline std::vector<std::size_t> about_ten_of(std::size_t size) {
  const std::size_t rows = std::min<std::size_t>(10, size);
  const std::size_t intervals = std::max<std::size_t>(rows, 2) - 1;
  std::vector<std::size_t> chosen;
  for (std::size_t row = 0; row < rows; ++row) chosen.push_back(row * (size - 1) / intervals);
  return chosen;
}

/// About ten points of every curve, from its first to its last.
inline scalewall::table points_table(const comparison& compared) {
  using namespace scalewall;
  table shown({text_column("setting"), number_column("compute"), number_column("GPUs"),
               number_column("utilization"), text_column("bound by"), text_column("plan")});
  for (const compared_curve& curve : compared.curves)
    for (const std::size_t chosen : about_ten_of(curve.points.size())) {
      const curve_point& point = curve.points[chosen];
      const step_estimate& step = point.run.step;
      shown.add_row({curve.setting(), to_text(point.wanted.compute), to_text(step.accelerators),
                     percent_text(step.utilization), shares_text(step, 1), to_text(step.plan)});
    }
  return shown;
}

/// Where linear scaling ends, the largest feasible run, and why the curve ends there.
inline scalewall::table landmarks_table(const comparison& compared,
                                        const scalewall::curve_settings& settings) {
  using namespace scalewall;
  table shown({text_column("setting"), number_column("linear scaling ends"),
               number_column("largest feasible run"), text_column("what ends it")});
  for (const compared_curve& curve : compared.curves) {
    const curve_landmarks found = curve.landmarks();
    const auto text = [](const std::optional<flop>& compute, const char* otherwise) {
      return compute ? to_text(*compute) : otherwise;
    };
    const char* end = "no cluster looked at trains the next";
    if (!curve.points.empty()) {
      const curve_point& last = curve.points.back();
      if (last.run.step.utilization < settings.negligible_utilization)
        end = "utilization is negligible";
      else if (last.wanted.model.d_model == settings.widths.back())
        end = "no wider model was looked at";
    }
    shown.add_row({curve.setting(), text(found.linear_scaling_ends, "not before"),
                   text(found.largest_feasible, "none"), end});
  }
  return shown;
}

/// A line for every cluster whose work is not priced by the rates of the catalog alone.
inline std::string library_text(const comparison& compared) {
  std::string text;
  for (const compared_curve& curve : compared.curves) {
    const scalewall::cluster& machines = curve.asked.machines;
    if (machines.library == nullptr) continue;
    std::string line = std::string(machines.name) + ": ";
    for (const std::string& item : scalewall::price_text(machines))
      line.append(line.ends_with(": ") ? "" : ", ").append(item);
    if (text.find(line = in_lines(line + ".") + '\n') == std::string::npos) text += line;
  }
  return text;
}

inline void write_table(std::ostream& out, const comparison& compared,
                        const scalewall::curve_settings& settings) {
  out << compared.name << ", trained in " << scalewall::to_text(settings.deadline) << "\n\n"
      << in_lines(to_text(assumptions_of(settings.how))) << '\n'
      << library_text(compared) << '\n'
      << points_table(compared) << '\n'
      << landmarks_table(compared, settings) << '\n';
}

/// What tells curves apart, then the columns of plans.
inline void write_csv(std::ostream& out, const std::vector<comparison>& all) {
  using namespace scalewall;
  std::vector<std::string> columns = plan_column_names();
  columns.insert(columns.begin(), {"comparison", "setting"});
  csv_writer rows(out, columns);
  for (const comparison& compared : all)
    for (const compared_curve& curve : compared.curves)
      for (const curve_point& point : curve.points) {
        std::vector<csv_field> fields =
            plan_fields(planned(curve.asked.machines, point.wanted, point.run), point.run);
        fields.insert(fields.begin(), {compared.name, curve.asked.setting});
        rows.row(fields);
      }
}

inline void write_json(std::ostream& out, const std::vector<comparison>& all,
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
  out << json{{"assumed", made.assumed},
              {"left_out", made.left_out},
              {"deadline_s", settings.deadline.value()},
              {"comparisons", comparisons}}
             .dump(2)
      << '\n';
}
