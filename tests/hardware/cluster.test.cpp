// Mirrors include/scalewall/hardware/cluster.hpp.

#include <scalewall/hardware/cluster.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr cluster pair_of_nodes{
    .name = "pair",
    .gpu = {.name = "small",
            .memory = {{.kind = memory_kind::global, .capacity = 16_GB, .bandwidth = 100_GB_per_s},
                       {.kind = memory_kind::registers, .capacity = 64_KiB}},
            .rates = {{precision::bf16, 4_FLOP}},
            .threads = 256,
            .clock = 1_GHz},
    .network = {{.size = 8, .bandwidth = both_directions(900_GB_per_s)},
                {.bandwidth = both_directions(100_GB_per_s)}},
};
static_assert((require_valid(pair_of_nodes), true));
static_assert(pair_of_nodes == pair_of_nodes && pair_of_nodes != cluster{});

TEST_CASE("a cluster is as valid as its accelerators and its network") {
  cluster without_clock = pair_of_nodes;
  without_clock.gpu.clock = 0_Hz;
  CHECK_THROWS_WITH_AS(require_valid(without_clock), doctest::Contains("the clock is positive"), broken_rule);

  cluster without_network = pair_of_nodes;
  without_network.network = {};
  CHECK_THROWS_WITH_AS(require_valid(without_network), doctest::Contains("at least one network level"),
                       broken_rule);
}

}  // namespace
