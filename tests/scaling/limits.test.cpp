// Mirrors include/scalewall/scaling/limits.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/scaling/limits.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr node_rates node_of(const cluster& machines) {
  return {.size = machines.network[0].size,
          .peak = peak(machines.gpu),
          .network_one_way = machines.network[1].bandwidth.one_way(),
          .memory = machines.gpu.memory[0].bandwidth,
          .word = word_size(machines.gpu)};
}

constexpr bool is(flop compute, double mantissa, double power_of_ten, double places = 0.005) {
  const double off = compute.value() / power_of_ten - mantissa;
  return off < places && off > -places;
}

// The figures that the paper's formulas were published with, to three digits: batches that grow as depth does, and batches
// that grow faster by the exponent 0.2.
static_assert(is(critical_compute(node_of(catalog::dgx_v100)), 1.30, 1e27));
static_assert(is(critical_compute(node_of(catalog::dgx_a100)), 2.62, 1e28));
static_assert(is(critical_compute(node_of(catalog::dgx_h100)), 1.92, 1e28));
static_assert(is(critical_compute(node_of(catalog::dgx_v100), {.alpha = 0.2}), 2.19, 1e29));
static_assert(is(critical_compute(node_of(catalog::dgx_a100), {.alpha = 0.2}), 3.25, 1e31));
static_assert(is(critical_compute(node_of(catalog::dgx_h100), {.alpha = 0.2}), 1.94, 1e31));

// r = 4e6 / 100, tau = 7889400 s: 2 * (4e4 * 7889400 / 9e-6)^2 * 3 / 320 = 2 * (3.5064e16)^2 * 0.009375.
static_assert(is(latency_limit(), 2.30528, 1e31, 0.00001));

// A node on the back of an envelope: M = 1e15 multiply-adds/s, B_net = 1e12 and B_mem = 1e13 words/s. So b_n = 100,
// a = 4000 / 3, and with r tau = 1.6e6 the root is 1.6e21 / (1.6e7 / 9 * 100) = 9e12.
constexpr node_rates envelope{
    .size = 2, .peak = 1e15_FLOP_per_s, .network_one_way = 1_TB_per_s, .memory = 20_TB_per_s, .word = 2_B};
static_assert(is(critical_compute(envelope, {.duration = 40_s}), 1.6875, 1e23, 1e-9), "2 * 81e24 / 960");

// Rules of thumb that follow from the exponents, at alpha = 0 and at alpha = 0.2.
constexpr double ratio(flop a, flop b) { return a / b; }
constexpr bool near(double a, double b) { return a / b - 1 < 1e-12 && b / a - 1 < 1e-12; }
static_assert(near(ratio(latency_limit({.layer_latency = 4.5_us}), latency_limit()), 4), "half the latency");
static_assert(near(ratio(latency_limit({.duration = 2.0 * scaling_assumptions{}.duration}), latency_limit()),
                   4),
              "twice the time");
static_assert(near(ratio(latency_limit({.alpha = 0.2, .layer_latency = 4.5_us}),
                         latency_limit({.alpha = 0.2})),
                   math::pow(2, 2 / 0.6)));

constexpr node_rates with(const node_rates& node, auto change) {
  node_rates other = node;
  change(other);
  return other;
}
constexpr flop critical_with(auto change) { return critical_compute(with(envelope, change)); }
static_assert(near(ratio(critical_with([](node_rates& n) { n.network_one_way *= 2.0; }),
                         critical_compute(envelope)),
                   16),
              "the network counts with its fourth power");
static_assert(near(ratio(critical_with([](node_rates& n) { n.memory *= 2.0; }), critical_compute(envelope)),
                   4),
              "memory with its square");
static_assert(near(ratio(critical_with([](node_rates& n) { n.peak *= 2.0; }), critical_compute(envelope)),
                   1.0 / 16),
              "faster arithmetic stops hiding data movement sooner");
static_assert(near(ratio(critical_with([](node_rates& n) { n.word = 1_B; }), critical_compute(envelope)), 64),
              "smaller words make both faster");

static_assert(latency_limit({.alpha = 0.1}) < latency_limit({.alpha = 0.2}));
static_assert(latency_limit({.alpha = -0.1}) < latency_limit(),
              "batches that grow slower than depth end sooner");

static_assert(!constant<[] { return latency_limit({.alpha = 0.5}); }>);

TEST_CASE("assumptions without a limit, or without a run, are told") {
  CHECK_THROWS_WITH_AS(latency_limit({.alpha = 0.5}),
                       "alpha stays below 1/2: from there on nothing limits training (alpha = 0.5)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(critical_compute(envelope, {.alpha = 0.75}),
                       "alpha stays below 1/2: from there on nothing limits training (alpha = 0.75)",
                       broken_rule);
  CHECK_THROWS_AS(latency_limit({.alpha = std::numeric_limits<double>::quiet_NaN()}), broken_rule);
  CHECK_THROWS_WITH_AS(latency_limit({.alpha = 0.499}),
                       doctest::Contains("the exponent stays within the range"), broken_rule);
  CHECK_THROWS_WITH_AS(latency_limit({.duration = 0_s}), "the time to train in is positive (seconds = 0)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(latency_limit({.layer_latency = 0_us}),
                       "the latency of a layer is positive (seconds = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(latency_limit({.reference = {.layers = 0}}),
                       "compute, batch and layers of the reference run are positive (FLOP = 3e+23, tokens = "
                       "4000000, layers = 0)",
                       broken_rule);
}

TEST_CASE("a node that does nothing is told") {
  CHECK_THROWS_WITH_AS(critical_with([](node_rates& n) { n.size = 0; }),
                       "a node has at least one accelerator (size = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(critical_with([](node_rates& n) { n.memory = 0_B_per_s; }),
                       "the rates of a node are positive and finite", broken_rule);
  CHECK_THROWS_AS(critical_with([](node_rates& n) { n.word = {}; }), broken_rule);
}

}  // namespace
