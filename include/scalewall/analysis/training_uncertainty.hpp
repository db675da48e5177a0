// How sure a step of a language model is: the error of the model, as runs show it that no fit saw, and inputs that are known
// within ranges.
//
//     |T / M - 1| <= e_50 of half of the runs, e_90 of nine of ten        M measured, T predicted; class_of(evidence)
//     M / T        quantiles 0.05, 0.25, 0.5, 0.75, 0.95:  1/(1 + e_90), 1/(1 + e_50), 1, 1/(1 - e_50), 1/(1 - e_90)
//     between      ln(M / T) is linear in the standard normal number of the quantile, and goes on so beyond
//
// A run is taken to be as often too long as too short. Held-out errors hold what fitted constants and the inputs of published
// runs are off by; what else is not known of an input is drawn (analysis/uncertainty.hpp), with the plan as it is, and the two
// are taken as independent.

#pragma once

#include <scalewall/analysis/training_sensitivity.hpp>
#include <scalewall/analysis/uncertainty.hpp>
#include <scalewall/error.hpp>
#include <scalewall/estimate/fit_verdict.hpp>
#include <scalewall/estimate/step_evidence.hpp>
#include <scalewall/fitted_constant.hpp>
#include <scalewall/search/training_question.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

/// The quantiles of a standard normal number at 0.75 and 0.95.
inline constexpr double normal_percentile_75 = 0.67448975019608171;
inline constexpr double normal_percentile_95 = detail::normal_percentile_95;

/// Measured over predicted time at the quantile of a standard normal number; none where no held-out runs of the class are known.
inline std::optional<double> measured_over_predicted(const evidence_class& evidence, double normal) {
  if (!evidence.median_error || !evidence.ninetieth_error) return {};
  const auto logarithm = [longer = normal > 0](double error) {
    return longer ? -std::log1p(-error) : std::log1p(error);
  };
  const double middle = logarithm(*evidence.median_error), outer = logarithm(*evidence.ninetieth_error);
  const double size = std::abs(normal);
  const double slope = (outer - middle) / (normal_percentile_95 - normal_percentile_75);
  const double reached = size <= normal_percentile_75 ? middle * size / normal_percentile_75
                                                      : middle + slope * (size - normal_percentile_75);
  return std::exp(normal > 0 ? reached : -reached);
}

using uncertain_training = uncertain_of<training_parameter>;

/// The constants of a question that have an interval, each between its ends, which hold nine of ten fits.
inline std::vector<uncertain_training> inputs_with_intervals(const training_question& asked) {
  const std::vector<training_parameter> parameters = training_parameters();
  std::vector<uncertain_training> inputs;
  for_each_training_constant(asked, [&](const std::string& name, const fitted_constant& constant) {
    if (!constant.interval || !(constant.interval->least > 0)) return;
    for (const training_parameter& one : parameters)
      if (one.name == name)
        inputs.push_back({one, constant.interval->least / constant.value,
                          constant.interval->most / constant.value, uncertain_training::shape::log_normal});
  });
  return inputs;
}

/// Times of a step in seconds over the draws, ascending.
struct drawn_training {
  drawn_values inputs{};            ///< by the inputs alone
  drawn_values inputs_and_model{};  ///< and by the error of the model; empty where that is not known
  std::size_t fitting = 0;          ///< draws in which the plan fits
};

/// The step of the plan and recipe of an answer, drawn again and again; `after_draw` is told how often so far. Throws
/// `broken_rule` where a range is empty or not positive, and where an input cannot be scaled as it was drawn.
inline drawn_training draw_training(const training_question& asked, const training_answer& answer,
                                    const std::vector<uncertain_training>& inputs,
                                    const monte_carlo& how = {},
                                    const std::function<void(std::size_t)>& after_draw = {}) {
  for (const uncertain_training& input : inputs) detail::require_factors(input);
  require(how.draws >= 1, "a simulation has at least one draw", {{"draws", how.draws}});
  drawn_training drawn;
  drawn.inputs.sorted.reserve(how.draws);
  drawn.inputs_and_model.sorted.reserve(how.draws);
  std::mt19937_64 random(how.seed);
  for (std::size_t number = 1; number <= how.draws; ++number) {
    training_question changed = asked;
    for (const uncertain_training& input : inputs)
      changed = input.parameter.scaled(std::move(changed), detail::draw_factor(input, random));
    const training_answer one = answer_of(changed, answer.plan, answer.recipe);
    const double time = one.step.total.value();
    drawn.inputs.sorted.push_back(time);
    if (one.verdict.found != fit::does_not_fit) ++drawn.fitting;
    if (const auto error = measured_over_predicted(class_of(one.step.evidence), detail::normal(random)))
      drawn.inputs_and_model.sorted.push_back(*error * time);
    if (after_draw) after_draw(number);
  }
  std::sort(drawn.inputs.sorted.begin(), drawn.inputs.sorted.end());
  std::sort(drawn.inputs_and_model.sorted.begin(), drawn.inputs_and_model.sorted.end());
  return drawn;
}

}  // namespace scalewall
