// Which plan is best for a model on this many GPUs?

#include "answer.hpp"
#include "certificate_file.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "plan_report.hpp"
#include "run_options.hpp"
#include "training_plans.hpp"
#include "whole_files.hpp"
#include "written_document.hpp"
#include <scalewall/report/assumptions.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <string>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Which plan trains a model fastest on a number of GPUs?

Finds the plan that takes the least time of all that fit in memory, and the best plans of other kinds: with
other degrees of pipeline, data or expert parallelism, or another schedule. Says why these lost, and how many
plans there are. With --model NAME|FILE the question is about a language model, with options of its own:
which_plan --model Llama-3.1-8B --help shows them.)";

}  // namespace

int main(int argc, char** argv) {
  if (names_a_model(argc, argv)) return which_training_plan(argc, argv);
  run_options asked;
  std::int64_t gpus = 0;
  std::int64_t plans = 2;
  output_format format = output_format::table;
  std::string certificate;
  CLI::App app(description, "which_plan");
  add_example(app, "which_plan --gpus 65536 --width 12288");
  add_whole_number_option(app, "--gpus", gpus, "How many GPUs")->required();
  add_run_options(app, asked);
  add_whole_number_option(app, "--plans", plans, "How many plans, each of another kind (default: 2)");
  app.add_option("--certificate", certificate,
                 "Write what check_certificate needs to see that no plan is better, into this file")
      ->type_name("FILE");
  add_format_option(app, format, formats_without_csv);

  return answer_question(app, argc, argv, [&] {
    const sw::cluster machines = asked.machines();
    const sw::training_run wanted = asked.wanted();
    const ranked_plans found = rank_plans(wanted, machines, gpus, static_cast<std::size_t>(plans), asked.how,
                                          asked.plans(), !certificate.empty());
    if (!certificate.empty()) {
      const std::filesystem::path file(certificate);
      whole_files folder(file.has_parent_path() ? file.parent_path() : ".");
      std::ostringstream text;
      write_certificate(text, sw::step_estimator(wanted.model, machines, wanted.batch, asked.how), gpus,
                        asked.plans(), found.best().step, found.record);
      folder.write({{file.filename().string(), text.str()}});
    }
    if (format == output_format::json) {
      write_json(std::cout, found);
    } else {
      sw::document told;
      told.heading(run_text(wanted) + ",\non " + counted(gpus, "GPU") + ", " + std::string(machines.name))
          .paragraph(to_text(assumptions_of(wanted, machines, asked.how)), widest_line)
          .append(document_of(found));
      write_document(std::cout, told, format);
    }
    return answered;
  });
}
