// What would help most? By how much the utilization, the time and the end of linear scaling change with every
// parameter of the hardware and of the run.

#include "answer.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "effect_bars.hpp"
#include "help_report.hpp"
#include "launch_option.hpp"
#include "plot_option.hpp"
#include "run_options.hpp"
#include "training_help.hpp"
#include "training_options.hpp"
#include "written_findings.hpp"
#include <scalewall/analysis/sensitivity.hpp>
#include <scalewall/report/figure.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto description = R"(What would help a training run most?

Tells the elasticity of an answer to every parameter, the strongest first: the percentage by which the answer
changes per percent of the parameter, once with more of it and once with less, and with the best plan searched
anew. Either is exact for the change that is shown; they differ most where the best plan switches. Numbers that
must be split are doubled and halved. A deeper model has as many parameters and is thinner; a run that may take
twice as long has half as many GPUs. The end of linear scaling is that of the paper's curve, by the rules of the
reference, whatever --rules says of the run. With --model NAME|FILE, or a launch line behind --, the question is about
the step of a language model, with options of its own: what_would_help_most --model Llama-3.1-8B --help shows them.)";

struct question {
  run_options run;
  std::optional<std::int64_t> gpus;
  sw::seconds deadline = 3_months;
  std::vector<std::string> of = {"utilization", "run_time", "end_of_linear_scaling"};
  output_format format = output_format::table;
  std::string plot;
};

findings find(const question& asked) {
  std::vector<const answer_choice*> chosen;
  chosen.reserve(asked.of.size());
  for (const std::string& name : asked.of) chosen.push_back(&sw::choose(answers, "answer", name));

  sw::study curve{.machines = at_reference_prices(asked.run.machines())};
  curve.settings.deadline = asked.deadline;
  curve.prescribe = [sparse = asked.run.sparse, length = asked.run.sequence_length](std::int64_t d_model) {
    return sparse ? sw::sparse_laws(d_model, length) : sw::dense_laws(d_model, length);
  };
  // A question about the curve alone has no run.
  const bool of_run =
      std::any_of(chosen.begin(), chosen.end(), [](const answer_choice* one) { return one->of_run; });
  const helped_run run{.wanted = of_run ? asked.run.wanted() : sw::training_run{},
                       .how = asked.run.how,
                       .plans = asked.run.plans(),
                       .gpus = asked.gpus};
  findings found = find(chosen, run, curve);
  for (const std::string& why : found.unanswered) complain("what_would_help_most", why);
  return found;
}

sw::figure_page draw(const findings& found) {
  sw::figure_page page;
  const std::string machines(found.machines.name);
  if (found.run)
    page.heading = {"What would help most? " + run_text(found.run->wanted()) + ", on " +
                    counted(found.run->accelerators, "GPU") + ", " + machines};
  else
    page.heading = {"What would help most? All models by the paper's laws, on " + machines};
  for (const finding& one : found.all) {
    sw::figure& drawn = page.panels.emplace_back(
        effect_bars(std::string(one.of->title) + ": " + one.of->text(one.value), one.effects));
    if (found.run && !one.of->of_run)
      drawn.notes.emplace_back("This is of all models by the paper's laws, not of the run above.");
  }
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  if (names_a_model(argc, argv) || !split_at_dashes(argc, argv).line.empty())
    return what_helps_training(argc, argv);
  question asked;
  CLI::App app(description, "what_would_help_most");
  add_example(app, "what_would_help_most --width 12288 --gpus 65536 --of utilization");
  add_run_options(app, asked.run);
  add_whole_number_option(app, "--gpus", asked.gpus,
                          "How many GPUs (default: the smallest cluster that keeps the deadline)");
  add_months_option(app, asked.deadline, "The time that a training run may take");
  app.add_option(
         "--of", asked.of,
         "An answer: utilization, run_time or end_of_linear_scaling, which is that of all models by the "
         "paper's laws; repeatable (default: all)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot, "Draw the elasticities as bars into this file, .svg or .png");
  return answer_question(app, argc, argv,
                         [&] { return write_findings(find(asked), asked.format, asked.plot, draw); });
}
