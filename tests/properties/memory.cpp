#include "property.hpp"
#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/framework/catalog/memory.hpp>

#include <cstdint>
#include <initializer_list>

using namespace properties;
using namespace scalewall;

namespace {

std::int64_t one_of(std::initializer_list<std::int64_t> numbers) {
  return numbers.begin()[whole(0, static_cast<std::int64_t>(numbers.size()) - 1)];
}

/// A model, a plan of it and a recipe that go together; every degree is a power of two.
struct question {
  language_model model;
  training_plan plan;
  batch read;
  recipe how;
  workspace_generation generation = workspace_generation::hopper_and_newer;

  training_memory memory() const {
    return estimate_memory(model, plan, read, how, catalog::megatron_core, generation);
  }
  double peak() const { return memory().peak().value(); }
};

question any_question() {
  question asked;
  const std::int64_t heads = one_of({8, 16, 64}), width = 64 * heads;
  const grouped_attention attention{.heads = heads, .key_value_heads = one_of({8, heads}), .head_size = 64};
  const transformer_layer dense{.attention = attention,
                                .feed_forward = dense_feed_forward{.width = 4 * width, .gated = flag()}};
  const transformer_layer routed{
      .attention = attention,
      .feed_forward = routed_feed_forward{
          .experts = 8, .experts_per_token = one_of({1, 2, 8}), .expert_width = 2 * width, .gated = flag()}};
  const bool experts = flag();
  asked.model = {.name = "any",
                 .width = width,
                 .vocabulary = one_of({32000, 50257, 128256}),
                 .tied_head = flag(),
                 .norm = norm_kind::rms_norm};
  if (experts && flag())
    asked.model.layers = {{.runs = {{.layer = dense, .layers = 4}, {.layer = routed, .layers = 12}}}};
  else
    asked.model.layers = equal_layers(16, experts ? routed : dense);
  mesh& degrees = asked.plan.mesh;
  degrees = {.tensor = one_of({1, 2, 8}),
             .context = one_of({1, 2}),
             .pipeline = one_of({1, 2, 4}),
             .data = one_of({1, 4})};
  if (experts && degrees.data == 4) degrees.expert = one_of({1, 2, 4});
  if (degrees.pipeline > 1 && flag()) asked.plan.layout.chunks = 2;
  asked.plan.microbatch = one_of({1, 2});
  asked.read = {.sequences = asked.plan.microbatch * degrees.data * degrees.pipeline * one_of({1, 2, 4}),
                .sequence_length = one_of({1024, 4096})};
  recipe& how = asked.how;
  how.sequence_parallel = flag();
  how.attention = static_cast<attention_kernel>(whole(0, 2));
  how.hidden_dropout = flag();
  how.attention_dropout = flag();
  how.shards = static_cast<sharding>(whole(0, 3));
  how.loss = static_cast<loss_kernel>(whole(0, 2));
  if (flag()) how.recompute = full_recomputation;
  return asked;
}

}  // namespace

TEST_CASE("more microbatches never take less memory") {
  check([] {
    question asked = any_question();
    const double before = asked.peak();
    asked.read.sequences *= 2;
    RC_ASSERT(at_most(before, asked.peak()));
  });
}

TEST_CASE("larger microbatches never take less memory") {
  check([] {
    question asked = any_question();
    const double before = asked.peak();
    asked.plan.microbatch *= 2;
    asked.read.sequences *= 2;
    RC_ASSERT(at_most(before, asked.peak()));
  });
}

TEST_CASE("longer sequences never take less memory") {
  check([] {
    question asked = any_question();
    const double before = asked.peak();
    asked.read.sequence_length *= 2;
    RC_ASSERT(at_most(before, asked.peak()));
  });
}

TEST_CASE("states that are shared never take more memory") {
  check([] {
    question asked = any_question();
    asked.how.shards = sharding::none;
    double before = asked.memory().fullest_stage().modules.states().value();
    const std::size_t stage = asked.memory().fullest;
    for (const sharding shards : {sharding::optimizer, sharding::gradients, sharding::weights}) {
      asked.how.shards = shards;
      const double after = asked.memory().stages[stage].modules.states().value();
      RC_ASSERT(at_most(after, before));
      before = after;
    }
  });
}

TEST_CASE("more replicas never take more memory") {
  check([] {
    question asked = any_question();
    const double before = asked.peak();
    asked.plan.mesh.data *= 2;
    asked.read.sequences *= 2;
    RC_ASSERT(at_most(asked.peak(), before));
  });
}

// The vocabulary is padded for every rank, by which a share of it may grow.
TEST_CASE("tensor parallelism never takes more memory, and sequence parallelism no more than its buffer") {
  check([] {
    question asked = any_question();
    asked.model.vocabulary = 128 * 8 * 32;
    asked.plan.mesh.tensor = 1;
    asked.how.sequence_parallel = false;
    const double alone = asked.peak();
    asked.plan.mesh.tensor = one_of({2, 4, 8});
    const double cut = asked.peak();
    RC_ASSERT(at_most(cut, alone));
    asked.how.sequence_parallel = true;
    // The buffer that gathers the sequence, 2 T h, is what sequence parallelism costs.
    const double tokens_of_buffer = static_cast<double>(tokens_of_rank(asked.plan, asked.read));
    RC_ASSERT(at_most(asked.peak(), cut + 2 * tokens_of_buffer * static_cast<double>(asked.model.width)));
  });
}

TEST_CASE("recomputation never keeps more of a microbatch") {
  check([] {
    question asked = any_question();
    asked.how.recompute = {};
    const double before = asked.memory().stages[0].modules.activations.value();
    asked.how.recompute = full_recomputation;
    // What a layer computes anew is there while its backward lasts.
    const double after = asked.memory().stages[0].modules.activations.value();
    RC_ASSERT(asked.plan.mesh.pipeline > 1 || at_most(after, 1.2 * before));
  });
}

TEST_CASE("modules add up to the peak, and the fullest stage is the fullest") {
  check([] {
    const question asked = any_question();
    const training_memory found = asked.memory();
    std::int64_t next = 0;
    for (const stage_memory& stage : found.stages) {
      RC_ASSERT(stage.first_rank == next);
      next = stage.last_rank + 1;
      RC_ASSERT(stage.peak() <= found.peak());
      const memory_by_module& of = stage.modules;
      RC_ASSERT(nearly_equal(stage.peak().value(),
                             (of.weights + of.gradients + of.optimizer + of.activations + of.logits +
                              of.workspaces + of.gathered + of.communication + of.other)
                                 .value()));
      RC_ASSERT((stage.moment == peak_moment::loss) == (of.logits > bytes{}));
    }
    RC_ASSERT(next == asked.plan.mesh.pipeline);
  });
}

TEST_CASE("the first rank of a kind of stage holds the most of it") {
  check([] {
    const question asked = any_question();
    const memory_estimator estimator(asked.model, asked.plan, asked.read, asked.how, catalog::megatron_core,
                                     asked.generation);
    for (const stage_memory& stage : estimator.of_all().stages)
      for (std::int64_t rank = stage.first_rank; rank <= stage.last_rank; ++rank)
        RC_ASSERT(at_most(estimator.of_rank(rank).peak().value(), stage.peak().value()));
  });
}
