#include "curve_report.hpp"

#include "run_text.hpp"
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_csv.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/shares_text.hpp>

#include <algorithm>
#include <optional>
#include <string>

std::vector<std::size_t> about_ten_of(std::size_t size) {
  const std::size_t rows = std::min<std::size_t>(10, size);
  const std::size_t intervals = std::max<std::size_t>(rows, 2) - 1;
  std::vector<std::size_t> chosen;
  for (std::size_t row = 0; row < rows; ++row) chosen.push_back(row * (size - 1) / intervals);
  return chosen;
}

scalewall::table points_table(const comparison& compared) {
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

scalewall::table landmarks_table(const comparison& compared, const scalewall::curve_settings& settings) {
  using namespace scalewall;
  table shown({text_column("setting"), number_column("linear scaling ends"),
               number_column("largest feasible run"), text_column("what ends it")});
  for (const compared_curve& curve : compared.curves) {
    const curve_landmarks found = curve.landmarks();
    const auto text = [](const std::optional<flop>& compute, const char* otherwise) {
      return compute ? to_text(*compute) : otherwise;
    };
    shown.add_row({curve.setting(), text(found.linear_scaling_ends, "not before"),
                   text(found.largest_feasible, "none"), end_text(curve, settings)});
  }
  return shown;
}

namespace {

/// A line, behind a line break, for every cluster whose work is not priced by the rates of the catalog alone: by those of kernels, or of a file.
std::string library_text(const comparison& compared) {
  std::string text;
  for (const compared_curve& curve : compared.curves) {
    const scalewall::cluster& machines = curve.asked.machines;
    if (machines.library == nullptr && machines.rates_from == scalewall::cluster{}.rates_from) continue;
    std::string line = "\n" + std::string(machines.name) + ": ";
    for (const std::string& item : scalewall::price_text(machines))
      line.append(line.ends_with(": ") ? "" : ", ").append(item);
    line.append(".");
    if (text.find(line) == std::string::npos) text += line;
  }
  return text;
}

}  // namespace

scalewall::document document_of(const comparison& compared, const scalewall::curve_settings& settings) {
  scalewall::document told;
  told.heading(compared.name + ", trained in " + scalewall::to_text(settings.deadline))
      .paragraph(to_text(assumptions_of(settings.how)) + library_text(compared), widest_line)
      .rows(points_table(compared))
      .rows(landmarks_table(compared, settings));
  return told;
}

void write_csv(std::ostream& out, const std::vector<comparison>& all) {
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

void write_json(std::ostream& out, const std::vector<comparison>& all,
                const scalewall::curve_settings& settings) {
  out << json_of(all, settings).dump(2) << '\n';
}
