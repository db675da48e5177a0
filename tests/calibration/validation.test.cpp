#include <scalewall/calibration/validation.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::accelerator gpu = sw::catalog::a100_sxm;

sw::measurement row(const sw::probe& what, sw::seconds took) {
  return {.what = what,
          .took = {.median = took, .lower_quartile = took, .upper_quartile = took, .samples = 9}};
}

// Every measurement half as long as the formula says, but for one.
std::vector<sw::measurement> measured() {
  std::vector<sw::measurement> rows;
  for (std::int64_t width = 256; width <= 8192; width += 256) {
    const sw::matmul_probe what{.shape = {width, width, 64}};
    rows.push_back(row(what, 0.5 * time_matmul(gpu, what.shape, what.kind).total()));
  }
  rows[7].took.median *= 40;
  return rows;
}

const sw::predictor reference = sw::reference_predictor("reference", gpu, sw::catalog::dgx_a100.network);

TEST_CASE("errors are signed, and summarized by their size") {
  const sw::error_summary found = sw::summarize({-0.4, 0.1, -0.2, 0.3, 0});
  CHECK(found.rows == 5);
  CHECK(found.signed_median == 0);
  CHECK(found.median == doctest::Approx(0.2));
  CHECK(found.ninetieth == doctest::Approx(0.36));
  CHECK_THROWS_WITH_AS(sw::summarize(std::vector<double>{}), "errors are summarized where there are some",
                       sw::broken_rule);
  CHECK_THROWS_AS(sw::summarize(std::vector<double>{sw::math::infinity}), sw::broken_rule);
}

TEST_CASE("predictions are held against rows, the worst of them first") {
  const sw::validation held = sw::validate(reference, measured());
  CHECK(held.rows.size() == 32);
  CHECK(held.not_predicted == 0);
  CHECK(held.rows[0].error == doctest::Approx(1));
  CHECK(held.rows[7].error == doctest::Approx(-0.95));
  const auto worst = sw::worst_of(held, 10);
  CHECK(worst.size() == 10);
  CHECK(worst[0].measured == held.rows[7].measured);
  CHECK(sw::worst_of(held, 100).size() == 32);
}

TEST_CASE("groups are by subject, kept apart by what a fit may have seen, and by what bounds") {
  const sw::validation held = sw::validate(reference, measured());
  std::size_t rows = 0;
  const auto by_subject = sw::error_groups(held, sw::grouping::by_subject);
  for (const sw::error_group& one : by_subject) rows += one.errors.rows;
  CHECK(rows == 32);
  CHECK(by_subject.size() == 4);
  CHECK(by_subject[0].subject == "bf16, below 1 GFLOP");
  CHECK(!by_subject[0].held_out);
  CHECK(by_subject[1].held_out);
  CHECK(by_subject[2].subject == "bf16, of at least 1 GFLOP");
  CHECK(by_subject[2].errors.median == doctest::Approx(1));

  const auto by_bound = sw::error_groups(held, sw::grouping::by_bound, 1_PFLOP);
  REQUIRE(by_bound.size() >= 4);
  CHECK(by_bound[0].subject == "bf16, below 1 PFLOP");
  CHECK(by_bound[0].bound_by == "global memory");
  CHECK(by_bound[1].bound_by == "matmul latency");
}

TEST_CASE("what a formula says nothing of is counted") {
  const std::vector rows = {row(sw::launch_probe{}, 1_us), row(sw::matmul_probe{.shape = {8, 8, 8}}, 1_us)};
  const sw::validation held = sw::validate(reference, rows);
  CHECK(held.not_predicted == 1);
  CHECK(held.rows.front().error == doctest::Approx(3.5).epsilon(1e-3));
  CHECK(held.rows.front().predicted.bound_by == "matmul latency");
}

}  // namespace
