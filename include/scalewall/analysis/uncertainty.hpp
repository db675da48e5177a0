// How sure an answer is: parameters that are known within a range give bands on a curve.
//
// Monte Carlo: every draw multiplies the parameters by random factors and computes the whole curve anew. The seed is
// fixed, and the generator and the distributions are defined to the bit, so that a run can be repeated anywhere.

#pragma once

#include <scalewall/analysis/study.hpp>
#include <scalewall/math.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/sweep/curve.hpp>
#include <scalewall/sweep/landmarks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <vector>

namespace scalewall {

/// A parameter of a question and the factors by which it may differ from its nominal value.
template <class Parameter>
struct uncertain_of {
  enum class shape {
    log_uniform,  ///< every factor from `low` to `high` is as likely on a logarithmic scale
    log_normal    ///< `low` and `high` are the 5th and the 95th percentile
  };

  Parameter parameter;
  double low = 1;
  double high = 1;
  shape distribution = shape::log_uniform;
};

using uncertain = uncertain_of<scalewall::parameter>;

struct monte_carlo {
  std::size_t draws = 1000;
  std::uint64_t seed = 20241101137;
};

/// One number over the draws that have it, ascending.
struct drawn_values {
  std::vector<double> sorted;

  /// Interpolated between draws; nothing where no draw has the number. Throws `broken_rule` unless 0 <= q <= 1.
  std::optional<double> quantile(double q) const {
    if (sorted.empty()) return std::nullopt;
    return math::quantile(sorted, q);
  }
};

/// One model of the study as it was asked, and what becomes of it.
struct drawn_run {
  training_run wanted;
  drawn_values utilization;  ///< in all draws; none where no cluster trains the model in time
  std::size_t in_time = 0;   ///< the other draws
};

/// What the draws make of a curve.
struct drawn_curve {
  std::vector<drawn_run> runs;  ///< one per width

  // In FLOP, in the draws that have them.
  drawn_values linear_scaling_ends;  ///< interpolated between the points
  drawn_values largest_feasible;
};

namespace detail {

/// A number in (0, 1), the same on every machine.
inline double uniform(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
}

/// The standard normal number of Box and Muller's method.
inline double normal(std::mt19937_64& random) {
  constexpr double pi = 3.14159265358979323846;
  const double radius = std::sqrt(-2 * std::log(uniform(random)));
  return radius * std::cos(2 * pi * uniform(random));
}

/// The 95th percentile of a standard normal number.
inline constexpr double normal_percentile_95 = 1.6448536269514722;

template <class Parameter>
double draw_factor(const uncertain_of<Parameter>& what, std::mt19937_64& random) {
  const double low = std::log(what.low);
  const double high = std::log(what.high);
  if (what.distribution == uncertain_of<Parameter>::shape::log_uniform)
    return std::exp(low + (high - low) * uniform(random));
  return std::exp((low + high) / 2 + (high - low) / 2 / normal_percentile_95 * normal(random));
}

template <class Parameter>
void require_factors(const uncertain_of<Parameter>& range) {
  require(0 < range.low && range.low <= range.high && range.high < math::infinity,
          "a range of factors is positive and ascending", {{"low", range.low}, {"high", range.high}});
}

}  // namespace detail

/// The study's curve at the reference's prices, drawn again and again; `after_draw` is told how often so far. Throws `broken_rule` where a range
/// is empty or not positive, and where a number cannot be scaled as it was drawn.
inline drawn_curve draw_curve(const study& asked, const std::vector<uncertain>& inputs,
                              const monte_carlo& how = {},
                              const std::function<void(std::size_t)>& after_draw = {}) {
  for (const uncertain& input : inputs) detail::require_factors(input);
  require(how.draws >= 1, "a simulation has at least one draw", {{"draws", how.draws}});

  drawn_curve found;
  for (const std::int64_t d_model : asked.settings.widths)
    found.runs.push_back({.wanted = asked.prescribe(d_model), .utilization = {}});

  std::mt19937_64 random(how.seed);
  for (std::size_t drawn = 1; drawn <= how.draws; ++drawn) {
    study changed = at_reference_prices(asked);
    for (const uncertain& input : inputs)
      changed = input.parameter.scaled(std::move(changed), detail::draw_factor(input, random));
    std::vector<curve_point> points;
    for (const curve_point& point : curve(changed.machines, changed.prescribe, changed.settings)) {
      found.runs[points.size()].utilization.sorted.push_back(point.run.step.utilization);
      points.push_back(point);
    }
    if (!points.empty()) found.largest_feasible.sorted.push_back(points.back().wanted.compute.value());
    if (const auto end = interpolated_end_of_linear_scaling(points, sustained_utilization(changed.machines)))
      found.linear_scaling_ends.sorted.push_back(end->value());
    if (after_draw) after_draw(drawn);
  }

  const auto sort = [](drawn_values& values) { std::sort(values.sorted.begin(), values.sorted.end()); };
  for (drawn_run& run : found.runs) {
    run.in_time = run.utilization.sorted.size();
    run.utilization.sorted.resize(how.draws);
    sort(run.utilization);
  }
  sort(found.linear_scaling_ends);
  sort(found.largest_feasible);
  return found;
}

}  // namespace scalewall
