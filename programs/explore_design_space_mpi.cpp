// What do all these designs come to? Answers every question of a design space on many machines, over MPI.
//
// Rank 0 hands out blocks of questions and writes; it hardly needs a core. The other ranks answer.

#include "answer.hpp"
#include "exploration.hpp"
#include "mpi_session.hpp"
#include <scalewall/calibration/calibrated_hardware.hpp>
#include <scalewall/grid/grid.hpp>

#include <mpi.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description =
    R"(What do all these designs come to? Reads a design space, ranges of clusters, models,
deadlines and cluster sizes in JSON, and writes a CSV file with a row for every combination: the best plan, or why there
is none. Of the ranks that mpirun starts the first reads and writes, the others answer: one more than there are cores.
Killed and started again, it goes on where it was; the file is the same to the byte, whatever the ranks.)";

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

/// What every rank but 0 does: it asks for a block by bringing back the answers to the last one.
void answer_for_rank_0() {
  const std::string design = broadcast({});
  if (design.empty()) return;
  const sw::design_space space = sw::read_design_space(sw::parse_json(design), sw::read_hardware);
  const sw::answer_table table(space);
  for (std::string answers;;) {
    send_text(answers, 0);
    const sw::question_block block = receive_block();
    if (block.size() == 0) return;
    answers = table.lines(block);
  }
}

/// What rank 0 does. Throws what the writing threw, once all others have been told to stop.
void hand_out(exploration& explored, int answering) {
  sw::question_queue questions(explored.open_questions(), answering,
                               [&](std::string_view answers) { explored.write(answers); });
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

int lead(const mpi_session& mpi, int argc, char** argv) {
  explored_files files;
  CLI::App app(description, "explore_design_space_mpi");
  add_example(app,
              small_design +
                  std::string("\n  mpirun -n 3 explore_design_space_mpi design.json --output answers.csv"));
  add_file_options(app, files);

  bool others_wait = true;
  const auto tell_others = [&](const std::string& design) {
    others_wait = false;
    broadcast(design);
  };
  const int status = answer_question(app, argc, argv, [&] {
    exploration explored(files);
    tell_others(explored.design());
    if (mpi.ranks > 1) {
      hand_out(explored, mpi.ranks - 1);
    } else {
      const sw::answer_table table(explored.space());
      sw::answer_on_threads(
          explored.open_questions(), 1, [&](const sw::question_block& block) { return table.lines(block); },
          [&](std::string_view answers) { explored.write(answers); });
    }
    explored.tell(std::cout);
    return answered;
  });
  if (others_wait) tell_others({});
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  const mpi_session mpi(argc, argv);
  try {
    if (mpi.rank == 0) return lead(mpi, argc, argv);
    answer_for_rank_0();
    return answered;
  } catch (const std::exception& why) {
    complain("explore_design_space_mpi, rank " + std::to_string(mpi.rank), why);
    MPI_Abort(MPI_COMM_WORLD, not_answered);
    return not_answered;
  }
}
