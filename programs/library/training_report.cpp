#include "training_report.hpp"

#include "counted_text.hpp"
#include <scalewall/estimate/model_flop_utilization.hpp>
#include <scalewall/report/number_json.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_memory_text.hpp>
#include <scalewall/report/training_step_text.hpp>

#include <algorithm>
#include <cstdint>

namespace {

/// What this answer does not take into account.
std::vector<std::string> left_out_of(const fit_report& report) {
  std::vector<std::string> told(left_out_of_training.begin(), left_out_of_training.end());
  if (!report.without_runs.empty()) told.push_back(report.without_runs);
  return told;
}

}  // namespace

std::vector<plan_difference> differences(const scalewall::training_answer& from,
                                         const scalewall::training_answer& to) {
  std::vector<plan_difference> found;
  const auto compare = [&](const char* choice, const std::string& before, const std::string& after) {
    if (before != after) found.push_back({choice, before, after});
  };
  const auto degrees = [&](const char* choice, std::int64_t scalewall::mesh::*degree) {
    compare(choice, std::to_string(from.plan.mesh.*degree), std::to_string(to.plan.mesh.*degree));
  };
  degrees("tensor", &scalewall::mesh::tensor);
  degrees("context", &scalewall::mesh::context);
  degrees("pipeline", &scalewall::mesh::pipeline);
  degrees("data", &scalewall::mesh::data);
  degrees("expert", &scalewall::mesh::expert);
  degrees("expert tensor", &scalewall::mesh::expert_tensor);
  compare("chunks", std::to_string(from.plan.layout.chunks), std::to_string(to.plan.layout.chunks));
  compare("microbatch", std::to_string(from.plan.microbatch), std::to_string(to.plan.microbatch));
  compare("recompute", to_text(from.recipe.recompute), to_text(to.recipe.recompute));
  compare("sharded", std::string(scalewall::name(from.recipe.shards)),
          std::string(scalewall::name(to.recipe.shards)));
  compare("precision", std::string(name(from.recipe.format)), std::string(name(to.recipe.format)));
  const auto offload = [](const scalewall::recipe& recipe) {
    return recipe.offloads_optimizer ? "yes" : "no";
  };
  compare("optimizer offloaded", offload(from.recipe), offload(to.recipe));
  return found;
}

std::string band_text(scalewall::step_evidence evidence) {
  const scalewall::evidence_class& known = class_of(evidence);
  std::string text(known.name);
  if (known.median_error)
    text += ": of runs that no fit saw, half within " + scalewall::percent_text(*known.median_error) +
            ", nine of ten within " + scalewall::percent_text(*known.ninetieth_error);
  return text;
}

std::string band_text(const scalewall::training_step& step) { return band_text(step.evidence); }

std::string asked_text(const training_request& request) {
  using namespace scalewall;
  const language_model& model = request.question.model;
  return request.model_name + " (" + request.model_source + "): " + to_text(parameters(model)) +
         " parameters, " + to_text(active_parameters(model, input_embedding::counted)) +
         " met by a token, on " + ::counted(request.question.accelerators, "GPU") + " of kind " + request.gpu;
}

std::string batch_text(const scalewall::batch& batch) {
  return counted(batch.sequences, "sequence") + " of " + std::to_string(batch.sequence_length) + " tokens";
}

std::string setting_text(const training_request& request) {
  return request.model_name + " on " + counted(request.question.accelerators, "GPU") + " of kind " +
         request.gpu + ", " + batch_text(request.question.batch);
}

double utilization_of(const training_request& request, const scalewall::training_answer& answer) {
  return megatron_utilization(answer.step, request.question.model, request.question.batch.sequence_length);
}

std::string plan_line(const scalewall::training_answer& answer, const scalewall::batch& batch) {
  return to_text(answer.plan) + "; recompute " + to_text(answer.recipe.recompute) + "; " +
         std::string(scalewall::name(answer.recipe.shards)) + " sharded; " +
         std::string(name(answer.recipe.format)) + "; " + batch_text(batch);
}

std::string verdict_text(const scalewall::fit_verdict& verdict) {
  using namespace scalewall;
  return (verdict.found == fit::tight ? "It is " : "It ") + std::string(name(verdict.found)) + ": " +
         to_text(verdict.predicted) + " on the fullest GPU, " + to_text(verdict.needed) +
         " with the margin of the allocator (" + percent_text(verdict.margin.share - 1) + ") and " +
         to_text(verdict.margin.context) + " of context, of " + to_text(verdict.available);
}

