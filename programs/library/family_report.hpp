// How far a family of real models scales, beside the paper's models: the answer of how_far_can_training_scale where a
// --family is given.

#pragma once

#include "answer.hpp"
#include "checked_options.hpp"
#include "chosen_cluster.hpp"
#include "curve_figures.hpp"
#include "law_options.hpp"
#include "training_plans_report.hpp"
#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/model/model_family.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/plot.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/sweep/family_curve.hpp>
#include <scalewall/sweep/landmarks.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace family_report {

/// What is asked beside the laws and the deadline.
struct question {
  std::string family;
  std::string gpu = "H100 SXM";
  std::optional<scalewall::allowed> tensor{};
};

/// The curve of a family and that of the paper's models on the same GPUs.
struct family_answer {
  scalewall::model_family family{};
  training_request request{};
  std::vector<scalewall::family_point> points{};
  std::vector<scalewall::curve_point> of_paper{};
  scalewall::curve_landmarks landmarks_of_paper{};
  scalewall::family_curve_settings settings{};

  std::optional<double> of_paper_at(const scalewall::family_point& point) const {
    return utilization_at(of_paper, point.wanted.compute);
  }
};

inline family_answer answer_of(const question& asked, const law_options& laws, scalewall::seconds deadline) {
  using namespace scalewall;
  family_answer found{.family = choose(model_families, "family", asked.family)};
  found.settings.deadline = deadline;
  // Plans of routed models are ten times as many.
  if (found.family.routed) found.settings.widths = family_widths(8192, std::int64_t{1} << 20, 3);
  const batch_choice& batches = laws.batch_law();
  training_options options;
  options.gpu = asked.gpu;
  set_hardware(found.request, options);
  found.request.recipe = with_states_of(found.request.question.accounting, {});
  found.request.recipe.attention_mask = false;
  found.request.space = {
      .tensor = asked.tensor.value_or(allowed{}),
      .recomputations = usual_recomputations_of(
          batches.of_family(found.family, found.settings.widths.front()).model, found.request.recipe)};
  found.request.assumed.emplace_back("layers multiply in bf16; the optimizer shared by replicas");
  found.request.assumed.push_back(
      std::string(found.family.shape) +
      "; layers, batch and tokens by the paper's laws, two blocks a layer, 20 tokens for every parameter");
  found.points =
      family_curve([&](std::int64_t width) { return batches.of_family(found.family, width); },
                   found.request.question, found.request.space, found.request.recipe, found.settings);
  // Narrower ones than the paper's first, so that its curve covers the family's.
  const cluster machines = chosen_cluster(asked.gpu) | without_library();
  for (const curve_point& point :
       curve<run_prescription>(machines, found.family.routed ? batches.sparse : batches.dense,
                               {.deadline = deadline, .widths = model_widths(4096)}))
    found.of_paper.push_back(point);
  found.landmarks_of_paper = landmarks(found.of_paper, sustained_utilization(machines));
  return found;
}

inline std::string model_text(const scalewall::language_model& model) {
  using scalewall::count;
  return to_text(count{model.width}) + " wide, " + to_text(layer_count(model)) + " layers";
}

inline std::string share_text(const std::optional<double>& share) {
  return share ? scalewall::percent_text(*share) : "-";
}

inline scalewall::table points_table(const family_answer& found) {
  using namespace scalewall;
  table shown({text_column("model"), number_column("parameters"), number_column("compute"),
               number_column("GPUs"), number_column("utilization"), number_column("the paper's"),
               text_column("plan"), text_column("recompute")});
  for (const family_point& point : found.points)
    shown.add_row({model_text(point.wanted.model), to_text(parameters(point.wanted.model)),
                   to_text(point.wanted.compute), to_text(count{point.trained.accelerators}),
                   percent_text(point.utilization), share_text(found.of_paper_at(point)),
                   to_text(point.trained.answer.plan), to_text(point.trained.answer.recipe.recompute)});
  return shown;
}

inline scalewall::table landmarks_table(const family_answer& found) {
  using namespace scalewall;
  const family_landmarks real = landmarks_of(found.points);
  table shown({text_column(""), number_column("linear scaling ends"), number_column("largest feasible run")});
  const auto add = [&](const std::string& of, const auto& landmarks) {
    const auto text = [](const std::optional<flop>& compute, const char* otherwise) {
      return compute ? to_text(*compute) : std::string(otherwise);
    };
    shown.add_row(
        {of, text(landmarks.linear_scaling_ends, "not before"), text(landmarks.largest_feasible, "none")});
  };
  add(std::string(found.family.name) + ", refined prices, whole memory", real);
  add("the paper's models, its prices and memory", found.landmarks_of_paper);
  return shown;
}

