// What do all these designs come to? Answers every question of a design space on many machines, over MPI.
//
// Rank 0 hands out blocks of questions and writes; it hardly needs a core. The other ranks answer.

#include "answer.hpp"
#include "counted_text.hpp"
#include "exploration.hpp"
#include "input_file.hpp"
#include "mpi_session.hpp"
#include "sole_writer.hpp"
#include "training_design_space.hpp"
#include "training_options.hpp"
#include <scalewall/calibration/calibrated_hardware.hpp>
#include <scalewall/grid/grid.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <CLI/CLI.hpp>
#include <mpi.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description =
    R"(What do all these designs come to? Reads a design space, ranges of clusters, models,
deadlines and cluster sizes in JSON, and writes a CSV file with a row for every combination: the best plan, or why there
is none. Of the ranks that mpirun starts the first reads and writes, the others answer: one more than there are cores.
Killed and started again, it goes on where it was; the file is the same to the byte, whatever the ranks.
With --model NAME|FILE the question is about all plans of a language model, with options of its own:
explore_design_space_mpi --model Llama-3.1-8B --help shows them.)";

constexpr auto description_of_training = R"(What do all plans of a language model come to?

Looks, on every number of GPUs, at every plan that divides GPUs, model and batch, and writes those that fit in memory with
the allocator's margin into a CSV file: of every mesh the fastest, the fastest mesh first, or why no plan fits. The rows are
those of explore_design_space --model. Of the ranks that mpirun starts the first writes, the others answer, a number of GPUs
at a time; each reads the files that options name. Killed and started again, it goes on where it was.)";

