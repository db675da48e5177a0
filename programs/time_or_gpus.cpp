// Time or GPUs? What a run takes on clusters of every size, and which of them nothing beats.

#include "answer.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "plan_report.hpp"
#include "plot_option.hpp"
#include "run_options.hpp"
#include "time_fronts.hpp"
#include "training_options.hpp"
#include "training_time_or_gpus.hpp"
#include "written_findings.hpp"
#include <scalewall/analysis/frontier.hpp>
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/json.hpp>
#include <scalewall/report/plan_csv.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_json.hpp>
#include <scalewall/search/cluster_sizes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto description = R"(What does a training run take on more or fewer GPUs?

Finds the best plan on clusters of every size, and the Pareto fronts of time against GPUs, energy and cost: a
cluster is on a front where no other has less of one and no more of the other. On the front of utilization against
GPUs no larger cluster is used better. Energy and cost are those of all GPUs for as long as the run takes, where it
is said what a GPU draws and costs. Without --gpus, sizes are doubled until none is used a tenth as well as the best.
Every number of --gpus gets a row: what the run takes, or why there is no plan. With --model NAME|FILE the question is
about a language model, with options of its own: time_or_gpus --model Llama-3.1-8B --help shows them.)";

struct question {
  run_options run;
  std::vector<std::int64_t> sizes;
  sw::running_costs each;
  output_format format = output_format::table;
  std::string plot;
};

struct findings {
  sw::training_run wanted;
  sw::cluster machines;
  std::vector<sw::frontier_point> clusters;
  std::vector<time_front<sw::frontier_point>> fronts;
  std::vector<sw::cluster_without_plan> without_plan;
  sw::stack_recipe how;
  bool sizes_are_bounded;  ///< larger clusters are left out, which are of little use

  bool has_energy() const { return machines.gpu.power.has_value(); }
  bool has_cost() const { return machines.gpu.price.has_value(); }
};

findings find(const question& asked) {
  findings found{asked.run.wanted(), asked.run.machines(), {}, {}, {}, asked.run.how, false};
  found.machines.gpu.power = asked.each.power;
  found.machines.gpu.price = asked.each.price;

  std::vector<std::int64_t> distinct = asked.sizes;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<sw::cluster_size> sizes;
  sizes.reserve(distinct.size());
  for (const std::int64_t size : distinct) sizes.push_back({.accelerators = size, .working = size});
  if (sizes.empty()) {
    sw::plan_space doubled = asked.run.plans();
    doubled.idle = sw::choices::by_rule_of_thumb;
    sizes = cluster_sizes(
        sw::step_estimator(found.wanted.model, found.machines, found.wanted.batch, found.how), doubled);
  }
  sw::clusters_compared compared =
      compare_clusters(found.wanted, found.machines, sizes, found.how, asked.run.plans());
  found.clusters = std::move(compared.points);
  if (asked.sizes.empty()) {
    found.sizes_are_bounded = drop_useless(found.clusters);
  } else {
    found.without_plan = compared.without_plan;
  }
  if (found.clusters.empty()) {
    std::string why = "no cluster has a plan";
    for (const sw::cluster_without_plan& one : compared.without_plan)
      if (&one == &compared.without_plan.front() || !asked.sizes.empty())
        why += "; " + no_plan_text(one.why, found.wanted, found.machines, one.accelerators);
    throw std::runtime_error(why);
  }

  found.fronts = time_fronts_of(found.clusters);
  return found;
}

/// A cluster that was looked at: by its place among those that have a plan, or with the reason why it has none.
struct answer {
  sw::count accelerators;
  std::optional<std::size_t> found;
  std::string why_not;
};

/// One for every cluster, ascending.
std::vector<answer> answers_of(const findings& found) {
  std::vector<answer> all;
  for (std::size_t i = 0; i < found.clusters.size(); ++i)
    all.push_back({found.clusters[i].accelerators(), i, {}});
  for (const sw::cluster_without_plan& one : found.without_plan) {
    std::string why(sw::name(one.why.what));
    if (one.why.what == sw::obstacle::memory)
      why += ": each needs " + to_text(one.why.least_memory) + " at least and has " +
             to_text(memory_capacity(found.machines.gpu));
    all.push_back({one.accelerators, std::nullopt, why});
  }
  std::sort(all.begin(), all.end(),
            [](const answer& a, const answer& b) { return a.accelerators < b.accelerators; });
  return all;
}

