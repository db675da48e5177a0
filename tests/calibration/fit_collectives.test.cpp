// Mirrors include/scalewall/calibration/fit_collectives.hpp.

#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iterator>
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
  const auto found =
      sw::fit_collective_protocols(start, sw::divide(rows).to_fit, {.pull = 1e-9, .switch_steps = 0});
  CHECK(worst_error(found.descriptor, rows) < 1e-3);
  CHECK(found.descriptor.launch / truth.launch == doctest::Approx(1).epsilon(1e-3));
  CHECK(found.descriptor.ring.ll.hop / truth.ring.ll.hop == doctest::Approx(1).epsilon(1e-3));
  CHECK(found.descriptor.ring.spans[0].simple / truth.ring.spans[0].simple ==
        doctest::Approx(1).epsilon(1e-2));
  CHECK(found.of(found.descriptor.launch)->value == found.descriptor.launch);
  CHECK_FALSE(found.of(found.descriptor.exchange.ll_at_most).has_value());
  CHECK(std::count_if(found.numbers.begin(), found.numbers.end(),
                      [](const auto& number) { return number.has_value(); }) == 24);
}

TEST_CASE("a switch between protocols is found") {
  // Of a library that believes Simple to be slower, an all-gather of 16 MiB by eight would be in LL.
  const sw::collective_protocols& truth = sw::catalog::nccl_b200_sxm;
  sw::collective_protocols start = truth;
  start.ring.choice.simple *= std::exp2(-0.5);
  auto rows = made_by(truth);
  std::erase_if(rows, [](const sw::measurement& row) { return sw::is_held_out(row.what); });
  REQUIRE(worst_error(start, rows) > 0.2);
  const auto found = sw::fit_collective_protocols(start, sw::divide(rows).to_fit);
  CHECK(found.descriptor.ring.choice.simple / truth.ring.choice.simple == doctest::Approx(1).epsilon(0.2));
  CHECK(worst_error(found.descriptor, rows) < 0.05);
}

