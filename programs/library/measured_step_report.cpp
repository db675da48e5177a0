#include "measured_step_report.hpp"

#include <scalewall/report/table.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

measured_step_answer answer_measured(const training_request& request,
                                     const scalewall::training_answer& answer, scalewall::seconds measured) {
  measured_step_answer found{
      .inputs = {.question = request.question, .plan = answer.plan, .recipe = answer.recipe},
      .plan_was_found = !request.plan};
  found.difference = explain_step(found.inputs, request.stated, measured);
  return found;
}

std::string value_of(scalewall::step_input input, const scalewall::step_inputs& inputs) {
  using namespace scalewall;
  const training_software& software = inputs.question.software;
  const recipe& recipe = inputs.recipe;
  const auto waited_for = [&](std::string_view what, const fitted_constant& share) {
    return std::string(what) + " " + percent_text(share.value, 2);
  };
  switch (input) {
    case step_input::software:
      return std::string(name(software.family)) + (software.kind == software_class::tuned ? ", tuned" : "");
    case step_input::release:
      return software.release ? to_text(*software.release) : "the newest that was fitted";
    case step_input::accelerator:
      return std::string(inputs.question.machine.name);
    case step_input::network_between_domains:
      return to_text(inputs.question.machine.network) + " a GPU";
    case step_input::communication:
      return "waited for: " + waited_for("tensor", software.constants.tensor) + ", " +
             waited_for("context", software.constants.context) + ", " +
             waited_for("stages", software.constants.messages);
    case step_input::precision:
      return std::string(name(recipe.format));
    case step_input::recomputation:
      return to_text(recipe.recompute);
    case step_input::sharding:
      return std::string(name(recipe.shards));
    case step_input::sequence_parallelism:
      return recipe.sequence_parallel ? "on" : "off";
    case step_input::context_exchange:
      return std::string(name(recipe.context));
    case step_input::attention: {
      for (const attention_kernel_choice& known : known_attention_kernels)
        if (known.kernel == recipe.attention) return std::string(known.name);
      break;
    }
    case step_input::replicas:
      return recipe.overlaps_gradients && recipe.overlaps_parameters ? "overlap"
             : recipe.overlaps_gradients                             ? "gradients overlap"
             : recipe.overlaps_parameters                            ? "weights overlap"
                                                                     : "do not overlap";
    case step_input::graphs: {
      constexpr std::array<const char*, 3> names = {"none", "parts", "the whole iteration"};
      return names[static_cast<std::size_t>(recipe.graphs)];
    }
  }
  return "";
}

std::string other_value(const measured_step_answer& answer, const scalewall::step_alternative& alternative) {
  scalewall::step_inputs changed = answer.inputs;
  alternative.take(changed);
  return value_of(alternative.input, changed);
}

std::string verdict_on_difference(const scalewall::step_difference& found) {
  using namespace scalewall;
  const evidence_class& known = class_of(found.evidence);
  if (!known.median_error) return "Nobody measured runs of this class: nothing says how far off the model is";
  const std::string band = "of runs of this class that no fit saw, half are within " +
                           percent_text(*known.median_error) + " and nine of ten within " +
                           percent_text(*known.ninetieth_error);
  const double off = error_of(found.predicted, found.measured);
  if (std::abs(off) <= *known.median_error) return "The model cannot explain it: " + band;
  if (*is_within_band(off, found.evidence))
    return "The model cannot tell it from its own error: " + band +
           "; what follows would make up for it, and is no more than possible";
  return "It is more than the model's own error: " + band;
}

std::string verdict_on_remainder(const scalewall::step_difference& found) {
  using namespace scalewall;
  const evidence_class& known = class_of(found.evidence);
  const double left = std::abs(error_of(found.explained(), found.measured));
  if (known.median_error && left <= *known.median_error)
    return "What is not explained is below what the model can explain";
  return "What is not explained is in none of the inputs that the model has: see what is left out";
}

std::vector<const scalewall::step_alternative*> other_alternatives(const scalewall::step_difference& found) {
  namespace sw = scalewall;
  const auto change = [&](const sw::step_alternative& one) { return one.alone - found.predicted; };
  std::vector<const sw::step_alternative*> others;
  for (std::size_t i = 0; i < found.alternatives.size(); ++i) {
    const sw::step_alternative& one = found.alternatives[i];
    const bool taken = std::any_of(found.waterfall.begin(), found.waterfall.end(),
                                   [&](const sw::waterfall_step& step) { return step.alternative == i; });
    const bool leads_there = (one.alone > found.predicted) == (found.measured > found.predicted);
    if (!taken && leads_there && std::abs(change(one) / found.measured) >= sw::least_share_explained)
      others.push_back(&one);
  }
  std::stable_sort(others.begin(), others.end(), [&](const auto* a, const auto* b) {
    return std::abs(change(*a).value()) > std::abs(change(*b).value());
  });
  return others;
}

