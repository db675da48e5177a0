// How would these plans run? Reads a table of plans, writes it with what a training run takes by each of them.

#include "answer.hpp"
#include <scalewall/error.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/grid/factor_columns.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_csv.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iostream>
#include <istream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

/// Names, each with what is taken where it is missing if `otherwise` says so, in lines of a help text.
std::string listed(const std::vector<sw::plan_column>& columns, bool otherwise) {
  constexpr std::size_t width = 100;
  const sw::planned_run nothing{.machines = sw::catalog::h100_global_nvlink};  // of one network level
  std::string text, line = " ";
  for (const sw::plan_column& column : columns) {
    std::string item = column.name;
    if (otherwise) item += " " + column.text(nothing, {}).text;
    if (&column != &columns.back()) item += ",";
    if (line.size() + 1 + item.size() > width) {
      text += line + "\n";
      line = " ";
    }
    line += " " + item;
  }
  return text + line + "\n";
}

template <class Predicate>
std::string listed_where(Predicate&& holds, bool otherwise = false) {
  std::vector<sw::plan_column> chosen;
  std::copy_if(sw::plan_columns.begin(), sw::plan_columns.end(), std::back_inserter(chosen), holds);
  return listed(chosen, otherwise);
}

bool follows_from_others(const sw::plan_column& column) {
  return column.name == "training_tokens" || column.name == "track_activations";
}

std::string description() {
  using column = sw::plan_column;
  return "Predicts how plans run that a CSV file lists, one a row.\n\n"
         "Columns are found by their names, in any order; others are passed over, results of an earlier run "
         "too.\n"
         "So what the other programs write as CSV can be read. Needed:\n" +
         listed_where([](const column& one) { return one.is_needed; }) +
         "A degree of parallelism is one per network level, the inner one first: 4x8.\n"
         "Taken where a column or a field is missing:\n" +
         listed_where(
             [](const column& one) { return one.read && !one.is_needed && !follows_from_others(one); },
             true) +
         R"(  training_tokens 20 for every parameter, track_activations as recompute
Idle GPUs are those of the cluster that the plan is not for. Tracked activations count as memory. A zero bubble hides
latency; where zero_bubble_latency is 1, latency counts if it is larger than all else. In a column "factor of X" there
is what the parameter X of the GPU is multiplied by.

Every row is written with its factors, all of these columns and
)" + listed_where([](const column& one) { return !one.read; }) +
         R"(in full precision: for the whole run, memory for the whole cluster. A row that breaks a rule is named on standard
error and left out; the exit status is then 1. Rows without any plan are left out, and it is said how many.)";
}

sw::run_estimate estimate(const sw::planned_run& asked) {
  const sw::training_run& wanted = asked.wanted;
  const sw::step_estimator steps(wanted.model, asked.machines, wanted.batch, asked.how);
  const sw::count accelerators = sw::accelerators(asked.plan) + asked.idle;
  return sw::repeat_step(steps.estimate(asked.plan, accelerators), wanted.model, wanted.batch, wanted.data);
}

/// What has to be let go of for a plan to keep the rules, by the column that asks for it.
struct demand {
  const char* column;
  void (*drop)(sw::planned_run&);
};

constexpr demand demands[] = {
    {"interleave", [](sw::planned_run& asked) { asked.plan.interleaving = 1; }},
    {"zero_bubble", [](sw::planned_run& asked) { asked.plan.schedule = sw::plan{}.schedule; }},
    {"microbatches",
     [](sw::planned_run& asked) { asked.plan.microbatches = 1, asked.plan.schedule = sw::plan{}.schedule; }},
    {"tp_model_levels", [](sw::planned_run& asked) { asked.plan.tensor_model = {}; }},
    {"tp_ff_levels", [](sw::planned_run& asked) { asked.plan.tensor_ff = {}; }},
    {"pp_levels", [](sw::planned_run& asked) { asked.plan.pipeline = {}, asked.plan.interleaving = 1; }},
    {"dp_levels", [](sw::planned_run& asked) { asked.plan.data = {}; }},
    {"ep_levels", [](sw::planned_run& asked) { asked.plan.expert = {}; }},
};

/// The estimate. A rule that a single demand of the row breaks is reported with its column, another with the line.
sw::run_estimate estimate(const sw::csv_row& row, const sw::planned_run& asked) try {
  return estimate(asked);
} catch (const sw::broken_rule& broken) {
  for (const demand& one : demands) {
    if (!row.has(one.column) || row.text(one.column).empty()) continue;
    sw::planned_run without = asked;
    one.drop(without);
    try {
      estimate(without);
    } catch (const sw::broken_rule&) {
      continue;
    }
    row.reject(one.column, broken.what());
  }
  throw sw::broken_rule("line " + std::to_string(row.line()) + ": " + broken.what());
}

std::vector<sw::csv_field> predict(const sw::csv_row& row) {
  sw::planned_run asked = sw::read_planned_run(row);
  asked.machines = sw::with_factors(asked.machines, row);
  const sw::run_estimate run = estimate(row, asked);
  std::vector<sw::csv_field> fields;
  for (const std::string& column : sw::factor_columns(row.columns())) fields.emplace_back(row.text(column));
  for (sw::csv_field& field : sw::plan_fields(asked, run)) fields.push_back(std::move(field));
  return fields;
}

void require_columns(const sw::csv_reader& rows) {
  std::string missing;
  for (const sw::plan_column& column : sw::plan_columns)
    if (column.is_needed &&
        std::find(rows.columns().begin(), rows.columns().end(), column.name) == rows.columns().end())
      missing.append(missing.empty() ? "" : ", ").append(column.name);
  if (!missing.empty()) throw sw::broken_rule("columns are missing: " + missing);
}

struct predicted_rows {
  bool all = true;  ///< no row breaks a rule
  std::int64_t without_plan = 0;
};

/// What is wrong with a row goes to `report`.
template <class Report>
predicted_rows predict_all(std::istream& in, std::ostream& out, Report&& report) {
  sw::csv_reader rows(in);
  require_columns(rows);
  std::vector<std::string> columns = sw::factor_columns(rows.columns());
  for (std::string& name : sw::plan_column_names()) columns.push_back(std::move(name));
  sw::csv_writer written(out, columns);
  for (predicted_rows predicted;;) {
    std::optional<sw::csv_row> row;
    std::vector<sw::csv_field> fields;
    try {
      row = rows.next();
      if (!row) return predicted;
      if (sw::has_no_plan(*row)) {
        ++predicted.without_plan;
        continue;
      }
      fields = predict(*row);
    } catch (const sw::broken_rule& why) {
      if (in.bad()) throw;
      report(why);
      predicted.all = false;
      continue;
    }
    written.row(fields);
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(description(), "predict_plans");
  std::string file;
  app.add_option("FILE", file, "A CSV file; standard input without it");

  return answer_question(app, argc, argv, [&] {
    std::ifstream opened;
    if (!file.empty()) {
      opened.open(file);
      if (!opened) throw std::runtime_error("'" + file + "' cannot be read: " + std::strerror(errno));
    }
    const predicted_rows predicted = predict_all(file.empty() ? std::cin : opened, std::cout,
                                                 [&](const sw::broken_rule& why) { complain(app, why); });
    if (predicted.without_plan > 0)
      std::cerr << app.get_name() << ": rows without a plan that are left out: " << predicted.without_plan
                << '\n';
    return predicted.all ? answered : not_answered;
  });
}
