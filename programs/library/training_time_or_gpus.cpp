#include "training_time_or_gpus.hpp"

#include "answer.hpp"
#include "counted_text.hpp"
#include "given_training.hpp"
#include "plot_option.hpp"
#include "time_fronts.hpp"
#include "training_options.hpp"
#include "training_plans_report.hpp"
#include "training_report.hpp"
#include "written_findings.hpp"
#include <scalewall/analysis/training_frontier.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/search/fewest_accelerators.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto description = R"(What does training a language model take on more or fewer GPUs?

Finds the fastest plan that fits on every number of GPUs, and the Pareto fronts of time against GPUs, energy and cost:
a number of GPUs is on a front where no other has less of one and no more of the other. On the front of utilization
against GPUs no larger number is used better. Energy and cost are those of all GPUs for as long as the run takes, where
it is said what a GPU draws and costs. Without --gpus, a node is halved and doubled (of a rack, a tray up to the
rack, and the rack) until none is used a tenth as well as the best. Every number of --gpus gets a row: what the run
takes, or why there is no plan.)";

struct question {
  training_options training;
  std::vector<std::int64_t> numbers;
  std::optional<sw::tokens> data;
  sw::running_costs each;
  output_format format = output_format::table;
  std::string plot;
};

struct findings {
  training_request request;
  sw::tokens data;
  sw::running_costs each;
  sw::trainings_compared compared;
  std::vector<time_front<sw::training_point>> fronts;

  // Where no numbers were asked for: whether larger ones are left out as of little use, or none were looked at.
  bool ends_where_useless = false;
  bool ends_with_the_search = false;

  const std::vector<sw::training_point>& points() const { return compared.points; }
  bool has_energy() const { return each.power.has_value(); }
  bool has_cost() const { return each.price.has_value(); }

  /// The class of them all: machine, software, recipe and model are the same.
  const sw::training_step& step() const { return points().front().answer.step; }
};

double hours_of_gpus(const sw::training_point& point) {
  return double(point.accelerators()) * (point.duration() / 1_h);
}

findings find(const question& asked) {
  findings found{.request = request_of_any_number(asked.training),
                 .data = {},
                 .each = asked.each,
                 .compared = {},
                 .fronts = {}};
  training_request& request = found.request;
  found.data = tokens_of(request, asked.data);
  std::vector<std::int64_t> numbers = asked.numbers;
  if (numbers.empty()) numbers = sw::doubled_nodes(request.question.machine, sw::most_accelerators_searched);
  found.compared = compare_trainings(
      request.question, request.space, request.recipe, found.data, numbers,
      [&](std::int64_t gpus) { return sequences_on(gpus, asked.training, request); }, asked.each);
  if (found.points().empty()) {
    std::string why = "no number of GPUs has a plan";
    for (const sw::accelerators_without_plan& one : found.compared.without_plan)
      if (&one == &found.compared.without_plan.back() || !asked.numbers.empty())
        why += "; on " + counted(one.accelerators, "GPU") + " " +
               why_no_plan_text(request, one.accelerators, one.batch, one.found);
    throw sw::broken_rule(why);
  }
  if (asked.numbers.empty()) {
    found.compared.without_plan.clear();
    found.ends_where_useless = drop_useless(found.compared.points);
    found.ends_with_the_search = !found.ends_where_useless;
  }
  tell_usual_batches(request, asked.training);
  found.fronts = time_fronts_of(found.points());
  return found;
}

/// A number of GPUs by its place among those with a plan, or with the reason why it has none.
struct row {
  sw::count gpus;
  const sw::training_point* point;
  std::size_t place;
  std::string why_not;
};

