#include <scalewall/timing/host_device.hpp>

#include <doctest/doctest.h>

#include <algorithm>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::host_topology two_groups{
    .caches = {{1, 48_KiB, 2}, {2, 1_MiB, 2}, {3, 32_MiB, 16}}, .threads_per_core = 2, .source = "a test"};

TEST_CASE("a processor in the terms that GPUs have") {
  const sw::accelerator gpu = sw::describe_processor(two_groups, 32, {"AVX-512", 64_B, 32}, 256_GiB, 4_GHz);
  CHECK(gpu.threads == 16);
  CHECK(peak(gpu) == 16 * 64_FLOP * 4_GHz);
  CHECK(flop_per_clock_and_thread(gpu, sw::precision::fp64) == 32_FLOP);
  REQUIRE(gpu.memory.size() == 4);
  CHECK(gpu.memory[0].capacity == 256_GiB);
  CHECK(gpu.memory[1].capacity == 32_MiB);
  CHECK(gpu.memory[1].units == 2);
  CHECK(gpu.memory[2].capacity == 1_MiB);
  CHECK(gpu.memory[2].units == 16);
  CHECK(gpu.memory[3].capacity == 2_KiB);
  CHECK(gpu.memory[3].units == 16);
}

TEST_CASE("a processor whose cores share every cache, and one with a single cache") {
  const sw::host_topology all_shared{.caches = {{1, 32_KiB, 4}, {2, 1_MiB, 4}}, .source = "a test"};
  CHECK(private_cache(all_shared).capacity == 32_KiB);
  CHECK(shared_cache(all_shared)->capacity == 1_MiB);

  const sw::host_topology single{.caches = {{1, 32_KiB, 1}}, .source = "a test"};
  CHECK(!shared_cache(single));
  CHECK(sw::describe_processor(single, 1, {"Neon", 16_B, 32}, 1_GiB, 1_GHz).memory.size() == 3);
  CHECK_THROWS_WITH_AS(sw::private_cache({.caches = {}, .source = ""}), "a processor has a cache",
                       sw::broken_rule);
}

TEST_CASE("this machine is a valid accelerator, described by facts") {
  const sw::device_description host = sw::describe_host();
  CHECK_NOTHROW(require_valid(host.known));
  CHECK(!host.name.empty());
  CHECK(host.backend == "host");
  for (const char* name : {"cores", "vectors", "clock", "kernel", "compiler", "BLAS", "frequency governor"}) {
    const auto fact = std::find_if(host.facts.begin(), host.facts.end(),
                                   [&](const auto& one) { return one.first == name; });
    CAPTURE(name);
    REQUIRE(fact != host.facts.end());
    CHECK(!fact->second.empty());
  }
}

}  // namespace
