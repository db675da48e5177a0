// The largest member of a family of models that so many accelerators train before a deadline.
//
//     1, 2, ..., c, ..., most      members, each of more arithmetic than the one before
//
// Beyond c no member is done in time at the full rate of all arithmetic, or has room for its weights and their optimizer in all
// memories together; c is found by bisection. From there members are looked at
// downward, each with all its plans, and the first that fits and is done in time is the answer. Nothing is assumed
// of how well plans divide one member or the next, so it is what looking at every member finds.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/search/arithmetic_floor.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <cstdint>
#include <optional>

namespace scalewall {

/// A member of a family, and the fastest of its plans that fit.
struct trained_member {
  std::int64_t number = 0;
  language_model model{};
  tokens data{};

  /// None where no plan fits.
  std::optional<training_answer> answer{};
  seconds duration{};

  constexpr bool is_done_in(seconds deadline) const { return answer.has_value() && duration <= deadline; }
};

struct largest_training {
  /// None where not even the smallest fits and is done in time.
  std::optional<trained_member> found{};

  /// The member after it, or the smallest; none where it is the largest of the family.
  std::optional<trained_member> next{};

  /// Members whose plans were looked at, and plans of all of them together.
  std::int64_t members = 0;
  std::int64_t plans = 0;
};

/// Memory of all accelerators together that training takes at least: for weights, and for what of the optimizer's state is
/// not on the host, unless only adapters are trained.
constexpr bytes memory_floor(const training_question& question, const recipe& recipe) {
  const double here = recipe.adapter_rank ? 0 : 1 - share_on_host(recipe);
  return bytes::from_value(double(parameters(question.model)) *
                           (recipe.states.weight + here * recipe.states.optimizer));
}

/// The largest member from 1 to `most`. `member(number)` is its model, of more parameters and FLOP a token the larger the number, and
/// `data(model)` the tokens that it trains on, no fewer for a larger one. Throws `broken_rule` where a model or the batch is no
/// valid one.
template <class Member, class Data>
largest_training largest_model(training_question question, const training_space& space, const recipe& recipe,
                               const Member& member, const Data& data, std::int64_t most, seconds deadline) {
  require(most >= 1, "a family has at least one member", {{"members", most}});
  largest_training all;
  const auto is_possible = [&](std::int64_t number) {
    question.model = member(number);
    return arithmetic_floor(question, recipe, data(question.model)) <= deadline &&
           memory_floor(question, recipe) <= static_cast<double>(question.accelerators) * question.memory;
  };
  const auto train = [&](std::int64_t number) {
    trained_member one{.number = number, .model = member(number)};
    one.data = data(one.model);
    question.model = one.model;
    training_ranking ranking = best_training_plans(question, space, recipe, 1);
    ++all.members;
    all.plans += ranking.plans;
    if (!ranking.best.empty()) {
      one.answer = ranking.best.front();
      one.duration = duration_of(one.answer->step, one.data);
    }
    return one;
  };

  std::int64_t possible = 0, impossible = most + 1;
  while (impossible - possible > 1) {
    const std::int64_t middle = possible + (impossible - possible) / 2;
    (is_possible(middle) ? possible : impossible) = middle;
  }
  if (possible < most) all.next = train(possible + 1);
  for (std::int64_t number = possible; number >= 1; --number) {
    trained_member one = train(number);
    if (one.is_done_in(deadline)) {
      all.found = one;
      return all;
    }
    all.next = one;
  }
  return all;
}

}  // namespace scalewall
