#include "validation_report.hpp"

#include <scalewall/cost/matmul.hpp>
#include <scalewall/report/csv_writer.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <variant>

compared_formulas compare(std::vector<scalewall::measurement> rows,
                          const std::vector<scalewall::predictor>& formulas, scalewall::flop large) {
  compared_formulas compared{.rows = std::move(rows), .formulas = {}, .large = large};
  for (const scalewall::predictor& formula : formulas)
    if (scalewall::validation held = scalewall::validate(formula, compared.rows); !held.rows.empty())
      compared.formulas.push_back(std::move(held));
  return compared;
}

std::string error_text(double error) {
  return std::abs(error) < 5e-5 ? "0%" : scalewall::percent_text(error);
}

namespace {

const char* seen_text(bool held_out) { return held_out ? "held out" : "for fits"; }

}  // namespace

scalewall::table errors_table(const compared_formulas& compared) {
  using namespace scalewall;
  using subject = std::pair<std::string, bool>;
  std::map<subject, std::size_t> rows;
  for (const measurement& row : compared.rows)
    ++rows[{subject_of(row.what, compared.large), is_held_out(row.what)}];

  std::vector<table_column> columns = {text_column("what"), text_column("rows are"), number_column("rows")};
  std::vector<std::map<subject, error_summary>> errors;
  for (const validation& formula : compared.formulas) {
    for (const char* what : {": signed", "median", "90th"})
      columns.push_back(number_column((what[0] == ':' ? formula.predictor : "") + what));
    errors.emplace_back();
    for (const error_group& group : error_groups(formula, grouping::by_subject, compared.large))
      errors.back()[{group.subject, group.held_out}] = group.errors;
  }

  table shown(columns);
  for (const auto& [key, number] : rows) {
    std::vector<std::string> cells = {key.first, seen_text(key.second), to_text(count{number})};
    for (const auto& of_formula : errors) {
      const auto found = of_formula.find(key);
      for (const auto error :
           {&error_summary::signed_median, &error_summary::median, &error_summary::ninetieth})
        cells.push_back(found == of_formula.end() ? "-" : error_text(found->second.*error));
    }
    shown.add_row(cells);
  }
  return shown;
}

scalewall::table bounds_table(const compared_formulas& compared, const scalewall::validation& formula) {
  using namespace scalewall;
  table shown({text_column("what"), text_column("rows are"), text_column("bound by"), number_column("rows"),
               number_column("signed"), number_column("median"), number_column("90th")});
  for (const error_group& group : error_groups(formula, grouping::by_bound, compared.large))
    shown.add_row({group.subject, seen_text(group.held_out), std::string(group.bound_by),
                   to_text(count{group.errors.rows}), error_text(group.errors.signed_median),
                   error_text(group.errors.median), error_text(group.errors.ninetieth)});
  return shown;
}

scalewall::table worst_table(const scalewall::validation& formula, std::size_t number) {
  using namespace scalewall;
  table shown({text_column("what"), number_column("measured"), number_column("predicted"),
               number_column("error"), text_column("bound by"), text_column("row is")});
  for (const held_prediction& row : worst_of(formula, number))
    shown.add_row({to_text(row.measured.what), to_text(row.measured.took.median), to_text(row.predicted.time),
                   error_text(row.error), std::string(row.predicted.bound_by), seen_text(row.held_out)});
  return shown;
}

void write_csv(std::ostream& out, const compared_formulas& compared) {
  using namespace scalewall;
  csv_writer written(
      out, {"formula", "subject", "probe", "held_out", "measured_s", "predicted_s", "error", "bound_by"});
  for (const validation& formula : compared.formulas)
    for (const held_prediction& row : formula.rows)
      written.row({formula.predictor, subject_of(row.measured.what, compared.large),
                   to_text(row.measured.what), row.held_out ? 1 : 0, row.measured.took.median,
                   row.predicted.time, row.error, row.predicted.bound_by});
}

