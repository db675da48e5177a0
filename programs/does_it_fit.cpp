// Does it fit, how long does a step take, and what makes it fit if it does not?

#include "answer.hpp"
#include "checked_options.hpp"
#include "fit_report.hpp"
#include "given_training.hpp"
#include "launch_option.hpp"
#include "measured_step_report.hpp"
#include "nearest_runs_report.hpp"
#include "runs_option.hpp"
#include "training_options.hpp"
#include "training_report.hpp"

#include <iostream>
#include <optional>
#include <string>

namespace {

constexpr auto description = R"(Does it fit, and how long does a step take?

Takes a language model, GPUs and, behind --, the arguments of a Megatron-LM launch line as they are, or one file: a script
with that line, a run_config.yaml of Megatron-Bridge, a JSON of DeepSpeed or a TOML of torchtitan. Says what
the fullest GPU keeps in memory, module by module, with the margin that an allocator needs: it fits, it is
tight, or it does not fit; then by which changes it would, each with what it costs in time. Without a launch
line the fastest plan that fits is looked for among all that the options allow. Every answer says what it
assumed and on what evidence it stands, and shows the measured runs that are most like it. Of a step that was measured it
says where the difference to the prediction may come from. Nothing is fetched or executed.)";

/// The answer with the measured runs that are most like it.
fit_report report_beside_runs(const training_request& request, const std::string& runs_file) {
  fit_report report = report_of(request);
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
    const training_request request = request_of(app, asked, split.line);
    fit_report report = report_beside_runs(request, runs_file);
    if (measured) report.measured = answer_measured(request, report.answer, *measured);
    if (format == output_format::json)
      std::cout << json_of(request, report).dump(2) << '\n';
    else
      write_table(std::cout, request, report);
    return answered;
  });
}
