// Mirrors include/scalewall/parallel/sharding.hpp.

#include "../constant.hpp"
#include <scalewall/parallel/sharding.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;

constexpr mlp_transformer model{.layers = 24, .d_model = 1024, .d_ff = 4096, .experts = 6};
constexpr batch read{.sequences = 96, .sequence_length = 1024};  // 98304 = 2^15 * 3 tokens

static_assert(tensor_degree(tensor_axis::model, 4, 8) == 4);
static_assert(tensor_degree(tensor_axis::ff, 4, 8) == 8);

static_assert(least_microbatches(4, pipeline_schedule::one_forward_one_backward) == 4, "one per stage");
static_assert(least_microbatches(4, pipeline_schedule::zero_bubble) == 8,
              "and two, to hide the weight gradients");

static_assert(tokens_per_expert(model, read, 1) == 16384, "98304 / 6 experts");
static_assert(tokens_per_expert(model, read, 4) == 4096);
static_assert(tokens_per_expert(model, read, 5) == 3276, "98304 / 30 = 3276.8, rounded down");

// What one accelerator of the plan gets: 24 / 4 layers, 6 / 3 experts, 98304 / (2 * 6 * 8) tokens.
constexpr plan split{.tensor_model = {2},
                     .tensor_ff = {4},
                     .pipeline = {1, 4},
                     .data = {1, 2},
                     .expert = {1, 3},
                     .microbatches = 8};
constexpr auto by_reference = plan_rules::reference;
static_assert(shard_of(split, model, read, by_reference) == shard{.layers = 6, .experts = 2, .tokens = 1024});

constexpr plan with(auto change) {
  plan changed = split;
  change(changed);
  return changed;
}

static_assert(shard_of(plan{}, model, read, by_reference) ==
              shard{.layers = 24, .experts = 6, .tokens = 16384});
static_assert(shard_of(with([](plan& p) { p.microbatches = 7; }), model, read, by_reference).tokens == 1170,
              "98304 / 84 = 1170.3, rounded down");
static_assert(shard_of(with([](plan& p) { p.interleaving = 6; }), model, read).layers == 6,
              "interleaving divides what an accelerator holds, not how much");
static_assert(
    shard_of(with([](plan& p) { p.schedule = pipeline_schedule::zero_bubble; }), model, read).tokens == 1024,
    "8 microbatches are two per stage");

// Microbatches that are left open: the fewest that divide 98304 / (2 * 6) = 8192 tokens and keep 4 stages busy.
constexpr std::int64_t fewest(std::int64_t stages, pipeline_schedule schedule, const batch& of = read) {
  return with_microbatches({.pipeline = {stages}, .data = {2}, .microbatches = 0, .schedule = schedule},
                           model, of, by_reference)
      .microbatches;
}
static_assert(fewest(4, pipeline_schedule::one_forward_one_backward) == 4);
static_assert(fewest(4, pipeline_schedule::zero_bubble) == 8);
static_assert(fewest(3, pipeline_schedule::one_forward_one_backward) == 4, "3 does not divide 8192");
static_assert(fewest(12, pipeline_schedule::zero_bubble) == 32, "nor do 24 to 31");
static_assert(fewest(3, pipeline_schedule::one_forward_one_backward,
                     {.sequences = 9, .sequence_length = 1024}) == 3,
              "9216 / 12 = 768 = 3 * 256");
static_assert(with_microbatches(split, model, read, by_reference) == split, "what is given stays");

// By the rules of practice a microbatch is whole sequences: of 96, two replicas have 48 each.
static_assert(parts_of_batch(read, plan_rules::practice) == 96 &&
              parts_of_batch(read, by_reference) == 98304);
static_assert(parts_of_replica(model, read, 2, plan_rules::practice) == 48);
static_assert(parts_of_replica(model, read, 5, plan_rules::practice) == 0, "5 does not divide 96");
static_assert(parts_of_replica(model, read, 192, plan_rules::practice) == 0, "nor are there 192");
static_assert(parts_of_replica(model, read, 2, by_reference) == 8192);
constexpr std::int64_t fewest_whole(std::int64_t stages) {
  return with_microbatches({.pipeline = {stages}, .data = {2}, .microbatches = 0}, model, read).microbatches;
}
static_assert(fewest_whole(4) == 4 && fewest_whole(5) == 6 && fewest_whole(24) == 24);
// Six sequences of 1024 tokens over six experts; one sequence in 171 tokens, the last expert's fewer.
static_assert(shard_of(split, model, read) == shard{.layers = 6, .experts = 2, .tokens = 1024});
static_assert(shard_of(with([](plan& p) { p.microbatches = 48; }), model, read).tokens == 171);