std::string change_text(scalewall::seconds change) {
  return (change.value() > 0 ? "+" : "") + to_text(change);
}

std::vector<std::string> assumed_of(const measured_step_answer& answer) {
  if (!answer.plan_was_found) return {};
  return {
      "the measured step is of the plan that was found to be the fastest: a launch line says which one ran"};
}

namespace {

scalewall::table waterfall_table(const measured_step_answer& answer) {
  using namespace scalewall;
  const step_difference& found = answer.difference;
  table shown({text_column("where it may come from"), text_column("estimated with"), text_column("instead"),
               text_column("stated"), number_column("change"), number_column("step")});
  shown.add_row({"predicted", "", "", "", "", to_text(found.predicted)});
  seconds before = found.predicted;
  for (const waterfall_step& one : found.waterfall) {
    const step_alternative& taken = found.alternatives[one.alternative];
    shown.add_row({std::string(name(taken.input)), value_of(taken.input, answer.inputs),
                   other_value(answer, taken), taken.stated ? "yes" : "no", change_text(one.step - before),
                   to_text(one.step)});
    before = one.step;
  }
  shown.add_row({"not explained", "", "", "", change_text(found.remainder()), to_text(found.measured)});
  return shown;
}

}  // namespace

scalewall::document document_of(const measured_step_answer& answer) {
  using namespace scalewall;
  const step_difference& found = answer.difference;
  document told;
  told.paragraph("Measured " + to_text(found.measured) + " a step, predicted " + to_text(found.predicted) +
                 ": " + change_text(found.measured - found.predicted) +
                 ", predicted / measured - 1 = " + percent_text(error_of(found.predicted, found.measured)) +
                 "\n" + verdict_on_difference(found));
  told.rows(waterfall_table(answer), verdict_on_remainder(found));
  table others({text_column("what else leads there, by itself"), text_column("estimated with"),
                text_column("instead"), text_column("stated"), number_column("change"),
                number_column("step")});
  for (const step_alternative* one : other_alternatives(found))
    others.add_row({std::string(name(one->input)), value_of(one->input, answer.inputs),
                    other_value(answer, *one), one->stated ? "yes" : "no",
                    change_text(one->alone - found.predicted), to_text(one->alone)});
  if (others.size() > 0) told.rows(others);
  return told;
}

nlohmann::ordered_json json_of(const measured_step_answer& answer) {
  using namespace scalewall;
  const step_difference& found = answer.difference;
  const auto json_of_change = [&](const step_alternative& one, seconds before, seconds after) {
    return nlohmann::ordered_json{{"input", name(one.input)},
                                  {"estimated_with", value_of(one.input, answer.inputs)},
                                  {"instead", other_value(answer, one)},
                                  {"stated", one.stated},
                                  {"change_s", (after - before).value()},
                                  {"step_s", after.value()}};
  };
  nlohmann::ordered_json waterfall = nlohmann::ordered_json::array(), alternatives = waterfall;
  seconds before = found.predicted;
  for (const waterfall_step& one : found.waterfall) {
    waterfall.push_back(json_of_change(found.alternatives[one.alternative], before, one.step));
    before = one.step;
  }
  for (const step_alternative& one : found.alternatives)
    alternatives.push_back(json_of_change(one, found.predicted, one.alone));
  nlohmann::ordered_json json = {{"step_s", found.measured.value()},
                                 {"predicted_s", found.predicted.value()},
                                 {"difference_s", (found.measured - found.predicted).value()},
                                 {"error", error_of(found.predicted, found.measured)},
                                 {"within_band", nullptr},
                                 {"verdict", verdict_on_difference(found)},
                                 {"waterfall", waterfall},
                                 {"not_explained_s", found.remainder().value()},
                                 {"verdict_on_not_explained", verdict_on_remainder(found)},
                                 {"alternatives", alternatives}};
  if (const auto within = is_within_band(error_of(found.predicted, found.measured), found.evidence))
    json["within_band"] = *within;
  return json;
}
