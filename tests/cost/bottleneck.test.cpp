// Mirrors include/scalewall/cost/bottleneck.hpp.

#include <scalewall/cost/bottleneck.hpp>

#include <cstddef>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

static_assert(name(bottleneck::arithmetic) == "arithmetic");
static_assert(name(bottleneck::l2_cache) == "L2 cache");
static_assert(name(bottleneck::network_latency) == "network latency", "the last one has a name");

constexpr bool names_differ() {
  for (std::size_t i = 0; i < bottleneck_names.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (bottleneck_names[i] == bottleneck_names[j]) return false;
  return true;
}
static_assert(names_differ());

static_assert(bandwidth_bottleneck(memory_kind::global) == bottleneck::global_memory);
static_assert(bandwidth_bottleneck(memory_kind::l2) == bottleneck::l2_cache);
static_assert(bandwidth_bottleneck(memory_kind::shared) == bottleneck::shared_memory);
static_assert(bandwidth_bottleneck(memory_kind::registers) == bottleneck::register_file);

constexpr time_parts some_time() {
  time_parts time;
  time[bottleneck::arithmetic] = 2_s;
  time[bottleneck::pipeline_bubble] = 3_s;
  time[bottleneck::network_latency] = 1_s;
  return time;
}
static_assert(time_parts{}.total() == 0_s);
static_assert(some_time().total() == 6_s);
static_assert(some_time()[bottleneck::pipeline_bubble] == 3_s && some_time()[bottleneck::l2_cache] == 0_s);
static_assert(some_time().largest() == bottleneck::pipeline_bubble);

constexpr time_parts longer(time_parts time, double factor) { return time *= factor; }
static_assert(longer(some_time(), 2).total() == 12_s);
static_assert(longer(some_time(), 2)[bottleneck::arithmetic] == 4_s);
static_assert(longer(some_time(), 1) == some_time() && longer(some_time(), 2) != some_time());

constexpr time_parts tied() {
  time_parts time = some_time();
  time[bottleneck::l2_cache] = 3_s;
  return time;
}
static_assert(tied().largest() == bottleneck::l2_cache, "the first of two that are as large");

}  // namespace
