// How few accelerators train a language model on so many tokens before a deadline.
//
// Numbers of accelerators that are looked at are domains (nodes, racks) times 2^a 3^b, in order. None is looked at that
// could not be done in time at the full rate of its arithmetic, so that the first that is done in time is the least of them.

#pragma once

#include <scalewall/search/arithmetic_floor.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <vector>

namespace scalewall {

struct timely_training {
  training_answer answer{};
  scalewall::batch batch{};
  std::int64_t accelerators = 0;
  seconds duration{};

  /// Numbers of accelerators that were looked at, and plans of all of them together.
  std::int64_t sizes = 0;
  std::int64_t plans = 0;
};

namespace detail {

/// Domains times 2^a 3^b, ascending, up to `most`.
inline std::vector<std::int64_t> whole_domains(std::int64_t domain, std::int64_t most) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t threes = domain; threes <= most; threes *= 3)
    for (std::int64_t size = threes; size <= most; size *= 2) sizes.push_back(size);
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

}  // namespace detail

/// More are not looked at unless they are asked for.
inline constexpr std::int64_t most_accelerators_searched = 1 << 18;

/// The fewest that are done in time; none where even the most are not. `sequences_on(accelerators)` says how many sequences
/// a global batch has on so many. Throws `broken_rule` where the model or the batch is no valid one.
template <std::invocable<std::int64_t> Sequences>
std::optional<timely_training> fewest_accelerators(training_question question, const training_space& space,
                                                   const recipe& recipe, tokens data, seconds deadline,
                                                   const Sequences& sequences_on,
                                                   std::int64_t most = most_accelerators_searched) {
  timely_training found;
  question.accelerators = 1;
  const double least = arithmetic_floor(question, recipe, data) / deadline;
  for (const std::int64_t size : detail::whole_domains(question.machine.domain, most)) {
    if (static_cast<double>(size) < least) continue;
    question.accelerators = size;
    question.batch.sequences = sequences_on(size);
    const training_ranking ranking = best_training_plans(question, space, recipe, 1);
    ++found.sizes;
    found.plans += ranking.plans;
    if (ranking.best.empty()) continue;
    found.duration = duration_of(ranking.best.front().step, data);
    if (found.duration > deadline) continue;
    found.answer = ranking.best.front();
    found.accelerators = size;
    found.batch = question.batch;
    return found;
  }
  return {};
}

/// The same where every number of accelerators has the batch of the question.
inline std::optional<timely_training> fewest_accelerators(const training_question& question,
                                                          const training_space& space, const recipe& recipe,
                                                          tokens data, seconds deadline,
                                                          std::int64_t most = most_accelerators_searched) {
  const auto same = [&](std::int64_t) { return question.batch.sequences; };
  return fewest_accelerators(question, space, recipe, data, deadline, same, most);
}

}  // namespace scalewall
