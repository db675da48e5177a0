#include "../search/training_on_h100.hpp"
#include <scalewall/analysis/training_frontier.hpp>
#include <scalewall/analysis/training_sensitivity.hpp>
#include <scalewall/analysis/training_uncertainty.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

sw::training_question question_on(std::int64_t gpus) {
  return training_on_h100(sw::catalog::llama_3_1_8b, {.sequences = 128, .sequence_length = 4096}, gpus);
}

sw::training_answer best_on(const sw::training_question& question) {
  return best_training_plans(question, {}, usual_recipe, 1).best.front();
}

TEST_CASE("every number of accelerators has its fastest plan, or the leanest that does not fit") {
  constexpr sw::tokens data = sw::tokens::from_value(1e12);
  const sw::trainings_compared compared = compare_trainings(
      question_on(0), {}, usual_recipe, data, {1, 37, 16, 32},
      [](std::int64_t gpus) { return gpus == 32 ? 256 : 128; }, {.power = 700_W, .price = 2.5_dollars_per_h});
  REQUIRE(compared.points.size() == 2);
  const sw::training_point& point = compared.points[0];
  CHECK(point.accelerators() == sw::count{16});
  const sw::training_answer best = best_on(question_on(16));
  CHECK(point.answer.plan == best.plan);
  CHECK(point.answer.step.total == best.step.total);
  CHECK(point.duration() == data / best.step.throughput());
  CHECK(point.energy->value() == doctest::Approx(16 * 700 * point.time.value()));
  CHECK(point.cost->value() == doctest::Approx(16 * 2.5 / 3600 * point.time.value()));
  CHECK(compared.points[1].batch.sequences == 256);

  // One does not hold it, and neither 128 sequences nor 32 layers are cut in 37.
  REQUIRE(compared.without_plan.size() == 2);
  CHECK(compared.without_plan[0].found.plans > 0);
  CHECK(compared.without_plan[0].found.leanest.memory > 85_GB);
  CHECK(compared.without_plan[1].accelerators == 37);
  CHECK(on_pareto_front(compared.points, sw::aim::time, sw::aim::few_accelerators) ==
        std::vector{true, true});
}

TEST_CASE("nodes are halved and doubled, and trays of a rack up to the rack") {
  const auto numbers = [](std::int64_t domain, std::int64_t most) {
    return sw::doubled_nodes({.domain = domain}, most);
  };
  CHECK(numbers(8, 40) == std::vector<std::int64_t>{1, 2, 4, 8, 16, 32});
  CHECK(numbers(6, 20) == std::vector<std::int64_t>{3, 6, 12});
  CHECK(numbers(72, 150) == std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 72, 144});
  CHECK(numbers(72, 16) == std::vector<std::int64_t>{1, 2, 4, 8, 16});
  CHECK_THROWS_AS(numbers(0, 8), sw::broken_rule);
}

const sw::training_effect& effect_on(const std::vector<sw::training_effect>& effects,
                                     const std::string& name) {
  return *std::find_if(effects.begin(), effects.end(),
                       [&](const sw::training_effect& one) { return one.elasticities.parameter == name; });
}

TEST_CASE("elasticities are those of the step, and what a plan does not read is none of them") {
  const sw::training_question question = question_on(16);
  const sw::training_answer best = best_on(question);
  const auto effects = training_sensitivity(question, best, [&](const sw::training_question& changed) {
    return std::optional(answer_of(changed, best.plan, best.recipe));
  });
  CHECK(effects.size() == sw::training_parameters().size());

  sw::training_question faster = question;
  faster.machine.network *= 1.01;
  const double ratio = answer_of(faster, best.plan, best.recipe).step.total / best.step.total;
  CHECK(ratio < 1);
  CHECK(*effect_on(effects, "network bandwidth").elasticities.up ==
        doctest::Approx(std::log(ratio) / std::log(1.01)));

  const auto none = [&](const char* name) {
    return effect_on(effects, name).dependence == sw::step_dependence::none;
  };
  CHECK(effect_on(effects, "arithmetic rate").elasticities.strongest() > 0.5);
  CHECK(none("kernels: products, 8 bit"));
  CHECK(none("kernels: odd heads"));
  CHECK(none("software: host, routed layer"));
  CHECK(!none("kernels: products, 16 bit"));
  CHECK(!none("software: fixed"));
  CHECK(!none("memory capacity"));  // another plan fits

  // A step that takes f seconds beside its work is longer by as much of it.
  const double fixed = best.step.parts.fixed / best.step.total;
  CHECK(*effect_on(effects, "software: fixed").elasticities.up == doctest::Approx(fixed).epsilon(0.01));
}

TEST_CASE("in one domain nothing is read of the network") {
  const sw::training_question question = question_on(8);
  const sw::training_answer best = best_on(question);
  for (const sw::training_parameter& one : sw::training_parameters())
    if (one.name == "network bandwidth")
      CHECK(dependence_of(question, best, one) == sw::step_dependence::none);
}

TEST_CASE("the error of the model has its quantiles where held-out runs have theirs") {
  constexpr sw::evidence_class evidence{"a class", 0.04, 0.2};
  const auto at = [&](double normal) { return sw::measured_over_predicted(evidence, normal).value(); };
  CHECK(at(0) == 1);
  CHECK(at(sw::normal_percentile_75) == doctest::Approx(1 / 0.96));
  CHECK(at(-sw::normal_percentile_75) == doctest::Approx(1 / 1.04));
  CHECK(at(sw::normal_percentile_95) == doctest::Approx(1 / 0.8));
  CHECK(at(-sw::normal_percentile_95) == doctest::Approx(1 / 1.2));
  CHECK(at(3) > at(2));
  CHECK(!sw::measured_over_predicted({"unknown"}, 0));
}

TEST_CASE("draws of a step keep the plan, and widen with the error of the model") {
  const sw::training_question question = question_on(16);
  const sw::training_answer best = best_on(question);
  std::vector<sw::uncertain_training> inputs;
  for (const sw::training_parameter& one : sw::training_parameters())
    if (one.name == "arithmetic rate") inputs.push_back({one, 0.8, 1.0});
  const sw::drawn_training drawn = draw_training(question, best, inputs, {.draws = 200});
  REQUIRE(drawn.inputs.sorted.size() == 200);
  CHECK(drawn.fitting == 200);
  const auto slowest = answer_of(inputs[0].parameter.scaled(question, 0.8), best.plan, best.recipe);
  CHECK(drawn.inputs.sorted.front() >= best.step.total.value());
  CHECK(drawn.inputs.sorted.back() <= slowest.step.total.value());
  const auto width = [](const sw::drawn_values& values) {
    return *values.quantile(0.95) - *values.quantile(0.05);
  };
  CHECK(width(drawn.inputs_and_model) > width(drawn.inputs));
  CHECK(draw_training(question, best, inputs, {.draws = 200}).inputs.sorted == drawn.inputs.sorted);
  inputs[0].low = 2;
  CHECK_THROWS_AS(draw_training(question, best, inputs), sw::broken_rule);
}

TEST_CASE("constants with an interval are inputs between its ends") {
  sw::training_question question = question_on(16);
  CHECK(sw::inputs_with_intervals(question).empty());
  question.software.constants.fixed.interval = {0.05, 0.12};
  const auto inputs = sw::inputs_with_intervals(question);
  REQUIRE(inputs.size() == 1);
  CHECK(inputs[0].parameter.name == "software: fixed");
  const double low = inputs[0].parameter.scaled(question, inputs[0].low).software.constants.fixed.value;
  CHECK(low == doctest::Approx(0.05));
}

}  // namespace
