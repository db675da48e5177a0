// Mirrors include/scalewall/hardware/variants.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/catalog/kernel_libraries.hpp>
#include <scalewall/hardware/variants.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr cluster base{
    .name = "base",
    .gpu = {.name = "small",
            .memory = {{.kind = memory_kind::global, .capacity = 16_GB, .bandwidth = 100_GB_per_s},
                       {.kind = memory_kind::registers, .capacity = 64_KiB}},
            .rates = {{precision::bf16, 4_FLOP}, {precision::fp8, 8_FLOP}},
            .threads = 256,
            .clock = 1_GHz,
            .matmul_latency = 4_us},
    .network = {{.size = 8, .bandwidth = both_directions(900_GB_per_s), .latency = 1_us},
                {.bandwidth = both_directions(100_GB_per_s), .latency = 2_us}},
};

// A variant differs in what it says and in nothing else.
template <class Change>
constexpr cluster changed(Change change) {
  cluster machines = base;
  change(machines);
  return machines;
}

static_assert((base | named("other")) == changed([](cluster& c) { c.name = "other"; }));

constexpr const kernel_library& library = catalog::nccl_on_rtx_pro_6000;
constexpr cluster tuned = base | running(library);
static_assert(tuned == changed([](cluster& c) { c.library = &catalog::nccl_on_rtx_pro_6000; }));
static_assert((tuned | without_library()) == base);

// Of other hardware nobody knows what the library reaches.
static_assert((tuned | named("other")).library == &library);
static_assert((tuned | computing_in(precision::fp8)).library == &library);
static_assert((tuned | with_accelerators_per_node(4)).library == &library);
static_assert((tuned | with_level_below_outermost({.size = 4})).library == &library);
static_assert((tuned | latencies_divided_by(4)).library == nullptr);
static_assert((tuned | infinite_network_bandwidth()).library == nullptr);
static_assert((tuned | innermost_network_everywhere()).library == nullptr);

static_assert((base | latencies_divided_by(4)) == changed([](cluster& c) {
                c.gpu.matmul_latency = 1_us;
                c.network[0].latency = 0.25_us;
                c.network[1].latency = 0.5_us;
              }));

static_assert((base | innermost_network_everywhere()) == changed([](cluster& c) {
                c.network = {{.bandwidth = both_directions(900_GB_per_s), .latency = 1_us}};
              }));

static_assert((base | infinite_network_bandwidth()).network[1].bandwidth.one_way() > 1e9 * 1_EB_per_s);
static_assert((base | infinite_network_bandwidth()).network[1].latency == 2_us,
              "messages still take their time");

static_assert(
    (base | with_level_below_outermost({.size = 32, .bandwidth = both_directions(450_GB_per_s)})) ==
    changed([](cluster& c) {
      c.network = {c.network[0], {.size = 32, .bandwidth = both_directions(450_GB_per_s)}, c.network[1]};
    }));

static_assert((base | with_level_size(0, 256)) == changed([](cluster& c) { c.network[0].size = 256; }));

static_assert((base | computing_in(precision::fp8)) ==
              changed([](cluster& c) { c.gpu.format = precision::fp8; }));
static_assert(peak((base | computing_in(precision::fp8)).gpu) == 2.0 * peak(base.gpu));

static_assert((base | drawing(700_W)) == changed([](cluster& c) { c.gpu.power = 700_W; }));
static_assert((base | costing(2_dollars_per_h)) ==
              changed([](cluster& c) { c.gpu.price = 2_dollars_per_h; }));

static_assert((base | named("a") | latencies_divided_by(2) | named("b")).name == "b",
              "variants follow each other");
static_assert((base | latencies_divided_by(2) | latencies_divided_by(2)) == (base | latencies_divided_by(4)));

// What is not in this header is a lambda.
constexpr auto twice_the_memory = [](cluster machines) {
  machines.gpu.memory[0].capacity *= 2.0;
  return machines;
};
static_assert(memory_capacity((base | twice_the_memory).gpu) == 32_GB);

static_assert(cluster_variant<decltype(twice_the_memory)>);
static_assert(!cluster_variant<int>);
static_assert(!cluster_variant<decltype([](accelerator gpu) { return gpu; })>,
              "a variant is one of a cluster");
static_assert(!cluster_variant<decltype([](cluster&) {})>, "a variant returns a cluster");

template <class Variant>
concept can_be_applied = requires(Variant variant) { base | variant; };
static_assert(can_be_applied<decltype(named(""))>);
static_assert(!can_be_applied<int>);

static_assert(!constant<[] { return base | latencies_divided_by(0); }>);

TEST_CASE("what is no variant of this cluster is told") {
  CHECK_THROWS_WITH_AS(base | latencies_divided_by(0),
                       "latencies are divided by a positive factor (factor = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(base | latencies_divided_by(-10),
                       "latencies are divided by a positive factor (factor = -10)", broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(base | drawing(0_W)),
                       "an accelerator draws a positive power (power = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(base | costing(-1 * 1_dollars / 1_s)),
                       "a price is finite and not negative (price = -1)", broken_rule);
  CHECK_THROWS_WITH_AS(base | with_level_size(1, 256),
                       "a network level below the outermost has a size (level = 1, levels = 2)", broken_rule);

  const auto superpod = with_level_below_outermost({.size = 2, .bandwidth = both_directions(100_GB_per_s)});
  CHECK_THROWS_WITH_AS(base | superpod | superpod | superpod,
                       "a level is added to a network of one to three levels (levels = 4)", broken_rule);
  cluster alone = base;
  alone.network = {};
  CHECK_THROWS_WITH_AS(alone | superpod, "a level is added to a network of one to three levels (levels = 0)",
                       broken_rule);
}

}  // namespace
