// The fastest plans of a language model that fit.
//
// Every plan of the space that the software takes (framework/training_rules.hpp) is looked at: first its memory, then, where
// that fits, the time of its step; only what recomputes more than the same plan does with a recipe that fits is passed over.
// So the first of the ranking is the fastest of the space by these estimates.

#pragma once

#include <scalewall/framework/training_rules.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace scalewall {

struct training_ranking {
  /// The fastest first, at most one for every mesh.
  std::vector<training_answer> best;

  std::int64_t plans = 0;    ///< in the space, without those that the software refuses
  std::int64_t fitting = 0;  ///< of them, those whose time was estimated

  /// The plan whose fullest rank keeps the least.
  struct lean_plan {
    training_plan plan{};
    scalewall::recipe recipe{};
    bytes memory{};
  } leanest{};
};

/// What counts as fitting: everything that is not out of memory, or only what leaves the whole margin.
enum class memory_demand { may_be_tight, with_margin };

/// Whether a recomputation computes anew all that another one does.
constexpr bool includes(const recomputation& more, const recomputation& less) {
  if (less.granularity == recompute_granularity::none) return true;
  if (more.granularity == recompute_granularity::full) return !more.layers || more == less;
  if (less.granularity == recompute_granularity::full || more.granularity == recompute_granularity::none)
    return false;
  for (const recompute_module& one : every_recompute_module)
    if (less.modules.*one.taken && !(more.modules.*one.taken)) return false;
  return more.every_second_product == less.every_second_product;
}

namespace detail {

/// Keeps the fastest answers, one for every mesh.
class training_places {
 public:
  explicit training_places(std::size_t places) : places_(places) {}

  void offer(const training_answer& answer) {
    const auto same = std::find_if(best_.begin(), best_.end(), [&](const training_answer& other) {
      return other.plan.mesh == answer.plan.mesh;
    });
    if (same != best_.end()) {
      if (!(answer.step.total < same->step.total)) return;
      best_.erase(same);
    } else if (best_.size() == places_ && !(answer.step.total < best_.back().step.total)) {
      return;
    }
    best_.insert(std::upper_bound(best_.begin(), best_.end(), answer,
                                  [](const training_answer& a, const training_answer& b) {
                                    return a.step.total < b.step.total;
                                  }),
                 answer);
    if (best_.size() > places_) best_.pop_back();
  }

  std::vector<training_answer> best() && { return std::move(best_); }

 private:
  std::size_t places_;
  std::vector<training_answer> best_;
};

}  // namespace detail

/// The fastest of the space, so many of them. Throws `broken_rule` where the model or the batch is no valid one.
inline training_ranking best_training_plans(const training_question& question, const training_space& space,
                                            const recipe& recipe, std::size_t places,
                                            memory_demand demand = memory_demand::with_margin) {
  training_ranking ranking;
  detail::training_places best(places);
  const training_step_estimator steps(question.software, question.machine);
  const layer_features layers = features_of(question.model);
  const time_family software = question.software.family;
  std::vector<scalewall::recipe> recipes = recipes_of(space, recipe);
  std::erase_if(recipes, [&](const scalewall::recipe& how) {
    return broken_rule_of(software, layers, how).has_value();
  });
  std::vector<const scalewall::recipe*> fitting;
  training_answer answer;
  for_each_training_plan(
      space, question.model, question.accelerators, question.batch,
      [&](const training_plan& plan) {
        if (!divides_sequences(software, plan.mesh, recipe, question.batch)) return;
        fitting.clear();
        for (const scalewall::recipe& how : recipes) {
          if (broken_rule_of(software, layers, how, plan.mesh)) continue;
          ++ranking.plans;
          // The same work and more than that of a plan that fits takes longer.
          if (std::any_of(fitting.begin(), fitting.end(), [&](const scalewall::recipe* less) {
                return less->shards == how.shards && includes(how.recompute, less->recompute);
              }))
            continue;
          answer.memory = memory_of(question, plan, how);
          if (ranking.leanest.memory == bytes{} || answer.memory.peak() < ranking.leanest.memory)
            ranking.leanest = {.plan = plan, .recipe = how, .memory = answer.memory.peak()};
          answer.verdict = judge_fit(answer.memory, question.memory);
          if (answer.verdict.found == fit::does_not_fit ||
              (answer.verdict.found == fit::tight && demand == memory_demand::with_margin))
            continue;
          fitting.push_back(&how);
          ++ranking.fitting;
          answer.plan = plan;
          answer.recipe = how;
          answer.step = steps(question.model, plan, question.batch, how);
          best.offer(answer);
        }
      },
      software);
  ranking.best = std::move(best).best();
  return ranking;
}

}  // namespace scalewall
