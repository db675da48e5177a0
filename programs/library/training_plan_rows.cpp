#include "training_plan_rows.hpp"

#include "counted_text.hpp"
#include "given_training.hpp"
#include "training_plans_report.hpp"
#include "training_report.hpp"
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_plan_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace {

namespace sw = scalewall;

sw::seconds duration_of(const training_plan_rows& found, const sw::training_answer& answer) {
  return *found.goal.data / answer.step.tokens_of_step * answer.step.total;
}

bool is_in_time(const training_plan_rows& found, const sw::training_answer& answer) {
  return duration_of(found, answer) <= *found.goal.deadline;
}

/// The request as it is for the plan of a row.
training_request request_of_row(const training_plan_rows& found, const training_plan_row& row) {
  training_request request = found.request;
  request.question.accelerators = row.gpus;
  request.question.batch = row.batch;
  return request;
}

/// What is assumed of the request and of the estimates of its plans, each once.
std::vector<std::string> assumed_of_all(const training_plan_rows& found) {
  std::vector<std::string> all = found.request.assumed;
  for (const training_plan_row& row : found.rows) {
    if (!row.answer) continue;
    for (const std::string_view one : row.answer->step.assumptions)
      if (std::find(all.begin(), all.end(), one) == all.end()) all.emplace_back(one);
  }
  return all;
}

/// Classes of evidence among the answers, each once.
std::vector<sw::step_evidence> evidence_of(const training_plan_rows& found) {
  std::vector<sw::step_evidence> classes;
  for (const training_plan_row& row : found.rows)
    if (row.answer && std::find(classes.begin(), classes.end(), row.answer->step.evidence) == classes.end())
      classes.push_back(row.answer->step.evidence);
  return classes;
}

}  // namespace

run_goal goal_of(training_request& request, run_goal asked) {
  if (asked.deadline) asked.data = tokens_of(request, asked.data);
  return asked;
}

sw::document document_of(const training_plan_rows& found) {
  std::vector<sw::table_column> columns = {sw::number_column("GPUs"),         sw::number_column(found.place),
                                           sw::number_column("sequences"),    sw::text_column("plan"),
                                           sw::text_column("recompute"),      sw::number_column("step"),
                                           sw::number_column("tokens/s/GPU"), sw::number_column("MFU"),
                                           sw::number_column("fullest GPU"),  sw::text_column("fits")};
  if (found.goal.data) columns.push_back(sw::number_column("time"));
  if (found.goal.deadline) columns.push_back(sw::text_column("in time"));
  sw::table shown(columns);
  for (const training_plan_row& row : found.rows) {
    std::vector<std::string> cells = {to_text(sw::count{row.gpus}),
                                      row.place > 0 ? std::to_string(row.place) : "",
                                      to_text(sw::count{row.batch.sequences})};
    if (!row.answer) {
      cells.push_back(row.why_not);
      cells.resize(columns.size());
      shown.add_row(cells);
      continue;
    }
    const sw::training_answer& answer = *row.answer;
    for (std::string& cell : std::vector<std::string>{
             to_text(answer.plan), to_text(answer.recipe.recompute), to_text(answer.step.total),
             sw::number_text(answer.step.throughput_of_accelerator().value()),
             sw::percent_text(utilization_of(request_of_row(found, row), answer)),
             to_text(answer.memory.peak()), std::string(name(answer.verdict.found))})
      cells.push_back(std::move(cell));
    if (found.goal.data) cells.push_back(to_text(duration_of(found, answer)));
    if (found.goal.deadline) cells.emplace_back(is_in_time(found, answer) ? "yes" : "no");
    shown.add_row(cells);
  }
  std::string text;
  if (found.looked_at)
    text = "The fastest of every mesh that fits, of " + counted(*found.looked_at, "plan") +
           " that divide GPUs, model and batch.\n";
  text += "MFU: of the dense 16 bit peak, FLOP as Megatron-LM counts them";
  for (const sw::step_evidence one : evidence_of(found)) text += "\nEvidence: " + band_text(one);
  std::vector<std::string> assumed = assumed_of_all(found);
  if (found.goal.data) assumed.emplace_back("nothing fails, and every step takes as long");
  sw::document told;
  told.heading(found.request.model_name + (found.goal.data ? " on " + to_text(*found.goal.data) : "") +
               ", on GPUs of kind " + found.request.gpu)
      .rows(shown)
      .paragraph(text)
      .list("Assumed:", std::move(assumed))
      .list("Not understood, and left out of the answer:", found.request.not_understood())
      .list("Left out:", {left_out_of_training.begin(), left_out_of_training.end()});
  return told;
}

