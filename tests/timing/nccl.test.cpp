#ifdef SCALEWALL_NCCL

#include "cuda_gpu.hpp"
#include <scalewall/timing/nccl.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

namespace sw = scalewall;
using namespace sw::literals;
using enum sw::transfer_operation;

sw::transfer_probe probe(sw::transfer_operation operation, std::int64_t participants, sw::bytes size) {
  return {.operation = operation, .participants = participants, .size = size};
}

TEST_CASE("a size is what transfer_operation says of it") {
  CHECK(sw::nccl_words_of(probe(all_reduce, 8, 1_KiB)) == sw::nccl_words{256, 256, 256});
  CHECK(sw::nccl_words_of(probe(all_gather, 8, 1_KiB)) == sw::nccl_words{32, 32, 256});
  CHECK(sw::nccl_words_of(probe(reduce_scatter, 8, 1_KiB)) == sw::nccl_words{32, 256, 32});
  CHECK(sw::nccl_words_of(probe(all_to_all, 8, 1_KiB)) == sw::nccl_words{32, 256, 256});
  CHECK(sw::nccl_words_of(probe(point_to_point, 2, 1_KiB)) == sw::nccl_words{256, 256, 256});
  CHECK(sw::nccl_words_of(probe(all_reduce, 8, 1_GiB)).share == std::size_t{1} << 28);
  // Rounded up to a word for everyone.
  CHECK(sw::nccl_words_of(probe(all_gather, 8, 8_B)) == sw::nccl_words{1, 1, 8});
  CHECK(sw::nccl_words_of(probe(all_reduce, 3, 9_B)) == sw::nccl_words{3, 3, 3});
  CHECK_THROWS_AS(sw::nccl_words_of(probe(all_reduce, 3, 1e300_B)), sw::cannot_measure);
}

TEST_CASE("what one process cannot reach is told") {
  CHECK_NOTHROW(sw::require_reachable(probe(all_reduce, 4, 8_B), 4));
  CHECK_THROWS_WITH_AS(sw::require_reachable(probe(all_reduce, 2, 8_B), 1),
                       "a transfer by 2 GPUs needs as many, and there is 1", sw::cannot_measure);
  CHECK_THROWS_WITH_AS(sw::require_reachable(probe(all_gather, 8, 8_B), 4),
                       "a transfer by 8 GPUs needs as many, and there are 4", sw::cannot_measure);
  CHECK_THROWS_WITH_AS(sw::require_reachable(probe(point_to_point, 4, 8_B), 4),
                       "from point to point there are two participants", sw::cannot_measure);
  sw::transfer_probe far = probe(all_reduce, 4, 8_B);
  far.nodes = 2;
  CHECK_THROWS_WITH_AS(sw::require_reachable(far, 4), "the CUDA backend reaches the GPUs of one node only",
                       sw::cannot_measure);
}

TEST_CASE("what NCCL says is passed on") {
  const std::string own = ncclGetErrorString(ncclInvalidArgument);
  CHECK(sw::explain(ncclInvalidArgument, "") == own);
  CHECK(sw::explain(ncclInvalidArgument, "no such rank") == own + ", no such rank");
  CHECK_NOTHROW(sw::check(ncclSuccess, "doing nothing"));
  CHECK_THROWS_AS(sw::check(ncclSystemError, "connecting"), sw::cannot_measure);
  CHECK(sw::nccl_version_text(22809) == "2.28.9");
  CHECK(sw::nccl_version_text(2804) == "2.8.4");
  CHECK(sw::nccl_version() >= 2800);  // known without a device
}

TEST_CASE("all GPUs transfer, and one alone cannot") {
  const auto gpu = open_gpu();
  if (!gpu) return;
  int devices = 0;
  sw::check(cudaGetDeviceCount(&devices), "counting");
  const sw::timing_effort quick{.at_most = sw::seconds::from_value(0.02), .samples = 5, .warm_up = 1};
  CHECK_THROWS_AS(time_probe(*gpu, probe(all_reduce, devices + 1, 1_KiB), quick), sw::cannot_measure);
  for (std::int64_t participants = 2; participants <= devices; participants *= 2)
    for (const sw::transfer_operation operation :
         {all_reduce, all_gather, reduce_scatter, all_to_all, point_to_point})
      for (const sw::bytes& size : {8_B, 1_KiB, 16_MiB}) {
        if (operation == point_to_point && participants != 2) continue;
        const sw::probe what = probe(operation, participants, size);
        CAPTURE(to_text(what));
        CHECK_NOTHROW(require_valid(time_probe(*gpu, what, quick)));
      }
}

}  // namespace

#endif