/// Ascending.
std::vector<row> rows_of(const findings& found) {
  std::vector<row> rows;
  rows.reserve(found.points().size() + found.compared.without_plan.size());
  for (std::size_t i = 0; i < found.points().size(); ++i)
    rows.push_back({found.points()[i].accelerators(), &found.points()[i], i, {}});
  for (const sw::accelerators_without_plan& one : found.compared.without_plan)
    rows.push_back({one.accelerators, nullptr, 0,
                    why_no_plan_text(found.request, one.accelerators, one.batch, one.found)});
  std::sort(rows.begin(), rows.end(), [](const row& a, const row& b) { return a.gpus < b.gpus; });
  return rows;
}

/// What is trained on what.
std::string asked_text(const findings& found) {
  return found.request.model_name + " on " + to_text(found.data) + ", on GPUs of kind " + found.request.gpu;
}

std::string bound_text(const findings& found) {
  if (found.ends_where_useless) return useless_beyond_text(found.points().back().accelerators());
  if (found.ends_with_the_search)
    return "More than " + to_text(sw::count{sw::most_accelerators_searched}) +
           " GPUs were not looked at (--gpus asks for them).";
  return {};
}

sw::document document_of(const findings& found) {
  std::vector<sw::table_column> columns = {
      sw::number_column("GPUs"),      sw::number_column("time"),        sw::number_column("GPU-hours"),
      sw::number_column("sequences"), sw::number_column("utilization"), sw::number_column("tokens/s/GPU")};
  if (found.has_energy()) columns.push_back(sw::number_column("energy"));
  if (found.has_cost()) columns.push_back(sw::number_column("cost"));
  columns.push_back(sw::text_column("plan"));
  const std::size_t place_of_plan = columns.size() - 1;
  columns.push_back(sw::text_column("recompute"));
  for (const auto& each : found.fronts) columns.push_back(sw::text_column(each.name));
  sw::table shown(columns);
  for (const row& each : rows_of(found)) {
    if (each.point == nullptr) {
      std::vector<std::string> cells(columns.size());
      cells[0] = to_text(each.gpus);
      cells[place_of_plan] = each.why_not;
      shown.add_row(cells);
      continue;
    }
    const sw::training_point& point = *each.point;
    std::vector<std::string> cells = {to_text(each.gpus),
                                      to_text(point.duration()),
                                      sw::number_text(hours_of_gpus(point)),
                                      to_text(sw::count{point.batch.sequences}),
                                      sw::percent_text(point.utilization()),
                                      sw::number_text(point.answer.step.throughput_of_accelerator().value())};
    if (point.energy) cells.push_back(to_text(*point.energy));
    if (point.cost) cells.push_back(to_text(*point.cost));
    cells.push_back(to_text(point.answer.plan));
    cells.push_back(to_text(point.answer.recipe.recompute));
    for (const auto& drawn : found.fronts) cells.emplace_back(drawn.holds[each.place] ? "front" : "");
    shown.add_row(cells);
  }
  const std::string bound = bound_text(found);
  sw::document told;
  told.heading(asked_text(found))
      .rows(shown)
      .paragraph(bound + (bound.empty() ? "" : "\n") + "The fastest of " +
                 counted(found.compared.plans, "plan") +
                 " that divide GPUs, model and batch. Utilization: of the dense 16 bit peak, FLOP as "
                 "Megatron-LM counts them\nEvidence: " +
                 band_text(found.step()))
      .append(grounds_of(found.request, found.step(), {steps_alike}));
  return told;
}

