#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/device_memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

TEST_CASE("what a program sees of memory is that of a cluster in the catalog, near its data sheet") {
  for (const sw::catalog::seen_memory& one : sw::catalog::seen_memories) {
    const sw::cluster* cluster = sw::catalog::find(one.accelerator);
    REQUIRE(cluster != nullptr);
    const double share = one.of_accelerator / memory_capacity(cluster->gpu);
    CHECK(share > 0.98);
    CHECK(share < 1.08);
    CHECK(sw::catalog::seen_memory_of(*cluster) == one.of_accelerator);
  }
}

static_assert(!sw::catalog::seen_memory_of(sw::catalog::dgx_v100), "nobody has told it");

// The same GPU has the same memory in every network.
static_assert(sw::catalog::seen_memory_of(sw::catalog::h100_superpod) ==
              sw::catalog::seen_memory_of(sw::catalog::dgx_h100));
static_assert(sw::catalog::seen_memory_of(sw::catalog::h800_nodes) ==
              sw::catalog::seen_memory_of(sw::catalog::dgx_h100));

}  // namespace
