// Mirrors include/scalewall/search/nearest_sizes.hpp.

#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/nearest_sizes.hpp>

#include <doctest/doctest.h>

#include <utility>

namespace {

using namespace scalewall;

constexpr training_run wanted = dense_laws(12288);

nearest_sizes around(count accelerators, const cluster& machines) {
  return sizes_with_plans(step_estimator(wanted.model, machines, wanted.batch), accelerators,
                          space::reference);
}

TEST_CASE("the nearest sizes fill the levels and have a plan, and none between does") {
  for (const auto& [machines, asked] :
       {std::pair{catalog::gb200_nvl72, count{1024}}, std::pair{catalog::dgx_h100, count{1000}},
        std::pair{catalog::dgx_h100, count{10'000}}}) {
    const step_estimator question(wanted.model, machines, wanted.batch);
    const nearest_sizes near = around(asked, machines);
    REQUIRE(near.fewer.has_value());
    REQUIRE(near.more.has_value());
    CHECK(*near.fewer < asked);
    CHECK(*near.more > asked);
    CHECK(best_plans(question, *near.fewer, 1).size() == 1);
    CHECK(best_plans(question, *near.more, 1).size() == 1);
    for (count size = *near.fewer + 1; size < *near.more; size += 1)
      CHECK(best_plans(question, size, 1).empty());
  }
  CHECK(around(1024, catalog::gb200_nvl72).fewer == count{14 * 72});
}

TEST_CASE("below the least that fits there is none, above there is") {
  const nearest_sizes near = around(8, catalog::dgx_h100);
  CHECK(!near.fewer.has_value());
  REQUIRE(near.more.has_value());
  CHECK(*near.more > count{8});
}

}  // namespace
