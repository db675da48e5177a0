// The best plan for a model on a number of accelerators.
//
// Branch and bound: parts of the space are taken in the order of what their plans need at least, and decided further,
// degrees, then schedules, then shapes of tensors, then placement, until that passes the best plan found. What is left
// cannot be better, so the result is that of looking at everything, and the certificate says so in numbers.
//
// What plans need at least is by the floor of estimate/floor.hpp, which no price is below; plans that are not left out are
// estimated at the prices of the cluster. Equal multiplications are priced once.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/floor.hpp>
#include <scalewall/estimate/memory.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/math.hpp>
#include <scalewall/search/certificate.hpp>
#include <scalewall/search/obstacle.hpp>
#include <scalewall/search/placements.hpp>
#include <scalewall/search/ranking.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/search/splits.hpp>
#include <scalewall/search/working_sizes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

/// A search for the best plans on a number of accelerators, at most `places` and one of each kind.
class plan_search {
 public:
  /// Plans that take longer than `limit` are no answer. What is done is added to a record, where there is one. Throws
  /// `broken_rule` if there are no accelerators or no places.
  constexpr plan_search(count accelerators, const plan_space& within, std::size_t places = 1,
                        seconds limit = seconds::from_value(math::infinity), search_record* record = nullptr)
      : accelerators_(accelerators), within_(within), best_(places, limit), record_(record) {
    require(places >= 1, "a search has a place for at least one plan");
    require(accelerators >= 1, "a cluster has at least one accelerator",
            {{"accelerators", double(accelerators)}});
  }

  /// Looks at every plan of the space. A question about the same model, cluster and batch by another recipe may
  /// follow.
  constexpr void look_at(const step_estimator& question) {
    if (within_.idle == choices::by_rule_of_thumb) return look_at(question, accelerators_);
    const floor_basis basis(question);
    const seconds alone = basis.arithmetic();
    const std::vector<count> sizes =
        working_sizes(question.model(), question.read(), accelerators_, question.how().rules);
    for (std::size_t i = sizes.size(); i-- > 0;) {
      const seconds bound = alone / double(sizes[i]);
      if (leave_out(bound)) {
        if (record_ != nullptr) record_->too_few.push_back({question.how().recompute, sizes[i] + 1, bound});
        break;
      }
      look_at(basis, sizes[i]);
    }
  }

  /// Looks at those plans that so many accelerators work on.
  constexpr void look_at(const step_estimator& question, count working) {
    look_at(floor_basis(question), working);
  }

  /// The best first.
  constexpr const std::vector<step_estimate>& best() const { return best_.plans(); }
  constexpr const search_certificate& certificate() const { return certificate_; }

 private:
  struct bounded_split {
    seconds bound{};
    std::int64_t opened = 0;  ///< its number among those opened
    split decided;
  };

  /// Accelerators that work.
  struct workers {
    count number;
    step_floor least;
    placements everywhere;
  };

  constexpr void look_at(const floor_basis& basis, count working) {
    if (!within_.working(working)) return;
    bool has_room = false;
    for_each_filling(basis.question().machines().network, working, accelerators_,
                     [&](const members_by_level& sizes) {
                       has_room = true;
                       look_at(basis, working, sizes);
                     });
    if (!has_room && record_ != nullptr)
      record_->sizes.push_back({basis.question().how().recompute, working, {}});
  }

  constexpr void look_at(const floor_basis& basis, count working, const members_by_level& sizes) {
    ++certificate_.sizes;
    const step_estimator& question = basis.question();
    const workers at_work{working, step_floor(basis, working, sizes), placements(sizes)};
    if (record_ != nullptr) record_->sizes.push_back({question.how().recompute, working, sizes});
    open_degrees(question, at_work);
    while (!open_.empty()) {
      std::pop_heap(open_.begin(), open_.end(), is_later);
      const bounded_split next = open_.back();
      open_.pop_back();
      if (leave_out(next.bound)) {
        note(next.decided, part_verdict::bounded_by_floor, next.bound);
        for (const bounded_split& part : open_)
          note(part.decided, part_verdict::bounded_by_floor, part.bound);
        break;
      }
      if (next.decided.microbatches == split::undecided)
        open_schedules(question, at_work, next.decided);
      else
        examine(question, at_work, next.decided);
    }
    open_.clear();
  }

  constexpr void open_degrees(const step_estimator& question, const workers& at_work) {
    const step_floor& least = at_work.least;
    const bytes available = double(at_work.number) * memory_capacity(question.machines().gpu);
    for_each_degrees(question, at_work.number, within_, [&](const split& degrees) {
      if (question.states(degrees.data).total() > available) return;
      const open_schedule open_left = schedule_of(degrees, question.model(), within_);
      const seconds matmul = least.matmul(degrees, open_left);
      if (leave_out(matmul))
        note(degrees, part_verdict::bounded_by_multiplications, matmul);
      else
        open(least.time(degrees, open_left, matmul), degrees);
    });
  }

  constexpr void open_schedules(const step_estimator& question, const workers& at_work,
                                const split& degrees) {
    for_each_schedule(degrees, question, within_,
                      [&](const split& decided) { open(at_work.least.time(decided), decided); });
  }

  /// The order of parts: of equal bounds the newest comes first, so that every standard library finds the same of equally good plans.
  static constexpr bool is_later(const bounded_split& a, const bounded_split& b) {
    return a.bound > b.bound || (a.bound == b.bound && a.opened < b.opened);
  }

