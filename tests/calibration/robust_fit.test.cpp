#include <scalewall/calibration/robust_fit.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace {

namespace sw = scalewall;

// A latency and a bandwidth, found again from the times of messages of 1 B to 1 GB.
const std::vector<double> sizes = [] {
  std::vector<double> all;
  for (double size = 1; size < 1.1e9; size *= 2) all.push_back(size);
  return all;
}();

sw::row_predictor predict(std::span<const double> numbers) {
  return [latency = numbers[0], bandwidth = numbers[1]](std::size_t row) {
    return sw::seconds::from_value(latency + sizes[row] / bandwidth);
  };
}

std::vector<sw::fit_row> measured(double latency, double bandwidth, double noise) {
  std::mt19937_64 random(1);
  std::vector<sw::fit_row> rows;
  for (const double size : sizes) {
    const double off = noise * (static_cast<double>(random() >> 11) * 0x1p-52 - 1);
    rows.push_back({.measured = sw::seconds::from_value((latency + size / bandwidth) * (1 + off))});
  }
  return rows;
}

const std::vector<sw::fit_parameter> parameters = {{.place = 3, .start = 1e-6, .least = 1e-8, .most = 1e-3},
                                                   {.place = 1, .start = 1e9, .least = 1e6, .most = 1e13}};

TEST_CASE("numbers that made the times are found") {
  const auto rows = measured(5e-6, 3e11, 0);
  const sw::fit_result found =
      sw::robust_fit(parameters, rows, predict, {.evidence = {rows.size(), sw::row_kind::copy}});
  CHECK(to_text(found.numbers[0].evidence) == "31 copies");
  CHECK(found.numbers[0].value == doctest::Approx(5e-6).epsilon(1e-6));
  CHECK(found.numbers[1].value == doctest::Approx(3e11).epsilon(1e-6));
  CHECK(found.loss < 1e-9);
}

TEST_CASE("an outlier hardly moves them") {
  auto rows = measured(5e-6, 3e11, 0.02);
  rows[3].measured *= 10;
  rows[25].measured *= 4;
  const sw::fit_result found = sw::robust_fit(parameters, rows, predict);
  CHECK(found.numbers[0].value == doctest::Approx(5e-6).epsilon(0.03));
  CHECK(found.numbers[1].value == doctest::Approx(3e11).epsilon(0.03));
}

TEST_CASE("what is redrawn lies around what was found") {
  const auto rows = measured(5e-6, 3e11, 0.05);
  const sw::fit_result found = sw::robust_fit(parameters, rows, predict, {.starts = 3, .redraws = 40});
  for (const sw::fitted<>& number : found.numbers) {
    CHECK(number.low <= number.value);
    CHECK(number.value <= number.high);
    CHECK(number.low < number.high);
    CHECK(number.high / number.low < 1.2);
  }
}

TEST_CASE("numbers stay within their bounds") {
  auto bounded = parameters;
  bounded[1].most = 1e10;
  const auto rows = measured(5e-6, 3e11, 0);
  CHECK(sw::robust_fit(bounded, rows, predict).numbers[1].value <= 1e10 * (1 + 1e-12));
}

TEST_CASE("a number at a bound was not found, and says so") {
  auto bounded = parameters;
  bounded[1].most = 1e10;
  const auto rows = measured(5e-6, 3e11, 0);
  const sw::fitted<> bandwidth = sw::robust_fit(bounded, rows, predict).numbers[1];
  CHECK(bandwidth.end == sw::fit_end::at_most);
  CHECK(bandwidth.bound == 1e10);
  CHECK_FALSE(bandwidth.left_out);
  const sw::fit_result inside = sw::robust_fit(parameters, rows, predict);
  for (const sw::fitted<>& number : inside.numbers) {
    CHECK(number.end == sw::fit_end::between);
    CHECK_FALSE(number.left_out);
  }
}

