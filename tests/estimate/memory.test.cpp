// Mirrors include/scalewall/estimate/memory.hpp.

#include "../constant.hpp"
#include "envelope.hpp"
#include <scalewall/estimate/memory.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr cluster with_memory(bytes capacity) {
  cluster machines = envelope::machines;
  machines.gpu.memory[0].capacity = capacity;
  return machines;
}

// As in step.test.cpp: 4423680 B of weights, gradients and optimizer state and 1024 * 9 * 448 B of activations make
// 712704 B on each of twelve.
constexpr bool fits_with(const stack_recipe& how, bytes capacity) {
  return fits<envelope::strategy>(envelope::model, with_memory(capacity), envelope::read, how);
}
static_assert(fits_with({}, 712'704_B) && !fits_with({}, 712'703_B), "to the last byte");
static_assert(fits<envelope::strategy>(envelope::model, with_memory(712'704_B), envelope::read));
// Recomputed, 1024 * 9 * 192 + 512 * 3 * 448 B.
static_assert(fits_with({.recompute = true}, 573'440_B) && !fits_with({.recompute = true}, 573'439_B));
// As the reference counts, two copies of 442368 B and an optimizer of four times that.
static_assert(fits_with({.rules = plan_rules::reference}, 221'184_B) &&
              !fits_with({.rules = plan_rules::reference}, 221'183_B));

// Without a batch, for one sequence in each of two microbatches of two replicas, here of 2048 tokens: 8192 tokens.
static_assert(least_batch<envelope::strategy>(envelope::machines.network) == batch{.sequences = 4});
static_assert(least_batch<strategy<pipeline<3, zero_bubble>, data<2>>>(envelope::machines.network) ==
              batch{.sequences = 12});
constexpr bytes least = (4'423'680_B + 8192.0 * 9.0 * 448_B) / 12.0;
static_assert(fits<envelope::strategy>(envelope::model, with_memory(least)));
static_assert(!fits<envelope::strategy>(envelope::model, with_memory(least - 1_B)));

// Models that people tried: 8 billion parameters on one accelerator of 80 GB need 16 bytes for each, and 51.5 GB of states
// do not fit in 40 GB.
static_assert(!fits<strategy<data<1>>>(mlp_transformer{.layers = 32, .d_model = 8192, .d_ff = 15'258},
                                       catalog::dgx_h100));
static_assert(!fits<strategy<tensor<1, 8>>>(mlp_transformer{.layers = 24, .d_model = 16'384, .d_ff = 32'768},
                                            catalog::dgx_a100));

constexpr step_estimate step =
    estimate_step(envelope::model, envelope::machines, envelope::split, envelope::read);
static_assert(balance_memory(step, with_memory(1_MB)).needed == step.memory);
static_assert(balance_memory(step, with_memory(1_MB)).available == 12_MB);
static_assert(balance_memory(step, with_memory(1_MB)).fits() &&
              !balance_memory(step, with_memory(1_kB)).fits());

static_assert(must_fit(step, with_memory(1_MB)) == step, "what fits passes through");
static_assert(!constant<[] { return must_fit(step, with_memory(1_kB)).total; }>);
static_assert(!constant<[] { return fits<strategy<data<0>>>(envelope::model, envelope::machines); }>);
static_assert(!constant<[] { return fits<strategy<data<2>>>(mlp_transformer{}, envelope::machines); }>,
              "no model, no answer");

TEST_CASE("what does not fit is told, with how much is missing") {
  CHECK_THROWS_WITH_AS(must_fit(step, with_memory(1_kB)),
                       "weights, gradients, optimizer state and activations fit in the memory of the cluster "
                       "(bytes needed = 8552448, bytes available = 12000)",
                       broken_rule);
}

}  // namespace
