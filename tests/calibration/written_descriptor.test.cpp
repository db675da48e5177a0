// Mirrors include/scalewall/calibration/written_descriptor.hpp.

#include <scalewall/calibration/written_descriptor.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/collective_protocols.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("members stand in a line, or each in one of its own under its comment") {
  const std::vector<sw::written_member> members = {{"a", "1"}, {"b", "{\n    .c = 2,\n}", "Two\nlines."}};
  CHECK(sw::aggregate({{"a", "1"}, {"", "2"}}) == "{.a = 1, 2}");
  CHECK(sw::lines_of(members) ==
        "{\n    .a = 1,\n    // Two\n    // lines.\n    .b = {\n        .c = 2,\n    },\n}");
}

TEST_CASE("a descriptor is its members, those that may be missing with their type") {
  sw::ring_protocols ring;
  ring.ll.hop = 1.23456_us;
  ring.ll128 = sw::ll128_protocol{.hop = 2_us, .bandwidth = 1_GB_per_s};
  ring.spans = {{.participants = 4, .ll = 1_GB_per_s, .simple = 2_GB_per_s}, {.ll = 3_GB_per_s}};
  std::vector<sw::number_note> notes(1, {sw::measured_digits, "Found."});
  const auto members = sw::written_members(ring, notes);
  REQUIRE(members.size() == 5);
  CHECK(members[0].value ==
        "{\n    // Found.\n    .hop = 1.235_us,\n    .forwarding = 0_s,\n    .opening = 0_s,\n}");
  CHECK(members[1].name == "ll128");
  CHECK(members[1].value == "ll128_protocol{\n    .hop = 2_us,\n    .bandwidth = 1_GB_per_s,\n}");
  CHECK(members[3].value == "{\n    .ll = 0_B_per_s,\n    .simple = 0_B_per_s,\n}");
  // Participants that are not bounded are implied.
  CHECK(members[4].value ==
        "{\n    {\n        .participants = 4,\n        .ll = 1_GB_per_s,\n        .simple = 2_GB_per_s,\n    "
        "},\n"
        "    {\n        .ll = 3_GB_per_s,\n        .simple = 0_B_per_s,\n    },\n}");
}

TEST_CASE("a level stands in one line, under what is known of its numbers") {
  sw::fitted_descriptor<sw::network> fit{.descriptor = sw::catalog::dgx_a100.network};
  const sw::network& levels = fit.descriptor;
  fit.set(place_of(levels, levels[1].bandwidth), {.value = 25e9, .low = 25e9, .high = 25e9, .evidence = {9}});
  fit.set(place_of(levels, levels[1].latency), {.value = 1e-5, .low = 9e-6, .high = 2e-5, .evidence = {9}});
  CHECK(
      sw::written_list(levels, notes_of(fit)) ==
      "{\n    {.size = 8, .bandwidth = one_direction(300_GB_per_s), .latency = 1.125_us, .name = "
      "\"NVLink\"},\n"
      "    // Bandwidth. Fitted to 9 transfers.\n"
      "    // Latency. Fitted to 9 transfers; nine of ten fits to redrawn rows lie between 9 us and 20 us.\n"
      "    {.bandwidth = one_direction(25_GB_per_s), .latency = 1.125_us, .name = \"InfiniBand\"},\n}");

  // What was left out is told though its value is implied.
  sw::fitted_descriptor<sw::accelerator> gpu{.descriptor = sw::catalog::a100_sxm};
  sw::memory_level& l2 = gpu.descriptor.memory[1];
  l2 = {.kind = sw::memory_kind::l2, .capacity = 40_MiB};
  gpu.set(place_of(gpu.descriptor, l2.bandwidth), {.left_out = true, .evidence = {9}});
  CHECK(sw::lines_of(sw::written_members(gpu.descriptor, notes_of(gpu)))
            .find("        // Left out: 9 transfers do not show it.\n"
                  "        {.kind = memory_kind::l2, .capacity = 40_MiB},\n") != std::string::npos);
}

}  // namespace
