// How many GPUs does a training run take to be done in time?

#include "answer.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "plan_report.hpp"
#include "run_options.hpp"
#include "training_deadline.hpp"
#include "written_document.hpp"
#include <scalewall/report/assumptions.hpp>
#include <scalewall/search/cluster_sizes.hpp>
#include <scalewall/search/smallest_cluster.hpp>

#include <iostream>
#include <stdexcept>
#include <string>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto description = R"(How many GPUs does it take to train a model in time?

Finds the smallest cluster, of sizes that double in whole nodes, whose best plan is done before the deadline, and
the best plan of another kind on it: with other degrees of pipeline, data or expert parallelism, or another
schedule. With --every-plan it is the smallest of any size. With --model NAME|FILE the question is about a
language model, with options of its own: how_many_gpus --model Llama-3.1-8B --help shows them.)";

}  // namespace

int main(int argc, char** argv) {
  if (names_a_model(argc, argv)) return how_many_gpus_train(argc, argv);
  run_options asked;
  sw::seconds deadline = 3_months;
  output_format format = output_format::table;
  CLI::App app(description, "how_many_gpus");
  add_example(app, "how_many_gpus --width 12288 --months 2");
  add_months_option(app, deadline, "The time that the training run may take");
  add_run_options(app, asked);
  add_format_option(app, format, formats_without_csv);

  return answer_question(app, argc, argv, [&] {
    const sw::cluster machines = asked.machines();
    const sw::training_run wanted = asked.wanted();
    const auto smallest = sw::smallest_cluster(wanted, machines, deadline, asked.how, asked.plans());
    if (!smallest) throw std::runtime_error(no_cluster_text(wanted, machines, deadline));
    const sw::count gpus = smallest->step.accelerators;
    const sw::cluster_size size{.accelerators = gpus, .working = smallest->step.working};
    const ranked_plans found =
        rank_plans(wanted, machines, gpus, 2, asked.how, plans_on(asked.plans(), size));
    if (format == output_format::json) {
      write_json(std::cout, found);
    } else {
      sw::document told;
      told.heading(run_text(wanted) + ",\nin " + sw::to_text(deadline) + ": " + counted(gpus, "GPU") + ", " +
                   std::string(machines.name))
          .paragraph(to_text(assumptions_of(wanted, machines, asked.how)) +
                         (asked.every_plan ? "\nEvery number of GPUs was looked at."
                                           : "\nSizes double from a GPU for every expert, in whole nodes or "
                                             "equal parts of them; --every-plan looks at those between."),
                     widest_line)
          .append(document_of(found));
      write_document(std::cout, told, format);
    }
    return answered;
  });
}
