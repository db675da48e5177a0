#include <scalewall/calibration/fit_network.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::network truth = {{.size = 4, .bandwidth = sw::one_direction(60_GB_per_s), .latency = 6_us},
                           {.bandwidth = sw::one_direction(9_GB_per_s), .latency = 21_us}};

std::vector<sw::measurement> transfers(std::int64_t nodes) {
  std::vector<sw::measurement> rows;
  for (std::size_t what = 0; what < sw::transfer_operation_names.size(); ++what)
    for (sw::bytes size = 8_B; size < 2_GiB; size *= 4) {
      const sw::transfer_probe probe{.operation = static_cast<sw::transfer_operation>(what),
                                     .participants = 4 * nodes,
                                     .nodes = nodes,
                                     .size = size};
      const sw::seconds took = time_transfer(truth, probe.operation, probe.participants, nodes, size).total();
      rows.push_back(
          {.what = probe,
           .took = {.median = took, .lower_quartile = took, .upper_quartile = took, .samples = 9}});
    }
  return rows;
}

TEST_CASE("transfers made by the formula give its numbers again") {
  auto rows = transfers(1);
  const auto between = transfers(2);
  rows.insert(rows.end(), between.begin(), between.end());
  const sw::network_fit fit = sw::fit_network(rows);
  REQUIRE(fit.levels.size() == 2);
  CHECK_NOTHROW(require_valid(fit.levels));
  CHECK(fit.levels[0].size == 4);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(fit.levels[k].bandwidth.one_way() / truth[k].bandwidth.one_way() ==
          doctest::Approx(1).epsilon(1e-3));
    CHECK(fit.levels[k].latency / truth[k].latency == doctest::Approx(1).epsilon(1e-3));
  }
  CHECK(fit.numbers.size() == 4);
  CHECK(fit.numbers[0].number.name == "latency in a node");
  CHECK(fit.numbers[3].number.name == "bandwidth between nodes");
}

TEST_CASE("one node alone is a network, and so are nodes whose inside was not measured") {
  const sw::network_fit inside = sw::fit_network(transfers(1));
  CHECK(inside.levels.size() == 1);
  CHECK_NOTHROW(require_valid(inside.levels));

  const sw::network_fit outside = sw::fit_network(transfers(2));
  CHECK(outside.levels.size() == 2);
  CHECK(outside.levels[0].size == 4);
  CHECK_NOTHROW(require_valid(outside.levels));

  CHECK(sw::fit_network({}).levels.empty());
}

}  // namespace
