// Mirrors include/scalewall/sweep/landmarks.hpp.

#include <scalewall/sweep/landmarks.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

using namespace scalewall;

curve_point at(double compute, double utilization) {
  curve_point point{};
  point.wanted.compute = flop::from_value(compute);
  point.run.step.utilization = utilization;
  return point;
}

}  // namespace

TEST_CASE("utilization between two points lies on the line between their logarithms") {
  const std::vector<curve_point> points = {at(1e24, 0.8), at(1e26, 0.2)};
  CHECK(*utilization_at(points, flop::from_value(1e24)) == 0.8);
  CHECK(*utilization_at(points, flop::from_value(1e26)) == 0.2);
  CHECK(*utilization_at(points, flop::from_value(1e25)) == doctest::Approx(std::sqrt(0.8 * 0.2)));
  CHECK_FALSE(utilization_at(points, flop::from_value(9e23)).has_value());
  CHECK_FALSE(utilization_at(points, flop::from_value(2e26)).has_value());
  CHECK_FALSE(utilization_at(std::vector<curve_point>{}, flop::from_value(1)).has_value());
}
