// How many plans a space has, without listing them.
//
// A placement splits every degree over the network levels, and with it every prime factor on its own. The ways to
// split a prime are the tables of exponents whose rows add up to its exponents in the degrees, and whose columns to
// those in the level sizes; the placements of a plan are the product over all primes.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/math.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/search/splits.hpp>
#include <scalewall/search/working_sizes.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

namespace detail {

/// How often `prime` divides it.
constexpr int exponent_of(std::int64_t prime, count divided) {
  int exponent = 0;
  for (; divided % prime == count{}; divided = divided / prime) ++exponent;
  return exponent;
}

/// Of one prime, in the sizes of the levels inside the outermost.
using inner_exponents = std::array<int, max_network_levels - 1>;

/// Calls `visit(exponents)` for all from 0 to `most`.
template <class Visitor>
constexpr void for_each_inner_exponents(const inner_exponents& most, const Visitor& visit) {
  static_assert(max_network_levels == 4);
  for (int a = 0; a <= most[0]; ++a)
    for (int b = 0; b <= most[1]; ++b)
      for (int c = 0; c <= most[2]; ++c) visit(inner_exponents{a, b, c});
}

/// The tables of one prime's exponents, row by row. The outermost level takes what is left of a row.
class exponent_tables {
 public:
  /// With `columns` for the levels inside the outermost.
  constexpr explicit exponent_tables(const inner_exponents& columns)
      : columns_(columns), ways_(index(columns) + 1) {
    ways_.back() = 1;
  }

  /// A row that adds up to `exponent`, with nothing from level `levels` on.
  constexpr void add_row(int exponent, std::size_t levels, bool outermost_too) {
    std::vector<count> with_row(ways_.size());
    for_each_inner_exponents(columns_, [&](const auto& left) {
      const count ways = ways_[index(left)];
      if (ways == count{}) return;
      for_each_inner_exponents(columns_, [&](const auto& then) {
        int inside = 0;
        for (std::size_t k = 0; k < left.size(); ++k) {
          if (then[k] > left[k] || (k >= levels && then[k] != left[k])) return;
          inside += left[k] - then[k];
        }
        if (inside == exponent || (inside < exponent && outermost_too)) with_row[index(then)] += ways;
      });
    });
    ways_ = with_row;
  }

  /// Of which the columns add up.
  constexpr count number() const { return ways_.front(); }

 private:
  constexpr std::size_t index(const inner_exponents& left) const {
    std::size_t at = 0;
    for (std::size_t k = 0; k < left.size(); ++k)
      at = at * static_cast<std::size_t>(columns_[k] + 1) + static_cast<std::size_t>(left[k]);
    return at;
  }

  inner_exponents columns_;
  std::vector<count> ways_;  // by what is left of the columns
};

}  // namespace detail

/// The ways to place the degrees of `whole` on levels that join as many accelerators, with its tensor parallelism on
/// the innermost `tensor_levels` alone.
constexpr count number_of_placements(const plan& whole, const members_by_level& sizes,
                                     std::size_t tensor_levels = max_network_levels) {
  const std::size_t outermost = outermost_level(sizes);
  std::vector<std::int64_t> primes;
  for (const auto axis : parallel_axes)
    for (const auto& factor : math::factorize((whole.*axis).total()))
      if (std::find(primes.begin(), primes.end(), factor.prime) == primes.end())
        primes.push_back(factor.prime);

  count product = 1;
  for (const std::int64_t prime : primes) {
    detail::inner_exponents columns{};
    for (std::size_t k = 0; k < outermost; ++k) columns[k] = detail::exponent_of(prime, sizes[k]);
    detail::exponent_tables tables(columns);
    for (const auto axis : parallel_axes) {
      const bool of_tensors = axis == &plan::tensor_model || axis == &plan::tensor_ff;
      const std::size_t levels = of_tensors ? tensor_levels : max_network_levels;
      tables.add_row(detail::exponent_of(prime, (whole.*axis).total()), levels, outermost < levels);
    }
    product *= tables.number();
  }
  return product;
}

namespace detail {

/// Those on so many accelerators of a cluster, with recomputation as the question says.
constexpr count plans_on(count working, const step_estimator& question, count accelerators,
                         const plan_space& within) {
  count all;
  if (!within.working(working)) return all;
  std::vector<members_by_level> fillings;
  for_each_filling(question.machines().network, working, accelerators,
                   [&](const members_by_level& sizes) { fillings.push_back(sizes); });
  if (fillings.empty()) return all;
  for_each_degrees(question, working, within, [&](const split& degrees) {
    std::int64_t schedules = 0;
    for_each_schedule(degrees, question, within, [&](const split&) { ++schedules; });
    if (schedules == 0) return;
    for_each_tensor_shape(degrees, question.model(), within, [&](const split& decided) {
      for (const members_by_level& sizes : fillings)
        all += schedules * number_of_placements(unplaced(decided), sizes, within.tensor_levels);
    });
  });
  return all;
}

}  // namespace detail

/// All plans of the space on at most `accelerators`, in every shape and placement, that fit in memory; by the rules of the
/// reference whether they fit or not.
constexpr count plans_in_space(const step_estimator& question, count accelerators, const plan_space& within) {
  std::vector<count> sizes = {accelerators};
  if (within.idle == choices::every)
    sizes = working_sizes(question.model(), question.read(), accelerators, question.how().rules);
  count all;
  for (const count working : sizes) all += detail::plans_on(working, question, accelerators, within);
  if (within.recomputation == choices::every) {
    plan_space as_asked = within;
    as_asked.recomputation = choices::by_rule_of_thumb;
    all += plans_in_space(recomputing_otherwise(question), accelerators, as_asked);
  }
  return all;
}

}  // namespace scalewall
