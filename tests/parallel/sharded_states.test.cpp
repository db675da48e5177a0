#include <scalewall/parallel/sharded_states.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

constexpr sw::state_bytes kept(sw::sharding shards, std::int64_t instances = 1) {
  return sw::sharded_states({.shards = shards, .optimizer_instances = instances}, 8);
}

// Rajbhandari 2020 (arXiv 1910.02054), figure 1, with fp32 gradients.
static_assert(kept(sw::sharding::none) == sw::state_bytes{2, 4, 12});
static_assert(kept(sw::sharding::optimizer) == sw::state_bytes{2, 4, 1.5});
static_assert(kept(sw::sharding::gradients) == sw::state_bytes{2, 0.5, 1.5});
static_assert(kept(sw::sharding::weights) == sw::state_bytes{0.25, 0.5, 1.5});

TEST_CASE("several instances of the optimizer share among fewer ranks") {
  static_assert(kept(sw::sharding::optimizer, 2) == sw::state_bytes{2, 4, 3});
  static_assert(kept(sw::sharding::optimizer, 16) == sw::state_bytes{2, 4, 12});
}

TEST_CASE("an optimizer that is offloaded keeps nothing") {
  static_assert(sw::sharded_states({.offloads_optimizer = true}, 8) == sw::state_bytes{2, 4, 0});
  static_assert(sw::sharded_states({.offloads_optimizer = true, .offloaded_share = 0.5}, 4) ==
                sw::state_bytes{2, 4, 1.5});
}

}  // namespace
