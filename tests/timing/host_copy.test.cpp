#include <scalewall/timing/host_copy.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;
using sw::copy_path;

// Four cores with a cache of 1 MiB each and a last one of 32 MiB.
const sw::accelerator host{.name = {},
                           .memory = {{.kind = sw::memory_kind::global, .capacity = 1_GiB},
                                      {.kind = sw::memory_kind::l2, .capacity = 32_MiB},
                                      {.kind = sw::memory_kind::shared, .capacity = 1_MiB, .units = 4},
                                      {.kind = sw::memory_kind::registers, .capacity = 1_KiB, .units = 4}},
                           .rates = {{sw::precision::fp32, 32_FLOP}},
                           .format = sw::precision::fp32,
                           .threads = 4,
                           .clock = 3_GHz};

TEST_CASE("a copy moves over what its level holds, and main memory's over more than the caches hold") {
  CHECK(room_of_copy(host, {.path = copy_path::shared, .size = 1_MiB}) == 1_MiB);
  CHECK(room_of_copy(host, {.path = copy_path::l2, .size = 1_MiB}) == 8_MiB);
  CHECK(room_of_copy(host, {.path = copy_path::global, .size = 1_MiB}) == 72_MiB);
  CHECK(room_of_copy(host, {.path = copy_path::global, .size = 100_MiB}) == 100_MiB);
}

TEST_CASE("a copy that does not run at its level is not measured") {
  CHECK_THROWS_WITH_AS(room_of_copy(host, {.path = copy_path::shared, .size = 2_MiB}),
                       "source and target do not stay in the cores' own caches, which hold 4.19 MB",
                       sw::cannot_measure);
  CHECK_THROWS_AS(room_of_copy(host, {.path = copy_path::l2, .size = 16_MiB}), sw::cannot_measure);
  CHECK_THROWS_WITH_AS(room_of_copy(host, {.path = copy_path::host_to_device, .size = 1_MiB}),
                       "the host has no link to itself", sw::cannot_measure);

  sw::accelerator small = host;
  small.memory[1].capacity = 8_MiB;  // a quarter of it is no more than half of what the cores have
  CHECK_THROWS_AS(room_of_copy(small, {.path = copy_path::l2, .size = 1_MiB}), sw::cannot_measure);
}

TEST_CASE("what would fill the memory is not measured") {
  sw::host_team team(1);
  sw::host_copies copies;
  CHECK_THROWS_WITH_AS(copies.time(host, team, {.path = copy_path::global, .size = 1_GiB}, {}),
                       "it would take more than half of the memory, 2.15 GB of 1.07 GB", sw::cannot_measure);
}

TEST_CASE("copies at every level take their time, at least one word") {
  sw::host_team team(2);
  sw::host_copies copies;
  const sw::timing_effort quick{.at_most = 1_ms, .samples = 3, .warm_up = 1};
  for (const auto path : {copy_path::shared, copy_path::l2, copy_path::global})
    for (const auto& size : {1_B, 100_B, 1_MiB})
      CHECK_NOTHROW(require_valid(copies.time(host, team, {.path = path, .size = size}, quick)));
}

}  // namespace
