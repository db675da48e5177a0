// Fitting the numbers of a formula to times that were measured.
//
// With predicted times t_i(p) and measured ones T_i, the sum of
//
//     w_i 2 (sqrt(1 + z_i^2) - 1)        z_i = log(t_i / T_i) / scale
//
// over all rows is made small: errors are relative, small ones count by their square and large ones by their size, so
// that an outlier does not bend the rest (the soft L1 loss). To it comes pull log(p / start)^2 for a number that is
// pulled to where it starts, so that what no row shows stays what it was. Every number stays within its bounds by
// log p = middle + half the width * sin(u), and u is found by Levenberg and Marquardt's method.
//
// A number that ends at a bound was not found: the rows ask for more than it may be. Where it has a value without effect
// beyond that bound, such as no time or no limit, it takes that and the others are fitted again; if not, its result says so.
// Where that is asked for, so does a number without which the sum grows by no more than one row adds to it on average: no row
// shows it.
//
// Source: Charbonnier et al. 1994, "Two deterministic half-quadratic regularization algorithms for computed imaging",
// for the loss; James & Roos 1975, "Minuit", for the bounds; Moré 1978 for the method, as in MINPACK.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <cminpack.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

/// A number of a formula, positive and in its base unit.
struct fit_parameter {
  std::string name;
  double start = 1;
  double least = 0;
  double most = 0;
  double pull = 0;  ///< to the start: what it costs to be a factor e away from it

  /// What the number is where the rows ask for less than the least, or for more than the most: a value without effect, as a
  /// latency of 0 or a rate without limit. None: there is no such value, and the number stays at the bound.
  std::optional<double> beyond_least{};
  std::optional<double> beyond_most{};
};

/// The place between the bounds of a number where a fit ended.
enum class fit_end { between, at_least, at_most };

struct fitted_number {
  std::string name;

  /// Beyond the bound where the number was left out.
  double value = 0;

  fit_end end = fit_end::between;
  bool left_out = false;
  double bound = 0;  ///< at which the fit ended, if at one

  // Between which nine of ten fits lie whose rows are drawn anew. Both are the value where that was not asked.
  double low = 0;
  double high = 0;
};

struct fit_row {
  seconds measured{};
  double weight = 1;
};

struct fit_settings {
  /// From how many places within the bounds the numbers are sought; the first is where they start.
  int starts = 1;

  /// Fits of as many redrawn rows give the intervals.
  int redraws = 0;

  /// The relative error from which on a row counts as an outlier.
  double scale = 0.05;

  /// Evaluations of all rows, at most, from one start.
  int evaluations = 2000;

  /// The relative gain from which on a step is taken to be the last.
  double tolerance = 1e-9;

  /// Whether numbers are left out that no row shows. Not where a number is known from elsewhere, and stays so until rows say
  /// otherwise.
  bool leave_out_unseen = false;
};

/// Predicts the time of a row.
using row_predictor = std::function<seconds(std::size_t row)>;

/// What predicts with such numbers, in the order of the parameters.
using row_predictors = std::function<row_predictor(std::span<const double> numbers)>;

struct fit_result {
  std::vector<fitted_number> numbers;
  double loss = 0;  ///< the sum above, with what pulls, over the sum of the weights

  std::vector<double> values() const {
    std::vector<double> all;
    all.reserve(numbers.size());
    for (const fitted_number& number : numbers) all.push_back(number.value);
    return all;
  }
};

namespace detail {

class fit_problem {
 public:
  fit_problem(std::span<const fit_parameter> parameters, std::span<const fit_row> rows,
              const row_predictors& predict_with, const fit_settings& settings)
      : parameters_(parameters),
        rows_(rows),
        predict_with_(predict_with),
        settings_(settings),
        left_out_(parameters.size()) {
    weights_.reserve(rows.size());
    for (const fit_row& row : rows) weights_.push_back(row.weight);
  }

  void weigh(std::vector<double> weights) { weights_ = std::move(weights); }

  /// The number is the value from now on, wherever the fit goes.
  void leave_out(std::size_t parameter, double value) { left_out_[parameter] = value; }
  void keep(std::size_t parameter) { left_out_[parameter] = {}; }
  bool is_left_out(std::size_t parameter) const { return left_out_[parameter].has_value(); }

  std::vector<double> numbers_at(std::span<const double> u) const {
    std::vector<double> numbers;
    numbers.reserve(u.size());
    for (std::size_t j = 0; j < parameters_.size(); ++j) {
      const auto [middle, half] = range(parameters_[j]);
      numbers.push_back(left_out_[j] ? *left_out_[j] : std::exp(middle + half * std::sin(u[j])));
    }
    return numbers;
  }

  /// A hundredth of the way between its bounds, in logarithms, is at a bound.
  fit_end end_at(std::size_t parameter, double u) const {
    constexpr double nearly = 0.98;  // from -1 to 1
    if (!(range(parameters_[parameter]).second > 0)) return fit_end::between;
    if (std::sin(u) < -nearly) return fit_end::at_least;
    return std::sin(u) > nearly ? fit_end::at_most : fit_end::between;
  }

