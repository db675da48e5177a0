// What largest_model answers: the largest member of a family, its plan, and why the next one is too large.

#pragma once

#include "counted_text.hpp"
#include "grown_families.hpp"
#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/estimate/model_flop_utilization.hpp>
#include <scalewall/model/model_family.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_json.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/search/largest_model.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <ostream>
#include <string>

struct largest_model_report {
  const scalewall::model_family& family;
  scalewall::seconds deadline{};
  scalewall::largest_training training{};

  /// The largest where steps take as much longer or shorter than predicted as nine of ten runs that no fit saw.
  std::optional<scalewall::trained_member> if_slower{};
  std::optional<scalewall::trained_member> if_faster{};
};

/// `2.7e10 parameters: width 6144, 48 layers`, and of a routed model its experts.
inline std::string shape_text(const scalewall::language_model& model) {
  std::string text = to_text(parameters(model)) + " parameters: width " +
                     to_text(scalewall::count{model.width}) + ", " + counted(layer_count(model), "layer");
  for_each_run(model, [&](const scalewall::transformer_layer& layer, scalewall::count number) {
    if (const auto* routed = std::get_if<scalewall::routed_feed_forward>(&layer.feed_forward))
      text += ", " + to_text(number) + " of them with " + counted(routed->experts, "expert") + ", " +
              to_text(scalewall::count{routed->experts_per_token}) + " a token";
  });
  return text;
}

/// MFU of a member's plan, FLOP as Megatron-LM counts them.
inline double utilization_of(const scalewall::trained_member& member, const training_request& request) {
  return megatron_utilization(member.answer->step, member.model, request.question.batch.sequence_length);
}

/// Why a member is not trained in time.
inline std::string too_large_text(const scalewall::trained_member& member) {
  return shape_text(member.model) + (member.answer ? ", takes " + to_text(member.duration)
                                                   : std::string(", has no plan that divides and fits"));
}

inline std::string no_model_text(const training_request& request, const largest_model_report& report) {
  return "no model of the family " + std::string(report.family.name) + " is trained on " +
         counted(request.question.accelerators, "GPU") + " of kind " + request.gpu + " in " +
         to_text(report.deadline) + ": the smallest, of " + too_large_text(*report.training.next);
}

inline scalewall::document document_of(const training_request& request, const largest_model_report& report) {
  using namespace scalewall;
  const trained_member& found = *report.training.found;
  const training_answer& answer = *found.answer;
  table shown({text_column("model"), text_column(shape_text(found.model))});
  shown.add_row({"met by a token", to_text(active_parameters(found.model, input_embedding::counted))});
  shown.add_row({"tokens", to_text(found.data)});
  shown.add_row({"plan", to_text(answer.plan)});
  shown.add_row({"recompute", to_text(answer.recipe.recompute)});
  shown.add_row({"time of the run", to_text(found.duration)});
  shown.add_row({"time of a step", to_text(answer.step.total)});
  shown.add_row({"tokens/s/GPU", number_text(answer.step.throughput_of_accelerator().value())});
  shown.add_row({"MFU", percent_text(utilization_of(found, request))});
  shown.add_row({"fullest GPU", to_text(answer.memory.peak()) + " of " + to_text(request.question.memory)});
  std::string text = "Family: " + family_law_text(report.family) + "\n";
  if (report.training.next) text += "The next larger, of " + too_large_text(*report.training.next) + "\n";
  const auto member = [&](const char* steps, const std::optional<trained_member>& one) {
    text += steps + (one ? shape_text(one->model) : std::string("none")) + "\n";
  };
  if (class_of(answer.step.evidence).ninetieth_error) {
    member("If steps take as much longer as nine of ten such runs at most did: ", report.if_slower);
    member("If they take as much less: ", report.if_faster);
  }
  text += ::counted(report.training.members, "model") + " and " + ::counted(report.training.plans, "plan") +
          " were looked at. MFU: of the dense 16 bit peak, FLOP as Megatron-LM counts them\nEvidence: " +
          band_text(answer.step);
  document told;
  told.heading("The largest " + std::string(found.model.name) + " model on " +
               ::counted(request.question.accelerators, "GPU") + " of kind " + request.gpu + " in " +
               to_text(report.deadline))
      .rows(shown)
      .paragraph(text)
      .append(grounds_of(request, answer.step, {steps_alike}));
  return told;
}

inline nlohmann::ordered_json json_of_model(const scalewall::language_model& model) {
  using namespace scalewall;
  nlohmann::ordered_json json = {{"name", model.name},
                                 {"parameters", parameters(model)},
                                 {"active_parameters", active_parameters(model, input_embedding::counted)},
                                 {"width", model.width},
                                 {"layers", layer_count(model)},
                                 {"vocabulary", model.vocabulary}};
  for_each_run(model, [&](const transformer_layer& layer, count) {
    if (const auto* routed = std::get_if<routed_feed_forward>(&layer.feed_forward))
      json.update({{"experts", routed->experts}, {"experts_per_token", routed->experts_per_token}});
  });
  return json;
}

inline nlohmann::ordered_json json_of(const std::optional<scalewall::trained_member>& member) {
  if (!member) return nullptr;
  nlohmann::ordered_json json = {{"model", json_of_model(member->model)}, {"run_time_s", nullptr}};
  if (member->answer) json["run_time_s"] = member->duration.value();
  return json;
}

inline void write_json(std::ostream& out, const training_request& request,
                       const largest_model_report& report) {
  using namespace scalewall;
  const trained_member& found = *report.training.found;
  const training_step& step = found.answer->step;
  const evidence_class& evidence = class_of(step.evidence);
  nlohmann::ordered_json json = {
      {"schema", "scalewall/largest_model/1"},
      {"family", {{"name", report.family.name}, {"law", family_law_text(report.family)}}},
      {"model", json_of_model(found.model)},
      {"gpu", request.gpu},
      {"gpus", request.question.accelerators},
      {"deadline_s", report.deadline.value()},
      {"tokens", found.data.value()},
      {"run_time_s", found.duration.value()}};
  json.update(json_of(*found.answer));
  json.update({{"mfu_megatron_lm", utilization_of(found, request)},
               {"next_larger", json_of(report.training.next)},
               {"if_slower", json_of(report.if_slower)},
               {"if_faster", json_of(report.if_faster)},
               {"space", {{"models", report.training.members}, {"plans", report.training.plans}}},
               {"evidence", json_of(evidence)},
               {"assumed", assumed_of(request, step)},
               {"left_out", left_out_of_training}});
  out << json.dump(2) << '\n';
}