void write_csv(std::ostream& out, const findings& found) {
  std::vector<std::string> columns = {"gpus",      "answer",          "model",
                                      "gpu",       "tokens",          "run_time_s",
                                      "gpu_hours", "batch_sequences", "sequence_length"};
  for (std::string& column : training_plan_columns()) columns.push_back(std::move(column));
  if (found.has_energy()) columns.emplace_back("energy_j");
  if (found.has_cost()) columns.emplace_back("cost_dollars");
  for (const auto& each : found.fronts) columns.push_back(std::string("on_") + each.key + "_front");
  sw::csv_writer rows(out, columns);
  for (const row& each : rows_of(found)) {
    std::vector<sw::csv_field> fields = {each.gpus, each.point != nullptr ? "found" : each.why_not,
                                         found.request.model_name, found.request.gpu, found.data};
    if (each.point == nullptr) {
      fields.resize(columns.size(), "");
    } else {
      const sw::training_point& point = *each.point;
      fields.insert(fields.end(), {point.duration(), hours_of_gpus(point), sw::count{point.batch.sequences},
                                   sw::count{point.batch.sequence_length}});
      std::vector<sw::csv_field> plan = training_plan_fields(found.request, point.answer);
      std::move(plan.begin(), plan.end(), std::back_inserter(fields));
      if (point.energy) fields.emplace_back(*point.energy);
      if (point.cost) fields.emplace_back(*point.cost);
      for (const auto& drawn : found.fronts) fields.emplace_back(drawn.holds[each.place] ? 1 : 0);
    }
    rows.row(fields);
  }
}

void write_json(std::ostream& out, const findings& found) {
  using json = nlohmann::ordered_json;
  json clusters = json::array();
  for (const row& each : rows_of(found)) {
    if (each.point == nullptr) {
      clusters.push_back({{"gpus", each.gpus.as_int64()}, {"run", nullptr}, {"why_not", each.why_not}});
      continue;
    }
    const sw::training_point& point = *each.point;
    json run = {{"run_time_s", point.duration().value()},
                {"gpu_hours", hours_of_gpus(point)},
                {"batch", batch_json(point.batch)},
                {"mfu_megatron_lm", point.utilization()}};
    run.update(json_of(point.answer));
    json cluster = {{"gpus", each.gpus.as_int64()}, {"run", run}};
    if (point.energy) cluster["energy_j"] = point.energy->value();
    if (point.cost) cluster["cost_dollars"] = point.cost->value();
    for (const auto& drawn : found.fronts)
      cluster[std::string("on_") + drawn.key + "_front"] = bool{drawn.holds[each.place]};
    clusters.push_back(cluster);
  }
  json all = {{"schema", "scalewall/time_or_gpus_for_a_language_model/1"},
              {"model", found.request.model_name},
              {"gpu", found.request.gpu},
              {"tokens", found.data.value()}};
  if (found.has_energy()) all["gpu_power_w"] = found.each.power->value();
  if (found.has_cost()) all["gpu_dollars_per_hour"] = double(*found.each.price / 1_dollars_per_h);
  all.update({{"clusters", clusters},
              {"space", {{"plans", found.compared.plans}}},
              {"evidence", json_of(class_of(found.step().evidence))},
              {"assumed", assumed_of(found.request, found.step())},
              {"not_understood", found.request.not_understood()},
              {"left_out", left_out_of_training}});
  out << all.dump(2) << '\n';
}

sw::figure_page draw(const findings& found) {
  sw::figure_page page{.heading = {"Time or GPUs? " + asked_text(found) + "."}};
  std::transform(found.fronts.begin(), found.fronts.end(), std::back_inserter(page.panels),
                 [&](const auto& each) { return front_figure(found.points(), each); });
  if (const std::string bound = bound_text(found); !bound.empty()) page.heading.push_back(bound);
  return page;
}

}  // namespace

int train_in_time_or_on_gpus(int argc, char** argv) {
  question asked;
  CLI::App app(description, "time_or_gpus");
  add_example(app, "time_or_gpus --model Llama-3.1-8B --tokens 1e12 --gpus 64..1024 --dollars-per-hour 2.5");
  add_training_options(app, asked.training, asked.numbers);
  add_tokens_option(app, asked.data);
  add_running_costs_options(app, asked.each);
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot, "Draw the fronts into this file, .svg or .png");
  return answer_question(app, argc, argv,
                         [&] { return write_findings(find(asked), asked.format, asked.plot, draw); });
}
