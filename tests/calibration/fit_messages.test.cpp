// Mirrors include/scalewall/calibration/fit_messages.hpp.

#include <scalewall/calibration/fit_messages.hpp>
#include <scalewall/hardware/catalog/measured_networks.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::message_protocols truth{
    .regimes = {{.participants = 2, .at_most = 100_kB, .step = 1_us, .bandwidth = 2_GB_per_s},
                {.participants = 2, .step = 40_us, .bandwidth = 8_GB_per_s},
                {.at_most = 100_kB,
                 .algorithm = sw::collective_algorithm::doubling,
                 .step = 30_us,
                 .bandwidth = 1_GB_per_s},
                {.step = 50_us, .bandwidth = 4_GB_per_s}}};

std::vector<sw::measurement> measured(double noise) {
  std::mt19937_64 random(3);
  std::vector<sw::measurement> rows;
  for (const std::int64_t participants : {2, 4, 8})
    for (sw::bytes size = 1_kB; size < 70_MB; size = 2 * size) {
      const double off = 1 + noise * (static_cast<double>(random() >> 11) * 0x1p-52 - 1);
      const sw::seconds took =
          off * sw::time_collective(truth, sw::transfer_operation::all_reduce, participants, size).total;
      rows.push_back({.what = sw::transfer_probe{sw::transfer_operation::all_reduce, participants, 1, size},
                      .took = {took, took, took, 1}});
    }
  return rows;
}

double median_error(const sw::message_protocols& protocols, const std::vector<sw::measurement>& rows) {
  std::vector<double> errors;
  for (const sw::measurement& row : rows) {
    if (!sw::is_held_out(row.what)) continue;
    const auto& what = std::get<sw::transfer_probe>(row.what);
    const sw::seconds predicted =
        sw::time_collective(protocols, what.operation, what.participants, what.size).total;
    errors.push_back(std::abs(predicted / row.took.median - 1));
  }
  std::sort(errors.begin(), errors.end());
  return errors.at(errors.size() / 2);
}

constexpr std::int64_t cores_and_more[] = {2, sw::unbounded};

TEST_CASE("the regimes that made the times are found, with their algorithms") {
  const sw::message_protocols found =
      sw::fit_message_protocols(sw::divide(measured(0)).to_fit, cores_and_more);
  REQUIRE(found.regimes.size() == truth.regimes.size());
  for (std::size_t k = 0; k < truth.regimes.size(); ++k) {
    CHECK(found.regimes[k].participants == truth.regimes[k].participants);
    CHECK(found.regimes[k].step / truth.regimes[k].step == doctest::Approx(1).epsilon(0.1));
    CHECK(found.regimes[k].bandwidth / truth.regimes[k].bandwidth == doctest::Approx(1).epsilon(0.1));
  }
  CHECK(found.regimes[2].algorithm == sw::collective_algorithm::doubling);
  CHECK(found.regimes[3].algorithm == sw::collective_algorithm::ring);
  CHECK(median_error(found, measured(0)) < 0.02);
}

TEST_CASE("noise does not make regimes") {
  const sw::message_protocols found =
      sw::fit_message_protocols(sw::divide(measured(0.1)).to_fit, cores_and_more);
  CHECK(found.regimes.size() <= truth.regimes.size() + 1);
  CHECK(median_error(found, measured(0.1)) < 0.12);
}

TEST_CASE("too few transfers are told") {
  const auto rows = measured(0);
  CHECK_THROWS_WITH_AS(
      sw::fit_message_protocols(sw::divide(std::span(rows).first(1)).to_fit),
      doctest::Contains("messages are fitted to at least three transfers that are not held out"),
      sw::broken_rule);
}

TEST_CASE("between nodes, what was held out is predicted") {
  const std::string recordings[] = {"2_nodes_of_a100_efa", "4_nodes_of_b200_efa", "4_nodes_of_8",
                                    "2_nodes_of_h20_ndr"};
  for (std::size_t i = 0; i < std::size(recordings); ++i) {
    CAPTURE(recordings[i]);
    std::ifstream file(SCALEWALL_RECORDINGS "/published/" + recordings[i] + "/transfer.csv");
    const sw::recording read = sw::read_recording(file);
    REQUIRE(read.damaged.empty());
    CHECK(median_error(sw::catalog::measured_networks[i], read.rows) < 0.15);
    CHECK(median_error(sw::fit_message_protocols(sw::divide(read.rows).to_fit), read.rows) < 0.2);
  }
}

}  // namespace