  /// Numbers at a bound would stay there; they start a little inside.
  std::vector<double> angles_of(std::span<const double> numbers) const {
    std::vector<double> u;
    u.reserve(numbers.size());
    for (std::size_t j = 0; j < parameters_.size(); ++j) {
      const auto [middle, half] = range(parameters_[j]);
      const double place = half > 0 ? (std::log(numbers[j]) - middle) / half : 0;
      u.push_back(left_out_[j] ? 0 : std::asin(std::clamp(place, -0.98, 0.98)));
    }
    return u;
  }

  /// Infinite where a prediction is not finite.
  double loss(std::span<const double> u) const {
    std::vector<double> residuals(values());
    if (!find_residuals(u, residuals)) return math::infinity;
    double squares = 0, weights = 0;
    for (const double residual : residuals) squares += residual * residual;
    for (const double weight : weights_) weights += weight;
    return squares / weights;
  }

  /// Throws what predicting throws.
  std::vector<double> minimize(std::vector<double> u) {
    // The method takes its first step by the length of `u`, which is none where all start in the middle of their bounds.
    constexpr double least = 1e-3;
    double longest = 0;
    for (const double angle : u) longest = std::max(longest, std::abs(angle));
    if (longest < least)
      for (double& angle : u) angle += least;

    const std::size_t n = u.size(), m = values();
    std::vector<double> residuals(m), jacobian(m * n), scale(n), q(n), a(n), b(n), c(n), d(m);
    std::vector<int> order(n);
    int evaluations = 0, jacobians = 0;
    constexpr double orthogonal = 0, first_step = 100;  // MINPACK's own
    lmder(evaluate, this, static_cast<int>(m), static_cast<int>(n), u.data(), residuals.data(),
          jacobian.data(), static_cast<int>(m), settings_.tolerance, settings_.tolerance, orthogonal,
          settings_.evaluations, scale.data(), 1, first_step, 0, &evaluations, &jacobians, order.data(),
          q.data(), a.data(), b.data(), c.data(), d.data());
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    return u;
  }

 private:
  /// Behind those of the rows, what each number is pulled by; so there are never fewer residuals than numbers.
  std::size_t values() const { return rows_.size() + parameters_.size(); }

  static std::pair<double, double> range(const fit_parameter& parameter) {
    const double low = std::log(parameter.least);
    const double high = std::log(parameter.most);
    return {(low + high) / 2, (high - low) / 2};
  }

  /// Whether all are finite.
  bool find_residuals(std::span<const double> u, std::span<double> residuals) const {
    const std::vector<double> numbers = numbers_at(u);
    const row_predictor predict = predict_with_(numbers);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      residuals[i] = 0;
      if (weights_[i] == 0) continue;
      const double z = std::log(predict(i) / rows_[i].measured) / settings_.scale;
      const double loss = 2 * (std::sqrt(1 + z * z) - 1);
      residuals[i] = std::copysign(std::sqrt(weights_[i] * loss), z);
    }
    for (std::size_t j = 0; j < parameters_.size(); ++j)
      residuals[rows_.size() + j] =
          left_out_[j] ? 0 : std::sqrt(parameters_[j].pull) * std::log(numbers[j] / parameters_[j].start);
    return std::all_of(residuals.begin(), residuals.end(), math::is_finite);
  }

  /// By central differences; a column for each number. Whether all are finite.
  bool find_jacobian(std::span<const double> u, std::span<double> jacobian) const {
    constexpr double step = 1e-5;
    const std::size_t m = values();
    std::vector<double> moved(u.begin(), u.end()), above(m), below(m);
    for (std::size_t j = 0; j < u.size(); ++j) {
      if (left_out_[j]) {
        for (std::size_t i = 0; i < m; ++i) jacobian[j * m + i] = 0;
        continue;
      }
      moved[j] = u[j] + step;
      if (!find_residuals(moved, above)) return false;
      moved[j] = u[j] - step;
      if (!find_residuals(moved, below)) return false;
      moved[j] = u[j];
      for (std::size_t i = 0; i < m; ++i) jacobian[j * m + i] = (above[i] - below[i]) / (2 * step);
    }
    return true;
  }

  /// What MINPACK asks for. It ends where the answer is negative; no exception passes through it.
  static int evaluate(void* problem, int m, int n, const double* at, double* residuals, double* jacobian, int,
                      int asked) {
    auto& self = *static_cast<fit_problem*>(problem);
    const auto rows = static_cast<std::size_t>(m), numbers = static_cast<std::size_t>(n);
    try {
      const bool found = asked == 1 ? self.find_residuals({at, numbers}, {residuals, rows})
                                    : self.find_jacobian({at, numbers}, {jacobian, rows * numbers});
      return found ? 0 : -1;
    } catch (...) {
      self.thrown_ = std::current_exception();
      return -1;
    }
  }

  std::span<const fit_parameter> parameters_;
  std::span<const fit_row> rows_;
  const row_predictors& predict_with_;
  fit_settings settings_;
  std::vector<double> weights_;
  std::vector<std::optional<double>> left_out_;
  std::exception_ptr thrown_;
};

}  // namespace detail