nlohmann::ordered_json errors_json(const compared_formulas& compared) {
  using namespace scalewall;
  using json = nlohmann::ordered_json;
  json formulas = json::array();
  for (const validation& formula : compared.formulas) {
    json errors = json::array(), bounds = json::array(), worst = json::array();
    const auto group_json = [](const error_group& group) {
      json one = {{"subject", group.subject}, {"held_out", group.held_out}};
      if (!group.bound_by.empty()) one["bound_by"] = group.bound_by;
      one.update({{"rows", group.errors.rows},
                  {"signed_median", group.errors.signed_median},
                  {"median", group.errors.median},
                  {"ninetieth_percentile", group.errors.ninetieth}});
      return one;
    };
    for (const error_group& group : error_groups(formula, grouping::by_subject, compared.large))
      errors.push_back(group_json(group));
    for (const error_group& group : error_groups(formula, grouping::by_bound, compared.large))
      bounds.push_back(group_json(group));
    for (const held_prediction& row : worst_of(formula, 10))
      worst.push_back({{"probe", to_text(row.measured.what)},
                       {"held_out", row.held_out},
                       {"measured_s", row.measured.took.median.value()},
                       {"predicted_s", row.predicted.time.value()},
                       {"error", row.error},
                       {"bound_by", row.predicted.bound_by}});
    formulas.push_back({{"name", formula.predictor},
                        {"predicted", formula.rows.size()},
                        {"not_predicted", formula.not_predicted},
                        {"errors", errors},
                        {"errors_by_bound", bounds},
                        {"worst", worst}});
  }
  return {{"rows", compared.rows.size()}, {"formulas", formulas}};
}

scalewall::figure scatter_figure(const compared_formulas& compared, const std::string& title) {
  using namespace scalewall;
  figure drawn{.title = title,
               .x = {.label = "measured (s)", .logarithmic = true},
               .y = {.label = "predicted (s)", .logarithmic = true}};
  double least = math::infinity, most = 0;
  for (const validation& formula : compared.formulas) {
    plot_series points{.title = formula.predictor, .style = series_style::points};
    for (const held_prediction& row : formula.rows) {
      if (!row.held_out) continue;
      points.x.push_back(row.measured.took.median.value());
      points.y.push_back(row.predicted.time.value());
      least = std::min(least, points.x.back());
      most = std::max(most, points.x.back());
    }
    if (!points.x.empty()) drawn.series.push_back(std::move(points));
  }
  if (!drawn.series.empty())
    drawn.series.push_back({.x = {least, most}, .y = {least, most}, .style = series_style::guide});
  return drawn;
}

scalewall::figure roofline_figure(const scalewall::accelerator& gpu,
                                  const std::vector<scalewall::measurement>& rows) {
  using namespace scalewall;
  figure drawn{.title = "multiplications in " + std::string(name(gpu.format)),
               .x = {.label = "arithmetic intensity (FLOP/B)", .logarithmic = true},
               .y = {.label = "reached (FLOP/s)", .logarithmic = true}};
  plot_series points{.title = "measured", .style = series_style::points};
  for (const measurement& row : rows) {
    const auto* what = std::get_if<matmul_probe>(&row.what);
    if (what == nullptr || what->format != gpu.format) continue;
    const double m = static_cast<double>(what->shape.rows), n = static_cast<double>(what->shape.columns),
                 b = static_cast<double>(what->shape.tokens);
    const bytes moved = (m * n + n * b + m * b) * word_size(what->format);
    points.x.push_back((flop_of(what->shape) / moved).value());
    points.y.push_back((flop_of(what->shape) / row.took.median).value());
  }
  if (points.x.empty()) return drawn;
  const auto [least, most] = std::minmax_element(points.x.begin(), points.x.end());
  const double from = *least / 1.2, to = *most * 1.2;
  const bytes_per_second memory = bandwidth(gpu, gpu.memory[0]);
  plot_series roof{.title = "roof", .style = series_style::guide};
  if (const double ridge = memory.value() > 0 ? (sustained(gpu) / memory).value() : 0; ridge > from) {
    roof.x = {from, std::min(ridge, to)};
    roof.y = {from * memory.value(), std::min(ridge, to) * memory.value()};
  } else {
    roof.x = {from};
    roof.y = {sustained(gpu).value()};
  }
  if (roof.x.back() < to) {
    roof.x.push_back(to);
    roof.y.push_back(sustained(gpu).value());
  }
  drawn.series = {std::move(points), std::move(roof)};
  return drawn;
}
