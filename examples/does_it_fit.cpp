// Does it fit, how long does a step take, and what makes it fit if it does not?

#include "answer.hpp"
#include "checked_options.hpp"
#include "launch_option.hpp"
#include "measured_step_report.hpp"
#include "nearest_runs_report.hpp"
#include "runs_option.hpp"
#include "training_options.hpp"
#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/fitting_changes.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

/// The number of GPUs beyond which more are no answer.
constexpr std::int64_t most_gpus_doubled = 65'536;

constexpr auto description = R"(Does it fit, and how long does a step take?

Takes a language model, GPUs and, behind --, the arguments of a Megatron-LM launch line as they are. Says what
the fullest GPU keeps in memory, module by module, with the margin that an allocator needs: it fits, it is
tight, or it does not fit; then by which changes it would, each with what it costs in time. Without a launch
line the fastest plan that fits is looked for among all that the options allow. Every answer says what it
assumed and on what evidence it stands, and shows the measured runs that are most like it. Of a step that was measured it
says where the difference to the prediction may come from. Nothing is fetched or executed.)";

/// The fastest plan on the fewest GPUs, doubled from those asked for, on which one fits; none within 1,024 times as many.
std::optional<scalewall::training_answer> on_enough_gpus(const training_request& request) {
  scalewall::training_question question = request.question;
  for (int doubled = 0; doubled < 10; ++doubled) {
    question.accelerators *= 2;
    const scalewall::training_ranking ranking =
        best_training_plans(question, request.space, request.recipe, 1);
    if (!ranking.best.empty()) return ranking.best.front();
  }
  return {};
}

/// The plan of the launch line, or the fastest that fits; where none does, the one that needs the least.
fit_report report_of(const training_request& request, const std::string& runs_file) {
  namespace sw = scalewall;
  fit_report report;
  if (request.plan) {
    report.answer = answer_of(request.question, *request.plan, request.recipe);
  } else {
    const sw::training_ranking ranking =
        best_training_plans(request.question, request.space, request.recipe, 1);
    report.plans = ranking.plans;
    report.fitting = ranking.fitting;
    if (ranking.plans == 0)
      throw sw::broken_rule("no plan that the options allow divides " +
                            std::to_string(request.question.accelerators) + " GPUs, the model and the batch");
    report.answer = ranking.best.empty()
                        ? answer_of(request.question, ranking.leanest.plan, ranking.leanest.recipe)
                        : ranking.best.front();
  }
  if (report.answer.verdict.found != sw::fit::fits)
    report.changes = fitting_changes(request.question, report.answer.plan, report.answer.recipe);
  if (report.answer.verdict.found == sw::fit::does_not_fit && report.changes.empty() &&
      request.question.accelerators <= most_gpus_doubled)
    report.on_more_gpus = on_enough_gpus(request);
  const runs_table measured = chosen_runs(runs_file);
  report.nearest = runs_near(request.question, report.answer, measured.runs);
  report.without_runs = measured.missing;
  if (report.nearest.empty() && report.without_runs.empty())
    report.without_runs =
        "measured runs to compare with: no run of the table is predicted and has seconds of a step";
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  training_options asked;
  std::string runs_file;
  std::optional<scalewall::seconds> measured;
  output_format format = output_format::table;
  CLI::App app(description, "does_it_fit");
  add_example(app, "does_it_fit --model Llama-3.1-70B --gpus 64 --tp 4 --pp 4");
  add_training_options(app, asked);
  add_time_option(app, "--measured", measured,
                  "What a step took, to be told where the difference may come from");
  add_runs_option(app, runs_file);
  add_format_option(app, format, {{"table", output_format::table}, {"json", output_format::json}});

  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    const training_request request = request_of(asked, split.line);
    fit_report report = report_of(request, runs_file);
    if (measured) report.measured = answer_measured(request, report.answer, *measured);
    if (format == output_format::json)
      write_json(std::cout, request, report);
    else
      write_table(std::cout, request, report);
    return answered;
  });
}
