// Where training stops scaling, in closed form.
//
// A node of n accelerators computes M = n peak / 2 multiply-adds per second, and the network between nodes
// and its memory pass B_net and B_mem words per second each way. Arithmetic hides data movement up to the
// compute
//
//     T_crit = 2 [ (r M tau / (a^2 b_n))^2 / 960 ]^(1 / (1 - 2 alpha)),   b_n = M / B_mem, a = 4 M / (3 B_net),
//
// and whatever the bandwidth, latency l of a layer allows no more than
//
//     T_limit = 2 [ (r tau / l)^2 3/320 ]^(1 / (1 - 2 alpha)).
//
// tau is the time to train in. alpha is the exponent with which the critical batch grows with compute less
// that with which depth grows: "faster batch scaling" and "shorter, fatter models" are one number. r
// normalizes to a known run: r = tokens in its batch / its layers * compute^-alpha.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>

namespace scalewall {

/// What the closed forms know of hardware.
struct node_rates {
  std::int64_t size = 0;               ///< accelerators in a node
  flop_per_second peak{};              ///< of one accelerator
  bytes_per_second network_one_way{};  ///< of one accelerator, to other nodes
  bytes_per_second memory{};           ///< of one accelerator, both directions together
  bytes word{};
};

struct reference_run {
  flop compute = 3e23_FLOP;
  scalewall::tokens batch = 4e6_tokens;
  double layers = 100;
};

struct scaling_assumptions {
  double alpha = 0;
  seconds duration = seconds::from_value(365.25 * 86400 / 4);
  seconds layer_latency = 9_us;  ///< of a layer's round of transfers and multiplications
  reference_run reference{};
};

namespace detail {

constexpr double batch_per_layer(const scaling_assumptions& how) {
  require(how.alpha < 0.5, "alpha stays below 1/2: from there on nothing limits training",
          {{"alpha", how.alpha}});
  require(is_positive_and_finite(how.duration), "the time to train in is positive",
          {{"seconds", how.duration.value()}});
  require(is_positive_and_finite(how.reference.compute) && is_positive_and_finite(how.reference.batch) &&
              how.reference.layers > 0 && math::is_finite(how.reference.layers),
          "compute, batch and layers of the reference run are positive",
          {{"FLOP", how.reference.compute.value()},
           {"tokens", how.reference.batch.value()},
           {"layers", how.reference.layers}});
  return how.reference.batch.value() / how.reference.layers *
         math::pow(how.reference.compute.value(), -how.alpha);
}

constexpr flop compute_at(double root, double factor, double alpha) {
  return flop::from_value(2 * math::pow(factor * root * root, 1 / (1 - 2 * alpha)));
}

}  // namespace detail

/// Up to where arithmetic hides data movement. Throws `broken_rule` for alpha >= 1/2.
constexpr flop critical_compute(const node_rates& node, const scaling_assumptions& how = {}) {
  require(node.size >= 1, "a node has at least one accelerator", {{"size", node.size}});
  require(is_positive_and_finite(node.peak) && is_positive_and_finite(node.network_one_way) &&
              is_positive_and_finite(node.memory) && is_positive_and_finite(node.word),
          "the rates of a node are positive and finite");
  const double n = static_cast<double>(node.size);
  const double multiply_adds = n * node.peak.value() / 2;
  const double network_words = n * (node.network_one_way / node.word).value();
  const double memory_words = n * (node.memory / node.word).value() / 2;
  const double nanobatch = multiply_adds / memory_words;
  const double activation_shard = 4 * multiply_adds / (3 * network_words);
  return detail::compute_at(detail::batch_per_layer(how) * multiply_adds * how.duration.value() /
                                (activation_shard * activation_shard * nanobatch),
                            1.0 / 960, how.alpha);
}

/// The most that latency allows at all. Throws `broken_rule` for alpha >= 1/2.
constexpr flop latency_limit(const scaling_assumptions& how = {}) {
  require(is_positive_and_finite(how.layer_latency), "the latency of a layer is positive",
          {{"seconds", how.layer_latency.value()}});
  return detail::compute_at(detail::batch_per_layer(how) * (how.duration / how.layer_latency), 3.0 / 320,
                            how.alpha);
}

}  // namespace scalewall
