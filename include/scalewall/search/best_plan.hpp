// The best plan for a model on a number of accelerators.
//
// Branch and bound: splits of the work are taken in the order of what they need at least, wherever they are
// placed, until that passes the best plan found. What is left cannot be better, so the result is that of looking
// at everything, and the certificate says so in numbers.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/math.hpp>
#include <scalewall/search/placements.hpp>
#include <scalewall/search/ranking.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/search/splits.hpp>
#include <scalewall/search/step_bound.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace scalewall {

/// How a search has come to its end.
struct search_certificate {
  std::int64_t splits = 0;    ///< in the space: fitting, and able to keep the limit
  std::int64_t examined = 0;  ///< of them, beyond their bound
  std::int64_t computed = 0;  ///< plans before placement whose multiplications were timed
  std::int64_t placed = 0;    ///< plans whose step was estimated in full

  /// No plan that was not examined takes less.
  seconds nothing_below = seconds::from_value(math::infinity);
};

/// A search for the best plans on a number of accelerators, at most `places` and one of each kind.
class plan_search {
 public:
  /// Plans that take longer than `limit` are no answer. Throws `broken_rule` if there are no accelerators or
  /// no places.
  constexpr plan_search(count accelerators, const plan_space& within, std::size_t places = 1,
                        seconds limit = seconds::from_value(math::infinity))
      : accelerators_(accelerators), within_(within), best_(places, limit) {
    require(places >= 1, "a search has a place for at least one plan");
    require(accelerators >= 1, "a cluster has at least one accelerator",
            {{"accelerators", double(accelerators)}});
  }

  /// Looks at every plan of the space. A question about the same model, cluster and batch in another execution may
  /// follow.
  constexpr void look_at(const step_estimator& question) {
    const auto sizes = find_level_sizes(question.machines().network, accelerators_);
    if (!sizes) return;
    const placements everywhere(*sizes);
    open_splits(question, *sizes);

    const auto later = [](const bounded_split& a, const bounded_split& b) { return a.bound > b.bound; };
    std::make_heap(open_.begin(), open_.end(), later);
    for (; !open_.empty() && !clearly_more(open_.front().bound, best_.limit()); open_.pop_back()) {
      std::pop_heap(open_.begin(), open_.end(), later);
      ++certificate_.examined;
      for_each_tensor_shape(question.model(), open_.back().degrees, within_,
                            [&](const plan& unplaced) { examine(question, unplaced, everywhere); });
    }
    if (!open_.empty() && open_.front().bound < certificate_.nothing_below)
      certificate_.nothing_below = open_.front().bound;
  }

  /// The best first.
  constexpr const std::vector<step_estimate>& best() const { return best_.plans(); }
  constexpr const search_certificate& certificate() const { return certificate_; }

 private:
  struct bounded_split {
    seconds bound{};
    split degrees;
  };

  constexpr bytes available(const step_estimator& question) const {
    return double(accelerators_) * memory_capacity(question.machines().gpu);
  }

  constexpr void open_splits(const step_estimator& question, const members_by_level& sizes) {
    const step_bound least(question, accelerators_, sizes);
    open_.clear();
    for_each_split(question.model(), question.read(), accelerators_, within_, [&](const split& degrees) {
      if (least.memory(degrees) > available(question)) return;
      const seconds bound = least.time(degrees);
      if (!clearly_more(bound, best_.limit())) open_.push_back({bound, degrees});
    });
    certificate_.splits += static_cast<std::int64_t>(open_.size());
  }

  constexpr void examine(const step_estimator& question, const plan& unplaced, const placements& everywhere) {
    step_estimate step;
    step.plan = unplaced;
    step.accelerators = accelerators_;
    question.compute(step, shard_of(unplaced, question.model(), question.read()));
    ++certificate_.computed;
    if (step.memory.total() > available(question)) return;
    if (clearly_more(step.matmul.total() / (1 - step.bubble_fraction), best_.limit())) return;

    const network& levels = question.machines().network;
    const auto may_win = [&](communication_tally& tally, const plan& placed, std::size_t level,
                             level_degrees plan::*decided) {
      if (decided == &plan::tensor_ff) {
        const bool tensor_here = placed.tensor_model[level] > 1 || placed.tensor_ff[level] > 1;
        if (tensor_here && level >= within_.tensor_levels) return false;
        tally.add_tensor(levels[level], placed, level);
      } else if (decided == &plan::data) {
        tally.add_data(levels[level], placed, level);
      } else if (decided == &plan::expert) {
        tally.add_interfaces(levels[level], placed, level);
      } else {
        return true;
      }
      return best_.may_rank(question.activities(step, tally), question.how());
    };
    const auto offer = [&](const plan& placed, const communication_tally& tally) {
      step.plan = placed;
      question.communicate(step, tally);
      ++certificate_.placed;
      best_.offer(step);
    };
    everywhere.for_each(unplaced, question.start_tally(step), may_win, offer);
  }

  count accelerators_;
  plan_space within_;
  ranking best_;
  search_certificate certificate_;
  std::vector<bounded_split> open_;
};

/// The search, done. Where the space leaves recomputation open, both ways are looked at.
constexpr plan_search search_plans(const step_estimator& question, count accelerators,
                                   const plan_space& within = space::reference, std::size_t places = 1,
                                   seconds limit = seconds::from_value(math::infinity)) {
  plan_search search(accelerators, within, places, limit);
  search.look_at(question);
  if (within.recomputation == choices::every) {
    execution other = question.how();
    other.recompute = !other.recompute;
    search.look_at(step_estimator(question.model(), question.machines(), question.read(), other));
  }
  return search;
}

/// The best plans, the best first: at most `places` and one of each kind.
constexpr std::vector<step_estimate> best_plans(const step_estimator& question, count accelerators,
                                                std::size_t places,
                                                const plan_space& within = space::reference) {
  return search_plans(question, accelerators, within, places).best();
}

/// The best plan. Throws `broken_rule` if none fits.
constexpr step_estimate best_plan(const model_shape& model, const cluster& machines, count accelerators,
                                  const batch& read, const execution& how = {},
                                  const plan_space& within = space::reference) {
  const auto best = best_plans(step_estimator(model, machines, read, how), accelerators, 1, within);
  require(!best.empty(), "some plan divides the model over the accelerators and fits in their memory",
          {{"accelerators", double(accelerators)}});
  return best.front();
}

}  // namespace scalewall
