// What would help most: how much an answer changes with every parameter.
//
// The elasticity of an answer is the percentage by which it changes where a parameter changes by one percent,
//
//     e+ = log(f(s) / f(1)) / log s          e- = log(f(1) / f(1/s)) / log s,
//
// with the best plan searched anew on either side. Where the best plan switches, the two differ; both are exact for
// the step s that the parameter names.

#pragma once

#include <scalewall/analysis/study.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/math.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/sweep/curve.hpp>
#include <scalewall/sweep/landmarks.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

/// The elasticities of an answer to one parameter; nothing where the changed question has no answer.
struct effect {
  std::string parameter;
  double step = 1;
  std::optional<double> up;
  std::optional<double> down;

  /// The larger of the two in size; 0 if there is none.
  double strongest() const { return std::max(std::abs(up.value_or(0)), std::abs(down.value_or(0))); }
};

/// A number that answers a study; nothing where there is no answer.
template <class Answer>
concept answers_study = requires(const Answer& answer, const study& asked) {
  { answer(asked) } -> std::same_as<std::optional<double>>;
};

/// With the best plan on the study's accelerators; nothing where none fits.
inline std::optional<run_estimate> best_run(const study& asked) {
  const training_run wanted = asked.wanted();
  const step_estimator question(wanted.model, asked.machines, wanted.batch, asked.settings.how);
  for (const step_estimate& best : best_plans(question, asked.accelerators, 1, asked.space))
    return repeat_step(best, wanted.model, wanted.batch, wanted.data);
  return std::nullopt;
}

inline std::optional<double> best_utilization(const study& asked) {
  const auto best = best_run(asked);
  return best ? std::optional(best->step.utilization) : std::nullopt;
}

/// In seconds.
inline std::optional<double> best_run_time(const study& asked) {
  const auto best = best_run(asked);
  return best ? std::optional(best->duration().value()) : std::nullopt;
}

/// In FLOP, of the study's curve: see `interpolated_end_of_linear_scaling`.
inline std::optional<double> end_of_linear_scaling(const study& asked) {
  const auto end = interpolated_end_of_linear_scaling(curve(asked.machines, asked.prescribe, asked.settings),
                                                      sustained_utilization(asked.machines));
  return end ? std::optional(end->value()) : std::nullopt;
}

/// The effect of each parameter on the answer to a question, a positive number or nothing, the strongest first. Throws
/// `broken_rule` where the question itself has no answer.
template <class Question, class Parameter, class Answer>
std::vector<effect> effects_of(const Question& asked, const std::vector<Parameter>& parameters,
                               const Answer& answer) {
  const std::optional<double> unchanged = answer(asked);
  require(unchanged && *unchanged > 0, "only a question with a positive answer has sensitivities");

  const auto changed = [&](const Parameter& which, double factor) -> std::optional<double> {
    try {
      return answer(which.scaled(asked, factor));
    } catch (const broken_rule&) {
      return std::nullopt;  // a batch or a depth that cannot be scaled so
    }
  };
  const auto elasticity = [](double ratio, double step) { return math::log(ratio) / math::log(step); };
  std::vector<effect> effects;
  effects.reserve(parameters.size());
  for (const Parameter& which : parameters) {
    effect here{.parameter = which.name, .step = which.step, .up = {}, .down = {}};
    if (const auto more = changed(which, which.step)) here.up = elasticity(*more / *unchanged, which.step);
    if (const auto less = changed(which, 1 / which.step))
      here.down = elasticity(*unchanged / *less, which.step);
    effects.push_back(std::move(here));
  }
  std::stable_sort(effects.begin(), effects.end(),
                   [](const effect& a, const effect& b) { return a.strongest() > b.strongest(); });
  return effects;
}

/// The effect of each parameter on the answer, the strongest first, at the reference's prices. Throws `broken_rule` where
/// the study itself has no answer.
template <answers_study Answer>
std::vector<effect> sensitivity(const study& priced, const std::vector<parameter>& parameters,
                                const Answer& answer) {
  return effects_of(at_reference_prices(priced), parameters, answer);
}

}  // namespace scalewall
