// All plans of a space as a map: what each takes of memory and of time.
//
// A plan is a split of the work, degrees, a schedule, microbatches, at its best shape of tensors and its best placement,
// which a search that allows nothing else finds. Splits that do not fit in memory are on the map too. Where there are more
// than are wanted, those are taken that need the least time by the bound of the search (estimate/floor.hpp).

#pragma once

#include <scalewall/estimate/floor.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/search/splits.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace page {

struct mapped_plan {
  scalewall::step_estimate step;
  bool fits = false;
};

struct plan_map {
  std::vector<mapped_plan> plans;
  std::size_t splits = 0;  ///< that there are, on the map or not
};

namespace detail {

struct bounded_split {
  scalewall::split decided;
  scalewall::seconds bound;
  std::size_t question;  // by which it is estimated
};

/// The same question about accelerators that hold whatever a plan needs.
inline scalewall::step_estimator without_limit(const scalewall::step_estimator& question) {
  scalewall::cluster machines = question.machines();
  machines.gpu.memory[0].capacity = scalewall::bytes::from_value(1e30);
  return {question.model(), machines, question.read(), question.how()};
}

/// The space with this split alone. A rule of thumb that counts what fits still counts the others.
inline scalewall::plan_space only(const scalewall::split& decided, scalewall::plan_space within) {
  using scalewall::exactly;
  within.tensor = exactly(decided.tensor);
  within.pipeline = exactly(decided.pipeline);
  within.data = exactly(decided.data);
  within.expert = exactly(decided.expert);
  within.microbatches = exactly(decided.microbatches);
  within.interleaving = exactly(decided.interleaving);
  within.bubble = scalewall::row_of(decided.schedule).has_bubble;
  within.zero_bubble = !within.bubble;
  within.recomputation = scalewall::choices::by_rule_of_thumb;
  return within;
}

}  // namespace detail

/// A map of plans that `working` of the accelerators are for; at most `most`.
inline plan_map map_plans(const scalewall::step_estimator& asked, scalewall::count working,
                          scalewall::count accelerators, const scalewall::plan_space& within,
                          std::size_t most) {
  using namespace scalewall;
  // By recomputation, and by whether memory counts.
  std::vector<step_estimator> questions = {asked, detail::without_limit(asked)};
  if (within.recomputation == choices::every) {
    questions.push_back(recomputing_otherwise(asked));
    questions.push_back(detail::without_limit(questions.back()));
  }
  std::vector<members_by_level> fillings;
  for_each_filling(asked.machines().network, working, accelerators,
                   [&](const members_by_level& sizes) { fillings.push_back(sizes); });

  plan_map found;
  if (fillings.empty()) return found;
  std::vector<detail::bounded_split> splits;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const step_estimator& limited = questions[i - i % 2];
    const floor_basis basis(limited);
    const step_floor least(basis, working, fillings.front());
    for_each_split(questions[i], working, within, [&](const split& decided) {
      if (fits(decided, limited) == (i % 2 == 0)) splits.push_back({decided, least.time(decided), i});
    });
  }
  found.splits = splits.size();
  // Stable, so that every standard library takes the same.
  std::stable_sort(splits.begin(), splits.end(),
                   [](const auto& a, const auto& b) { return a.bound < b.bound; });
  splits.resize(std::min(most, splits.size()));
  for (const detail::bounded_split& one : splits) {
    const plan_search search =
        search_plans_on(working, questions[one.question], accelerators, detail::only(one.decided, within));
    for (const step_estimate& step : search.best()) found.plans.push_back({step, one.question % 2 == 0});
  }
  return found;
}

}  // namespace page
