// How many GPUs train a language model in time: the answer of how_many_gpus where a --model is given.

#pragma once

#include "answer.hpp"
#include "counted_text.hpp"
#include "given_training.hpp"
#include "training_options.hpp"
#include "training_report.hpp"
#include "written_document.hpp"
#include <scalewall/report/document.hpp>
#include <scalewall/search/fewest_accelerators.hpp>

#include <iostream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

inline scalewall::document document_of(const training_request& request,
                                       const scalewall::timely_training& found, scalewall::tokens data) {
  using namespace scalewall;
  const training_answer& answer = found.answer;
  table shown(
      {text_column(::counted(found.accelerators, "GPU") + " of kind " + request.gpu), text_column("")});
  shown.add_row({"plan", to_text(answer.plan)});
  shown.add_row({"recompute", to_text(answer.recipe.recompute)});
  shown.add_row({"time of the run", to_text(found.duration)});
  shown.add_row({"time of a step", to_text(answer.step.total)});
  shown.add_row({"steps", number_text(data / answer.step.tokens_of_step)});
  shown.add_row({"tokens/s/GPU", number_text(answer.step.throughput_of_accelerator().value())});
  shown.add_row({"fullest GPU", to_text(answer.memory.peak()) + " of " + to_text(request.question.memory)});
  document told;
  told.heading(request.model_name + " on " + to_text(data) + " takes")
      .rows(shown)
      .paragraph("The fewest of " + std::to_string(found.sizes) + " numbers of GPUs, " +
                 searched_numbers_text(request.question.machine) + "; and of " +
                 ::counted(found.plans, "plan") + ". Evidence: " + band_text(answer.step))
      .append(grounds_of(request, answer.step, {steps_alike}));
  return told;
}

inline void write_deadline_json(std::ostream& out, const training_request& request,
                                const scalewall::timely_training& found, scalewall::tokens data) {
  using namespace scalewall;
  const training_step& step = found.answer.step;
  nlohmann::ordered_json json = {{"schema", "scalewall/how_many_gpus_for_a_language_model/1"},
                                 {"model", request.model_name},
                                 {"gpu", request.gpu},
                                 {"gpus", found.accelerators},
                                 {"tokens", data.value()},
                                 {"run_time_s", found.duration.value()}};
  json.update(json_of(found.answer));
  json.update({{"space",
                {{"sizes", found.sizes},
                 {"sizes_are", searched_numbers_text(request.question.machine)},
                 {"plans", found.plans}}},
               {"evidence", class_of(step.evidence).name},
               {"assumed", assumed_of(request, step)},
               {"not_understood", request.not_understood()}});
  out << json.dump(2) << '\n';
}

/// The program how_many_gpus, where a --model is given.
inline int how_many_gpus_train(int argc, char** argv) {
  using namespace scalewall;
  training_options asked;
  seconds deadline = 3_months;
  std::optional<tokens> said;
  output_format format = output_format::table;
  CLI::App app(
      "How many GPUs does it take to train a language model in time?\n\nFinds the fewest GPUs, equal parts "
      "of a node or whole nodes times 2^a 3^b (of racks trays times 2^a 3^b 5^c), whose fastest plan that "
      "fits is done before the deadline.",
      "how_many_gpus");
  add_example(app, "how_many_gpus --model Llama-3.1-8B --tokens 1e12 --months 1");
  add_months_option(app, deadline, "The time that the training run may take");
  add_tokens_option(app, said);
  add_training_options(app, asked);
  add_format_option(app, format, formats_without_csv);
  return answer_question(app, argc, argv, [&] {
    if (asked.gpus) throw broken_rule("--gpus is what is asked for: leave it out, or ask which_plan");
    training_request request = request_of_any_number(asked);
    const tokens data = tokens_of(request, said);
    const std::optional<timely_training> found =
        fewest_accelerators(request.question, request.space, request.recipe, data, deadline,
                            [&](std::int64_t gpus) { return sequences_on(gpus, asked, request); });
    if (!found)
      throw broken_rule("no number of GPUs up to " + digits_text(count{most_accelerators_searched}) +
                        " trains " + request.model_name + " on " + to_text(data) + " in " +
                        to_text(deadline) + ": a larger batch or a longer time may");
    if (!asked.batch_sequences)
      request.assumed.push_back(usual_batch_text(found->batch) +
                                "; every number of GPUs looked at has one that it divides among");
    request.question.batch = found->batch;
    require_a_step(data, found->batch);
    if (format == output_format::json)
      write_deadline_json(std::cout, request, *found, data);
    else
      write_document(std::cout, document_of(request, *found, data), format);
    return answered;
  });
}
