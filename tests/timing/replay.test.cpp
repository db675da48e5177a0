#include <scalewall/timing/replay.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("a recording answers what was measured, and says what was not") {
  const sw::timing took{.median = 2_us, .lower_quartile = 1.5_us, .upper_quartile = 3_us, .samples = 25};
  const sw::probe measured = sw::matmul_probe{.shape = {4096, 1024, 512}};
  sw::replay_backend backend({.name = "a GPU", .backend = "replay"},
                             {{.what = measured, .took = took}, {.what = sw::launch_probe{}, .took = took}});
  CHECK(time_probe(backend, measured) == took);
  CHECK(time_probe(backend, sw::launch_probe{}) == took);
  CHECK_THROWS_WITH_AS(time_probe(backend, sw::copy_probe{.size = 1_MB}),
                       "the recording of a GPU has no timing of a copy of 1000000 bytes, global",
                       sw::cannot_measure);
  CHECK_THROWS_AS(time_probe(backend, sw::copy_probe{}), sw::broken_rule);
}

}  // namespace
