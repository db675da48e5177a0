#include <scalewall/calibration/nearest_protocols.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

std::vector<sw::measurement> recorded(const std::string& folder) {
  std::ifstream file(SCALEWALL_RECORDINGS "/published/" + folder + "/transfer.csv");
  return sw::read_recording(file).rows;
}

TEST_CASE("the nearest network is that of the same generation, on whatever host") {
  const auto nearest = [](const std::string& folder, sw::seconds more = {}) {
    std::vector<sw::measurement> rows = recorded(folder);
    for (sw::measurement& row : rows) row.took.median += more;
    return sw::nearest_protocols(sw::catalog::measured_collectives, sw::divide(rows).to_fit);
  };
  const auto same_network = [](const sw::collective_protocols& a, const sw::collective_protocols& b) {
    return a.ring == b.ring && a.in_switch == b.in_switch && a.exchange == b.exchange;
  };
  CHECK(same_network(nearest("h100_sxm").value(), sw::catalog::nvlink_4));
  CHECK(same_network(nearest("h100_sxm", 12_us).value(), sw::catalog::nvlink_4));
  CHECK(same_network(nearest("a100_sxm").value(), sw::catalog::nvlink_3));
  CHECK(same_network(nearest("gb300").value(), sw::catalog::nvlink_5));
  CHECK(same_network(nearest("l40s").value(), sw::catalog::nccl_l40s));
}

TEST_CASE("what nothing known is near to has no nearest") {
  std::vector<sw::measurement> rows = recorded("h100_sxm");
  CHECK_FALSE(sw::nearest_protocols({}, sw::divide(rows).to_fit).has_value());
  for (sw::measurement& row : rows) row.took.median = row.took.median / 50;
  CHECK_FALSE(sw::nearest_protocols(sw::catalog::measured_collectives, sw::divide(rows).to_fit).has_value());
}

}  // namespace
