// Run by mpirun with several ranks, all of which make every check.

#define DOCTEST_CONFIG_IMPLEMENT
#include <scalewall/timing/mpi.hpp>

#include <doctest/doctest.h>
#include <mpi.h>

#include <cstddef>
#include <string>

namespace {

namespace sw = scalewall;
using namespace sw::literals;
using op = sw::transfer_operation;

// A small machine, so that little memory is filled, whatever this one is.
sw::mpi_backend small_machines() {
  return sw::mpi_backend(
      MPI_COMM_WORLD,
      {.name = "a test",
       .backend = "host",
       .known = sw::describe_processor({.caches = {{1, 32_KiB, 1}, {2, 512_KiB, 2}}, .source = "a test"}, 2,
                                       {"Neon", 16_B, 32}, 1_GiB, 1_GHz)});
}

const sw::timing_effort quick{.at_most = 1_ms, .samples = 3, .warm_up = 1};

TEST_CASE("every transfer takes its time, the same for all ranks") {
  sw::mpi_backend backend = small_machines();
  CHECK(backend.device().backend == "MPI");
  for (std::size_t i = 0; i < sw::transfer_operation_names.size(); ++i)
    for (int participants = 2;
         participants <= (static_cast<op>(i) == op::point_to_point ? 2 : backend.ranks()); ++participants)
      for (const auto& size : {1_B, 64_KiB}) {
        const sw::probe what =
            sw::transfer_probe{.operation = static_cast<op>(i), .participants = participants, .size = size};
        CAPTURE(to_text(what));
        const sw::timing took = time_probe(backend, what, quick);
        CHECK_NOTHROW(require_valid(took));
        double of_rank_0 = took.median.value();
        MPI_Bcast(&of_rank_0, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
        CHECK(took.median.value() == of_rank_0);
      }
}

TEST_CASE("what is not there is told in a sentence, by every rank") {
  sw::mpi_backend backend = small_machines();
  const auto refused = [&](const sw::probe& what, const std::string& sentence) {
    CHECK_THROWS_WITH_AS(time_probe(backend, what, quick), sentence.c_str(), sw::cannot_measure);
  };
  const std::string ranks = std::to_string(backend.ranks());
  refused(sw::transfer_probe{.participants = backend.ranks() + 1, .size = 1_KiB},
          "there are " + ranks + " ranks, fewer than " + std::to_string(backend.ranks() + 1));
  refused(sw::transfer_probe{.participants = 2, .nodes = 2, .size = 1_KiB},
          "the first 2 ranks are on 1 node");
  refused(sw::transfer_probe{.operation = op::point_to_point, .size = 16_GiB},
          "MPI counts the words of a transfer in 32 bits");
  refused(sw::transfer_probe{.participants = 2, .size = 1_GiB},
          "a rank has too little memory for what it transfers");
  if (backend.ranks() > 2)
    refused(sw::transfer_probe{.operation = op::point_to_point, .participants = 3, .size = 1_KiB},
            "point to point has two participants");
  refused(sw::matmul_probe{.shape = {8, 8, 8}}, "between processes only transfers are timed");
  refused(sw::launch_probe{}, "between processes only transfers are timed");
}

TEST_CASE("what MPI finds wrong is told in its words") {
  const sw::detail::mpi_group all(MPI_COMM_WORLD, 0);
  const float word = 0;
  CHECK_THROWS_AS(
      sw::detail::require_success(MPI_Send(&word, 1, MPI_FLOAT, all.size(), 0, all.ranks()), "MPI_Send"),
      sw::mpi_failure);
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  const int failed = doctest::Context(argc, argv).run();
  MPI_Finalize();
  return failed;
}
