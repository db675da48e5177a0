// Mirrors include/scalewall/hardware/catalog/nearest_cluster.hpp.

#include <scalewall/error.hpp>
#include <scalewall/hardware/catalog/nearest_cluster.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

TEST_CASE("a cluster whose training was fitted is nearest to itself, or to one with the same accelerator") {
  for (const cluster& one : catalog::all) {
    const training_machine* machine = catalog::find_training_machine(one.name);
    if (machine == nullptr || machine->evidence != machine_evidence::fitted_runs || one.library != nullptr)
      continue;
    const catalog::known_accelerator known{.peak = peak(one.gpu),
                                           .memory = memory_capacity(one.gpu),
                                           .memory_bandwidth = bandwidth(one.gpu, one.gpu.memory[0])};
    INFO(one.name);
    CHECK(catalog::distance(known, catalog::nearest_cluster(known).gpu) == 0);
  }
}

TEST_CASE("what is not known does not count") {
  CHECK(catalog::nearest_cluster({.peak = 1000_TFLOP_per_s}).name == "H100 SXM");
  CHECK(catalog::nearest_cluster({.peak = 1000_TFLOP_per_s, .memory = 140_GB}).name == "H200 SXM");
  CHECK(catalog::nearest_cluster({.peak = 300_TFLOP_per_s, .memory = 80_GB}).name == "A100 SXM 80 GB");
  // Nobody fitted training on cards: their likes are others.
  CHECK(catalog::nearest_cluster({.peak = 165_TFLOP_per_s, .memory = 24_GB}).name == "V100 SXM");
}

TEST_CASE("numbers are positive and finite") {
  CHECK_THROWS_AS(catalog::nearest_cluster({.peak = 0_TFLOP_per_s}), broken_rule);
  CHECK_THROWS_AS(catalog::nearest_cluster({.memory = bytes::from_value(-1)}), broken_rule);
}

}  // namespace
