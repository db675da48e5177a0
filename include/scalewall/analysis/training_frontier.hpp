// Time or accelerators, of a language model: what its training takes on numbers of accelerators, each with its fastest plan
// that fits.
//
//     T(N) = D / max over plans on N of tokens a second
//
// Energy and cost are those of all accelerators for as long (analysis/frontier.hpp), which finds the fronts too.

#pragma once

#include <scalewall/analysis/frontier.hpp>
#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/estimate/model_flop_utilization.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/search/arithmetic_floor.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace scalewall {

/// The fastest plan on a number of accelerators, and the run by it.
struct training_point {
  training_answer answer{};
  scalewall::batch batch{};
  seconds time{};

  /// MFU, FLOP as Megatron-LM counts them.
  double share = 0;

  std::optional<joules> energy{};
  std::optional<money> cost{};

  seconds duration() const { return time; }
  count accelerators() const { return scalewall::accelerators(answer.plan); }
  double utilization() const { return share; }
};

/// A number of accelerators on which no plan fits; what was found there has the leanest, where any divides them.
struct accelerators_without_plan {
  std::int64_t accelerators = 0;
  scalewall::batch batch{};
  training_ranking found{};
};

struct trainings_compared {
  std::vector<training_point> points;
  std::vector<accelerators_without_plan> without_plan;
  std::int64_t plans = 0;  ///< that were looked at, on all numbers together
};

/// The fastest plan on every given number of accelerators. `sequences_on(accelerators)` says how many sequences a global
/// batch has on so many. Throws `broken_rule` where the model or a batch is no valid one.
template <std::invocable<std::int64_t> Sequences>
trainings_compared compare_trainings(training_question question, const training_space& space,
                                     const recipe& recipe, tokens data,
                                     const std::vector<std::int64_t>& numbers, const Sequences& sequences_on,
                                     const running_costs& each = {}) {
  trainings_compared compared;
  for (const std::int64_t number : numbers) {
    question.accelerators = number;
    question.batch.sequences = sequences_on(number);
    training_ranking ranking = best_training_plans(question, space, recipe, 1);
    compared.plans += ranking.plans;
    if (ranking.best.empty()) {
      compared.without_plan.push_back({number, question.batch, std::move(ranking)});
      continue;
    }
    training_point point{.answer = ranking.best.front(), .batch = question.batch};
    point.time = duration_of(point.answer.step, data);
    point.share = megatron_utilization(point.answer.step, question.model, question.batch.sequence_length);
    const auto [energy, cost] = costs_of(number, point.time, each);
    point.energy = energy;
    point.cost = cost;
    compared.points.push_back(point);
  }
  return compared;
}

/// A node halved while it is whole, and doubled, ascending: up to `most`. Of a rack its trays are, while they are parts of it,
/// and the rack is doubled: of 72, 1, 2, 4 ... 64, 72, 144.
inline std::vector<std::int64_t> doubled_nodes(const training_machine& machine, std::int64_t most) {
  const std::int64_t domain = machine.domain;
  require(domain >= 1, "a domain has at least one accelerator", {{"domain", domain}});
  std::vector<std::int64_t> numbers;
  std::int64_t size = accelerators_of_node(machine);
  while (size % 2 == 0) size /= 2;
  for (; size < domain && size <= most; size *= 2) numbers.push_back(size);
  for (size = domain; size <= most; size *= 2) numbers.push_back(size);
  return numbers;
}

}  // namespace scalewall
