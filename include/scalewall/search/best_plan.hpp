// The best plan for a model on a number of accelerators.
//
// Branch and bound: splits of the work are taken in the order of what they need at least, wherever they are
// placed, until that passes the best plan found. What is left cannot be better, so the result is that of looking
// at everything.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/math.hpp>
#include <scalewall/search/placements.hpp>
#include <scalewall/search/splits.hpp>
#include <scalewall/search/step_bound.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace scalewall {

/// Times that are equal in the reals may differ in the last digits; they count as equal.
constexpr bool clearly_more(seconds a, seconds b) { return (1 - 1e-12) * a > b; }

/// Whether a step is the better one: it takes less time or, in the same time, communicates less.
constexpr bool is_better(const step_estimate& a, const step_estimate& b) {
  if (clearly_more(a.total, b.total)) return false;
  if (clearly_more(b.total, a.total)) return true;
  return a.communication() < b.communication();
}

/// Whether two plans differ only in details: placement, shape of the tensor parallelism, microbatches.
constexpr bool same_kind(const plan& a, const plan& b) {
  return a.schedule == b.schedule && a.pipeline.total() == b.pipeline.total() &&
         a.data.total() == b.data.total() && a.expert.total() == b.expert.total();
}

namespace detail {

/// The best plans seen, at most one of each kind, the best first.
class ranking {
 public:
  constexpr ranking(std::size_t places, seconds limit) : places_(places), limit_(limit) {}

  /// What takes longer has no place.
  constexpr seconds limit() const { return ranked_.size() < places_ ? limit_ : ranked_.back().total; }

  /// Whether a step of at least these activities can have a place.
  constexpr bool may_rank(const step_activities& least, const execution& how) const {
    const seconds total = overlap(least, how).total;
    if (clearly_more(total, limit())) return false;
    if (ranked_.size() < places_ || clearly_more(limit(), total)) return true;
    return !clearly_more(least.communication.bandwidth(), ranked_.back().communication());
  }

  constexpr void offer(const step_estimate& step) {
    if (clearly_more(step.total, limit()) || places_ == 0) return;
    const auto same = std::find_if(ranked_.begin(), ranked_.end(), [&](const step_estimate& other) {
      return same_kind(step.plan, other.plan);
    });
    if (same != ranked_.end()) {
      if (!is_better(step, *same)) return;
      ranked_.erase(same);
    }
    ranked_.insert(std::upper_bound(ranked_.begin(), ranked_.end(), step, is_better), step);
    if (ranked_.size() > places_) ranked_.pop_back();
  }

  constexpr const std::vector<step_estimate>& plans() const { return ranked_; }

 private:
  std::size_t places_;
  seconds limit_;
  std::vector<step_estimate> ranked_;
};

struct bounded_split {
  seconds bound{};
  split degrees;
};

}  // namespace detail

/// The best plans for `accelerators`, at most `places` and one of each kind, the best first; none that takes
/// longer than `limit` or does not fit in memory. Throws `broken_rule` if there are no accelerators.
constexpr std::vector<step_estimate> best_plans(const step_estimator& question, count accelerators,
                                                std::size_t places,
                                                seconds limit = seconds::from_value(math::infinity)) {
  require(accelerators >= 1, "a cluster has at least one accelerator",
          {{"accelerators", double(accelerators)}});
  const model_shape& model = question.model();
  const auto sizes = find_level_sizes(question.machines().network, accelerators);
  if (!sizes) return {};
  const bytes available = double(accelerators) * memory_capacity(question.machines().gpu);

  const auto later = [](const detail::bounded_split& a, const detail::bounded_split& b) {
    return a.bound > b.bound;
  };
  const step_bound least(question, accelerators, *sizes);
  std::vector<detail::bounded_split> open;
  for_each_split(model, question.read(), accelerators, [&](const split& degrees) {
    if (least.memory(degrees) > available) return;
    const seconds bound = least.time(degrees);
    if (!clearly_more(bound, limit)) open.push_back({bound, degrees});
  });
  std::make_heap(open.begin(), open.end(), later);

  const placements all_placements(*sizes);
  detail::ranking best(places, limit);
  for (; !open.empty() && !clearly_more(open.front().bound, best.limit()); open.pop_back()) {
    std::pop_heap(open.begin(), open.end(), later);
    for_each_tensor_shape(model, open.back().degrees, [&](const plan& unplaced) {
      step_estimate step;
      step.plan = unplaced;
      step.accelerators = accelerators;
      question.compute(step, shard_of(unplaced, model, question.read()));
      if (step.memory.total() > available) return;
      if (clearly_more(step.matmul.total() / (1 - step.bubble_fraction), best.limit())) return;
      const network& levels = question.machines().network;
      const auto may_win = [&](communication_tally& tally, const plan& placed, std::size_t level,
                               level_degrees plan::*decided) {
        if (decided == &plan::tensor_ff)
          tally.add_tensor(levels[level], placed, level);
        else if (decided == &plan::data)
          tally.add_data(levels[level], placed, level);
        else if (decided == &plan::expert)
          tally.add_interfaces(levels[level], placed, level);
        else
          return true;
        return best.may_rank(question.activities(step, tally), question.how());
      };
      const auto offer = [&](const plan& placed, const communication_tally& tally) {
        step.plan = placed;
        question.communicate(step, tally);
        best.offer(step);
      };
      all_placements.for_each(unplaced, question.start_tally(step), may_win, offer);
    });
  }
  return best.plans();
}

constexpr std::optional<step_estimate> find_best_plan(const step_estimator& question, count accelerators,
                                                      seconds limit = seconds::from_value(math::infinity)) {
  const std::vector<step_estimate> best = best_plans(question, accelerators, 1, limit);
  if (best.empty()) return std::nullopt;
  return best.front();
}

/// The best plan. Throws `broken_rule` if none fits.
constexpr step_estimate best_plan(const model_shape& model, const cluster& machines, count accelerators,
                                  const batch& read, const execution& how = {}) {
  const auto best = find_best_plan(step_estimator(model, machines, read, how), accelerators);
  require(best.has_value(), "some plan divides the model over the accelerators and fits in their memory",
          {{"accelerators", double(accelerators)}});
  return *best;
}

}  // namespace scalewall
