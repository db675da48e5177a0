#include "training_plans_report.hpp"

#include "counted_text.hpp"
#include "missing_plan.hpp"
#include <scalewall/error.hpp>
#include <scalewall/report/csv_writer.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

std::string no_plan_fits_text(const scalewall::training_ranking& found, scalewall::bytes memory) {
  using namespace scalewall;
  return "none of " + std::to_string(found.plans) + " plans fits with its margin: the leanest, " +
         to_text(found.leanest.plan) + " with recomputation " + to_text(found.leanest.recipe.recompute) +
         ", keeps " + to_text(found.leanest.memory) + " on its fullest GPU, of " + to_text(memory);
}

std::string why_no_plan_text(training_request request, std::int64_t gpus, const scalewall::batch& batch,
                             const scalewall::training_ranking& found) {
  if (found.plans > 0) return no_plan_fits_text(found, request.question.memory);
  request.question.accelerators = gpus;
  request.question.batch = batch;
  return reason_of_no_plan(request);
}

scalewall::training_ranking ranked_plans_of(const training_request& request, std::size_t places) {
  scalewall::training_ranking ranking = allowed_plans_of(request, places);
  if (ranking.best.empty()) throw scalewall::broken_rule(no_plan_fits_text(ranking, request.question.memory));
  return ranking;
}

void tell_unless_it_fits(training_request& request, const scalewall::training_answer& answer) {
  using namespace scalewall;
  if (answer.verdict.found == fit::fits) return;
  request.assumed.push_back(
      "the plan, though it " + std::string(answer.verdict.found == fit::tight ? "is tight" : "does not fit") +
      ": its fullest GPU keeps " + to_text(answer.memory.peak()) + " of " + to_text(request.question.memory));
}

scalewall::training_answer answer_looked_at(training_request& request) {
  if (!request.plan) return ranked_plans_of(request, 1).best.front();
  scalewall::training_answer answer = answer_of(request.question, *request.plan, request.recipe);
  tell_unless_it_fits(request, answer);
  return answer;
}

scalewall::document document_of(const training_request& request, const scalewall::training_ranking& ranking) {
  using namespace scalewall;
  table shown({text_column("plan"), text_column("recompute"), number_column("step"),
               number_column("tokens/s/GPU"), number_column("MFU"), number_column("fullest GPU")});
  for (const training_answer& answer : ranking.best)
    shown.add_row({to_text(answer.plan), to_text(answer.recipe.recompute), to_text(answer.step.total),
                   number_text(answer.step.throughput_of_accelerator().value()),
                   percent_text(utilization_of(request, answer)), to_text(answer.memory.peak())});
  document told;
  told.heading(setting_text(request))
      .rows(shown)
      .paragraph("The fastest of every mesh, of " + ::counted(ranking.plans, "plan") +
                 " that divide GPUs, model and batch; " + digits_text(count{ranking.fitting}) +
                 " that fit were priced. MFU: of the dense 16 bit peak, FLOP as Megatron-LM counts "
                 "them\nEvidence: " +
                 band_text(ranking.best.front().step));
  add_flags(told, "The first as flags of Megatron-LM, behind those of the model:",
            flags_of(request, ranking.best.front()));
  return told.append(grounds_of(request, ranking.best.front().step));
}

std::vector<scalewall::csv_field> degree_fields(const scalewall::training_answer& answer) {
  std::vector<scalewall::csv_field> fields;
  for (const degree_choice& one : known_degrees)
    fields.emplace_back(scalewall::count{value_of(one, answer.plan)});
  fields.emplace_back(to_text(answer.recipe.recompute));
  return fields;
}

std::vector<std::string> degree_columns() {
  std::vector<std::string> columns;
  for (const degree_choice& one : known_degrees) columns.emplace_back(one.name);
  columns.emplace_back("recompute");
  return columns;
}

std::vector<std::string> training_plan_columns() {
  std::vector<std::string> columns = degree_columns();
  columns.insert(columns.end(), estimate_columns.begin(), estimate_columns.end());
  return columns;
}

std::vector<scalewall::csv_field> training_plan_fields(const training_request& request,
                                                       const scalewall::training_answer& answer) {
  using namespace scalewall;
  std::vector<csv_field> fields = degree_fields(answer);
  for (const csv_field& one : std::vector<csv_field>{
           name(answer.recipe.shards), answer.step.total, answer.step.throughput_of_accelerator(),
           utilization_of(request, answer), answer.memory.peak(), name(answer.verdict.found),
           precision_name(answer.recipe.format), attention_name(answer.recipe.attention),
           answer.recipe.sequence_parallel ? 1 : 0, framework_name(request.question.software),
           request.question.software.release ? to_text(*request.question.software.release) : "",
           class_of(answer.step.evidence).name})
    fields.push_back(one);
  return fields;
}

void write_plans_csv(std::ostream& out, const training_request& request,
                     const scalewall::training_ranking& ranking) {
  using namespace scalewall;
  std::vector<std::string> columns = training_plan_columns();
  columns.insert(columns.begin(), {"place", "gpus", "model", "gpu", "batch_sequences", "sequence_length"});
  csv_writer rows(out, columns);
  std::int64_t place = 0;
  for (const training_answer& answer : ranking.best) {
    std::vector<csv_field> fields = {count{++place},
                                     count{request.question.accelerators},
                                     request.model_name,
                                     request.gpu,
                                     count{request.question.batch.sequences},
                                     count{request.question.batch.sequence_length}};
    for (csv_field& field : training_plan_fields(request, answer)) fields.push_back(std::move(field));
    rows.row(fields);
  }
}

nlohmann::ordered_json json_of(const training_request& request, const scalewall::training_ranking& ranking) {
  using namespace scalewall;
  nlohmann::ordered_json plans = nlohmann::ordered_json::array();
  for (const training_answer& answer : ranking.best) {
    plans.push_back(json_of(answer));
    plans.back()["mfu_megatron_lm"] = utilization_of(request, answer);
    plans.back()["megatron_flags"] = json_of(flags_of(request, answer));
  }
  return {{"schema", "scalewall/which_training_plan/1"},
          {"model", request.model_name},
          {"gpu", request.gpu},
          {"gpus", request.question.accelerators},
          {"batch", batch_json(request.question.batch)},
          {"space", {{"plans", ranking.plans}, {"priced", ranking.fitting}}},
          {"plans", plans},
          {"evidence", class_of(ranking.best.front().step.evidence).name},
          {"assumed", assumed_of(request, ranking.best.front().step)},
          {"not_understood", request.not_understood()}};
}
