#include <scalewall/report/shares_text.hpp>

#include <doctest/doctest.h>

namespace sw = scalewall;
using namespace sw::literals;

namespace {

sw::step_estimate waiting(sw::seconds arithmetic, sw::seconds global_memory, sw::seconds data) {
  sw::step_estimate step;
  step.total = arithmetic + global_memory + data;
  step.waits[sw::bottleneck::arithmetic] = arithmetic;
  step.waits[sw::bottleneck::global_memory] = global_memory;
  step.waits[sw::bottleneck::data_communication] = data;
  return step;
}

}  // namespace

TEST_CASE("shares are listed from the largest on") {
  const sw::step_estimate step = waiting(2_s, 5_s, 1_s);
  CHECK(sw::shares_text(step) == "global memory 62.5%, arithmetic 25%, data communication 12.5%");
  CHECK(sw::shares_text(step, 2) == "global memory 62.5%, arithmetic 25%");
  CHECK(sw::shares_text(step, 0).empty());
}

TEST_CASE("what is less than a percent is left out") {
  CHECK(sw::shares_text(waiting(990_s, 0_s, 10_s)) == "arithmetic 99%, data communication 1%");
  CHECK(sw::shares_text(waiting(991_s, 0_s, 9_s)) == "arithmetic 99.1%");
}

TEST_CASE("of equal shares the first in order comes first") {
  CHECK(sw::shares_text(waiting(1_s, 0_s, 1_s)) == "arithmetic 50%, data communication 50%");
}
