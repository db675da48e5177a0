#include "calibrated_rows.hpp"
#include <scalewall/calibration/calibrated_machine.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace calibrated_rows;

// Everything as it was known, without a fit.
sw::calibrated_machine known_machine() {
  sw::calibrated_machine machine{.name = "known", .device = device, .gpu = {.descriptor = device.known}};
  machine.network.descriptor = sw::catalog::dgx_a100.network;
  machine.kernels.push_back({.fit = {.descriptor = sw::start_of(device.known)}});
  const sw::message_regime regime{.step = 1_us, .bandwidth = 1_GB_per_s};
  machine.messages.push_back({.messages = {.regimes = {regime}}});
  return machine;
}

const sw::probe multiplication = sw::matmul_probe{.shape = {3000, 3000, 3000}};
const sw::probe transfer = sw::transfer_probe{.participants = 4, .size = 3_MB};

TEST_CASE("the formulas of a machine predict with its numbers") {
  const sw::calibrated_machine machine = known_machine();
  CHECK(calibrated_predictor(machine).predict(multiplication)->time == by_reference(multiplication));
  CHECK(calibrated_predictor(machine).predict(transfer)->time == by_reference(transfer));
  const sw::predictor refined = refined_predictor(machine);
  CHECK(refined.predict(multiplication)->time == sw::time_tiled_matmul(machine.kernels[0].fit.descriptor,
                                                                       {3000, 3000, 3000},
                                                                       sw::matmul_kind::activation)
                                                     .total());
  CHECK(refined.predict(transfer)->bound_by.starts_with("messages"));
  CHECK_FALSE(refined.predict(sw::launch_probe{}).has_value());
  CHECK_FALSE(other_predictor(machine).predict(transfer).has_value());
}

TEST_CASE("protocols that are kept stand in the place of messages in a node, others beside them") {
  sw::calibrated_machine machine = known_machine();
  machine.collectives = sw::found_collectives{
      .fit = {.descriptor = sw::catalog::nccl_a100_sxm}, .start = sw::catalog::nccl_a100_sxm, .kept = true};
  CHECK(refined_predictor(machine).predict(transfer)->bound_by == "LL128");
  CHECK(other_predictor(machine).predict(transfer)->bound_by.starts_with("messages"));
  machine.collectives->kept = false;
  CHECK(refined_predictor(machine).predict(transfer)->bound_by.starts_with("messages"));
  CHECK(other_predictor(machine).predict(transfer)->bound_by == "LL128");
}

}  // namespace
