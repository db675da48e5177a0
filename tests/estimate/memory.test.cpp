// Mirrors include/scalewall/estimate/memory.hpp.

#include "../constant.hpp"
#include "envelope.hpp"
#include <scalewall/estimate/memory.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr cluster with_memory(bytes capacity) {
  cluster machines = envelope::machines;
  machines.gpu.memory[0].capacity = capacity;
  return machines;
}

// Two copies of 442368 B and an optimizer of four times that make 2654208 B: 221184 B on each of twelve.
static_assert(fits<envelope::strategy>(envelope::model, with_memory(221'184_B)), "to the last byte");
static_assert(!fits<envelope::strategy>(envelope::model, with_memory(221'183_B)));
static_assert(fits<strategy<tensor<2>, pipeline<3>>>(envelope::model, with_memory(368'640_B)),
              "5 * 442368 / 6");
static_assert(!fits<strategy<tensor<2>, pipeline<3>>>(envelope::model, with_memory(368'639_B)));

// Activations come on top if they are tracked: 1536 tokens of 9 * 448 B, 516096 B on each.
constexpr bool fits_with(const execution& how, bytes capacity) {
  return fits<envelope::strategy>(envelope::model, with_memory(capacity), envelope::read, how);
}
static_assert(fits_with({}, 221'184_B));
static_assert(!fits_with({.track_activations = true}, 737'279_B) &&
              fits_with({.track_activations = true}, 737'280_B));
// Recomputed, they are 1536 tokens of 3 * 192 B.
static_assert(fits_with({.recompute = true, .track_activations = true}, 294'912_B));
static_assert(!fits_with({.recompute = true, .track_activations = true}, 294'911_B));

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
                       "weights, optimizer state and activations fit in the memory of the cluster "
                       "(bytes needed = 2654208, bytes available = 12000)",
                       broken_rule);
}

}  // namespace
