// Which plan of a language model is the fastest: the answer of which_plan where a --model is given.

#pragma once

#include "answer.hpp"
#include "given_training.hpp"
#include "training_options.hpp"
#include "training_plans_report.hpp"
#include "written_document.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>

/// The program which_plan, where a --model is given.
inline int which_training_plan(int argc, char** argv) {
  training_options asked;
  output_format format = output_format::table;
  std::int64_t plans = 5;
  CLI::App app(
      "Which plan trains a language model fastest?\n\nLooks at every plan that divides GPUs, model and "
      "batch, keeps those that fit in memory with the allocator's margin, and ranks them by the time of "
      "a step. What is said of a degree holds for all: --tp 8, --pp 4..16.",
      "which_plan");
  add_example(app, "which_plan --model Llama-3.1-405B --gpus 16384");
  add_training_options(app, asked);
  add_whole_number_option(app, "--plans", plans, "How many plans, each of another mesh (default: 5)");
  add_format_option(app, format);
  return answer_question(app, argc, argv, [&] {
    const training_request request = request_of(asked);
    const scalewall::training_ranking ranking =
        ranked_plans_of(request, static_cast<std::size_t>(std::min<std::int64_t>(plans, 1000)));
    if (format == output_format::json)
      std::cout << json_of(request, ranking).dump(2) << '\n';
    else if (format == output_format::csv)
      write_plans_csv(std::cout, request, ranking);
    else
      write_document(std::cout, document_of(request, ranking), format);
    return answered;
  });
}
