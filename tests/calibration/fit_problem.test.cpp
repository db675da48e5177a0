// Mirrors include/scalewall/calibration/fit_problem.hpp.

#include <scalewall/calibration/fit_problem.hpp>
#include <scalewall/math.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

// A time that is the one number of a formula, and seen twice.
const std::vector<sw::fit_parameter> one = {{.start = 2, .least = 0.5, .most = 8}};
const std::vector<sw::fit_row> rows = {{.measured = 1_s}, {.measured = 1_s, .weight = 3}};
const sw::row_predictors same = [](std::span<const double> numbers) {
  return [time = numbers[0]](std::size_t) { return sw::seconds::from_value(time); };
};

TEST_CASE("angles are numbers within their bounds") {
  const sw::detail::fit_problem problem(one, rows, same, {});
  CHECK(problem.numbers_at(std::vector{0.})[0] == doctest::Approx(2));
  CHECK(problem.numbers_at(problem.angles_of(std::vector{1.}))[0] == doctest::Approx(1));
  CHECK(problem.numbers_at(std::vector{2.})[0] < 8);
  CHECK(problem.end_at(0, 0) == sw::fit_end::between);
  CHECK(problem.end_at(0, 1.5) == sw::fit_end::at_most);
  CHECK(problem.end_at(0, -1.5) == sw::fit_end::at_least);
}

TEST_CASE("the loss is that of the rows by their weights, with what pulls") {
  const auto soft = [](double z) { return 2 * (std::sqrt(1 + z * z) - 1); };
  sw::detail::fit_problem problem(one, rows, same, {.scale = 0.1});
  const std::vector<double> at_two = problem.angles_of(std::vector{2.});
  CHECK(problem.loss(at_two) == doctest::Approx(soft(std::log(2) / 0.1)));
  problem.weigh({0, 0.5});
  CHECK(problem.loss(at_two) == doctest::Approx(soft(std::log(2) / 0.1)));

  auto pulled = one;
  pulled[0].pull = 4;
  sw::detail::fit_problem with_pull(pulled, rows, same, {.scale = 0.1});
  const double away = std::log(2.);
  CHECK(with_pull.loss(with_pull.angles_of(std::vector{1.})) == doctest::Approx(4 * away * away / 4));
}

TEST_CASE("the least loss is found, and a number that is left out stays what it is") {
  sw::detail::fit_problem problem(one, rows, same, {});
  CHECK(problem.numbers_at(problem.minimize({0.5}))[0] == doctest::Approx(1).epsilon(1e-6));
  problem.leave_out(0, 5);
  CHECK(problem.is_left_out(0));
  CHECK(problem.numbers_at(problem.minimize({0.5}))[0] == 5);
  problem.keep(0);
  CHECK(problem.numbers_at(problem.minimize({0.5}))[0] == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("what a formula throws comes through, and what is not finite is an infinite loss") {
  const sw::row_predictors throws = [](std::span<const double>) {
    return [](std::size_t) -> sw::seconds { throw std::runtime_error("no such row"); };
  };
  sw::detail::fit_problem broken(one, rows, throws, {});
  CHECK_THROWS_WITH_AS(broken.minimize({0.5}), "no such row", std::runtime_error);
  const sw::row_predictors never = [](std::span<const double>) {
    return [](std::size_t) { return sw::seconds::from_value(sw::math::infinity); };
  };
  CHECK(sw::detail::fit_problem(one, rows, never, {}).loss(std::vector{0.5}) == sw::math::infinity);
}

}  // namespace
