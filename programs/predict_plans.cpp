// How would these plans run? Reads a table of plans, writes it with what a training run takes by each of them.

#include "answer.hpp"
#include "chosen_cluster.hpp"
#include "plan_report.hpp"
#include "rules_option.hpp"
#include "table_input.hpp"
#include "training_options.hpp"
#include "training_plans_file.hpp"
#include <scalewall/error.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/grid/factor_columns.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_csv.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <istream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto example = R"(printf '%s\n' \
    gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels \
    'H100 SXM,192,12288,49152,3584,128,1,4,2x4,1x64' | predict_plans)";

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

bool follows_from_others(const sw::plan_column& column) { return column.name == "training_tokens"; }

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
         R"(  training_tokens 20 for every parameter
Idle GPUs are those of the cluster that the plan is not for. Where reference_rules is 1, batches are divided and memory
is counted as the paper's simulation does; so is a row that only the reference allows, with a word on standard error:
microbatches that cut sequences, network levels that a node cannot hold or that are not filled. fits is 1 where the
levels are filled, no sequence is cut, and memory fits; memory_fits counts weights, gradients, master weights, moments
and activations, by whatever rules memory_bytes is counted. A zero bubble hides
latency; where zero_bubble_latency is 1, latency counts if it is larger than all else. In a column "factor of X" there
is what the parameter X of the GPU is multiplied by.

Every row is written with its factors, all of these columns and
)" + listed_where([](const column& one) { return !one.read; }) +
         R"(in full precision: for the whole run, memory for the whole cluster. A row that breaks a rule is named on standard
error and left out; the exit status is then 1. Rows without any plan are left out, and it is said how many.
With --model NAME|FILE rows are plans of a language model, with columns and options of their own:
predict_plans --model Llama-3.1-8B --help shows them.)";
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

/// What rows are read by: the rules where they name none, and hardware beside that of the catalog, if there is any.
struct row_setting {
  sw::plan_rules rules = sw::plan_rules::practice;
  sw::cluster described{};
};

/// The fields of a row. What only the reference allows is predicted by its rules, and `report` is told.
template <class Report>
std::vector<sw::csv_field> predict(const sw::csv_row& row, const row_setting& setting, Report&& report) {
  sw::planned_run asked = sw::read_planned_run(row, setting.rules, setting.described);
  if (asked.machines.name != setting.described.name) chosen_cluster(asked.machines.name);
  asked.machines = sw::with_factors(asked.machines, row);
  sw::run_estimate run;
  try {
    run = estimate(asked);
  } catch (const sw::broken_rule& broken) {
    const bool by_practice = asked.how.rules == sw::plan_rules::practice;
    asked.how.rules = sw::plan_rules::reference;
    run = estimate(row, asked);
    if (by_practice)
      report("line " + std::to_string(row.line()) + ": " + broken.what() +
             ": predicted by the rules of the reference, which allow it");
  }
  if (const std::string lenient = lenient_text(asked.plan);
      !lenient.empty() && asked.how.rules == sw::plan_rules::practice)
    report("line " + std::to_string(row.line()) + ": " + lenient);
  std::vector<sw::csv_field> fields;
  for (const std::string& column : sw::factor_columns(row.columns())) fields.emplace_back(row.text(column));
  for (sw::csv_field& field : sw::plan_fields(asked, run)) fields.push_back(std::move(field));
  return fields;
}

/// Names that other programs and the command line have for columns.
constexpr other_column_name other_names[] = {
    {"experts", "sparsity"}, {"sequence_length", "seq_len"}, {"sequences", "batch_sequences"}};

struct predicted_rows {
  bool none = true;  ///< there is no row
  bool all = true;   ///< no row breaks a rule
  std::int64_t without_plan = 0;
};

/// What is wrong with a row goes to `report`, and what has to be said of one that is predicted.
template <class Report>
predicted_rows predict_all(std::istream& in, std::ostream& out, const row_setting& setting, Report&& report) {
  sw::csv_reader rows(in);
  std::vector<const char*> needed;
  for (const sw::plan_column& column : sw::plan_columns)
    if (column.is_needed) needed.push_back(column.name.c_str());
  rows.require_columns(needed);
  std::vector<std::string_view> known, read;
  for (const sw::plan_column& column : sw::plan_columns) {
    known.emplace_back(column.name);
    if (column.read) read.emplace_back(column.name);
  }
  tell_near_columns(rows.columns(), known, read, other_names, report);
  std::vector<std::string> columns = sw::factor_columns(rows.columns());
  for (std::string& name : sw::plan_column_names()) columns.push_back(std::move(name));
  sw::csv_writer written(out, columns);
  for (predicted_rows predicted;; predicted.none = false) {
    std::optional<sw::csv_row> row;
    std::vector<sw::csv_field> fields;
    try {
      row = rows.next();
      if (!row) {
        if (predicted.none)
          report("there is nothing to predict: no row stands below the names of the columns");
        return predicted;
      }
      if (sw::has_no_plan(*row)) {
        ++predicted.without_plan;
        continue;
      }
      fields = predict(*row, setting, report);
    } catch (const sw::broken_rule& why) {
      if (in.bad()) throw;
      report(why.what());
      predicted.all = false;
      continue;
    }
    written.row(fields);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (names_a_model(argc, argv)) return predict_training_plans(argc, argv);
  CLI::App app(description(), "predict_plans");
  add_example(app, example);
  std::string file;
  std::string hardware;
  row_setting setting;
  app.add_option("FILE", file, "A CSV file; standard input without it");
  app.add_option("--hardware", hardware, std::string(hardware_meaning) + "; rows call it by its name")
      ->type_name("FILE");
  add_rules_option(app, setting.rules);

  return answer_question(app, argc, argv, [&] {
    if (!hardware.empty()) setting.described = hardware_options{.file = hardware}.cluster();
    table_input input(file, app.get_name());
    const predicted_rows predicted =
        predict_all(input.stream(), std::cout, setting,
                    [&](const std::string& sentence) { complain(app.get_name(), sentence); });
    if (predicted.without_plan > 0)
      complain(app.get_name(),
               "rows without a plan that are left out: " + std::to_string(predicted.without_plan));
    return predicted.all && !predicted.none ? answered : not_answered;
  });
}
