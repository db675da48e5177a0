#include "training_on_h100.hpp"
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/fitting_changes.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

// The fastest that fits, by looking at everything that the software takes, with no memory of prices and nothing passed over.
struct exhaustive_best {
  std::optional<sw::seconds> fastest;
  std::int64_t plans = 0;
};

exhaustive_best exhaustive(const sw::training_question& question, const sw::training_space& space) {
  exhaustive_best found;
  for_each_training_plan(space, question.model, question.accelerators, question.batch,
                         [&](const sw::training_plan& plan) {
                           for (const sw::recipe& recipe : recipes_of(space, usual_recipe)) {
                             if (broken_rule_of(features_of(question.model), recipe)) continue;
                             ++found.plans;
                             const sw::training_answer answer = answer_of(question, plan, recipe);
                             if (answer.verdict.found != sw::fit::fits) continue;
                             if (!found.fastest || answer.step.total < *found.fastest)
                               found.fastest = answer.step.total;
                           }
                         });
  return found;
}

TEST_CASE("the first of the ranking is the fastest of the space") {
  sw::training_space space;
  space.recomputations = {
      {},
      {.granularity = sw::recompute_granularity::selective, .modules = {.norms = true}},
      {.granularity = sw::recompute_granularity::selective, .modules = {.feed_forward = true}},
      sw::full_recomputation};
  space.shards = {sw::sharding::optimizer, sw::sharding::none};
  for (const sw::training_question& question :
       {training_on_h100(sw::catalog::llama_3_1_8b, {.sequences = 16, .sequence_length = 8192}, 8),
        training_on_h100(sw::catalog::llama_3_1_70b, {.sequences = 32, .sequence_length = 4096}, 32),
        training_on_h100(sw::catalog::mixtral_8x7b, {.sequences = 16, .sequence_length = 4096}, 16),
        training_on_h100(sw::catalog::llama_3_1_405b, {.sequences = 16, .sequence_length = 4096}, 16)}) {
    const sw::training_ranking ranking = best_training_plans(question, space, usual_recipe, 5);
    const exhaustive_best all = exhaustive(question, space);
    CHECK(ranking.plans == all.plans);
    REQUIRE(ranking.best.empty() == !all.fastest);
    if (!all.fastest) continue;
    CHECK(ranking.best.front().step.total == *all.fastest);
    for (std::size_t i = 1; i < ranking.best.size(); ++i) {
      CHECK(ranking.best[i - 1].step.total <= ranking.best[i].step.total);
      CHECK_FALSE(ranking.best[i - 1].plan.mesh == ranking.best[i].plan.mesh);
    }
  }
}

TEST_CASE("where nothing fits, the leanest plan says by how much") {
  const sw::training_ranking ranking = best_training_plans(
      training_on_h100(sw::catalog::llama_3_1_405b, {.sequences = 8, .sequence_length = 8192}, 8), {},
      usual_recipe, 1);
  CHECK(ranking.best.empty());
  CHECK(ranking.fitting == 0);
  CHECK(ranking.leanest.memory > 85_GB);
}

TEST_CASE("changes make a plan fit, as few as possible, the fastest first") {
  const sw::training_question question =
      training_on_h100(sw::catalog::llama_3_1_70b, {.sequences = 256, .sequence_length = 8192}, 64);
  const sw::training_plan plan{.mesh = {.tensor = 4, .pipeline = 4, .data = 4}, .layout = {.chunks = 5}};
  REQUIRE(answer_of(question, plan, usual_recipe).verdict.found != sw::fit::fits);
  const std::vector<sw::training_answer> changes = fitting_changes(question, plan, usual_recipe);
  REQUIRE(!changes.empty());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CHECK(changes[i].verdict.found == sw::fit::fits);
    CHECK(accelerators(changes[i].plan) == accelerators(plan));
    if (i > 0) CHECK(changes[i - 1].step.total <= changes[i].step.total);
  }
}

// Every recipe and mesh keeps the rules that a reader of launch lines asks of them.
void check_rules(const sw::training_question& question, const std::vector<sw::training_answer>& answers) {
  const sw::layer_features layers = features_of(question.model);
  for (const sw::training_answer& one : answers) {
    CHECK_FALSE(broken_rule_of(layers, one.recipe));
    CHECK_FALSE(broken_rule_of(layers, one.recipe, one.plan.mesh));
  }
}

