#include "calibrated_rows.hpp"
#include <scalewall/calibration/calibrate.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace calibrated_rows;

TEST_CASE("everything that there are rows for is described") {
  const sw::calibrated_machine machine = sw::calibrate("2nd \"try\"", device, rows());
  CHECK(machine.network.descriptor.size() == 1);
  REQUIRE(machine.kernels.size() == 1);  // one multiplication in fp16 does not tell its kernels
  CHECK(machine.kernels[0].fit.descriptor.format == sw::precision::bf16);
  REQUIRE(machine.messages.size() == 1);
  CHECK(machine.messages[0].operation == sw::transfer_operation::all_reduce);
  CHECK(machine.messages[0].evidence.rows == sw::divide(transfers()).to_fit.size());
}

TEST_CASE(
    "collectives of accelerators are described by the protocols that were fitted from the nearest ones") {
  const sw::collective_protocols truth = slower_l40s();
  const sw::calibrated_machine machine =
      sw::calibrate("PCIe box", device, collectives_of(truth), 0, sw::catalog::measured_collectives);
  REQUIRE(machine.collectives.has_value());
  CHECK(machine.collectives->start == sw::catalog::nccl_l40s);
  CHECK(machine.collectives->kept);
  const sw::collective_protocols& found = machine.collectives->fit.descriptor;
  CHECK(found.launch / truth.launch == doctest::Approx(1).epsilon(0.05));
  CHECK(found.ring.spans[2].simple / truth.ring.spans[2].simple == doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("protocols that are not near, or do not make what was held out nearer, are not kept") {
  // No collective of a GPU takes a tenth of a microsecond.
  std::vector<sw::measurement> threads = collectives_of(sw::catalog::nccl_h100_sxm);
  for (sw::measurement& one : threads) one.took.median = one.took.median / 50;
  CHECK_FALSE(sw::calibrate("threads", device, threads, 0, sw::catalog::measured_collectives).collectives);

  // A latency and a bandwidth are regimes of messages to the letter.
  const sw::calibrated_machine plain =
      sw::calibrate("plain", device, transfers(), 0, sw::catalog::measured_collectives);
  REQUIRE(plain.collectives.has_value());
  CHECK_FALSE(plain.collectives->kept);

  // Between two threads there is no collective.
  std::vector<sw::measurement> pairs;
  for (sw::bytes size = 64_B; size < 1_GiB; size *= 2) {
    const sw::transfer_probe what{sw::transfer_operation::point_to_point, 2, 1, size};
    pairs.push_back(
        row(what, sw::time_collective(sw::catalog::nccl_h100_sxm, what.operation, 2, size).total));
  }
  CHECK_FALSE(sw::calibrate("pairs", device, pairs, 0, sw::catalog::measured_collectives).collectives);
}

}  // namespace
