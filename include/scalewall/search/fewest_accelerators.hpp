// How few accelerators train a language model on so many tokens before a deadline.
//
// Numbers of accelerators that are looked at are equal parts of a node and nodes times 2^a 3^b, in order; of racks equal parts of
// a tray and trays times 2^a 3^b 5^c, among them parts of a rack and all that racks times 2^a 3^b are. None is looked at that could
// not be done in time at the full rate of its arithmetic, so that the first that is done in time is the least of them.

#pragma once

#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/search/arithmetic_floor.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
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

/// What divides a number, and the number times products of powers of primes, ascending, up to `most`.
inline std::vector<std::int64_t> parts_and_multiples(std::int64_t of,
                                                     std::initializer_list<std::int64_t> primes,
                                                     std::int64_t most) {
  std::vector<std::int64_t> sizes;
  if (of <= most) sizes.push_back(of);
  for (const std::int64_t prime : primes)
    for (std::size_t i = 0; i < sizes.size(); ++i)
      if (sizes[i] <= most / prime) sizes.push_back(sizes[i] * prime);
  for (std::int64_t part = 1; part < of && part <= most; ++part)
    if (of % part == 0) sizes.push_back(part);
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

}  // namespace detail

/// Numbers of accelerators that a search for the fewest looks at, ascending, up to `most`.
inline std::vector<std::int64_t> searched_numbers(const training_machine& machine, std::int64_t most) {
  const std::int64_t node = accelerators_of_node(machine);
  if (node == machine.domain) return detail::parts_and_multiples(node, {2, 3}, most);
  return detail::parts_and_multiples(node, {2, 3, 5}, most);
}

/// What these numbers are: "whole nodes times 2^a 3^b, and parts of a node".
inline std::string searched_numbers_text(const training_machine& machine) {
  const std::int64_t node = accelerators_of_node(machine);
  if (node == machine.domain)
    return node == 1 ? "2^a 3^b" : "whole nodes times 2^a 3^b, and equal parts of a node";
  if (node == 1) return "2^a 3^b 5^c, of racks of " + std::to_string(machine.domain);
  return "trays of " + std::to_string(node) + " times 2^a 3^b 5^c, of racks of " +
         std::to_string(machine.domain) + ", and equal parts of a tray";
}

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
  for (const std::int64_t size : searched_numbers(question.machine, most)) {
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
