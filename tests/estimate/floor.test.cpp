// Mirrors include/scalewall/estimate/floor.hpp. That no step is below its floor is a property, see properties/optimistic.cpp.

#include "envelope.hpp"
#include <scalewall/estimate/floor.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

// 1296 * 2^20 FLOP at 2^20 FLOP/s.
static_assert(floor_basis(step_estimator(envelope::model, envelope::machines, envelope::read)).arithmetic() ==
              1296_s);

constexpr split decided{
    .tensor = 2, .pipeline = 3, .data = 2, .microbatches = 2, .interleaving = 1, .along_model = 2};

seconds floor_of(const split& some) {
  const step_estimator question(envelope::model, envelope::machines, envelope::read);
  return step_floor(floor_basis(question), 12, {2, 6, 1, 1}).time(some);
}

TEST_CASE("the floor of a decided split is a step without what placement decides") {
  // 144 s of multiplications as in step.test.cpp, and as long a bubble; 2 * 2 messages between three stages of at least
  // 0.25 s; and either tensors or replicas are not in a node: 18 s of latency, or 9 + 9 + 1.
  CHECK(floor_of(decided) == 307_s);
  CHECK(floor_of(decided) <=
        estimate_step(envelope::model, envelope::machines, envelope::split, envelope::read).total);
}

TEST_CASE("what is undecided is at its best") {
  split open = decided;
  open.along_model = split::undecided;
  CHECK(floor_of(open) <= floor_of(decided));
}

}  // namespace
