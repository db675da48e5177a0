// What do all these designs come to? Answers every question of a design space on all cores of this machine.

#include "answer.hpp"
#include "checked_options.hpp"
#include "exploration.hpp"
#include "training_design_space.hpp"
#include "training_options.hpp"
#include <scalewall/grid/grid.hpp>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

namespace {

namespace sw = scalewall;

constexpr auto description =
    R"(What do all these designs come to? Reads a design space, ranges of clusters, models,
deadlines and cluster sizes in JSON, and writes a CSV file with a row for every combination: the best plan, or why there
is none. Killed and started again, it goes on where it was; the file is the same to the byte, whatever the threads.
With --model NAME|FILE the question is about all plans of a language model, with options of its own:
explore_design_space --model Llama-3.1-8B --help shows them.)";

}  // namespace

int main(int argc, char** argv) {
  if (names_a_model(argc, argv)) return explore_training_plans(argc, argv);
  explored_files files;
  std::int64_t threads = std::max(1U, std::thread::hardware_concurrency());
  CLI::App app(description, "explore_design_space");
  add_example(app, small_design + std::string("\n  explore_design_space design.json --output answers.csv"));
  add_file_options(app, files);
  add_whole_number_option(app, "--threads", threads, "How many work at once (default: one for each core)");

  return answer_question(app, argc, argv, [&] {
    exploration explored(files);
    const sw::answer_table table(explored.space());
    sw::answer_on_threads(
        explored.open_questions(), threads,
        [&](const sw::question_block& block) { return table.lines(block); },
        [&](std::string_view answers) { explored.write(answers); });
    explored.tell(std::cout);
    return answered;
  });
}