TEST_CASE("with a strong pull only the launch is another host's") {
  const sw::collective_protocols& known = sw::catalog::nccl_h100_sxm;
  sw::collective_protocols slower = known;
  slower.launch += 15_us;
  const auto found = sw::fit_collective_protocols(known, sw::divide(made_by(slower)).to_fit,
                                                  {.pull = 1e6, .switch_steps = 0})
                         .descriptor;
  CHECK(found.launch / slower.launch == doctest::Approx(1).epsilon(1e-3));
  CHECK(found.ring.spans[0].simple / known.ring.spans[0].simple == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("what no transfer shows is told") {
  auto rows = made_by(sw::catalog::nccl_h100_sxm);
  std::erase_if(rows, [](const sw::measurement& row) { return !sw::is_held_out(row.what); });
  CHECK_THROWS_WITH_AS(sw::fit_collective_protocols(sw::catalog::nccl_h100_sxm, sw::divide(rows).to_fit),
                       "protocols are fitted to transfers within a node that are not held out",
                       sw::broken_rule);
}

TEST_CASE("a row that was disturbed is left out") {
  const sw::collective_protocols& known = sw::catalog::nccl_h100_sxm;
  auto rows = made_by(known);
  const auto row = std::find_if(rows.begin(), rows.end(), [](const sw::measurement& one) {
    const auto& what = std::get<sw::transfer_probe>(one.what);
    return what.operation == all_to_all && what.participants == 8 && what.size == 4_KiB;
  });
  row->took.median *= 2;
  CHECK(sw::undisturbed(known, rows).size() == rows.size() - 1);
  row->took.median *= 1.05 / 2;
  CHECK(sw::undisturbed(known, rows).size() == rows.size());
  // That NCCL is faster with more bytes in another protocol is no disturbance.
  const auto behind_pcie = made_by(sw::catalog::nccl_rtx_pro_6000);
  CHECK(sw::undisturbed(sw::catalog::nccl_rtx_pro_6000, behind_pcie).size() == behind_pcie.size());
}

std::vector<sw::measurement> published(const std::string& recording) {
  std::ifstream file(SCALEWALL_RECORDINGS "/published/" + recording + "/transfer.csv");
  const sw::recording read = sw::read_recording(file);
  REQUIRE(read.damaged.empty());
  return read.rows;
}

double quantile(std::vector<double> errors, std::size_t tenths) {
  std::sort(errors.begin(), errors.end());
  return errors.at(errors.size() * tenths / 10);
}

// A100 was measured with two numbers of participants in each operation, or with one. What one number does not show is known
// from H100 with links that are half as fast again.
TEST_CASE("participants that were not seen are predicted") {
  sw::collective_protocols start = sw::with_links(sw::catalog::nvlink_4, 300.0 / 450);
  start.in_switch.reset();
  start.ring.choice = sw::catalog::nvlink_3.ring.choice;
  // NCCL's limits of LL128 for a channel, src/graph/tuning.cc: 20.0 GB/s on Ampere, 36.7 on Hopper.
  start.ring.ll128->bandwidth = 20.0 / 36.7 * sw::catalog::nvlink_4.ring.ll128->bandwidth;
  // An exchange by a library before NCCL 2.29, fitted to H100 with 2.23; what is kept is read and written at 2,039 GB/s.
  start.exchange.ll_at_most = 23_KiB;
  start.exchange.per_peer = 0.73_us;
  start.exchange.dearer = 1.03;
  start.exchange.dearer_until = 5.3_MiB;
  start.exchange.kept_bandwidth = 1020_GB_per_s;

  const auto rows = published("a100_sxm");
  std::vector<double> errors;
  for (const std::int64_t unseen : {2, 4, 8}) {
    const auto is_seen = [&](const sw::measurement& row) {
      return std::get<sw::transfer_probe>(row.what).participants != unseen;
    };
    std::vector<sw::measurement> seen;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(seen), is_seen);
    const auto found =
        sw::fit_collective_protocols(start, sw::divide(seen).to_fit, {.switch_steps = 0}).descriptor;
    for (const sw::measurement& row : rows)
      if (!is_seen(row)) errors.push_back(worst_error(found, {row}));
  }
  CHECK(errors.size() == rows.size());
  CHECK(quantile(errors, 5) < 0.05);
  CHECK(quantile(errors, 9) < 0.2);
}

// The catalog against times that it was not fitted to.
TEST_CASE("what was held out is predicted") {
  struct bound {
    std::string recording;
    const sw::collective_protocols& protocols;
    double median;
    double ninth_decile;
  };
  const bound bounds[] = {{"a100_sxm", sw::catalog::nccl_a100_sxm, 0.04, 0.12},
                          {"h100_sxm", sw::catalog::nccl_h100_sxm, 0.05, 0.13},
                          {"h200_sxm", sw::catalog::nccl_h200_sxm, 0.055, 0.1},
                          {"b200_sxm", sw::catalog::nccl_b200_sxm, 0.04, 0.1},
                          {"b300_sxm", sw::catalog::nccl_b300_sxm, 0.03, 0.08},
                          {"gb200", sw::catalog::nccl_gb200, 0.03, 0.08},
                          {"gb300", sw::catalog::nccl_gb300, 0.04, 0.07},
                          {"l40s", sw::catalog::nccl_l40s, 0.1, 0.5},
                          {"rtx_pro_6000", sw::catalog::nccl_rtx_pro_6000, 0.04, 0.15}};
  std::vector<double> behind_switches;
  for (const bound& one : bounds) {
    CAPTURE(one.recording);
    std::vector<double> errors;
    for (const sw::measurement& row : published(one.recording))
      if (sw::is_held_out(row.what)) errors.push_back(worst_error(one.protocols, {row}));
    REQUIRE(errors.size() >= 10);
    CHECK(quantile(errors, 5) < one.median);
    CHECK(quantile(errors, 9) < one.ninth_decile);
    if (!one.protocols.ring.choice.ll_at_most)
      behind_switches.insert(behind_switches.end(), errors.begin(), errors.end());
  }
  CHECK(quantile(behind_switches, 5) < 0.035);
  CHECK(quantile(behind_switches, 9) < 0.1);
}

}  // namespace
