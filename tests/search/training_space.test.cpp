#include <scalewall/model/catalog/all.hpp>
#include <scalewall/search/training_space.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace {

namespace sw = scalewall;

struct found_plan {
  sw::training_plan plan;
  sw::recipe recipe;
};

std::vector<found_plan> plans(const sw::training_space& space, const sw::language_model& model,
                              std::int64_t accelerators, const sw::batch& batch) {
  std::vector<found_plan> found;
  const std::vector<sw::recipe> recipes = recipes_of(space, sw::recipe{});
  for_each_training_plan(space, model, accelerators, batch, [&](const sw::training_plan& plan) {
    for (const sw::recipe& recipe : recipes) found.push_back({plan, recipe});
  });
  return found;
}

constexpr sw::batch small{.sequences = 8, .sequence_length = 4096};

// What is recomputed is what the model has and the recipe allows, each once: with delayed scaling the cheap modules of a dense
// model are none, which is nothing recomputed.
constexpr auto usual = usual_recomputations_of(sw::catalog::llama_3_1_8b, sw::recipe{});
static_assert(usual.size() == 4 && usual[0] == sw::recomputation{} && usual[3] == sw::full_recomputation);
static_assert(usual[1].modules.norms && !usual[1].modules.latent_projections &&
              !usual[1].modules.feed_forward);
constexpr auto delayed = usual_recomputations_of(sw::catalog::llama_3_1_8b,
                                                 sw::recipe{.format = sw::training_format::fp8_delayed});
static_assert(delayed.size() == 3 && delayed[1].modules.feed_forward && !delayed[1].modules.norms);

// torchtitan has no modules, and what it keeps of experts operation by operation is not known.
constexpr auto titan = sw::time_family::torchtitan;
static_assert(usual_recomputations_of(sw::catalog::llama_3_1_8b, {}, titan) ==
              sw::fixed_list<sw::recomputation, 8>{sw::recomputation{}, sw::recomputation_by_operation,
                                                   sw::full_recomputation});
static_assert(usual_recomputations_of(sw::catalog::mixtral_8x7b, {}, titan) ==
              sw::fixed_list<sw::recomputation, 8>{sw::recomputation{}, sw::full_recomputation});
static_assert(usual_recomputations_of(sw::catalog::llama_3_1_8b, {}, sw::time_family::llm_foundry) ==
              sw::fixed_list<sw::recomputation, 8>{sw::recomputation{}, sw::full_recomputation});

TEST_CASE("microbatches of interleaved pipelines follow the software's rule") {
  const sw::training_space space{.tensor = sw::exactly(1),
                                 .context = sw::exactly(1),
                                 .pipeline = sw::exactly(4),
                                 .chunks = sw::exactly(2)};
  const sw::batch six{.sequences = 6, .sequence_length = 4096};
  std::vector<sw::training_plan> found;
  const auto add = [&](const sw::training_plan& plan) { found.push_back(plan); };
  for_each_training_plan(space, sw::catalog::llama_3_1_8b, 4, six, add);
  CHECK(found.empty());
  for_each_training_plan(space, sw::catalog::llama_3_1_8b, 4, six, add, titan);
  REQUIRE(found.size() == 1);
  CHECK(found[0].microbatch_group == 6);
  CHECK_NOTHROW(require_valid(found[0], sw::catalog::llama_3_1_8b, six));
}

TEST_CASE("every plan of a space is valid, once, and for all accelerators") {
  for (const sw::language_model& model :
       {sw::catalog::llama_3_1_8b, sw::catalog::mixtral_8x7b, sw::catalog::deepseek_v3}) {
    const std::vector<found_plan> found = plans({}, model, 8, small);
    REQUIRE(found.size() > 20);
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK_NOTHROW(require_valid(found[i].plan, model, small));
      CHECK(accelerators(found[i].plan) == sw::count{8});
      for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(found[i].plan == found[j].plan);
    }
  }
}

TEST_CASE("a deep model is cut into no more chunks than a rank holds") {
  sw::language_model deep = sw::catalog::llama_3_1_8b;
  deep.layers[0].repeats = 6;
  const std::vector<found_plan> found = plans({}, deep, 8, small);
  std::int64_t most = 0;
  for (const found_plan& one : found) most = std::max(most, one.plan.layout.chunks);
  CHECK(layer_count(deep) == sw::count{192});
  CHECK(most == 48);  // of two ranks with 96 layers, and of four
}

