// How far are predictions from real training runs? Predicted against measured seconds and bytes, for a table of runs.

#include "answer.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "plot_option.hpp"
#include "runs_file.hpp"
#include "runs_report.hpp"
#include "written_document.hpp"
#include <scalewall/report/document.hpp>
#include <scalewall/report/plot.hpp>
#include <scalewall/runs/held_out.hpp>
#include <scalewall/runs/predict_run.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Holds predictions of training against runs that others measured and published.

A FILE is a CSV file with the columns of data/training_runs.md; without one, the table of this project is taken. What
columns say decides; what is known of a source alone is told as assumed, and columns can say it of any row: release
(22.05: Megatron-LM of 2019 to 2022 is another software than Megatron Core), attention (fused, flash, unfused), vpp,
seq_parallel, recompute. A cell is read by known words, and a row with another cannot be predicted. A row that cannot be
predicted says why; what its source does not state is assumed by rules, and the run says so. An error is
predicted / measured - 1. Sweeps are the runs of one source with the same model and batch on the same GPUs: how well
their plans are ranked, and how much slower the plan is that is predicted best.)";

constexpr auto example = R"(cat > runs.csv <<END
id,source_key,model,layers,d_model,d_ff,heads,vocab,gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,tp,pp,precision,recompute,framework,release,iter_s
T5-22B,Korthikanti 2022,GPT 22B,48,6144,24576,64,51200,n,2048,4,4,A100 80GB,8,8,1,FP16,full,Megatron-LM,22.05,1.42
END
validate_runs runs.csv --format csv)";

struct question {
  std::vector<std::string> files;
  output_format format = output_format::table;
  bool held_out = false;
  std::string plot;
};

std::vector<sw::predicted_run> predict_runs(const question& asked) {
  std::vector<sw::predicted_run> predicted;
  for (const std::string& file : asked.files) {
    for (sw::measured_run& run : runs_in(file))
      if (!asked.held_out || sw::is_held_out_run(run.id)) predicted.push_back(sw::predict(std::move(run)));
  }
  return predicted;
}

sw::document document_of(const std::vector<sw::predicted_run>& runs) {
  std::vector<std::string> obstacles, doubts, assumed;
  for (const sw::predicted_run& one : runs) {
    if (!one.time || !one.run.step) obstacles.push_back(run_report::reason_of(one));
    if (one.time && !one.run.doubt.empty()) doubts.push_back(one.run.doubt);
    assumed.insert(assumed.end(), one.run.assumed.begin(), one.run.assumed.end());
  }
  sw::document told;
  told.paragraph(counted(runs.size(), "run") + ", of which " +
                 sw::to_text(sw::count{runs.size() - obstacles.size()}) +
                 " are predicted and measured. Errors of the seconds of a step: signed median, then median "
                 "and 90th percentile of the absolute error.")
      .rows(run_report::groups_table(runs));
  if (!sw::sweeps_of(runs).empty())
    told.heading("Sweeps of plans; the rank correlation is the median of a source's sweeps:")
        .rows(run_report::sweeps_table(runs));
  if (sw::all_errors(runs, sw::memory_error))
    told.heading("Errors of the bytes of the fullest GPU:").rows(run_report::memory_table(runs));
  if (sw::all_errors(runs, sw::time_error))
    told.heading("The worst ten:").rows(run_report::worst_table(runs));
  const auto list = [&](const char* title, const char* what, const std::vector<std::string>& sentences) {
    if (!sentences.empty()) told.heading(title).rows(run_report::sentences_table(what, sentences));
  };
  list("Without an error:", "because", obstacles);
  list("Predicted and left out of errors:", "because", doubts);
  list("Assumed where the source does not say:", "assumption", assumed);
  return told;
}

exit_status answer(const question& asked) {
  const std::vector<sw::predicted_run> runs = predict_runs(asked);
  if (runs.empty()) throw std::runtime_error("there is no run to predict");
  if (asked.format == output_format::csv) run_report::write_csv(std::cout, runs);
  if (asked.format == output_format::json) std::cout << run_report::errors_json(runs).dump(2) << '\n';
  const bool for_people = is_for_people(asked.format);
  if (for_people) write_document(std::cout, document_of(runs), asked.format);
  if (asked.plot.empty()) return answered;
  const sw::figure drawn = run_report::scatter_figure(runs);
  if (drawn.series.empty())
    throw std::runtime_error("there is nothing to plot: no run is predicted and measured");
  sw::write_plot(drawn, asked.plot);
  if (for_people) std::cout << "\nThe plot is in " << sw::printable_text(asked.plot) << ".\n";
  return answered;
}

}  // namespace

int main(int argc, char** argv) {
  question asked;
  CLI::App app(description, "validate_runs");
  add_example(app, example);
  app.add_option("FILE", asked.files, "Tables of runs (default: data/training_runs.csv of this project)");
  app.add_flag("--held-out", asked.held_out,
               "Only the runs that fit_runs does not see: CRC-32 of their names is a multiple of 5");
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot, "Draw predicted over measured seconds into this file, .svg or .png");
  return answer_question(app, argc, argv, [&] {
    if (asked.files.empty()) asked.files.emplace_back(SCALEWALL_DATA "/training_runs.csv");
    return answer(asked);
  });
}
