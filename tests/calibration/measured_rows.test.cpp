// Mirrors include/scalewall/calibration/measured_rows.hpp.

#include "calibrated_rows.hpp"
#include <scalewall/calibration/measured_rows.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <vector>

namespace {

using namespace calibrated_rows;

// Nothing but `divide` makes rows that a fit takes.
static_assert(!std::is_constructible_v<sw::rows_to_fit, std::vector<sw::measurement>>);

TEST_CASE("rows are divided once, into those to fit and those held out") {
  const std::vector<sw::measurement> all = rows();
  const sw::divided_rows divided = sw::divide(all);
  CHECK(divided.to_fit.size() + divided.held_out.size() == all.size());
  CHECK(divided.to_fit.size() > all.size() / 3);
  CHECK(divided.held_out.size() > all.size() / 3);
  for (const sw::measurement& one : divided.to_fit) CHECK_FALSE(is_held_out(one.what));
  for (const sw::measurement& one : divided.held_out) CHECK(is_held_out(one.what));
}

TEST_CASE("rows of a kind are picked") {
  std::vector<sw::measurement> all = rows();
  all.push_back(row(sw::transfer_probe{.participants = 8, .nodes = 2, .size = 1_MB}, 1_ms));
  all.push_back(row(sw::launch_probe{}, 1_us));
  const auto in_fp16 = sw::multiplications_of(all, sw::precision::fp16);
  REQUIRE(in_fp16.size() == 1);
  CHECK(sw::multiplication_of(in_fp16[0]).shape.rows == 256);
  CHECK(sw::transfers_of(all).size() == transfers().size());
  const auto between_nodes = sw::transfers_of(all, true);
  REQUIRE(between_nodes.size() == 1);
  CHECK(sw::transfer_of(between_nodes[0]).nodes == 2);

  const auto some =
      sw::divide(all).to_fit.those([](const sw::measurement& one) { return one.took.median > 1_ms; });
  for (const sw::measurement& one : some) CHECK(one.took.median > 1_ms);

  const auto times = sw::times_of(between_nodes, [](const sw::measurement&) { return 0.5; });
  CHECK(times[0].measured == 1_ms);
  CHECK(times[0].weight == 0.5);
  CHECK(sw::times_of(between_nodes)[0].weight == 1);
}

}  // namespace