/// The numbers that predict the rows best. Throws `broken_rule` unless there are parameters and rows, every start lies
/// within its bounds, and the loss of the result is finite.
inline fit_result robust_fit(std::span<const fit_parameter> parameters, std::span<const fit_row> rows,
                             const row_predictors& predict_with, const fit_settings& settings = {}) {
  require(!parameters.empty() && !rows.empty(), "a fit has numbers to find, and rows",
          {{"numbers", parameters.size()}, {"rows", rows.size()}});
  for (const fit_parameter& one : parameters)
    if (!(0 < one.least && one.least <= one.start && one.start <= one.most && one.most < math::infinity))
      require(false, "a number that is fitted starts within its bounds, which are positive",
              {{"least", one.least}, {"start", one.start}, {"most", one.most}});
  for (const fit_parameter& one : parameters)
    if (!(one.pull >= 0)) require(false, "a number is pulled to its start, or not", {{"pull", one.pull}});
  double weights = 0;
  for (const fit_row& row : rows) {
    require(is_positive_and_finite(row.measured) && row.weight >= 0,
            "a row of a fit has a positive time, and a weight that is not negative",
            {{"seconds", row.measured.value()}, {"weight", row.weight}});
    weights += row.weight;
  }
  require(weights > 0, "some row of a fit has a weight");

  detail::fit_problem problem(parameters, rows, predict_with, settings);
  std::mt19937_64 random(1994);
  const auto uniform = [&] { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53; };

  std::vector<double> numbers;
  for (const fit_parameter& one : parameters) numbers.push_back(one.start);
  std::vector<double> best = problem.minimize(problem.angles_of(numbers));
  double least = problem.loss(best);
  for (int i = 1; i < settings.starts; ++i) {
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      // Within a factor of the start that the bounds allow, half of the way there at most.
      const double to = uniform() < 0.5 ? parameters[j].least : parameters[j].most;
      numbers[j] = parameters[j].start * std::pow(to / parameters[j].start, uniform() / 2);
    }
    const std::vector<double> other = problem.minimize(problem.angles_of(numbers));
    if (problem.loss(other) < least) {
      best = other;
      least = problem.loss(other);
    }
  }
  require(math::is_finite(least), "a fit ends with finite predictions");

  // One by one, as the others may then come off their bounds. First what is at one, then what the rows do not miss.
  fit_result result{.numbers = {}, .loss = least};
  result.numbers.resize(parameters.size());
  const auto leave_out_at_bound = [&](std::size_t j) {
    const fit_end end = problem.end_at(j, best[j]);
    const bool below = end == fit_end::at_least;
    const std::optional<double>& beyond = below ? parameters[j].beyond_least : parameters[j].beyond_most;
    if (end == fit_end::between || !beyond) return false;
    result.numbers[j].end = end;
    result.numbers[j].left_out = true;
    result.numbers[j].bound = below ? parameters[j].least : parameters[j].most;
    problem.leave_out(j, *beyond);
    return true;
  };
  const auto leave_out_if_not_missed = [&](std::size_t j) {
    if (!settings.leave_out_unseen || parameters[j].pull > 0) return false;
    for (const std::optional<double>& beyond : {parameters[j].beyond_least, parameters[j].beyond_most}) {
      if (!beyond) continue;
      problem.leave_out(j, *beyond);
      if (problem.loss(best) <= (1 + 1 / static_cast<double>(rows.size())) * result.loss) {
        result.numbers[j].left_out = true;
        return true;
      }
      problem.keep(j);
    }
    return false;
  };
  const auto leave_one_out = [&] {
    for (std::size_t j = 0; j < parameters.size(); ++j)
      if (!problem.is_left_out(j) && leave_out_at_bound(j)) return true;
    for (std::size_t j = 0; j < parameters.size(); ++j)
      if (!problem.is_left_out(j) && leave_out_if_not_missed(j)) return true;
    return false;
  };
  while (leave_one_out()) {
    best = problem.minimize(problem.angles_of(problem.numbers_at(best)));
    result.loss = problem.loss(best);
    require(math::is_finite(result.loss), "a fit ends with finite predictions");
  }
  const std::vector<double> values = problem.numbers_at(best);
  for (std::size_t j = 0; j < values.size(); ++j) {
    fitted_number& number = result.numbers[j];
    number.name = parameters[j].name;
    number.value = number.low = number.high = values[j];
    if (number.left_out) continue;
    number.end = problem.end_at(j, best[j]);
    if (number.end != fit_end::between)
      number.bound = number.end == fit_end::at_least ? parameters[j].least : parameters[j].most;
  }
  if (settings.redraws == 0) return result;

  std::vector<std::vector<double>> drawn(values.size());
  const std::vector<double> from = problem.angles_of(values);
  for (int i = 0; i < settings.redraws; ++i) {
    std::vector<double> often(rows.size(), 0);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const auto row = static_cast<std::size_t>(uniform() * static_cast<double>(rows.size()));
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
  return result;
}

}  // namespace scalewall