sw::document document_of(const findings& found) {
  std::vector<sw::table_column> columns = {sw::number_column("GPUs"), sw::number_column("time"),
                                           sw::number_column("utilization"),
                                           sw::number_column("tokens/s/GPU")};
  if (found.has_energy()) columns.push_back(sw::number_column("energy"));
  if (found.has_cost()) columns.push_back(sw::number_column("cost"));
  columns.push_back(sw::text_column("bound by"));
  for (const auto& each : found.fronts) columns.push_back(sw::text_column(each.name));
  sw::table shown(columns);
  for (const answer& each : answers_of(found)) {
    if (!each.found) {
      std::vector<std::string> cells(columns.size());
      cells[0] = to_text(each.accelerators);
      cells[columns.size() - found.fronts.size() - 1] = each.why_not;
      shown.add_row(cells);
      continue;
    }
    const std::size_t i = *each.found;
    const sw::frontier_point& point = found.clusters[i];
    std::vector<std::string> cells = {to_text(point.accelerators()), to_text(point.duration()),
                                      sw::percent_text(point.run.step.utilization),
                                      sw::number_text(point.run.throughput().value())};
    if (point.energy) cells.push_back(to_text(*point.energy));
    if (point.cost) cells.push_back(to_text(*point.cost));
    cells.emplace_back(sw::name(point.run.step.bound_by));
    for (const auto& drawn : found.fronts) cells.emplace_back(drawn.holds[i] ? "front" : "");
    shown.add_row(cells);
  }
  sw::document told;
  told.heading(run_text(found.wanted) + ",\non " + std::string(found.machines.name))
      .paragraph(to_text(assumptions_of(found.wanted, found.machines, found.how)), widest_line)
      .rows(shown);
  if (found.sizes_are_bounded) told.paragraph(useless_beyond_text(found.clusters.back().accelerators()));
  return told;
}

void write_csv(std::ostream& out, const findings& found) {
  std::vector<std::string> columns = {"gpus_asked", "answer"};
  for (std::string& name : sw::plan_column_names()) columns.push_back(std::move(name));
  if (found.has_energy()) columns.emplace_back("energy_j");
  if (found.has_cost()) columns.emplace_back("cost_dollars");
  for (const auto& each : found.fronts) columns.push_back(std::string("on_") + each.key + "_front");
  sw::csv_writer rows(out, columns);
  for (const answer& each : answers_of(found)) {
    std::vector<sw::csv_field> fields = {each.accelerators, each.found ? "found" : each.why_not};
    const auto add = [&](std::vector<sw::csv_field> more) {
      std::move(more.begin(), more.end(), std::back_inserter(fields));
    };
    if (!each.found) {
      add(sw::fields_without_plan(found.machines, found.wanted));
      fields.resize(columns.size(), "");
    } else {
      const sw::frontier_point& point = found.clusters[*each.found];
      add(sw::plan_fields(sw::planned(found.machines, found.wanted, point.run), point.run));
      if (point.energy) fields.emplace_back(*point.energy);
      if (point.cost) fields.emplace_back(*point.cost);
      for (const auto& drawn : found.fronts) fields.emplace_back(drawn.holds[*each.found] ? 1 : 0);
    }
    rows.row(fields);
  }
}

void write_json(std::ostream& out, const findings& found) {
  using json = nlohmann::ordered_json;
  json clusters = json::array();
  for (const answer& each : answers_of(found)) {
    if (!each.found) {
      clusters.push_back({{"gpus", each.accelerators}, {"run", nullptr}, {"why_not", each.why_not}});
      continue;
    }
    const std::size_t i = *each.found;
    const sw::frontier_point& point = found.clusters[i];
    json cluster = {{"gpus", point.accelerators()}};
    if (point.energy) cluster["energy_j"] = point.energy->value();
    if (point.cost) cluster["cost_dollars"] = point.cost->value();
    for (const auto& drawn : found.fronts)
      cluster[std::string("on_") + drawn.key + "_front"] = bool{drawn.holds[i]};
    cluster["run"] = point.run;
    clusters.push_back(cluster);
  }
  const sw::assumptions made = assumptions_of(found.wanted, found.machines, found.how);
  json all = {{"assumed", made.assumed},
              {"left_out", made.left_out},
              {"gpu", found.machines},
              {"wanted", found.wanted}};
  if (found.has_energy()) all["gpu_power_w"] = found.machines.gpu.power->value();
  if (found.has_cost()) all["gpu_dollars_per_hour"] = double(*found.machines.gpu.price / 1_dollars_per_h);
  all["clusters"] = clusters;
  out << all.dump(2) << '\n';
}

sw::figure_page draw(const findings& found) {
  sw::figure_page page{.heading = {"Time or GPUs? " + run_text(found.wanted) + ", on " +
                                   std::string(found.machines.name) + "."}};
  std::transform(found.fronts.begin(), found.fronts.end(), std::back_inserter(page.panels),
                 [&](const auto& each) { return front_figure(found.clusters, each); });
  if (found.sizes_are_bounded)
    page.heading.push_back(useless_beyond_text(found.clusters.back().accelerators()));
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  if (names_a_model(argc, argv)) return train_in_time_or_on_gpus(argc, argv);
  question asked;
  CLI::App app(description, "time_or_gpus");
  add_example(app, "time_or_gpus --width 12288 --dollars-per-hour 2.5");
  add_run_options(app, asked.run);
  add_whole_numbers_option(app, "--gpus", asked.sizes,
                           "A number of GPUs (default: 1, 2, 4... for every expert, while they are of use)");
  add_running_costs_options(app, asked.each);
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot, "Draw the fronts into this file, .svg or .png");
  return answer_question(app, argc, argv,
                         [&] { return write_findings(find(asked), asked.format, asked.plot, draw); });
}