namespace {

void tell_time(scalewall::document& told, const training_request& request, const fit_report& report) {
  using namespace scalewall;
  const training_step& step = report.answer.step;
  told.rows(parts_table(step));
  told.paragraph(to_text(step.throughput_of_accelerator()) + " for every GPU\nEvidence: " + band_text(step));
  table counts({text_column("utilization of the 16 bit peak, FLOP counted as"), number_column("share")});
  for (const named_utilization& one :
       utilizations_of(step, request.question.model, request.question.batch.sequence_length))
    counts.add_row({std::string(one.convention), percent_text(one.share)});
  told.rows(counts);
}

/// `tensor 2 -> 8, data 8 -> 2`
std::string change_text(const scalewall::training_answer& from, const scalewall::training_answer& to) {
  std::string text;
  for (const plan_difference& one : differences(from, to))
    text += (text.empty() ? "" : ", ") + one.choice + " " + one.before + " -> " + one.after;
  return text;
}

std::string no_change_text(const std::optional<scalewall::training_answer>& on_more_gpus) {
  using namespace scalewall;
  std::string text = "No three changes of this plan make it fit with its margin";
  if (on_more_gpus)
    text += "; on " + ::counted(accelerators(on_more_gpus->plan), "GPU") + " it fits, as " +
            to_text(on_more_gpus->plan) + ", recompute " + to_text(on_more_gpus->recipe.recompute) + ", in " +
            to_text(on_more_gpus->step.total) + " a step";
  return text;
}

void tell_changes(scalewall::document& told, const training_request& request, const fit_report& report) {
  using namespace scalewall;
  if (report.answer.verdict.found == fit::fits) return;
  if (report.changes.empty()) {
    told.paragraph(no_change_text(report.on_more_gpus));
    return;
  }
  table shown(
      {text_column("change"), number_column("fullest GPU"), number_column("step"), number_column("slower")});
  for (std::size_t i = 0; i < std::min(changes_shown, report.changes.size()); ++i) {
    const training_answer& change = report.changes[i];
    shown.add_row({change_text(report.answer, change), to_text(change.memory.peak()),
                   to_text(change.step.total),
                   percent_text(change.step.total / report.answer.step.total - 1)});
  }
  told.heading("Changes that make it fit, the fastest first (" + std::to_string(report.changes.size()) +
               " found):");
  told.rows(shown);
  add_flags(told, request.line ? "The first, in the launch line:" : "The first, as flags of Megatron-LM:",
            flags_of(request, report.changes.front()));
}

}  // namespace

std::vector<std::string> assumed_of(const training_request& request, const scalewall::training_step& step) {
  std::vector<std::string> assumed = request.assumed;
  for (const std::string_view one : step.assumptions) assumed.emplace_back(one);
  return assumed;
}

namespace {

scalewall::document told_grounds(const training_request& request, const scalewall::training_step& step,
                                 const std::vector<std::string>& also_assumed,
                                 const std::vector<std::string>& left_out) {
  std::vector<std::string> assumed = assumed_of(request, step);
  assumed.insert(assumed.end(), also_assumed.begin(), also_assumed.end());
  scalewall::document told;
  told.list("Assumed:", assumed)
      .list("Not understood, and left out of the answer:", request.not_understood())
      .list("Of the launch line, not taken into account:", request.passed_over())
      .list("Left out:", left_out);
  return told;
}

void tell_assumptions(scalewall::document& told, const training_request& request, const fit_report& report) {
  if (report.plans > 0)
    told.paragraph(
        (report.fitting > 0
             ? "The plan is the fastest of " + ::counted(report.fitting, "plan") + " that fit, of "
             : std::string("The plan is the one that needs the least memory, and none fits, of ")) +
        ::counted(report.plans, "plan") + " that divide GPUs, model and batch");
  told.append(told_grounds(request, report.answer.step,
                           report.measured ? assumed_of(*report.measured) : std::vector<std::string>{},
                           left_out_of(report)));
}

}  // namespace

scalewall::document grounds_of(const training_request& request, const scalewall::training_step& step,
                               const std::vector<std::string>& also_assumed) {
  return told_grounds(request, step, also_assumed,
                      {left_out_of_training.begin(), left_out_of_training.end()});
}

scalewall::document document_of(const training_request& request, const fit_report& report) {
  using namespace scalewall;
  const stage_memory& fullest = report.answer.memory.fullest_stage();
  document told;
  told.heading(asked_text(request), plan_line(report.answer, request.question.batch))
      .paragraph(verdict_text(report.answer.verdict))
      .rows(modules_table(fullest.modules),
            "of " + ranks_text(fullest) + ", at its peak: " + std::string(name(fullest.moment)));
  tell_time(told, request, report);
  if (report.measured) told.append(document_of(*report.measured));
  tell_changes(told, request, report);
  if (!request.line)
    add_flags(told, "The plan as flags of Megatron-LM, behind those of the model:",
              flags_of(request, report.answer));
  told.append(document_of(report.nearest));
  tell_assumptions(told, request, report);
  return told;
}

