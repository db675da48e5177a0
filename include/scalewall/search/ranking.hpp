// Which of two plans is the better one, and the best so far.

#pragma once

#include <scalewall/estimate/overlap.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstddef>
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

/// The best plans seen, at most one of each kind, the best first.
class ranking {
 public:
  constexpr ranking(std::size_t places, seconds limit) : places_(places), limit_(limit) {}

  /// What takes longer has no place.
  constexpr seconds limit() const { return ranked_.size() < places_ ? limit_ : ranked_.back().total; }

  /// Whether a step of at least these activities can have a place.
  constexpr bool may_rank(const step_activities& least, const stack_recipe& how) const {
    const seconds total = overlap(least, how).total;
    if (clearly_more(total, limit())) return false;
    if (ranked_.size() < places_ || clearly_more(limit(), total)) return true;
    return !clearly_more(least.communication.bandwidth(), ranked_.back().communication());
  }

  constexpr void offer(const step_estimate& step) {
    if (clearly_more(step.total, limit())) return;
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

}  // namespace scalewall