TEST_CASE(
    "a number that ends at a bound is left out where it has a value without effect, and the rest is fitted") {
  // No bandwidth to see, and bounds below what there is; or no latency, and bounds above.
  auto free = parameters;
  free[0].beyond_least = 0;
  free[1].beyond_most = std::numeric_limits<double>::infinity();
  const sw::fit_result without_bandwidth =
      sw::robust_fit(free, measured(5e-6, 1e30, 0), predict, {.redraws = 5});
  CHECK(without_bandwidth.numbers[1].left_out);
  CHECK(without_bandwidth.numbers[1].value == std::numeric_limits<double>::infinity());
  CHECK(without_bandwidth.numbers[0].value == doctest::Approx(5e-6).epsilon(1e-6));
  CHECK_FALSE(without_bandwidth.numbers[0].left_out);
  CHECK(without_bandwidth.loss < 1e-9);

  const sw::fit_result without_latency = sw::robust_fit(free, measured(0, 3e11, 0), predict);
  CHECK(without_latency.numbers[0].left_out);
  CHECK(without_latency.numbers[0].value == 0);
  CHECK(without_latency.numbers[1].value == doctest::Approx(3e11).epsilon(1e-6));
}

TEST_CASE("a number that no row shows is left out where that is asked for, unless it is pulled") {
  const auto rows = measured(5e-6, 1e30, 0.02);
  auto free = parameters;
  free[1].beyond_most = std::numeric_limits<double>::infinity();
  const auto without_bandwidth = [](std::span<const double> numbers) {
    return [latency = numbers[0]](std::size_t) { return sw::seconds::from_value(latency); };
  };
  const auto is_left_out = [&](bool asked) {
    return sw::robust_fit(free, rows, without_bandwidth, {.leave_out_unseen = asked}).numbers[1].left_out;
  };
  CHECK(is_left_out(true));
  CHECK_FALSE(is_left_out(false));
  free[1].pull = 0.1;
  CHECK_FALSE(is_left_out(true));
}

TEST_CASE("a start in the middle of the bounds is left") {
  const sw::fit_parameter latency{.start = 4.42e-6, .least = 4.42e-6 / 30, .most = 30 * 4.42e-6};
  const auto rows = measured(5e-6, 3e11, 0);
  const auto with_bandwidth = [](std::span<const double> numbers) {
    return [latency = numbers[0]](std::size_t row) {
      return sw::seconds::from_value(latency + sizes[row] / 3e11);
    };
  };
  const sw::fit_result found = sw::robust_fit(std::span(&latency, 1), rows, with_bandwidth);
  CHECK(found.numbers[0].value == doctest::Approx(5e-6).epsilon(1e-6));
}

TEST_CASE("a number that no row shows stays where it is pulled") {
  // Messages so short that the bandwidth does not show.
  const auto rows = measured(5e-6, 3e11, 0);
  const std::span<const sw::fit_row> short_ones(rows.data(), 3);
  auto pulled = parameters;
  for (sw::fit_parameter& one : pulled) one.pull = 0.1;
  const sw::fit_result found = sw::robust_fit(pulled, short_ones, predict);
  CHECK(found.numbers[0].value == doctest::Approx(5e-6).epsilon(1e-3));
  CHECK(found.numbers[1].value == doctest::Approx(1e9).epsilon(1e-2));
  pulled[1].pull = -1;
  CHECK_THROWS_WITH_AS(sw::robust_fit(pulled, rows, predict),
                       "a number is pulled to its start, or not (pull = -1)", sw::broken_rule);
}

TEST_CASE("what cannot be fitted is told") {
  const auto rows = measured(5e-6, 3e11, 0);
  CHECK_THROWS_WITH_AS(sw::robust_fit(std::span<const sw::fit_parameter>{}, rows, predict),
                       "a fit has numbers to find, and rows (numbers = 0, rows = 31)", sw::broken_rule);
  auto outside = parameters;
  outside[0].start = 1;
  CHECK_THROWS_WITH_AS(sw::robust_fit(outside, rows, predict),
                       "a number that is fitted starts within its bounds, which are positive (least = 1e-08, "
                       "start = 1, most = 0.001)",
                       sw::broken_rule);
  auto broken = rows;
  broken[0].measured = {};
  CHECK_THROWS_AS(sw::robust_fit(parameters, broken, predict), sw::broken_rule);
}

}  // namespace
