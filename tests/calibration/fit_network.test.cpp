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
  const auto fit = sw::fit_network(sw::divide(rows).to_fit);
  const sw::network& levels = fit.descriptor;
  REQUIRE(levels.size() == 2);
  CHECK_NOTHROW(require_valid(levels));
  CHECK(levels[0].size == 4);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(levels[k].bandwidth.one_way() / truth[k].bandwidth.one_way() == doctest::Approx(1).epsilon(1e-3));
    CHECK(levels[k].latency / truth[k].latency == doctest::Approx(1).epsilon(1e-3));
  }
  for (const sw::network_level& level : levels) {
    CHECK(fit.of(level.latency)->value == level.latency);
    CHECK(fit.of(level.bandwidth)->value == level.bandwidth);
  }
}

TEST_CASE("one node alone is a network, and so are nodes whose inside was not measured") {
  const auto fit_to = [](std::int64_t nodes) { return sw::fit_network(sw::divide(transfers(nodes)).to_fit); };
  const sw::network inside = fit_to(1).descriptor;
  CHECK(inside.size() == 1);
  CHECK_NOTHROW(require_valid(inside));

  const auto outside = fit_to(2);
  const sw::network& levels = outside.descriptor;
  CHECK(levels.size() == 2);
  CHECK(levels[0].size == 4);
  CHECK_NOTHROW(require_valid(levels));
  CHECK_FALSE(outside.of(levels[0].bandwidth).has_value());
  CHECK(outside.of(levels[1].bandwidth).has_value());

  CHECK(sw::fit_network({}).descriptor.empty());
}

}  // namespace
