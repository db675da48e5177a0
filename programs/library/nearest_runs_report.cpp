#include "nearest_runs_report.hpp"

#include <scalewall/report/number_json.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_plan_text.hpp>

#include <string>

namespace {

/// Runs that are shown with an answer.
constexpr std::size_t nearest_runs_shown = 3;

}  // namespace

scalewall::run_configuration configuration_of(const scalewall::training_question& question,
                                              const scalewall::training_answer& answer) {
  namespace sw = scalewall;
  return {.model = question.model,
          .plan = answer.plan,
          .batch = question.batch,
          .recipe = answer.recipe,
          .hardware = {.gpu = question.machine.name,
                       .gpus = question.accelerators,
                       .network = question.machine.network},
          .software = {.family = question.software.family,
                       .release = question.software.release,
                       .tuning = question.software.kind},
          .purpose = answer.recipe.adapter_rank ? sw::run_purpose::low_rank_fine_tuning
                                                : sw::run_purpose::pre_training};
}

std::vector<nearby_run> runs_near(const scalewall::training_question& question,
                                  const scalewall::training_answer& answer,
                                  std::span<const scalewall::measured_run> runs) {
  std::vector<nearby_run> near;
  for (const scalewall::run_nearby& one :
       nearest_runs(configuration_of(question, answer), runs, nearest_runs_shown))
    near.push_back({.run = predict(*one.run), .distance = one.distance});
  return near;
}

scalewall::document document_of(std::span<const nearby_run> near) {
  using namespace scalewall;
  document told;
  if (near.empty()) return told;
  table shown({text_column("nearest measured runs"), text_column("model"), text_column("GPUs"),
               text_column("plan"), text_column("sequences"), text_column("layers in"),
               number_column("measured"), number_column("predicted"), number_column("unlike")});
  std::vector<std::string> sources;
  sources.reserve(near.size());
  for (const nearby_run& one : near) {
    const run_configuration& what = one.run.run.configuration.value();
    shown.add_row({printable_text(one.run.run.id), printable_text(one.run.run.model_name),
                   std::to_string(what.hardware.gpus) + " " + std::string(what.hardware.gpu),
                   to_text(what.plan),
                   std::to_string(what.batch.sequences) + " x " + std::to_string(what.batch.sequence_length),
                   std::string(name(what.recipe.format)), to_text(one.run.run.step->time),
                   one.run.time ? to_text(*one.run.time) : "-", number_text(one.distance, 2)});
    sources.push_back(one.run.run.id + ": " + one.run.run.published);
  }
  told.rows(shown,
            "unlike is 0 where all that is compared is the same, and 1 for a factor of two in one size; "
            "sources:")
      .list("", sources);
  return told;
}

nlohmann::ordered_json json_of(std::span<const nearby_run> near) {
  using namespace scalewall;
  nlohmann::ordered_json runs = nlohmann::ordered_json::array();
  for (const nearby_run& one : near) {
    const run_configuration& what = one.run.run.configuration.value();
    runs.push_back({{"id", one.run.run.id},
                    {"model", one.run.run.model_name},
                    {"gpu", what.hardware.gpu},
                    {"gpus", what.hardware.gpus},
                    {"batch", batch_json(what.batch)},
                    {"plan", what.plan},
                    {"recipe", what.recipe},
                    {"software", name(what.software.family)},
                    {"measured_s", one.run.run.step->time.value()},
                    {"predicted_s", nullptr},
                    {"unlike", one.distance},
                    {"source", one.run.run.published},
                    {"assumed", one.run.run.assumed}});
    if (one.run.time) runs.back()["predicted_s"] = one.run.time->value();
  }
  return runs;
}
