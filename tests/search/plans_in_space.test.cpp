// Mirrors include/scalewall/search/plans_in_space.hpp. That it counts all plans is a property, see
// properties/search.cpp.

#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/plans_in_space.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;

// Of 4 x 6, nodes of 4 hold 4 = 4 x 1 = 2 x 2; nodes of 3 hold one of the 6 alone.
constexpr plan two_degrees{.tensor_model = {4}, .data = {6}};
static_assert(number_of_placements(two_degrees, {4, 6, 1, 1}) == 2);
static_assert(number_of_placements(two_degrees, {3, 8, 1, 1}) == 1);
static_assert(number_of_placements(two_degrees, {2, 2, 6, 1}) == 3, "one 2 of the three stays outside");
static_assert(number_of_placements(two_degrees, {24, 1, 1, 1}) == 1);

// Tensor parallelism inside a node.
static_assert(number_of_placements(two_degrees, {4, 6, 1, 1}, 1) == 1);
static_assert(number_of_placements(two_degrees, {2, 12, 1, 1}, 1) == 0);

TEST_CASE("larger spaces have more plans") {
  const training_run wanted = dense_laws(12288);
  const step_estimator question(wanted.model, catalog::dgx_h100, wanted.batch);
  plan_space all_work = space::full;
  all_work.idle = choices::by_rule_of_thumb;
  const count thumb = plans_in_space(question, 256, space::reference);
  const count all = plans_in_space(question, 256, all_work);
  CHECK(thumb > count{});
  CHECK(all > thumb);
  CHECK(plans_in_space(question, 256, space::full) > all);
  CHECK(plans_in_space(question, 257, all_work) == count{});
}

}  // namespace