TEST_CASE("no plan is proposed that the software refuses") {
  constexpr sw::batch batch{.sequences = 32, .sequence_length = 4096};
  sw::training_space space;
  space.recomputations = {{},
                          {.granularity = sw::recompute_granularity::selective,
                           .modules = {.norms = true, .latent_projections = true, .expert_activation = true}},
                          sw::full_recomputation};
  const sw::training_question dense = training_on_h100(sw::catalog::llama_3_1_8b, batch, 8);
  const sw::training_ranking ranking = best_training_plans(dense, space, usual_recipe, 10);
  check_rules(dense, ranking.best);
  CHECK(3 * ranking.plans == 2 * number_of_training_plans(space, dense.model, 8, batch, usual_recipe));

  const sw::training_question routed = training_on_h100(sw::catalog::mixtral_8x7b, batch, 32);
  sw::recipe half =
      with_states_of(sw::catalog::megatron_core, sw::recipe{.format = sw::training_format::fp16});
  half.sequence_parallel = false;
  const sw::training_ranking plain = best_training_plans(routed, {}, half, 10);
  REQUIRE_FALSE(plain.best.empty());
  for (const sw::training_answer& one : plain.best) {
    CHECK(one.plan.mesh.expert == 1);
    CHECK(one.plan.mesh.tensor == 1);
  }
  space.expert = sw::exactly(8);
  CHECK(best_training_plans(routed, space, half, 1).plans == 0);
}

TEST_CASE("no change is offered that the software refuses") {
  const sw::training_question routed =
      training_on_h100(sw::catalog::mixtral_8x7b, {.sequences = 64, .sequence_length = 4096}, 16);
  sw::recipe plain = usual_recipe;
  plain.sequence_parallel = false;
  const sw::training_plan plan{.mesh = {.pipeline = 2, .data = 8, .expert = 4}, .microbatch = 2};
  const std::vector<sw::training_answer> changes = fitting_changes(routed, plan, plain);
  REQUIRE_FALSE(changes.empty());
  check_rules(routed, changes);
  for (const sw::training_answer& one : changes) CHECK(one.plan.mesh.tensor == 1);
}

TEST_CASE("of torchtitan nothing is proposed or offered that it has not") {
  const auto asked_of_torchtitan = [](const sw::language_model& model, std::int64_t accelerators) {
    sw::training_question question =
        training_on_h100(model, {.sequences = 64, .sequence_length = 4096}, accelerators);
    question.software =
        sw::catalog::training_software_of(sw::time_family::torchtitan, question.machine.generation);
    question.accounting = sw::catalog::fsdp2;
    return question;
  };
  const sw::recipe sharded = with_states_of(
      sw::catalog::fsdp2, sw::recipe{.shards = sw::sharding::weights, .attention_mask = false});
  const sw::training_question routed = asked_of_torchtitan(sw::catalog::mixtral_8x7b, 32);
  const sw::training_ranking ranking = best_training_plans(
      routed,
      {.tensor = sw::at_least(2),
       .recomputations = usual_recomputations_of(routed.model, sharded, routed.software.family)},
      sharded, 10);
  REQUIRE_FALSE(ranking.best.empty());
  for (const sw::training_answer& one : ranking.best) {
    CHECK_FALSE(one.recipe.recompute.modules.any());
    CHECK((one.plan.mesh.expert > 1 || one.plan.mesh.expert_tensor == one.plan.mesh.tensor));
  }
  const sw::training_question dense = asked_of_torchtitan(sw::catalog::llama_3_1_70b, 32);
  const std::vector<sw::training_answer> changes =
      fitting_changes(dense, {.mesh = {.data = 32}, .microbatch = 2}, sharded);
  REQUIRE_FALSE(changes.empty());
  for (const sw::training_answer& one : changes)
    CHECK(keeps_rules(sw::time_family::torchtitan, features_of(dense.model), one.recipe, one.plan.mesh,
                      dense.batch));
}

TEST_CASE("more recomputation includes less") {
  const sw::recomputation norms{.granularity = sw::recompute_granularity::selective,
                                .modules = {.norms = true}};
  CHECK(includes(sw::full_recomputation, norms));
  CHECK(includes(norms, {}));
  CHECK_FALSE(includes(norms, sw::full_recomputation));
  CHECK_FALSE(includes(norms, sw::selective_recomputation));
  CHECK_FALSE(includes({}, norms));
}

}  // namespace
