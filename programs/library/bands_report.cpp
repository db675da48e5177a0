#include "bands_report.hpp"

#include "counted_text.hpp"
#include "curve_report.hpp"
#include "run_text.hpp"
#include "uncertain_inputs.hpp"
#include <scalewall/error.hpp>
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/json.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_json.hpp>

#include <stdexcept>

curve_bands find_bands(const bands_question& asked, const std::function<void(std::size_t)>& after_draw) {
  const scalewall::monte_carlo how = checked_draws(asked.draws, asked.seed);
  curve_bands found{.asked = asked};
  const scalewall::study& study = asked.study;
  for (const scalewall::curve_point& point :
       scalewall::curve(study.machines, study.prescribe, study.settings))
    found.nominal.push_back(point);
  found.drawn = scalewall::draw_curve(study, asked.inputs, how, after_draw);
  auto& runs = found.drawn.runs;
  while (runs.size() > found.nominal.size() && runs.back().in_time == 0) runs.pop_back();
  if (runs.empty())
    throw std::runtime_error("no run is done in " + to_text(study.settings.deadline) + ", whatever is drawn");
  return found;
}

nlohmann::ordered_json json_of(const curve_bands& found) {
  using namespace scalewall;
  using json = nlohmann::ordered_json;
  const auto with_quantiles = [](json object, const drawn_values& drawn) {
    for (const double q : told_quantiles) {
      const auto value = drawn.quantile(q);
      object[quantile_key(q)] = value ? json(*value) : json();
    }
    return object;
  };
  const auto landmark = [&](const std::optional<flop>& assumed, const drawn_values& drawn) {
    return with_quantiles(
        {{"nominal", assumed ? json(assumed->value()) : json()}, {"draws", drawn.sorted.size()}}, drawn);
  };
  json inputs = json::array(), runs = json::array();
  for (const uncertain& input : found.asked.inputs)
    inputs.push_back(
        {{"parameter", input.parameter.name},
         {"distribution", input.distribution == uncertain::shape::log_uniform ? "log-uniform" : "log-normal"},
         {"low", input.low},
         {"high", input.high}});
  for (std::size_t width = 0; width < found.drawn.runs.size(); ++width) {
    const drawn_run& run = found.drawn.runs[width];
    runs.push_back(
        {{"wanted", run.wanted},
         {"draws_in_time", run.in_time},
         {"utilization",
          with_quantiles({{"nominal", found.nominal_utilization(width).value_or(0)}}, run.utilization)}});
  }
  return {{"gpu", found.asked.study.machines},
          {"laws", found.asked.title},
          {"deadline_s", found.asked.study.settings.deadline.value()},
          {"draws", found.asked.draws},
          {"seed", found.asked.seed},
          {"inputs", inputs},
          {"linear_scaling_ends_flop", landmark(found.nominal_end(), found.drawn.linear_scaling_ends)},
          {"largest_feasible_flop", landmark(found.nominal_largest(), found.drawn.largest_feasible)},
          {"runs", runs}};
}

scalewall::document document_of(const curve_bands& found) {
  std::string heading = found.asked.title + ", trained in " + to_text(found.asked.study.settings.deadline) +
                        " on " + std::string(found.asked.study.machines.name) + ",\n" +
                        counted(found.asked.draws, "draw") + " of";
  for (const scalewall::uncertain& input : found.asked.inputs)
    heading.append(&input == &found.asked.inputs.front() ? " " : ", ").append(to_text(input));

  scalewall::table bands({scalewall::number_column("compute"), scalewall::number_column("as assumed"),
                          scalewall::number_column("5%"), scalewall::number_column("median"),
                          scalewall::number_column("95%"), scalewall::number_column("in time")});
  for (const std::size_t width : about_ten_of(found.drawn.runs.size())) {
    const scalewall::drawn_run& run = found.drawn.runs[width];
    const auto quantile = [&](double q) {
      return scalewall::percent_text(run.utilization.quantile(q).value());
    };
    bands.add_row({to_text(run.wanted.compute),
                   scalewall::percent_text(found.nominal_utilization(width).value_or(0)), quantile(0.05),
                   quantile(0.5), quantile(0.95), scalewall::percent_text(found.in_time_share(run))});
  }
  scalewall::table landmarks({scalewall::text_column(""), scalewall::number_column("as assumed"),
                              scalewall::number_column("5%"), scalewall::number_column("median"),
                              scalewall::number_column("95%"), scalewall::number_column("of draws")});
  const auto add = [&](const char* what, const std::optional<scalewall::flop>& assumed,
                       const scalewall::drawn_values& drawn) {
    const auto text = [](const std::optional<double>& compute) {
      return compute ? to_text(scalewall::flop::from_value(*compute)) : "none";
    };
    landmarks.add_row({what, assumed ? to_text(*assumed) : "none", text(drawn.quantile(0.05)),
                       text(drawn.quantile(0.5)), text(drawn.quantile(0.95)),
                       scalewall::percent_text(static_cast<double>(drawn.sorted.size()) /
                                               static_cast<double>(found.asked.draws))});
  };
  add("linear scaling ends", found.nominal_end(), found.drawn.linear_scaling_ends);
  add("largest feasible run", found.nominal_largest(), found.drawn.largest_feasible);
  scalewall::document told;
  told.heading(heading)
      .paragraph(to_text(assumptions_of(found.asked.study.settings.how)), widest_line)
      .rows(bands)
      .rows(landmarks);
  return told;
}

void write_csv(std::ostream& out, const curve_bands& found) {
  std::vector<std::string> columns = {"gpu", "d_model", "training_flop", "utilization"};
  for (const double q : told_quantiles) columns.push_back("utilization_" + quantile_key(q));
  columns.insert(columns.end(), {"draws", "draws_in_time"});
  scalewall::csv_writer rows(out, columns);
  for (std::size_t width = 0; width < found.drawn.runs.size(); ++width) {
    const scalewall::drawn_run& run = found.drawn.runs[width];
    std::vector<scalewall::csv_field> fields = {found.asked.study.machines.name, run.wanted.model.d_model,
                                                run.wanted.compute,
                                                found.nominal_utilization(width).value_or(0)};
    for (const double q : told_quantiles) fields.emplace_back(run.utilization.quantile(q).value());
    fields.insert(fields.end(), {found.asked.draws, run.in_time});
    rows.row(fields);
  }
}

void write_json(std::ostream& out, const curve_bands& found) { out << json_of(found).dump(2) << '\n'; }