std::vector<std::string> columns_of(const training_plan_rows& found) {
  std::vector<std::string> columns = {"gpus", found.place,       "answer",         "model",
                                      "gpu",  "batch_sequences", "sequence_length"};
  for (std::string& column : training_plan_columns()) columns.push_back(std::move(column));
  if (found.goal.data) columns.insert(columns.end(), {"tokens", "run_time_s"});
  if (found.goal.deadline) columns.emplace_back("in_time");
  return columns;
}

void write_csv(std::ostream& out, const training_plan_rows& found) {
  const std::vector<std::string> columns = columns_of(found);
  sw::csv_writer rows(out, columns);
  for (const training_plan_row& row : found.rows) {
    std::vector<sw::csv_field> fields = {sw::count{row.gpus},
                                         row.place > 0 ? sw::csv_field(sw::count{row.place}) : "",
                                         row.answer ? "found" : row.why_not,
                                         found.request.model_name,
                                         found.request.gpu,
                                         sw::count{row.batch.sequences},
                                         sw::count{row.batch.sequence_length}};
    if (row.answer) {
      std::vector<sw::csv_field> plan = training_plan_fields(request_of_row(found, row), *row.answer);
      std::move(plan.begin(), plan.end(), std::back_inserter(fields));
      if (found.goal.data) fields.insert(fields.end(), {*found.goal.data, duration_of(found, *row.answer)});
      if (found.goal.deadline) fields.emplace_back(is_in_time(found, *row.answer) ? 1 : 0);
    }
    fields.resize(columns.size(), "");
    rows.row(fields);
  }
}

void write_json(std::ostream& out, const training_plan_rows& found) {
  using json = nlohmann::ordered_json;
  json plans = json::array(), without = json::array();
  for (const training_plan_row& row : found.rows) {
    if (!row.answer) {
      without.push_back({{"gpus", row.gpus}, {"why_not", row.why_not}});
      continue;
    }
    json one = {{"gpus", row.gpus}, {found.place, row.place}, {"batch", batch_json(row.batch)}};
    one.update(json_of(*row.answer));
    one["mfu_megatron_lm"] = utilization_of(request_of_row(found, row), *row.answer);
    one["evidence"] = class_of(row.answer->step.evidence).name;
    if (found.goal.data) one["run_time_s"] = duration_of(found, *row.answer).value();
    if (found.goal.deadline) one["in_time"] = is_in_time(found, *row.answer);
    plans.push_back(one);
  }
  json all = {{"schema", "scalewall/plans_of_a_language_model/1"},
              {"model", found.request.model_name},
              {"gpu", found.request.gpu}};
  if (found.goal.data) all["tokens"] = found.goal.data->value();
  if (found.goal.deadline) all["deadline_s"] = found.goal.deadline->value();
  all["plans"] = plans;
  all["without_plan"] = without;
  if (found.looked_at) all["space"] = {{"plans", *found.looked_at}};
  json evidence = json::array();
  for (const sw::step_evidence one : evidence_of(found)) evidence.push_back(json_of(class_of(one)));
  all.update({{"evidence", evidence},
              {"assumed", assumed_of_all(found)},
              {"not_understood", found.request.not_understood()},
              {"left_out", left_out_of_training}});
  out << all.dump(2) << '\n';
}
