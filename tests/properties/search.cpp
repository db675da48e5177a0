// Against all plans, looked at one by one.

#include "arbitrary.hpp"
#include "exhaustive.hpp"
#include "property.hpp"
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/plans_in_space.hpp>
#include <scalewall/search/smallest_cluster.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace properties;
using namespace scalewall;

namespace {

/// All that plans of one split have in common.
auto split_of(const step_estimate& step) {
  const plan& split = step.plan;
  return std::tuple(split.data.total(), split.expert.total(), split.pipeline.total(), step.working,
                    split.microbatches, split.interleaving, split.schedule, step.how.recompute);
}

/// What a record says of the part that has a step's plan; of no verdict and no time where it has none.
std::pair<std::string_view, seconds> recorded(const search_record& record, const step_estimate& step) {
  const plan& placed = step.plan;
  for (const search_record::arithmetic_bound& few : record.too_few)
    if (few.recompute == step.how.recompute && step.working < few.fewest) return {"few", few.at_least};
  for (const certified_size& size : record.sizes) {
    if (size.recompute != step.how.recompute || size.members != members_of(placed)) continue;
    for (const auto& [part, verdict, seconds] : size.parts) {
      const bool same_degrees = part.tensor == placed.tensor_model.total() * placed.tensor_ff.total() &&
                                part.pipeline == placed.pipeline.total() &&
                                part.data == placed.data.total() && part.expert == placed.expert.total() &&
                                part.schedule == placed.schedule;
      const bool same_schedule =
          part.microbatches == split::undecided ||
          (part.microbatches == placed.microbatches && part.interleaving == placed.interleaving);
      if (same_degrees && same_schedule) return {name(verdict), seconds};
    }
  }
  return {};
}

void check_search(const search_problem& problem, const plan_space& within) {
  const step_estimator question = problem.question();
  search_record record;
  const plan_search search =
      search_plans(question, problem.gpus, within, 1, seconds::from_value(math::infinity), &record);
  const search_certificate& certificate = search.certificate();
  const step_estimate* best = search.best().empty() ? nullptr : &search.best().front();

  bool exists = false;
  std::set<decltype(split_of({}))> below;
  const std::int64_t plans =
      for_each_step_one_by_one(question, problem.gpus, within, [&](const step_estimate& step) {
        RC_ASSERT(best != nullptr);
        RC_ASSERT(at_most(best->total.value(), step.total.value()));
        // Of those that take as long, it communicates least.
        if (step.total <= best->total)
          RC_ASSERT(at_most(best->communication().value(), step.communication().value()));
        exists = exists || step == *best;
        // The record has it in a part that was solved, or left out as nothing in it takes less than its bound.
        const auto [verdict, bound] = recorded(record, step);
        RC_ASSERT(!verdict.empty());
        RC_ASSERT(at_most(best->total.value(), bound.value()));
        RC_ASSERT(verdict == "solved" || at_most(bound.value(), step.total.value()));
        if (clearly_more(certificate.nothing_below, step.total)) below.insert(split_of(step));
      });
  RC_ASSERT(exists == (best != nullptr));
  if (best != nullptr) RC_ASSERT(at_most(best->total.value(), certificate.nothing_below.value()));

  // Whatever takes less than what was left out has been looked at.
  RC_ASSERT(static_cast<std::int64_t>(below.size()) <= certificate.examined);
  RC_ASSERT(certificate.examined <= certificate.bounded);
  RC_ASSERT(plans_in_space(question, problem.gpus, within) == count{plans});
}

choices any_choices() { return flag() ? choices::every : choices::by_rule_of_thumb; }

allowed any_allowed(std::int64_t most) {
  if (!flag()) return {};
  const std::int64_t value = whole(1, most);
  return flag() ? exactly(value) : flag() ? at_least(value) : scalewall::at_most(value);
}

plan_space any_space() {
  const std::int64_t schedules = whole(0, 2);
  return {.expert_degrees = any_choices(),
          .tensor_shapes = any_choices(),
          .microbatch_counts = any_choices(),
          .interleavings = any_choices(),
          .recomputation = any_choices(),
          .idle = any_choices(),
          .tensor = any_allowed(4),
          .pipeline = any_allowed(4),
          .data = any_allowed(4),
          .expert = any_allowed(4),
          .microbatches = any_allowed(16),
          .interleaving = any_allowed(4),
          .working = any_allowed(16),
          .bubble = schedules != 1,
          .zero_bubble = schedules != 2,
          .tensor_levels = static_cast<std::size_t>(whole(0, 4))};
}

}  // namespace

TEST_CASE("the best plan is the best of all plans of the published search") {
  check([] { check_search(any_search_problem(48), space::reference); });
}

TEST_CASE("the best plan is the best of all plans") {
  check([] { check_search(any_search_problem(12), space::full); });
}

TEST_CASE("the best plan is the best of all that are allowed") {
  check([] { check_search(any_search_problem(16), any_space()); });
}

namespace {

search_problem any_refined_problem(std::int64_t most_gpus) {
  search_problem problem = any_search_problem(most_gpus);
  problem.machines = with_any_library(problem.machines);
  return problem;
}

}  // namespace

TEST_CASE("at refined prices the best plan is the best of all plans of the published search") {
  check([] { check_search(any_refined_problem(48), space::reference); });
}

TEST_CASE("at refined prices the best plan is the best of all plans") {
  check([] { check_search(any_refined_problem(12), space::full); });
}

TEST_CASE("at refined prices the best plan is the best of all that are allowed") {
  check([] { check_search(any_refined_problem(16), any_space()); });
}