// Whatever the rules allow is looked at: all degrees up to 8 are tried one by one.
TEST_CASE("no plan that keeps the rules is left out") {
  const sw::language_model& model = sw::catalog::mixtral_8x7b;
  const std::vector<found_plan> found = plans({}, model, 8, small);
  constexpr std::array<std::int64_t, 4> degrees{1, 2, 4, 8};
  std::size_t valid = 0;
  for (const std::int64_t tensor : degrees)
    for (const std::int64_t context : degrees)
      for (const std::int64_t pipeline : degrees)
        for (const std::int64_t expert : degrees)
          for (const std::int64_t expert_tensor : degrees)
            for (const std::int64_t chunks : {1, 2, 4, 8, 16, 32})
              for (const std::int64_t microbatch : degrees) {
                if (8 % (tensor * context * pipeline) != 0) continue;
                if (expert_tensor != 1 && expert_tensor != tensor) continue;
                const sw::training_plan plan{.mesh = {.tensor = tensor,
                                                      .context = context,
                                                      .pipeline = pipeline,
                                                      .data = 8 / (tensor * context * pipeline),
                                                      .expert = expert,
                                                      .expert_tensor = expert_tensor},
                                             .layout = {.chunks = chunks},
                                             .microbatch = microbatch};
                try {
                  require_valid(plan, model, small);
                } catch (const sw::broken_rule&) {
                  continue;
                }
                ++valid;
                CHECK(std::any_of(found.begin(), found.end(),
                                  [&](const found_plan& one) { return one.plan == plan; }));
              }
  CHECK(valid == found.size());
}

TEST_CASE("what is fixed or forbidden is kept") {
  sw::training_space space;
  space.tensor = sw::exactly(4);
  space.pipeline = sw::at_least(2);
  space.microbatch = sw::exactly(1);
  space.recomputations = {{}, sw::full_recomputation};
  space.shards = {sw::sharding::optimizer, sw::sharding::weights};
  const std::vector<found_plan> found =
      plans(space, sw::catalog::llama_3_1_70b, 64, {.sequences = 64, .sequence_length = 8192});
  REQUIRE(!found.empty());
  for (const found_plan& one : found) {
    CHECK(one.plan.mesh.tensor == 4);
    CHECK(one.plan.mesh.pipeline >= 2);
    CHECK(one.plan.microbatch == 1);
  }
  CHECK(found.size() % 4 == 0);
  CHECK(static_cast<std::int64_t>(found.size()) ==
        number_of_training_plans(space, sw::catalog::llama_3_1_70b, 64,
                                 {.sequences = 64, .sequence_length = 8192}, {}));
}

TEST_CASE("layers that do not divide leave the embedding and the loss the place of a layer") {
  sw::training_space space;
  space.pipeline = sw::exactly(16);
  const std::vector<found_plan> found =
      plans(space, sw::catalog::llama_3_1_405b, 16, {.sequences = 16, .sequence_length = 8192});
  REQUIRE(!found.empty());
  for (const found_plan& one : found)
    CHECK((one.plan.layout.embedding_counts && one.plan.layout.loss_counts));
}

TEST_CASE("a rank has no more chunks than memory is estimated for") {
  // 130 layers divide over two ranks in up to 65 chunks.
  sw::language_model deep = sw::catalog::llama_3_1_8b;
  deep.layers[0].runs[0].layers = 130;
  const std::vector<found_plan> found =
      plans({.pipeline = sw::exactly(2)}, deep, 8, {.sequences = 64, .sequence_length = 4096});
  REQUIRE_FALSE(found.empty());
  CHECK(std::all_of(found.begin(), found.end(),
                    [](const found_plan& one) { return one.plan.layout.chunks <= sw::most_chunks; }));
  CHECK(std::any_of(found.begin(), found.end(),
                    [](const found_plan& one) { return one.plan.layout.chunks == 13; }));
}

TEST_CASE("a stack that divides in no way is spread, its ends lighter") {
  sw::training_space space;
  space.pipeline = sw::exactly(16);
  space.expert = sw::exactly(1);
  const std::vector<found_plan> found =
      plans(space, sw::catalog::deepseek_v3, 16, {.sequences = 16, .sequence_length = 4096});
  REQUIRE(!found.empty());
  for (const found_plan& one : found) CHECK(one.plan.layout.lighter_ends);
}

}  // namespace