static_assert(constant<[] { require_divides(split, model, read); }>);
static_assert(!constant<[] { require_divides(plan{.tensor_ff = {3}}, model, read); }>);

TEST_CASE("what does not divide is told") {
  const auto break_rule = [](auto change) { require_divides(with(change), model, read); };

  CHECK_THROWS_WITH_AS(break_rule([](plan& p) { p.tensor_model = {3}; }),
                       "tensor parallelism divides the dimension that it cuts (dimension = 1024, degree = 3)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(
      break_rule([](plan& p) {
        p.tensor_ff = {4, 3};
      }),
      "tensor parallelism divides the dimension that it cuts (dimension = 4096, degree = 12)", broken_rule);
  CHECK_THROWS_WITH_AS(break_rule([](plan& p) { p.pipeline = {5}; }),
                       "the layers divide evenly over the pipeline stages (layers = 24, stages = 5)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(break_rule([](plan& p) { p.interleaving = 4; }),
                       "the layers divide evenly over the pipeline stages (layers = 24, stages = 16)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(break_rule([](plan& p) { p.expert = {4}; }),
                       "expert parallelism divides the experts of a layer (experts = 6, degree = 4)",
                       broken_rule);
}

TEST_CASE("a schedule that does not work is told") {
  const auto break_rule = [](auto change) { require_divides(with(change), model, read); };

  CHECK_THROWS_WITH_AS(break_rule([](plan& p) {
                         p.pipeline = {};
                         p.schedule = pipeline_schedule::zero_bubble;
                       }),
                       "a zero bubble schedule is one of several accelerators: a single stage has no bubble "
                       "(pipeline = 1)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(break_rule([](plan& p) { p.interleaving = 0; }),
                       "an accelerator holds at least one pipeline stage (interleaving = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(
      break_rule([](plan& p) {
        p.pipeline = {};
        p.interleaving = 2;
      }),
      "only a pipeline of several accelerators is interleaved (interleaving = 2, pipeline = 1)", broken_rule);
  CHECK_THROWS_WITH_AS(break_rule([](plan& p) { p.microbatches = 0; }),
                       "a pipeline processes at least one microbatch per step (microbatches = 0)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(break_rule([](plan& p) {
                         p.schedule = pipeline_schedule::zero_bubble;
                         p.interleaving = 2;
                       }),
                       "a zero bubble pipeline is not interleaved (interleaving = 2)", broken_rule);
  CHECK_THROWS_WITH_AS(
      break_rule([](plan& p) {
        p.schedule = pipeline_schedule::zero_bubble;
        p.microbatches = 7;
      }),
      "a zero bubble pipeline needs two microbatches per stage (microbatches = 7, stages = 4)", broken_rule);
}

TEST_CASE("a batch that is too small is told") {
  CHECK_THROWS_WITH_AS(require_divides(split, model, {.sequences = 1}),
                       "every microbatch of every replica has as many whole sequences "
                       "(sequences = 1, data = 2, microbatches = 8)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(
      with_microbatches({.pipeline = {4}, .data = {2}, .microbatches = 0}, model, {.sequences = 6}),
      "every replica has enough whole sequences for microbatches that keep the pipeline busy "
      "(sequences = 6, data = 2, stages = 4, microbatches needed = 4)",
      broken_rule);
  CHECK_THROWS_WITH_AS(require_divides(split, model, {.sequences = 1, .sequence_length = 95}, by_reference),
                       "every expert meets at least one token of every microbatch "
                       "(tokens in the batch = 95, data = 2, microbatches = 8, experts = 6)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(fewest(12, pipeline_schedule::zero_bubble, {.sequences = 1, .sequence_length = 287}),
                       "the batch has tokens for enough microbatches to keep the pipeline busy "
                       "(tokens per expert = 23, stages = 12, microbatches needed = 24)",
                       broken_rule);
}

}  // namespace
