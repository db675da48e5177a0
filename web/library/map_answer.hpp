// The map of all plans for a run: memory, time, and why each loses.

#pragma once

#include "plan_map.hpp"
#include "ranked_plans.hpp"
#include "shown_texts.hpp"
#include <scalewall/report/loss_text.hpp>

#include <cstddef>
#include <string>

namespace page {

/// Dots on the map of plans, at most.
inline constexpr std::size_t most_dots = 1500;

/// Every plan for one run, on as many GPUs as work in the best.
inline json map(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question);
  const ranked_plans found = ranked(asked, json_question, 1);
  const step_estimate& best = found.best().step;
  const training_run& wanted = found.wanted;
  const step_estimator estimator(wanted.model, found.machines, wanted.batch, asked.how);
  const plan_map all = map_plans(estimator, best.working, best.accelerators, asked.plans(), most_dots);

  const bytes capacity = memory_capacity(found.machines.gpu);
  json dots = json::array();
  for (const mapped_plan& one : all.plans) {
    const bytes memory = one.step.memory.total() / double(one.step.working);
    std::string why = "the best plan";
    if (!one.fits)
      why = "needs " + to_text(memory) + " on a GPU that has " + to_text(capacity);
    else if (clearly_more(one.step.total, best.total))
      why = "takes " + percent_text(one.step.total / best.total - 1) + " longer: it " +
            loss_text(loss_against(best, one.step));
    else if (one.step != best)
      why = "takes as long, and communicates no less";
    dots.push_back({{"memory_bytes", memory.value()},
                    {"step_time_s", one.step.total.value()},
                    {"utilization", one.step.utilization},
                    {"fits", one.fits},
                    {"best", one.fits && one.step == best},
                    {"recompute", one.step.how.recompute},
                    {"plan", to_text(one.step.plan)},
                    {"memory", to_text(memory)},
                    {"step_time", to_text(one.step.total)},
                    {"why", why}});
  }
  std::string note = to_text(count{all.splits}) + " ways to divide the work over " +
                     counted(best.working, "GPU") +
                     ", each at its best shape of tensors and its best placement";
  if (all.plans.size() < all.splits)
    note += "; drawn are " + to_text(count{all.plans.size()}) +
            ", those that need the least time by a lower bound";
  return {{"capacity_bytes", capacity.value()},
          {"capacity", to_text(capacity)},
          {"best_step_time_s", best.total.value()},
          {"note", note},
          {"dots", dots}};
}

}  // namespace page