/// The text of rank 0, for all.
std::string broadcast(std::string text) {
  std::int64_t size = static_cast<std::int64_t>(text.size());
  MPI_Bcast(&size, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
  sw::require(size <= INT32_MAX, "a design space is described in less than 2 GiB", {{"bytes", size}});
  text.resize(static_cast<std::size_t>(size));
  MPI_Bcast(text.data(), static_cast<int>(size), MPI_CHAR, 0, MPI_COMM_WORLD);
  return text;
}

void send_text(const std::string& text, int rank) {
  MPI_Send(text.data(), static_cast<int>(text.size()), MPI_CHAR, rank, 0, MPI_COMM_WORLD);
}

/// Of whichever rank sends one next. Waits without keeping a core busy.
std::pair<int, std::string> receive_text() {
  MPI_Status message;
  for (int arrived = 0;;) {
    MPI_Iprobe(MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &arrived, &message);
    if (arrived != 0) break;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  int size = 0;
  MPI_Get_count(&message, MPI_CHAR, &size);
  std::string text(static_cast<std::size_t>(size), '\0');
  MPI_Recv(text.data(), size, MPI_CHAR, message.MPI_SOURCE, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return {message.MPI_SOURCE, std::move(text)};
}

/// An empty block says that there is no more to do.
void send_block(const sw::question_block& block, int rank) {
  MPI_Send(&block, 2, MPI_INT64_T, rank, 0, MPI_COMM_WORLD);
}

sw::question_block receive_block() {
  sw::question_block block;
  MPI_Recv(&block, 2, MPI_INT64_T, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return block;
}
static_assert(sizeof(sw::question_block) == 2 * sizeof(std::int64_t));

/// Brings back what `lines` makes of blocks until there is no more to do.
template <class Lines>
void answer_blocks(const Lines& lines) {
  for (std::string answers;;) {
    send_text(answers, 0);
    const sw::question_block block = receive_block();
    if (block.size() == 0) return;
    answers = lines(block);
  }
}

/// The plans that the words of a command line ask for.
training_design design_of(const std::vector<std::string>& words) {
  training_design asked;
  std::string answers;
  CLI::App app;
  add_training_design_options(app, asked);
  app.add_option("--output", answers);
  app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  return asked;
}

/// What every rank but 0 does: it asks for a block by bringing back the answers to the last one. Rank 0 has sent a design
/// space, or the words of its command line, a list, where they are about a language model.
void answer_for_rank_0() {
  const std::string sent = broadcast({});
  if (sent.empty()) return;
  const nlohmann::json design = sw::parse_json(sent);
  if (design.is_array()) {
    const training_design_answers answers(design_of(design.get<std::vector<std::string>>()));
    return answer_blocks([&](const sw::question_block& block) { return answers.lines(block); });
  }
  const sw::design_space space = sw::read_design_space(design, sw::read_hardware);
  const sw::answer_table table(space);
  answer_blocks([&](const sw::question_block& block) { return table.lines(block); });
}

/// What rank 0 does. Throws what the writing threw, once all others have been told to stop.
void hand_out(sw::question_block open, int answering, std::function<void(std::string_view)> write) {
  sw::question_queue questions(open, answering, std::move(write));
  std::vector<sw::question_block> given(static_cast<std::size_t>(answering) + 1);
  std::vector<int> waiting;
  std::exception_ptr failure;
  while (answering > 0) {
    const auto [rank, answers] = receive_text();
    sw::question_block& block = given[static_cast<std::size_t>(rank)];
    try {
      if (block.size() > 0 && !failure) questions.bring_back(block, answers);
    } catch (...) {
      failure = std::current_exception();
    }
    waiting.push_back(rank);
    while (!waiting.empty() && (failure || questions.all_taken() || questions.has_block())) {
      const bool stop = failure || questions.all_taken();
      const int next = waiting.back();
      waiting.pop_back();
      given[static_cast<std::size_t>(next)] = stop ? sw::question_block{} : questions.take();
      send_block(given[static_cast<std::size_t>(next)], next);
      if (stop) --answering;
    }
  }
  if (failure) std::rethrow_exception(failure);
}

/// Has the other ranks answer, or this one where there are none.
template <class Lines>
void answer_all(const mpi_session& mpi, sw::question_block open, const Lines& lines,
                const std::function<void(std::string_view)>& write) {
  if (mpi.ranks > 1)
    hand_out(open, mpi.ranks - 1, write);
  else
    sw::answer_on_threads(open, 1, lines, write);
}

/// What the file holds of questions about a language model: rows of numbers of GPUs that are whole, and of the last one.
struct rows_from_before {
  std::int64_t numbers = 0;       ///< of GPUs before that of the last row
  std::int64_t rows_of_last = 0;  ///< of the number of the last row, which may have more
};

/// By the last row, which begins with GPUs and place; a number without a plan has one row.
rows_from_before read_before(const sw::journal& file, const std::vector<std::int64_t>& numbers) {
  if (file.rows() == 0) return {};
  const std::string& row = file.last_row();
  const std::size_t first = std::min(row.find(','), row.size());
  const std::size_t second = std::min(row.find(',', std::min(first + 1, row.size())), row.size());
  const auto gpus = sw::spelled_number<std::int64_t>(row.substr(0, first));
  const auto found = std::find(numbers.begin(), numbers.end(), gpus.value_or(0));
  sw::require(found != numbers.end(), "rows are of numbers of GPUs that are asked for");
  const auto place = sw::spelled_number<std::int64_t>(
      std::string_view(row).substr(first + 1, second - std::min(second, first + 1)));
  return {found - numbers.begin(), place.value_or(1)};
}

/// What tells a file of answers from others: all words but its name, and the files that they name.
std::string subject_of(const std::vector<std::string>& words, const std::string& output) {
  std::string subject;
  for (const std::string& word : words) {
    if (word == output || word == "--output" || word == "--output=" + output) continue;
    subject.append("\n").append(word);
    const std::string value = word.starts_with("--") ? word.substr(word.find('=') + 1) : word;
    for (const std::filesystem::path& file :
         {std::filesystem::path(value), std::filesystem::path(value) / "config.json"}) {
      std::error_code unknown;
      if (std::filesystem::is_regular_file(file, unknown)) subject += content_of(file);
    }
  }
  return subject;
}

/// Answers as rank 0: `answer` tells the others what it is about, and where it does not come to that they are told to stop.
template <class Answer>
int answer_with_others(CLI::App& app, int argc, char** argv, const Answer& answer) {
  bool others_wait = true;
  const auto tell_others = [&](const std::string& design) {
    others_wait = false;
    broadcast(design);
  };
  const int status = answer_question(app, argc, argv, [&] { return answer(tell_others); });
  if (others_wait) tell_others({});
  return status;
}

int lead_training(const mpi_session& mpi, int argc, char** argv) {
  training_design asked;
  std::string output;
  CLI::App app(description_of_training, "explore_design_space_mpi");
  add_example(app,
              "mpirun -n 3 explore_design_space_mpi --model Llama-3.1-8B --gpus 8..64 --output plans.csv");
  add_training_design_options(app, asked);
  app.add_option("--output", output, "The CSV file that is written or gone on with")
      ->type_name("CSV")
      ->required();
  const std::vector<std::string> words(argv + 1, argv + argc);
  return answer_with_others(app, argc, argv, [&](const auto& tell_others) {
    sw::require(asked.training.model != "-",
                "--model is a name or a file that every rank reads, not standard input");
    const training_design_answers answers(asked);
    const sole_writer lock(output);
    const std::vector<std::int64_t>& numbers = answers.numbers();
    sw::journal file(output, answers.header(), subject_of(words, output),
                     most_training_plans * static_cast<std::int64_t>(numbers.size()));
    const rows_from_before before = read_before(file, numbers);
    const std::int64_t rows_before = file.rows();
    const std::string last_before = file.last_row();
    tell_others(nlohmann::json(words).dump());
    std::int64_t known = before.rows_of_last;  // rows of the first answers that are there
    answer_all(
        mpi, {before.numbers, static_cast<std::int64_t>(numbers.size())},
        [&](const sw::question_block& block) { return answers.lines(block); },
        [&](std::string_view lines) {
          for (; known > 0 && !lines.empty(); --known) {
            const std::size_t end = std::min(lines.find('\n'), lines.size() - 1);
            if (known == 1 && lines.substr(0, end) != last_before)
              throw sw::broken_rule(
                  sw::quoted_text(output) +
                  " is from another version of this program, which answers its last row otherwise");
            lines.remove_prefix(end + 1);
          }
          file.append(lines);
        });
    std::cout << sw::printable_text(output) << " has " << counted(file.rows(), "row") << " about "
              << counted(static_cast<std::int64_t>(numbers.size()), "number") << " of GPUs";
    if (rows_before > 0) std::cout << ", " << to_text(sw::count{rows_before}) << " of them from before";
    std::cout << ".\n";
    return answered;
  });
}

int lead(const mpi_session& mpi, int argc, char** argv) {
  explored_files files;
  CLI::App app(description, "explore_design_space_mpi");
  add_example(app,
              small_design +
                  std::string("\n  mpirun -n 3 explore_design_space_mpi design.json --output answers.csv"));
  add_file_options(app, files);
  return answer_with_others(app, argc, argv, [&](const auto& tell_others) {
    exploration explored(files);
    tell_others(explored.design());
    const sw::answer_table table(explored.space());
    answer_all(
        mpi, explored.open_questions(), [&](const sw::question_block& block) { return table.lines(block); },
        [&](std::string_view answers) { explored.write(answers); });
    explored.tell(std::cout);
    return answered;
  });
}

}  // namespace

int main(int argc, char** argv) {
  const mpi_session mpi(argc, argv);
  try {
    if (mpi.rank == 0)
      return names_a_model(argc, argv) ? lead_training(mpi, argc, argv) : lead(mpi, argc, argv);
    answer_for_rank_0();
    return answered;
  } catch (const std::exception& why) {
    complain("explore_design_space_mpi, rank " + std::to_string(mpi.rank), why);
    MPI_Abort(MPI_COMM_WORLD, not_answered);
    return not_answered;
  }
}
