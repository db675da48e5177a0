// Does it fit, how long does a step take, and what makes it fit if it does not?

#include "answer.hpp"
#include "checked_options.hpp"
#include "constant_page.hpp"
#include "fit_report.hpp"
#include "given_training.hpp"
#include "launch_option.hpp"
#include "measured_step_report.hpp"
#include "nearest_runs_report.hpp"
#include "runs_option.hpp"
#include "step_trace.hpp"
#include "training_options.hpp"
#include "training_report.hpp"
#include "written_document.hpp"
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>

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
says where the difference to the prediction may come from. --trace draws the step as a timeline of the pipeline's
stages, --as cpp writes a page of C++ that compiles while the answer holds. Nothing is fetched or executed.)";

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

struct page_choice {
  const char* name;
};

/// What is written as a page.
constexpr page_choice known_pages[] = {{"cpp"}};

}  // namespace

int main(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  training_options asked;
  std::string runs_file;
  std::optional<scalewall::seconds> measured;
  output_format format = output_format::table;
  std::string trace_file, as;
  CLI::App app(description, "does_it_fit");
  add_example(app, "does_it_fit --model Llama-3.1-70B --gpus 64 --tp 4 --pp 4");
  add_training_options(app, asked);
  add_time_option(app, "--measured", measured,
                  "What a step took, to be told where the difference may come from");
  add_runs_option(app, runs_file);
  CLI::Option* written = add_format_option(app, format, formats_without_csv);
  app.add_option("--trace", trace_file,
                 "Write a trace of the step, as Perfetto and chrome://tracing show it, into this file")
      ->type_name("FILE");
  app.add_option_function<std::string>(
         "--as", [&as](const std::string& name) { as = scalewall::choose(known_pages, "page", name).name; },
         "Write a page instead: cpp (C++ with static_asserts that hold the answer)")
      ->type_name("NAME")
      ->excludes(written);

  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    const training_request request = request_of(app, asked, split.line);
    if (!as.empty()) {
      const fit_report report = chosen_plan(request);
      if (!trace_file.empty()) write_step_trace(trace_file, request, report.answer);
      std::cout << constant_page(request, report.answer);
      return answered;
    }
    fit_report report = report_beside_runs(request, runs_file);
    if (!trace_file.empty()) write_step_trace(trace_file, request, report.answer);
    if (measured) report.measured = answer_measured(request, report.answer, *measured);
    if (format == output_format::json)
      std::cout << json_of(request, report).dump(2) << '\n';
    else
      write_document(std::cout, document_of(request, report), format);
    if (!trace_file.empty() && is_for_people(format))
      std::cout << "\nThe trace is in " << scalewall::printable_text(trace_file) << ".\n";
    return answered;
  });
}