inline scalewall::document document_of(const family_answer& found) {
  using namespace scalewall;
  std::vector<std::string> assumed =
      found.points.empty() ? found.request.assumed
                           : assumed_of(found.request, found.points.front().trained.answer.step);
  assumed.emplace_back("nobody has trained on as many GPUs: beyond some 10,000 every price is extrapolated");
  document told;
  told.heading("Models like " + std::string(found.family.shape) + ", on GPUs of kind " + found.request.gpu +
               ", trained in " + to_text(found.settings.deadline))
      .rows(points_table(found))
      .rows(landmarks_table(found))
      .paragraph(
          "Utilization: 6 FLOP for every word of a matrix that a token meets, of the dense 16 bit peak; the "
          "paper's at the\nsame compute, between its points. GPUs: " +
          searched_numbers_text(found.request.question.machine) + ", up to " +
          to_text(count{found.settings.most_accelerators}) +
          ". Linear scaling ends where a fifth\nof the most is lost.")
      .list("Assumed:", assumed)
      .list("Left out:", {left_out_of_training.begin(), left_out_of_training.end()});
  return told;
}

inline void write_csv(std::ostream& out, const family_answer& found) {
  using namespace scalewall;
  std::vector<std::string> columns = {"family",
                                      "gpu",
                                      "width",
                                      "layers",
                                      "parameters",
                                      "training_flop",
                                      "tokens",
                                      "batch_sequences",
                                      "gpus",
                                      "utilization",
                                      "paper_utilization",
                                      "run_time_s",
                                      "step_s"};
  for (std::string& column : degree_columns()) columns.push_back(std::move(column));
  columns.emplace_back("fullest_rank_bytes");
  csv_writer rows(out, columns);
  for (const family_point& point : found.points) {
    const training_answer& answer = point.trained.answer;
    const std::optional<double> of_paper = found.of_paper_at(point);
    std::vector<csv_field> fields = {found.family.name,
                                     found.request.gpu,
                                     count{point.wanted.model.width},
                                     layer_count(point.wanted.model),
                                     parameters(point.wanted.model),
                                     point.wanted.compute,
                                     point.wanted.data,
                                     count{point.wanted.batch.sequences},
                                     count{point.trained.accelerators},
                                     point.utilization,
                                     of_paper ? csv_field(*of_paper) : csv_field(""),
                                     point.trained.duration,
                                     answer.step.total};
    for (csv_field& field : degree_fields(answer)) fields.push_back(std::move(field));
    fields.emplace_back(answer.memory.peak());
    rows.row(fields);
  }
}

inline nlohmann::ordered_json json_of(const family_answer& found) {
  using namespace scalewall;
  using json = nlohmann::ordered_json;
  json points = json::array();
  for (const family_point& point : found.points) {
    json one = {{"width", point.wanted.model.width},
                {"layers", layer_count(point.wanted.model).as_int64()},
                {"parameters", double(parameters(point.wanted.model))},
                {"training_flop", point.wanted.compute.value()},
                {"tokens", point.wanted.data.value()},
                {"batch_sequences", point.wanted.batch.sequences},
                {"gpus", point.trained.accelerators},
                {"utilization", point.utilization},
                {"run_time_s", point.trained.duration.value()}};
    if (const auto of_paper = found.of_paper_at(point)) one["paper_utilization"] = *of_paper;
    one.update(::json_of(point.trained.answer));
    points.push_back(one);
  }
  const auto landmarks = [](const auto& of) {
    const auto or_null = [](const std::optional<flop>& compute) {
      return compute ? json(compute->value()) : json();
    };
    return json{{"linear_scaling_ends_flop", or_null(of.linear_scaling_ends)},
                {"largest_feasible_flop", or_null(of.largest_feasible)}};
  };
  json answer = {{"schema", "scalewall/how_far_can_a_family_scale/1"},
                 {"family", found.family.name},
                 {"gpu", found.request.gpu},
                 {"deadline_s", found.settings.deadline.value()},
                 {"points", points},
                 {"landmarks", landmarks(landmarks_of(found.points))},
                 {"paper_landmarks", landmarks(found.landmarks_of_paper)},
                 {"assumed", found.request.assumed}};
  return answer;
}

/// Utilization of both over compute.
inline void write_figure(const std::string& file, const family_answer& found) {
  using namespace scalewall;
  plot_series real{.title = std::string(found.family.name) + ", refined prices, whole memory"},
      of_paper{.title = "the paper's models"};
  for (const family_point& point : found.points) {
    real.x.push_back(point.wanted.compute.value());
    real.y.push_back(point.utilization);
  }
  for (const curve_point& point : found.of_paper) {
    of_paper.x.push_back(point.wanted.compute.value());
    of_paper.y.push_back(point.run.step.utilization);
  }
  write_plot({.heading = {"How far can training scale?"},
              .panels = {{.title = found.request.gpu + ", trained in " + to_text(found.settings.deadline),
                          .x = compute_axis(),
                          .y = utilization_axis(),
                          .series = {real, of_paper},
                          .notes = rounding_notes}}},
             file);
}

}  // namespace family_report
