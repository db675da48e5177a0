// The least squares of a fit, and the method that finds them.
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
// Source: Charbonnier et al. 1994, "Two deterministic half-quadratic regularization algorithms for computed imaging",
// for the loss; James & Roos 1975, "Minuit", for the bounds; Moré 1978 for the method, as in MINPACK.

#pragma once

#include <scalewall/calibration/fitted.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <cminpack.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace scalewall {

/// A number of a formula, positive and in its base unit.
struct fit_parameter {
  std::size_t place = 0;  ///< in its descriptor, if it is of one
  double start = 1;
  double least = 0;
  double most = 0;
  double pull = 0;  ///< to the start: what it costs to be a factor e away from it

  /// What the number is where the rows ask for less than the least, or for more than the most: a value without effect, as a
  /// latency of 0 or a rate without limit. None: there is no such value, and the number stays at the bound.
  std::optional<double> beyond_least{};
  std::optional<double> beyond_most{};
};

struct fit_row {
  seconds measured{};
  double weight = 1;
};

struct fit_settings {
  /// Places within the bounds from which the numbers are sought; the first is where they start.
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

  /// What the numbers that are found have to show for themselves.
  fit_evidence evidence{};
};

/// Predicts the time of a row.
using row_predictor = std::function<seconds(std::size_t row)>;

/// What predicts with such numbers, in the order of the parameters.
using row_predictors = std::function<row_predictor(std::span<const double> numbers)>;

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
  /// Residuals: those of the rows, then what each number is pulled by; so there are never fewer residuals than numbers.
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

  /// Central differences, a column for each number. Whether all are finite.
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

}  // namespace scalewall
