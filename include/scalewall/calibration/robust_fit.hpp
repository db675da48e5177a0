// Fitting the numbers of a formula to times that were measured (fit_problem.hpp): from several starts, with what was not
// found left out, and with intervals from redrawn rows.
//
// A number that ends at a bound was not found: the rows ask for more than it may be. Where it has a value without effect
// beyond that bound, such as no time or no limit, it takes that and the others are fitted again; if not, its result says so.
// Where that is asked for, so does a number without which the sum grows by no more than one row adds to it on average: no row
// shows it.
//
// Source: Efron 1979, "Bootstrap methods: another look at the jackknife", for the intervals.

#pragma once

#include <scalewall/calibration/fit_problem.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/error.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace scalewall {

struct fit_result {
  std::vector<fitted<>> numbers;  ///< in the order of the parameters
  double loss = 0;  ///< the sum of fit_problem.hpp, with what pulls, over the sum of the weights

  std::vector<double> values() const {
    std::vector<double> all;
    all.reserve(numbers.size());
    for (const fitted<>& number : numbers) all.push_back(number.value);
    return all;
  }
};

namespace detail {

inline void require_fittable(std::span<const fit_parameter> parameters, std::span<const fit_row> rows) {
  require(!parameters.empty() && !rows.empty(), "a fit has numbers to find, and rows",
          {{"numbers", parameters.size()}, {"rows", rows.size()}});
  for (const fit_parameter& one : parameters) {
    if (!(0 < one.least && one.least <= one.start && one.start <= one.most && one.most < math::infinity))
      require(false, "a number that is fitted starts within its bounds, which are positive",
              {{"least", one.least}, {"start", one.start}, {"most", one.most}});
    if (!(one.pull >= 0)) require(false, "a number is pulled to its start, or not", {{"pull", one.pull}});
  }
  double weights = 0;
  for (const fit_row& row : rows) {
    require(is_positive_and_finite(row.measured) && row.weight >= 0,
            "a row of a fit has a positive time, and a weight that is not negative",
            {{"seconds", row.measured.value()}, {"weight", row.weight}});
    weights += row.weight;
  }
  require(weights > 0, "some row of a fit has a weight");
}

/// A number in (0, 1), the same on every machine.
inline double uniform_of(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
}

/// The angles of the best fit from so many starts.
inline std::vector<double> best_of_starts(fit_problem& problem, std::span<const fit_parameter> parameters,
                                          int starts, std::mt19937_64& random) {
  std::vector<double> numbers;
  for (const fit_parameter& one : parameters) numbers.push_back(one.start);
  std::vector<double> best = problem.minimize(problem.angles_of(numbers));
  for (int i = 1; i < starts; ++i) {
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      // Within a factor of the start that the bounds allow, half of the way there at most.
      const double to = uniform_of(random) < 0.5 ? parameters[j].least : parameters[j].most;
      numbers[j] = parameters[j].start * std::pow(to / parameters[j].start, uniform_of(random) / 2);
    }
    std::vector<double> other = problem.minimize(problem.angles_of(numbers));
    if (problem.loss(other) < problem.loss(best)) best = std::move(other);
  }
  return best;
}

/// Leaves out a number at a bound, else one that the rows do not miss, if there is one; the others may then come off theirs.
inline bool leave_one_out(fit_problem& problem, std::span<const fit_parameter> parameters,
                          std::span<const double> angles, std::optional<double> unseen_loss,
                          fit_result& result) {
  for (std::size_t j = 0; j < parameters.size(); ++j) {
    const fit_end end = problem.end_at(j, angles[j]);
    const bool below = end == fit_end::at_least;
    const std::optional<double>& beyond = below ? parameters[j].beyond_least : parameters[j].beyond_most;
    if (problem.is_left_out(j) || end == fit_end::between || !beyond) continue;
    result.numbers[j].end = end;
    result.numbers[j].left_out = true;
    problem.leave_out(j, *beyond);
    return true;
  }
  if (!unseen_loss) return false;
  for (std::size_t j = 0; j < parameters.size(); ++j)
    for (const std::optional<double>& beyond : {parameters[j].beyond_least, parameters[j].beyond_most}) {
      if (problem.is_left_out(j) || parameters[j].pull > 0 || !beyond) continue;
      problem.leave_out(j, *beyond);
      if (problem.loss(angles) <= *unseen_loss) {
        result.numbers[j].left_out = true;
        return true;
      }
      problem.keep(j);
    }
  return false;
}

/// The intervals of what was not left out, from fits to redrawn rows.
inline void find_intervals(fit_problem& problem, std::span<const fit_row> rows, int redraws,
                           std::mt19937_64& random, fit_result& result) {
  const std::vector<double> values = result.values(), from = problem.angles_of(values);
  std::vector<std::vector<double>> drawn(values.size());
  for (int i = 0; i < redraws; ++i) {
    std::vector<double> often(rows.size(), 0);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const auto row = static_cast<std::size_t>(uniform_of(random) * static_cast<double>(rows.size()));
      often[row] += rows[row].weight;
    }
    problem.weigh(std::move(often));
    const std::vector<double> again = problem.numbers_at(problem.minimize(from));
    for (std::size_t j = 0; j < again.size(); ++j) drawn[j].push_back(again[j]);
  }
  for (std::size_t j = 0; j < values.size(); ++j) {
    if (result.numbers[j].left_out) continue;
    std::sort(drawn[j].begin(), drawn[j].end());
    result.numbers[j].low = std::min(math::quantile(drawn[j], 0.05), values[j]);
    result.numbers[j].high = std::max(math::quantile(drawn[j], 0.95), values[j]);
  }
}

}  // namespace detail

/// The numbers that predict the rows best. Throws `broken_rule` unless there are parameters and rows, every start lies
/// within its bounds, and the loss of the result is finite.
inline fit_result robust_fit(std::span<const fit_parameter> parameters, std::span<const fit_row> rows,
                             const row_predictors& predict_with, const fit_settings& settings = {}) {
  detail::require_fittable(parameters, rows);
  detail::fit_problem problem(parameters, rows, predict_with, settings);
  std::mt19937_64 random(1994);
  std::vector<double> best = detail::best_of_starts(problem, parameters, settings.starts, random);

  fit_result result;
  result.numbers.resize(parameters.size());
  for (;;) {
    result.loss = problem.loss(best);
    require(math::is_finite(result.loss), "a fit ends with finite predictions");
    std::optional<double> unseen_loss;
    if (settings.leave_out_unseen) unseen_loss = (1 + 1 / static_cast<double>(rows.size())) * result.loss;
    if (!detail::leave_one_out(problem, parameters, best, unseen_loss, result)) break;
    best = problem.minimize(problem.angles_of(problem.numbers_at(best)));
  }

  const std::vector<double> values = problem.numbers_at(best);
  for (std::size_t j = 0; j < values.size(); ++j) {
    fitted<>& number = result.numbers[j];
    number.value = number.low = number.high = values[j];
    number.evidence = settings.evidence;
    if (!number.left_out) number.end = problem.end_at(j, best[j]);
    if (number.end != fit_end::between)
      number.bound = number.end == fit_end::at_least ? parameters[j].least : parameters[j].most;
  }
  if (settings.redraws > 0) detail::find_intervals(problem, rows, settings.redraws, random, result);
  return result;
}

}  // namespace scalewall