nlohmann::ordered_json json_of(const scalewall::training_step& step) {
  return {{"total_s", step.total.value()},
          {"microbatches_s", step.parts.microbatches.value()},
          {"bubble_s", step.parts.bubble.value()},
          {"messages_s", step.parts.messages.value()},
          {"replicas_s", step.parts.replicas.value()},
          {"optimizer_s", step.parts.optimizer.value()},
          {"fixed_s", step.parts.fixed.value()}};
}

nlohmann::ordered_json json_of(const scalewall::training_answer& answer) {
  return {{"plan", answer.plan},
          {"recipe", answer.recipe},
          {"step_s", answer.step.total.value()},
          {"tokens_per_s_per_gpu", answer.step.throughput_of_accelerator().value()},
          {"fits", name(answer.verdict.found)},
          {"fullest_rank_bytes", answer.memory.peak().value()}};
}

nlohmann::ordered_json json_of_change(const training_request& request, const fit_report& report,
                                      const scalewall::training_answer& change) {
  nlohmann::ordered_json changed = nlohmann::ordered_json::array();
  for (const plan_difference& one : differences(report.answer, change))
    changed.push_back({{"choice", one.choice}, {"before", one.before}, {"after", one.after}});
  return {{"changes", changed},
          {"flags", json_of(flags_of(request, change))},
          {"plan", change.plan},
          {"recipe", change.recipe},
          {"fits", name(change.verdict.found)},
          {"fullest_rank_bytes", change.memory.peak().value()},
          {"step_s", change.step.total.value()},
          {"slower", change.step.total / report.answer.step.total - 1}};
}

nlohmann::ordered_json json_of(const scalewall::evidence_class& evidence) {
  nlohmann::ordered_json json = {
      {"class", evidence.name}, {"median_error", nullptr}, {"ninetieth_error", nullptr}};
  if (evidence.median_error) {
    json["median_error"] = *evidence.median_error;
    json["ninetieth_error"] = *evidence.ninetieth_error;
  }
  return json;
}

nlohmann::ordered_json json_of(const training_request& request, const fit_report& report) {
  using namespace scalewall;
  const training_answer& answer = report.answer;
  const language_model& model = request.question.model;
  nlohmann::ordered_json mfu = nlohmann::ordered_json::object(), changes = nlohmann::ordered_json::array();
  for (const named_utilization& one :
       utilizations_of(answer.step, model, request.question.batch.sequence_length))
    mfu[std::string(one.convention)] = one.share;
  for (std::size_t i = 0; i < std::min(changes_shown, report.changes.size()); ++i)
    changes.push_back(json_of_change(request, report, report.changes[i]));
  nlohmann::ordered_json json = {
      {"schema", "scalewall/does_it_fit/1"},
      {"model",
       {{"name", request.model_name},
        {"source", request.model_source},
        {"parameters", parameters(model)},
        {"active_parameters", active_parameters(model, input_embedding::counted)},
        {"active_parameters_without_input_embedding", active_parameters(model, input_embedding::left_out)}}},
      {"gpu", request.gpu},
      {"gpus", request.question.accelerators},
      {"batch", batch_json(request.question.batch)},
      {"plan", answer.plan},
      {"recipe", answer.recipe},
      {"fits", name(answer.verdict.found)},
      {"verdict", answer.verdict},
      {"memory", answer.memory},
      {"step_s", answer.step.total.value()},
      {"step", json_of(answer.step)},
      {"tokens_per_s_per_gpu", answer.step.throughput_of_accelerator().value()},
      {"mfu", mfu},
      {"evidence", json_of(class_of(answer.step.evidence))},
      {"changes", changes},
      {"nearest_runs", json_of(report.nearest)},
      {"assumed", assumed_of(request, answer.step)},
      {"not_understood", request.not_understood()},
      {"passed_over", request.passed_over()},
      {"left_out", left_out_of(report)}};
  if (report.on_more_gpus) {
    json["on_more_gpus"] = json_of_change(request, report, *report.on_more_gpus);
    json["on_more_gpus"]["gpus"] = accelerators(report.on_more_gpus->plan);
  }
  if (report.measured) {
    json["measured"] = json_of(*report.measured);
    for (const std::string& one : assumed_of(*report.measured)) json["assumed"].push_back(one);
  }
  if (!request.line) json["megatron_flags"] = json_of(flags_of(request, answer));
  if (report.plans > 0) json["space"] = {{"plans", report.plans}, {"fitting", report.fitting}};
  return json;
}
