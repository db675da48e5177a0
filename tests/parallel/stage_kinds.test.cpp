#include <scalewall/model/catalog/all.hpp>
#include <scalewall/parallel/stage_kinds.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

constexpr sw::stage_kinds kinds_of(const sw::language_model& model, const sw::training_plan& plan) {
  return stage_kinds_of(model, plan, layer_kinds_of(model));
}

constexpr sw::stage_kinds llama = kinds_of(
    sw::catalog::llama_3_1_405b, {.mesh = {.pipeline = 8}, .layout = {.chunks = 8, .lighter_ends = true}});
static_assert(llama.size() == 3);
static_assert(llama[0].layers[0] == 15 && llama[0].embeddings == 1 && llama[0].heads == 0);
static_assert(llama[1].layers[0] == 16 && llama[1].ranks == 6 && llama[1].first == 1);
static_assert(llama[2].layers[0] == 15 && llama[2].heads == 1);

TEST_CASE(
    "layers that differ are told apart, wherever they stand, and token prediction is a layer and a head "
    "more") {
  const sw::stage_kinds kinds = kinds_of(
      sw::catalog::deepseek_v3, {.mesh = {.pipeline = 4}, .layout = {.chunks = 2, .lighter_ends = true}});
  double dense = 0, routed = 0, heads = 0;
  for (const sw::stage_kind& stage : kinds) {
    dense += static_cast<double>(stage.ranks) * stage.layers[0];
    routed += static_cast<double>(stage.ranks) * stage.layers[1];
    heads += static_cast<double>(stage.ranks) * stage.heads;
  }
  CHECK(dense == 3);
  CHECK(routed == 58 + 1);
  CHECK(heads == 2);
  CHECK(kinds[0].layers[0] == 3);
}

TEST_CASE("token prediction on a stage of its own leaves its head to the last rank") {
  // Rank 0 has three layers and two, the ranks between two and two, rank 14 two and the module, rank 15 two and the heads.
  sw::stage_layout layout{.chunks = 2, .prediction_stage = 30};
  for (int stage = 0; stage < 32; ++stage) layout.listed.push_back(stage == 0 ? 3 : stage < 30 ? 2 : 0);
  const sw::training_plan plan{.mesh = {.pipeline = 16}, .layout = layout};
  CHECK_NOTHROW(require_valid(layout, 61, 16));
  const sw::stage_kinds kinds = kinds_of(sw::catalog::deepseek_v3, plan);
  REQUIRE(kinds.size() == 4);
  CHECK(kinds[1].ranks == 13);
  CHECK(kinds[2].first == 14);
  CHECK(kinds[2].layer_sum() == 3);
  CHECK(kinds[2].heads == 0);
  CHECK(kinds[3].layer_sum() == 2);
  CHECK(kinds[3].heads == 2);
  layout.prediction_stage = 32;
  CHECK_THROWS_AS(require_valid(layout, 61, 16), sw::broken_rule);
}

TEST_CASE("a plan that was evened by hand has the mean on every rank") {
  const sw::stage_kinds kinds = kinds_of(
      sw::catalog::deepseek_v3, {.mesh = {.pipeline = 2}, .layout = {.lighter_ends = true, .evened = true}});
  REQUIRE(kinds.size() == 1);
  CHECK(kinds[0].ranks == 2);
  CHECK(kinds[0].layers[0] == 1.5);
  CHECK(kinds[0].layers[1] == 29.5);
  CHECK(kinds[0].embeddings == 0.5);
  CHECK(kinds[0].heads == 1);
}

TEST_CASE("schedules place the head: on all ranks, on the first, or halves on both ends") {
  const auto of = [](sw::schedule schedule) {
    return kinds_of(sw::catalog::llama_3_1_8b, {.mesh = {.pipeline = 4}, .schedule = schedule});
  };
  CHECK(of(sw::schedule::one_f_one_b).size() == 3);
  CHECK(of(sw::schedule::vocabulary_1).size() == 2);
  CHECK(of(sw::schedule::vocabulary_1)[1].heads == 1);
  CHECK(of(sw::schedule::zb_v)[0].heads == 1);
  CHECK(of(sw::schedule::zb_v)[0].embeddings == 1);
  const sw::stage_kinds both = of(sw::schedule::dual_pipe);
  REQUIRE(both.size() == 2);
  CHECK(both[0].ranks == 2);
  CHECK(both[0].embeddings == 0.5);
  CHECK(both[0].heads == 0.5);
}

TEST_CASE("more kinds of stage than are kept are refused") {
  sw::training_plan plan{.mesh = {.pipeline = 20}};
  for (int rank = 0; rank < 20; ++rank) plan.layout.listed.push_back(static_cast<std::uint8_t>(rank));
  sw::language_model model = sw::catalog::llama_3_1_8b;
  model.layers[0].runs[0].layers = 190;
  CHECK_THROWS_WITH(kinds_of(model, plan),
                    "a pipeline has at most 16 kinds of stage (rank = 16, kinds before it = 16)");
}

}  // namespace
