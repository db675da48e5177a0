// Mirrors include/scalewall/search/smallest_cluster.hpp. That it is the smallest is a property, see
// properties/search.cpp.

#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/smallest_cluster.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr training_run gpt3_sized = dense_laws(12288);

TEST_CASE("racks of 72 are a cluster as well as nodes of eight") {
  const auto by_reference =
      smallest_cluster(gpt3_sized, catalog::gb200_nvl72, 3_months, {.rules = plan_rules::reference});
  REQUIRE(by_reference.has_value());
  CHECK(by_reference->step.accelerators == count{576});
  CHECK(by_reference->duration().value() == doctest::Approx(6'786'111.662325602).epsilon(1e-9));

  // Whole sequences, and activations that fit, cost a thousandth.
  const auto in_practice = smallest_cluster(gpt3_sized, catalog::gb200_nvl72, 3_months);
  REQUIRE(in_practice.has_value());
  CHECK(in_practice->step.accelerators == count{576});
  CHECK(in_practice->duration() > by_reference->duration());
  CHECK(in_practice->duration() < 1.001 * by_reference->duration());

  for (const cluster& machines : {catalog::gb200_nvl72, catalog::gb300_nvl72})
    for (const training_run& wanted :
         {dense_laws(12288), sparse_laws(12288), dense_laws(14336), dense_laws(32768), dense_laws(49152)})
      CHECK(smallest_cluster(wanted, machines, 3_months).has_value());
}

TEST_CASE("where accelerators may stand idle, a rack need not be full") {
  const auto found = smallest_cluster(gpt3_sized, catalog::gb200_nvl72, 3_months, {}, space::full);
  REQUIRE(found.has_value());
  // Seven racks and 63 of an eighth, of which 63 work in each: 72 in each of seven would be too late.
  CHECK(found->step.accelerators == count{7 * 72 + 63});
  CHECK(found->step.working == count{504});
  CHECK(found->duration() < 3_months);
  CHECK_THROWS_AS(smallest_cluster(gpt3_sized, catalog::gb200_nvl72, 0_s), broken_rule);
}

}  // namespace
