// Mirrors include/scalewall/calibration/fit_collectives.hpp and fitted_numbers.hpp.

#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;
using enum sw::transfer_operation;

/// Times that the formula makes, as if they were measured.
std::vector<sw::measurement> made_by(const sw::collective_protocols& protocols) {
  std::vector<sw::measurement> rows;
  for (const sw::transfer_operation operation : {all_gather, reduce_scatter, all_reduce, all_to_all})
    for (const std::int64_t participants : {2, 4, 8})
      for (sw::bytes size = 512_B; size <= 512_MiB; size = 2 * size) {
        const sw::seconds took = sw::time_collective(protocols, operation, participants, size).total;
        rows.push_back(
            {.what = sw::transfer_probe{operation, participants, 1, size}, .took = {took, took, took, 1}});
      }
  return rows;
}

double worst_error(const sw::collective_protocols& protocols, const std::vector<sw::measurement>& rows) {
  double worst = 0;
  for (const sw::measurement& row : rows) {
    const auto& what = std::get<sw::transfer_probe>(row.what);
    const double predicted =
        sw::time_collective(protocols, what.operation, what.participants, what.size).total / row.took.median;
    worst = std::max(worst, std::abs(predicted - 1));
  }
  return worst;
}

TEST_CASE("the numbers that made the times are found") {
  const sw::collective_protocols& truth = sw::catalog::nccl_h100_sxm;
  sw::collective_protocols start = truth;
  start.launch *= 2;
  start.ring.ll.hop *= 0.5;
  start.ring.simple.hop *= 2;
  start.ring.spans[0].simple *= 0.6;
  start.in_switch->bandwidth *= 1.5;
  start.exchange.per_peer *= 2;
  start.exchange.spans[0].simple *= 0.7;
  const auto rows = made_by(truth);
  const auto found = sw::fit_collective_protocols(start, rows, 0, {.pull = 1e-9, .switch_steps = 0});
  CHECK(worst_error(found.descriptor, rows) < 1e-3);
  CHECK(found.descriptor.launch / truth.launch == doctest::Approx(1).epsilon(1e-3));
  CHECK(found.descriptor.ring.ll.hop / truth.ring.ll.hop == doctest::Approx(1).epsilon(1e-3));
  CHECK(found.descriptor.ring.spans[0].simple / truth.ring.spans[0].simple ==
        doctest::Approx(1).epsilon(1e-2));
  CHECK(found.found.numbers.front().name == "launch");
  CHECK(found.found.numbers.size() == 24);
}

TEST_CASE("a switch between protocols is found") {
  // Of a library that believes Simple to be slower, an all-gather of 16 MiB by eight would be in LL.
  const sw::collective_protocols& truth = sw::catalog::nccl_b200_sxm;
  sw::collective_protocols start = truth;
  start.ring.choice.simple *= std::exp2(-0.5);
  auto rows = made_by(truth);
  std::erase_if(rows, [](const sw::measurement& row) { return sw::is_held_out(row.what); });
  REQUIRE(worst_error(start, rows) > 0.2);
  const auto found = sw::fit_collective_protocols(start, rows);
  CHECK(found.descriptor.ring.choice.simple / truth.ring.choice.simple == doctest::Approx(1).epsilon(0.2));
  CHECK(worst_error(found.descriptor, rows) < 0.05);
}

TEST_CASE("with a strong pull only the launch is another host's") {
  const sw::collective_protocols& known = sw::catalog::nccl_h100_sxm;
  sw::collective_protocols slower = known;
  slower.launch += 15_us;
  const auto found =
      sw::fit_collective_protocols(known, made_by(slower), 0, {.pull = 1e6, .switch_steps = 0}).descriptor;
  CHECK(found.launch / slower.launch == doctest::Approx(1).epsilon(1e-3));
  CHECK(found.ring.spans[0].simple / known.ring.spans[0].simple == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("what no transfer shows is told") {
  auto rows = made_by(sw::catalog::nccl_h100_sxm);
  std::erase_if(rows, [](const sw::measurement& row) { return !sw::is_held_out(row.what); });
  CHECK_THROWS_WITH_AS(sw::fit_collective_protocols(sw::catalog::nccl_h100_sxm, rows),
                       "protocols are fitted to transfers within a node that are not held out",
                       sw::broken_rule);
}

// The catalog against times that it was not fitted to.
TEST_CASE("what was held out is predicted") {
  struct bound {
    std::string recording;
    const sw::collective_protocols& protocols;
    double median;
    double ninth_decile;
  };
  const bound bounds[] = {{"a100_sxm", sw::catalog::nccl_a100_sxm, 0.05, 0.15},
                          {"h100_sxm", sw::catalog::nccl_h100_sxm, 0.05, 0.15},
                          {"h200_sxm", sw::catalog::nccl_h200_sxm, 0.06, 0.2},
                          {"b200_sxm", sw::catalog::nccl_b200_sxm, 0.05, 0.15},
                          {"b300_sxm", sw::catalog::nccl_b300_sxm, 0.05, 0.15},
                          {"gb200", sw::catalog::nccl_gb200, 0.05, 0.15},
                          {"gb300", sw::catalog::nccl_gb300, 0.05, 0.15},
                          {"l40s", sw::catalog::nccl_l40s, 0.1, 0.5},
                          {"rtx_pro_6000", sw::catalog::nccl_rtx_pro_6000, 0.05, 0.25}};
  const auto quantile = [](std::vector<double> errors, std::size_t tenths) {
    std::sort(errors.begin(), errors.end());
    return errors.at(errors.size() * tenths / 10);
  };
  std::vector<double> behind_switches;
  for (const bound& one : bounds) {
    CAPTURE(one.recording);
    std::ifstream file(SCALEWALL_RECORDINGS "/published/" + one.recording + "/transfer.csv");
    const sw::recording read = sw::read_recording(file);
    REQUIRE(read.damaged.empty());
    std::vector<double> errors;
    for (const sw::measurement& row : read.rows)
      if (sw::is_held_out(row.what)) errors.push_back(worst_error(one.protocols, {row}));
    REQUIRE(errors.size() >= 10);
    CHECK(quantile(errors, 5) < one.median);
    CHECK(quantile(errors, 9) < one.ninth_decile);
    if (!one.protocols.ring.choice.ll_at_most)
      behind_switches.insert(behind_switches.end(), errors.begin(), errors.end());
  }
  CHECK(quantile(behind_switches, 5) < 0.04);
  CHECK(quantile(behind_switches, 9) < 0.12);
}

}  // namespace
