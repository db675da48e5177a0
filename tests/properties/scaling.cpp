#include "property.hpp"
#include <scalewall/scaling/laws.hpp>
#include <scalewall/scaling/limits.hpp>

#include <cmath>
#include <cstdint>

using namespace properties;
using namespace scalewall;

namespace {

node_rates any_node() {
  return {.size = whole(1, 1024),
          .peak = flop_per_second::from_value(real(1e12, 1e17)),
          .network_one_way = bytes_per_second::from_value(real(1e9, 1e13)),
          .memory = bytes_per_second::from_value(real(1e11, 1e14)),
          .word = 2_B};
}

scaling_assumptions any_assumptions() {
  return {.alpha = (flag() ? 1 : -1) * real(1e-3, 0.3),
          .duration = seconds::from_value(real(1e5, 1e8)),
          .layer_latency = seconds::from_value(real(1e-7, 1e-4)),
          .reference = {.compute = flop::from_value(real(1e22, 1e24)),
                        .batch = tokens::from_value(real(1e6, 1e7)),
                        .layers = real(10, 1000)}};
}

/// `twice` is to `once` as 2 to the power of `exponent` over 1 - 2 alpha is to 1.
bool grows(flop once, flop twice, double exponent, double alpha) {
  return std::abs(twice / once / std::exp2(exponent / (1 - 2 * alpha)) - 1) <= 1e-11;
}

}  // namespace

TEST_CASE("the laws prescribe what is consistent") {
  check([] {
    const std::int64_t d_model = whole(64, 2'000'000);
    const training_run run = flag() ? dense_laws(d_model) : sparse_laws(d_model);
    RC_ASSERT(run.model.d_ff == 4 * d_model);
    RC_ASSERT(run.batch.sequences % run.model.experts == 0);
    RC_ASSERT(nearly_equal(run.data.value(), 20 * double(parameters(run.model))));
    // Six FLOP for every parameter that a token meets.
    const double met = double(parameters(run.model)) / static_cast<double>(run.model.experts);
    RC_ASSERT(nearly_equal(run.compute.value(), 6 * met * run.data.value()));
  });
}

TEST_CASE("a wider model is at least as deep, as sparse, and trained on as large a batch") {
  check([] {
    const std::int64_t narrow = whole(64, 1'000'000), wide = narrow + whole(1, narrow);
    RC_ASSERT(fitted_depth{}(narrow, 4 * narrow) <= fitted_depth{}(wide, 4 * wide));
    RC_ASSERT(sparsity_with_width{}(narrow, 4 * narrow) <= sparsity_with_width{}(wide, 4 * wide));
    RC_ASSERT(dense_laws(narrow).batch.sequences <= dense_laws(wide).batch.sequences);
  });
}

TEST_CASE("round numbers are within an eleventh of what is rounded") {
  // From 8 on they are 8, 9, 10, 12, 14 and so on times powers of two: the widest step is from 10 to 12.
  check([] {
    const double x = real(8, 1e18);
    const auto rounded = static_cast<double>(nearest_round_number(x));
    RC_ASSERT(at_most(std::abs(rounded - x), x / 11));
  });
}

TEST_CASE("critical compute grows with its powers of bandwidth, arithmetic and time") {
  check([] {
    const node_rates node = any_node();
    const scaling_assumptions how = any_assumptions();
    const flop before = critical_compute(node, how);

    node_rates faster = node;
    faster.network_one_way *= 2.0;
    RC_ASSERT(grows(before, critical_compute(faster, how), 4, how.alpha));
    faster = node;
    faster.memory *= 2.0;
    RC_ASSERT(grows(before, critical_compute(faster, how), 2, how.alpha));
    faster = node;
    faster.peak *= 2.0;
    RC_ASSERT(grows(before, critical_compute(faster, how), -4, how.alpha));
    scaling_assumptions longer = how;
    longer.duration *= 2.0;
    RC_ASSERT(grows(before, critical_compute(node, longer), 2, how.alpha));
  });
}

TEST_CASE("what latency allows grows with the square of time over latency") {
  check([] {
    const scaling_assumptions how = any_assumptions();
    scaling_assumptions longer = how;
    longer.duration *= 2.0;
    RC_ASSERT(grows(latency_limit(how), latency_limit(longer), 2, how.alpha));
    scaling_assumptions slower = how;
    slower.layer_latency *= 2.0;
    RC_ASSERT(grows(latency_limit(how), latency_limit(slower), -2, how.alpha));
  });
}
