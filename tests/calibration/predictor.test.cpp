// Mirrors include/scalewall/calibration/predictor.hpp.

#include <scalewall/calibration/predictor.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::accelerator gpu = sw::catalog::a100_sxm;
const sw::predictor reference = sw::reference_predictor("reference", gpu, sw::catalog::dgx_a100.network);

TEST_CASE("a formula says nothing of what it is not about") {
  const auto says = [](const sw::predictor& formula, const sw::probe& what) {
    return formula.predict(what).has_value();
  };
  CHECK(says(reference, sw::matmul_probe{.shape = {64, 64, 64}, .format = sw::precision::int8}));
  CHECK_FALSE(says(reference, sw::matmul_probe{.shape = {64, 64, 64}, .format = sw::precision::fp8}));
  CHECK_FALSE(says(reference, sw::launch_probe{.kind = sw::launch_kind::empty}));
  CHECK_FALSE(says(reference, sw::copy_probe{.path = sw::copy_path::host_to_device, .size = 1_MB}));
  CHECK_FALSE(says(sw::reference_predictor("no network", gpu), sw::transfer_probe{.size = 1_MB}));

  const sw::predictor tiled = sw::tiled_predictor("tiled", {sw::start_of(gpu)});
  CHECK(says(tiled, sw::matmul_probe{.shape = {64, 64, 64}}));
  CHECK_FALSE(says(tiled, sw::matmul_probe{.shape = {64, 64, 64}, .format = sw::precision::fp16}));
  CHECK_FALSE(says(tiled, sw::transfer_probe{.size = 1_MB}));

  const sw::predictor either = sw::first_of("either", {tiled, reference});
  CHECK(says(either, sw::transfer_probe{.size = 1_MB}));
  const sw::probe small = sw::matmul_probe{.shape = {64, 64, 64}};
  CHECK(either.predict(small)->time == tiled.predict(small)->time);
}

TEST_CASE("copies and transfers are predicted in the terms of the descriptor") {
  const auto copied = reference.predict(sw::copy_probe{.path = sw::copy_path::l2, .size = 5603_MB});
  CHECK(copied->time.value() == doctest::Approx(2e-3));
  CHECK(copied->bound_by == "L2 cache");
  const auto small = reference.predict(sw::transfer_probe{.participants = 8, .size = 8_B});
  CHECK(small->bound_by == "network latency");
  const auto large = reference.predict(sw::transfer_probe{.participants = 8, .size = 300_GB});
  CHECK(large->bound_by == "network bandwidth");
  CHECK(large->time.value() == doctest::Approx(1.75));
}

}  // namespace