  constexpr void open(seconds bound, const split& decided) {
    ++certificate_.bounded;
    if (leave_out(bound)) return note(decided, part_verdict::bounded_by_floor, bound);
    open_.push_back({bound, certificate_.bounded, decided});
    std::push_heap(open_.begin(), open_.end(), is_later);
  }

  /// Adds to the record what has become of a part.
  constexpr void note(const split& part, part_verdict verdict, seconds least) {
    if (record_ != nullptr) record_->sizes.back().parts.push_back({part, verdict, least});
  }

  /// Whether plans that take at least so much need not be looked at. The certificate says so.
  constexpr bool leave_out(seconds bound) {
    if (!clearly_more(bound, best_.limit())) return false;
    if (bound < certificate_.nothing_below) certificate_.nothing_below = bound;
    return true;
  }

  constexpr void examine(const step_estimator& question, const workers& at_work, const split& decided) {
    ++certificate_.examined;
    priced_least_ = seconds::from_value(math::infinity);
    for_each_tensor_shape(decided, question.model(), within_, [&](const split& shaped) {
      if (clearly_more(at_work.least.time(shaped), best_.limit())) return;
      step_estimate step;
      step.plan = unplaced(shaped);
      step.accelerators = accelerators_;
      step.working = at_work.number;
      question.compute(step, shard_of(step.plan, question.model(), question.read(), question.how().rules),
                       &known_);
      ++certificate_.computed;
      if (balance_memory(step, question.machines()).fits() &&
          !clearly_more(at_work.least.time(shaped, step.matmul.total()), best_.limit()))
        place(question, at_work, step);
    });
    note(decided, part_verdict::solved, priced_least_);
  }

  constexpr void place(const step_estimator& question, const workers& at_work, step_estimate step) {
    const auto may_win = [&](step_estimator::tally& told, const plan& placed, std::size_t level,
                             level_degrees plan::*axis) {
      if (axis == &plan::tensor_ff) {
        const bool tensor_here = placed.tensor_model[level] > 1 || placed.tensor_ff[level] > 1;
        if (tensor_here && level >= within_.tensor_levels) return false;
        told.add_tensor(placed, level);
      } else if (axis == &plan::data) {
        told.add_data(placed, level);
      } else if (axis == &plan::expert) {
        told.add_interfaces(placed, level);
      } else {
        return true;
      }
      return best_.may_rank(question.activities(step, told), question.how());
    };
    const auto offer = [&](const plan& placed, const step_estimator::tally& told) {
      step.plan = placed;
      question.communicate(step, told);
      ++certificate_.placed;
      priced_least_ = std::min<seconds>(priced_least_, step.total);
      best_.offer(step);
    };
    at_work.everywhere.for_each(plan{step.plan}, question.start_tally(step), may_win, offer);
  }

  count accelerators_;
  plan_space within_;
  ranking best_;
  search_record* record_;
  search_certificate certificate_;
  seconds priced_least_{};           // of the split that is examined
  known_matmuls known_;              // of the machine that all questions are about
  std::vector<bounded_split> open_;  // a heap
};

/// The search, done, where so many of the accelerators work. Where the space leaves recomputation open, both ways are
/// looked at.
constexpr plan_search search_plans_on(count working, const step_estimator& question, count accelerators,
                                      const plan_space& within, std::size_t places = 1,
                                      seconds limit = seconds::from_value(math::infinity)) {
  plan_search search(accelerators, within, places, limit);
  search.look_at(question, working);
  if (within.recomputation == choices::every) search.look_at(recomputing_otherwise(question), working);
  return search;
}

/// The search, done, and recorded where there is a record. Where the space leaves recomputation open, both ways are looked
/// at.
constexpr plan_search search_plans(const step_estimator& question, count accelerators,
                                   const plan_space& within, std::size_t places = 1,
                                   seconds limit = seconds::from_value(math::infinity),
                                   search_record* record = nullptr) {
  plan_search search(accelerators, within, places, limit, record);
  search.look_at(question);
  if (within.recomputation == choices::every) search.look_at(recomputing_otherwise(question));
  return search;
}

/// The best plans, the best first: at most `places` and one of each kind.
constexpr std::vector<step_estimate> best_plans(const step_estimator& question, count accelerators,
                                                std::size_t places, const plan_space& within) {
  return search_plans(question, accelerators, within, places).best();
}
constexpr std::vector<step_estimate> best_plans(const step_estimator& question, count accelerators,
                                                std::size_t places) {
  return best_plans(question, accelerators, places, default_space(question.how().rules));
}

/// The best plan. Throws `broken_rule` with the rule that is in the way of every plan.
constexpr step_estimate best_plan(const model_shape& model, const cluster& machines, count accelerators,
                                  const batch& read, const stack_recipe& how, const plan_space& within) {
  const step_estimator question(model, machines, read, how);
  const auto best = best_plans(question, accelerators, 1, within);
  if (best.empty()) require_plan(why_no_plan(question, accelerators, within), machines, accelerators);
  return best.front();
}
constexpr step_estimate best_plan(const model_shape& model, const cluster& machines, count accelerators,
                                  const batch& read, const stack_recipe& how = {}) {
  return best_plan(model, machines, accelerators, read, how, default_space(how.rules));
}

}  // namespace scalewall
