#include <scalewall/model/catalog/all.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

constexpr sw::training_plan of_llama_405b{.mesh = {.tensor = 8, .context = 2, .pipeline = 8, .data = 4},
                                          .layout = {.chunks = 8, .lighter_ends = true}};
constexpr sw::batch batch{.sequences = 256, .sequence_length = 8192};

TEST_CASE("a plan is for so many accelerators, with so many microbatches of so many tokens") {
  static_assert(accelerators(of_llama_405b) == sw::count{512});
  static_assert(microbatches(of_llama_405b, batch) == 64);
  static_assert(tokens_of_rank(of_llama_405b, batch) == 4096);
  CHECK_NOTHROW(require_valid(of_llama_405b, sw::catalog::llama_3_1_405b, batch));
}

TEST_CASE("experts are folded into the ranks of a stage") {
  constexpr sw::mesh degrees{.tensor = 2, .pipeline = 8, .data = 64, .expert = 64};
  static_assert(expert_replicas(degrees) == 2);
  static_assert(dense_replicas(degrees) == 64);
  CHECK_THROWS_WITH(
      require_valid(sw::mesh{.data = 4, .expert = 8}),
      "the ranks of a pipeline stage divide into expert and expert tensor parallelism (tensor x context x "
      "data = 4, expert x expert_tensor = 8)");
}

TEST_CASE("a stretch of the stack is told run by run") {
  std::int64_t dense = 0, routed = 0;
  for_each_run(
      sw::catalog::deepseek_v3, {1, 10}, [&](const sw::transformer_layer& layer, std::int64_t layers) {
        (std::holds_alternative<sw::routed_feed_forward>(layer.feed_forward) ? routed : dense) += layers;
      });
  CHECK(dense == 2);
  CHECK(routed == 8);
}

TEST_CASE("a plan that the model or the batch does not allow breaks a rule") {
  const auto refused = [](sw::training_plan plan, const sw::batch& sequences) {
    require_valid(plan, sw::catalog::llama_3_1_405b, sequences);
  };
  sw::training_plan plan = of_llama_405b;
  plan.mesh.tensor = 3;
  CHECK_THROWS_WITH(refused(plan, batch),
                    "tensor parallelism divides the heads of attention (heads = 128, tensor = 3)");
  plan = of_llama_405b;
  plan.microbatch = 3;
  CHECK_THROWS_WITH(
      refused(plan, batch),
      "the global batch divides into microbatches of every replica (sequences = 256, microbatch = 3, data "
      "= 4)");
  plan = of_llama_405b;
  plan.schedule = sw::schedule::zb_h1;
  CHECK_THROWS_WITH(refused(plan, batch),
                    "only 1F1B is interleaved over several chunks of a rank (chunks = 8)");
  CHECK_THROWS_WITH(
      refused(of_llama_405b, {.sequences = 36, .sequence_length = 8192}),
      "the microbatches of an interleaved pipeline are a multiple of its ranks (Megatron's rule) "
      "(microbatches = 9, pipeline = 8)");
  plan = of_llama_405b;
  plan.mesh.context = 3;
  CHECK_THROWS_WITH(refused(plan, batch),
                    "context parallelism divides the sequence (sequence_length = 8192, context = 3)");
}

}  // namespace