TEST_CASE("runners-up are the best of the other kinds, in their order") {
  check([] {
    const search_problem problem = any_search_problem(48);
    std::map<std::tuple<pipeline_schedule, std::int64_t, std::int64_t>, double> best_of_kind;
    for_each_step_one_by_one(
        problem.question(), problem.gpus, space::reference, [&](const step_estimate& step) {
          const auto [at, first] = best_of_kind.try_emplace(
              {step.plan.schedule, step.plan.pipeline.total(), step.plan.data.total()}, step.total.value());
          at->second = std::min(at->second, step.total.value());
        });
    std::vector<double> expected;
    for (const auto& [kind, total] : best_of_kind) expected.push_back(total);
    std::sort(expected.begin(), expected.end());

    const auto places = static_cast<std::size_t>(whole(1, 6));
    const std::vector<step_estimate> found =
        best_plans(problem.question(), problem.gpus, places, space::reference);
    RC_ASSERT(found.size() == std::min(places, expected.size()));
    for (std::size_t i = 0; i < found.size(); ++i) {
      RC_ASSERT(nearly_equal(found[i].total.value(), expected[i]));
      for (std::size_t j = 0; j < i; ++j) RC_ASSERT(!same_kind(found[i].plan, found[j].plan));
    }
    if (found.empty()) return;
    const step_estimate best =
        best_plan(problem.model, problem.machines, problem.gpus, problem.read, problem.how, space::reference);
    RC_ASSERT(nearly_equal(found.front().total.value(), best.total.value()));
    RC_ASSERT(nearly_equal(found.front().communication().value(), best.communication().value()));
  });
}

namespace {

/// Of a model that fits on any accelerator.
search_problem any_roomy_problem() {
  search_problem problem = any_search_problem(48);
  problem.machines.gpu.memory[0].capacity = 1_TB;
  return problem;
}

training_run any_run_of(const search_problem& problem) {
  const tokens data = tokens::from_value(real(1e6, 1e12));
  return {.model = problem.model,
          .batch = problem.read,
          .data = data,
          .compute = training_flop_per_token(problem.model) * data};
}

}  // namespace

TEST_CASE("the smallest cluster keeps the deadline, and no smaller one does") {
  check([] {
    const search_problem problem = any_roomy_problem();
    const training_run wanted = any_run_of(problem);
    const double steps = wanted.data / size(problem.read);

    // As long as some cluster takes, more or less.
    const std::vector<step_estimate> some =
        best_plans(problem.question(), problem.model.experts * any_of({1, 2, 4, 8, 16, 32}), 1);
    if (some.empty()) return;
    const seconds deadline = steps * some.front().total * real(0.9, 1.5);
    const auto run = smallest_cluster(wanted, problem.machines, deadline, problem.how);
    if (!run) {
      RC_ASSERT(steps * some.front().total >= deadline);
      return;
    }
    RC_ASSERT(run->duration() < deadline);
    const std::int64_t gpus = run->step.accelerators.as_int64();
    const step_estimate best = best_plan(problem.model, problem.machines, gpus, problem.read, problem.how);
    RC_ASSERT(nearly_equal(run->step.total.value(), best.total.value()));

    // Clusters with less arithmetic than the run needs are passed over.
    const double needed = wanted.compute / (deadline * sustained(problem.machines.gpu));
    const std::vector<count> sizes = doubled_sizes(problem.machines.network, problem.model.experts);
    const auto own = std::find(sizes.begin(), sizes.end(), count{gpus});
    RC_ASSERT(own != sizes.end());
    for (auto smaller = sizes.begin(); smaller != own; ++smaller) {
      if (double(*smaller) < needed) continue;
      for (const step_estimate& late : best_plans(problem.question(), *smaller, 1))
        RC_ASSERT(steps * late.total >= deadline);
    }
  });
}

TEST_CASE("with accelerators that may stand idle, more are never slower") {
  check([] {
    const search_problem problem = any_search_problem(48);
    const std::int64_t more = problem.gpus + whole(0, 48);
    const auto on = [&](std::int64_t gpus) { return best_plans(problem.question(), gpus, 1, space::full); };
    const std::vector<step_estimate> few = on(problem.gpus);
    if (few.empty()) return;
    const std::vector<step_estimate> many = on(more);
    RC_ASSERT(many.size() == 1);
    RC_ASSERT(at_most(many.front().total.value(), few.front().total.value()));
    RC_ASSERT(many.front().working <= many.front().accelerators);
    RC_ASSERT(many.front().accelerators == count{more});
  });
}

TEST_CASE("where accelerators may stand idle, the smallest cluster is the smallest of any size") {
  check([] {
    const search_problem problem = any_roomy_problem();
    const training_run wanted = any_run_of(problem);
    const double steps = wanted.data / size(problem.read);
    const std::vector<step_estimate> some = best_plans(problem.question(), whole(1, 48), 1, space::full);
    if (some.empty()) return;
    const seconds deadline = steps * some.front().total * real(1, 1.5);
    const auto run = smallest_cluster(wanted, problem.machines, deadline, problem.how, space::full);
    if (!run) {
      RC_ASSERT(steps * some.front().total >= deadline);
      return;
    }
    RC_ASSERT(run->duration() < deadline);
    RC_ASSERT(run->step.working <= run->step.accelerators);
    const double needed = wanted.compute / (deadline * sustained(problem.machines.gpu));
    const std::int64_t gpus = run->step.accelerators.as_int64();
    for (std::int64_t smaller = std::max<std::int64_t>(1, gpus - 8); smaller < gpus; ++smaller)
      for (const step_estimate& late : best_plans(problem.question(), smaller, 1, space::full))
        if (double(late.working) >= needed) RC_ASSERT(steps * late.total >= deadline);
  });
}
