// Mirrors include/scalewall/estimate/step.hpp.

#include "../constant.hpp"
#include "envelope.hpp"
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/hypothetical.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/scaling/laws.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr bool near(double a, double b) { return a - b < 1e-14 * b && b - a < 1e-14 * b; }
constexpr bool near(seconds a, seconds b) { return near(a.value(), b.value()); }

constexpr step_estimate estimate(const plan& split = envelope::split, const stack_recipe& how = {},
                                 const cluster& machines = envelope::machines) {
  return estimate_step(envelope::model, machines, split, envelope::read, how);
}
constexpr step_estimate step = estimate();

// Three layers, two microbatches of 1024 / (2 * 2) = 256 tokens, 48 x 128 words of every weight: six times
// 2 * 48 * 128 * 256 FLOP, six times, at 2^20 FLOP/s; and 36 times a second of latency.
static_assert(step.accelerators == 12);
static_assert(step.matmul[bottleneck::arithmetic] == 108_s);
static_assert(step.matmul[bottleneck::matmul_latency] == 36_s);
static_assert(step.matmul.total() == 144_s);

// As in communication.test.cpp, on twelve accelerators.
static_assert(step.tensor_communication == transfer_time{.bandwidth = 12_s, .latency = 9_s},
              "9 MiB at 12 * 64 KiB/s");
static_assert(step.pipeline_communication == transfer_time{.bandwidth = 8_s, .latency = 2_s},
              "768 KiB at 12 * 8 KiB/s");
static_assert(step.data_communication == transfer_time{.bandwidth = 9_s, .latency = 1_s},
              "864 KiB at 12 * 8 KiB/s");
static_assert(step.communication() == 29_s && step.network_latency() == 12_s);

static_assert(step.bubble_fraction == 0.5, "three stages, two microbatches: 2 / (2 + 2)");
static_assert(step.total == 309_s, "2 * 144 + 11 + 9 + 1");
static_assert(near(step.utilization, 54.0 / 309), "1296 * 2^20 FLOP on twelve at 2^21 FLOP/s take 54 s");

static_assert(step.waits[bottleneck::arithmetic] == 108_s && step.waits[bottleneck::matmul_latency] == 36_s);
static_assert(step.waits[bottleneck::pipeline_bubble] == 144_s);
static_assert(step.waits[bottleneck::data_communication] == 9_s &&
              step.waits[bottleneck::network_latency] == 12_s);
static_assert(step.waits.total() == step.total);
static_assert(step.share(bottleneck::pipeline_bubble) == 144.0 / 309);
static_assert(step.bound_by == bottleneck::pipeline_bubble);

static_assert(step.plan == envelope::split && step.how == stack_recipe{});

// Memory, of 221184 parameters: two copies of 2 B and two of gradients, 12 B once. Two microbatches of 256 tokens are in
// flight, of two replicas: 1024 tokens that leave all inputs of nine layers, 224 words each.
static_assert(step.memory == memory_footprint{.weights = 884'736_B,
                                              .gradients = 884'736_B,
                                              .optimizer = 2'654'208_B,
                                              .activations = 1024.0 * 9.0 * 448_B});
constexpr stack_recipe reference{.rules = plan_rules::reference};
static_assert(estimate(envelope::split, reference).memory ==
                  memory_footprint{.weights = 884'736_B, .optimizer = 1'769'472_B},
              "442368 B of weights, twice, and four times that");
static_assert(estimate(envelope::split, reference).total == step.total);

// Four more accelerators that stand idle change nothing but what all of them together could do.
constexpr step_estimate with_idle =
    step_estimator(envelope::model, envelope::machines, envelope::read).estimate(envelope::split, 16);
static_assert(with_idle.accelerators == 16 && with_idle.working == 12 && step.working == 12);
static_assert(with_idle.total == step.total && with_idle.memory == step.memory);
static_assert(near(with_idle.utilization, 0.75 * step.utilization));
// What roundings add to a whole is no more than the whole; more than that is not hidden.
static_assert(whole_at_most(1 + 4e-16) == 1 && whole_at_most(1) == 1);
static_assert(whole_at_most(0.75) == 0.75 && whole_at_most(1.01) == 1.01);

TEST_CASE("a plan is for no more accelerators than there are") {
  const step_estimator question(envelope::model, envelope::machines, envelope::read);
  CHECK_THROWS_WITH_AS(
      question.estimate(envelope::split, 11),
      "a cluster has at least the accelerators that a plan is for (accelerators = 11, of the plan = 12)",
      broken_rule);
}

// Recomputing: a fourth pass of multiplications, a third one of transfers between layers, with their latencies.
constexpr step_estimate recomputed = estimate(envelope::split, {.recompute = true});
static_assert(near(recomputed.matmul.total(), 192_s), "144 * 4 / 3");
static_assert(recomputed.tensor_communication == transfer_time{.bandwidth = 18_s, .latency = 13.5_s});
static_assert(recomputed.pipeline_communication == transfer_time{.bandwidth = 12_s, .latency = 3_s});
static_assert(recomputed.data_communication == step.data_communication, "gradients are summed up once");
static_assert(near(recomputed.total, 410.5_s), "2 * 192 + 16.5 + 9 + 1");
static_assert(recomputed.memory.states() == step.memory.states());

// Recomputed, 1024 tokens leave the input of every layer, 96 words; and each of three stages has one layer with all that it
// reads, of 512 tokens. The reference keeps what each stage begins with, of a microbatch for every stage.
static_assert(recomputed.memory.activations == 1024.0 * 9.0 * 192_B + 512.0 * 3.0 * 448_B);
static_assert(estimate(envelope::split, {.recompute = true, .rules = plan_rules::reference})
                  .memory.activations == 1536.0 * 3.0 * 192_B);

// Zero bubble: eight microbatches of 64 tokens take as much arithmetic and four times the latency, 252 s. Round trips
// are hidden in them; if they are a hundred times as long, 1100 s, it depends on the reading.
constexpr plan without_bubble = [] {
  plan split = envelope::split;
  split.microbatches = 8;
  split.schedule = pipeline_schedule::zero_bubble;
  return split;
}();
constexpr cluster slow_to_answer = [] {
  cluster machines = envelope::machines;
  for (network_level& level : machines.network) level.latency *= 100.0;
  return machines;
}();
constexpr stack_recipe as_the_paper_says{.latency_reading = zero_bubble_latency::larger_of_both};
static_assert(estimate(without_bubble).total == 262_s, "252 + 9 + 1");
static_assert(estimate(without_bubble, as_the_paper_says).total == 262_s);
static_assert(estimate(without_bubble, {}, slow_to_answer).total == 361_s, "252 + 9 + 100");
static_assert(estimate(without_bubble, as_the_paper_says, slow_to_answer).total == 1209_s, "1100 + 9 + 100");

// A strategy is the plan it makes.
static_assert(plan_of<envelope::strategy>(envelope::model, envelope::machines, envelope::read) ==
              envelope::split);
static_assert(estimate_step<envelope::strategy>(envelope::model, envelope::machines, envelope::read) == step);
static_assert(estimate_step<envelope::strategy>(envelope::model, envelope::machines, envelope::read,
                                                {.recompute = true}) == recomputed);
using in_another_order = strategy<microbatches<2>, data<over_levels(1, 2)>, pipeline<3>, tensor<2>>;
static_assert(estimate_step<in_another_order>(envelope::model, envelope::machines, envelope::read) == step);

// Whatever holds a step back can be the first to do so.
constexpr bottleneck bound_by(auto change, const plan& split = {}) {
  cluster machines = envelope::machines;
  machines.gpu.matmul_latency = 1_us;
  change(machines);
  return estimate(split, reference, machines).bound_by;
}
constexpr auto nothing = [](cluster&) {};
static_assert(bound_by(nothing) == bottleneck::arithmetic);
static_assert(bound_by([](cluster& c) { c.gpu.memory[0].bandwidth = 1_KiB_per_s; }) ==
              bottleneck::global_memory);
static_assert(bound_by([](cluster& c) {
                c.gpu.memory[0].kind = memory_kind::l2;
                c.gpu.memory[0].bandwidth = 1_KiB_per_s;
              }) == bottleneck::l2_cache);
static_assert(bound_by([](cluster& c) {
                c.gpu.memory[0].kind = memory_kind::shared;
                c.gpu.memory[0].bandwidth = 1_KiB_per_s;
              }) == bottleneck::shared_memory);
static_assert(bound_by([](cluster& c) { c.gpu.memory[1].bandwidth = 1_KiB_per_s; }) ==
              bottleneck::register_file);
static_assert(bound_by([](cluster& c) { c.gpu.matmul_latency = 1000_s; }) == bottleneck::matmul_latency);
static_assert(bound_by([](cluster& c) { c.network[0].bandwidth = both_directions(1_B_per_s); },
                       {.tensor_ff = {2}}) == bottleneck::tensor_communication);
static_assert(bound_by([](cluster& c) { c.network[1].bandwidth = both_directions(1_B_per_s); },
                       {.pipeline = {1, 3}, .microbatches = 8, .schedule = pipeline_schedule::zero_bubble}) ==
              bottleneck::pipeline_communication);
static_assert(bound_by([](cluster& c) { c.network[1].bandwidth = both_directions(1_B_per_s); },
                       {.data = {1, 2}}) == bottleneck::data_communication);
static_assert(bound_by(nothing, envelope::split) == bottleneck::pipeline_bubble);
static_assert(bound_by([](cluster& c) { c.network[0].latency = 1000_s; }, {.data = {2}}) ==
              bottleneck::network_latency);

// Costs follow the placement that a plan states; one that a node cannot hold, or that leaves half of it empty, is refused
// by all but the reference.
static_assert(estimate({.tensor_model = {1, 2}}, reference).tensor_communication.bandwidth == 576_s,
              "9 MiB at 2 * 8 KiB/s");
static_assert(!constant<[] { return estimate({.tensor_model = {1, 2}}); }>);
static_assert(!constant<[] { return estimate({.data = {4}}); }>);
// Four accelerators of two nodes, of which two stand idle.
static_assert(step_estimator(envelope::model, envelope::machines, envelope::read)
                  .estimate({.tensor_model = {1, 2}}, 4)
                  .tensor_communication.bandwidth == 576_s);

// Weights that share an input: its gradients are added up before they are reduced, and it is kept once. 80 layers of 8192
// and 28672 over eight accelerators of a node, 64 replicas of 1024 x 4096 tokens: two all-reduces of 8192 words a layer,
// forward and backward, for a feed-forward block, gated or not; four for a layer of Llama 3 70B with its seven weights.
struct gated_layers {
  std::int64_t layers = 80, experts = 1;
  bool with_attention = false;
  static constexpr std::int64_t width() { return 8192; }
  constexpr layer_operations operations() const {
    constexpr weight_dimension model{8192, tensor_axis::model}, heads{8192, tensor_axis::ff};
    constexpr weight_dimension key_value_heads{1024, tensor_axis::ff}, ff{28672, tensor_axis::ff};
    if (!with_attention) return {{ff, model}, {ff, model}, {model, ff}};
    return {{heads, model},
            {key_value_heads, model},
            {key_value_heads, model},
            {model, heads},
            {ff, model},
            {ff, model},
            {model, ff}};
  }
};
using eight_by_64 = strategy<tensor<1, 8>, data<64>>;
constexpr batch four_million{.sequences = 1024, .sequence_length = 4096};
constexpr step_estimate of_gated =
    estimate_step<eight_by_64>(gated_layers{}, catalog::dgx_h100, four_million);
constexpr step_estimate of_plain = estimate_step<eight_by_64>(
    mlp_transformer{.layers = 80, .d_model = 8192, .d_ff = 28672}, catalog::dgx_h100, four_million);
constexpr step_estimate of_llama =
    estimate_step<eight_by_64>(gated_layers{.with_attention = true}, catalog::dgx_h100, four_million);
static_assert(of_gated.tensor_communication == of_plain.tensor_communication);
static_assert(of_gated.tensor_communication.bandwidth > 0.668_s &&
              of_gated.tensor_communication.bandwidth < 0.669_s);
static_assert(near(of_llama.tensor_communication.bandwidth, 2 * of_gated.tensor_communication.bandwidth));
static_assert(of_gated.memory.activations == of_plain.memory.activations);
static_assert(of_gated.memory.activations / 512 > 48.31_GB && of_gated.memory.activations / 512 < 48.33_GB);

// What stops the compiler.
static_assert(constant<[] { return estimate(); }>);
static_assert(!constant<[] { return estimate({.tensor_model = {5}}); }>);
static_assert(!constant<[] { return estimate({.data = {1, 1, 2}}); }>);
static_assert(!constant<[] {
  return estimate_step<strategy<data<over_levels(4)>>>(envelope::model, envelope::machines, envelope::read);
}>);

template <class Model>
concept can_be_estimated =
    requires(Model model) { estimate_step(model, envelope::machines, envelope::split, envelope::read); };
static_assert(can_be_estimated<mlp_transformer>);
static_assert(!can_be_estimated<double>, "a number of parameters is not a model");
static_assert(!can_be_estimated<cluster>);

TEST_CASE("the rule that is broken is told, whoever broke it") {
  const auto estimate_of = [](const mlp_transformer& model, const cluster& machines, const batch& read) {
    return estimate_step<envelope::strategy>(model, machines, read);
  };
  const auto [layers, d_model, d_ff, experts] = envelope::model;
  const cluster& machines = envelope::machines;
  const batch& read = envelope::read;

  CHECK_THROWS_WITH_AS(estimate_of({0, d_model, d_ff, experts}, machines, read),
                       "a model has at least one layer (layers = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(estimate_of({-9, d_model, d_ff, experts}, machines, read),
                       "a model has at least one layer (layers = -9)", broken_rule);
  CHECK_THROWS_WITH_AS(estimate_of({layers, d_model, d_ff, 0}, machines, read),
                       "a model has at least one expert per layer (experts = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(estimate_of({10, d_model, d_ff, experts}, machines, read),
                       "the layers divide evenly over the pipeline stages (layers = 10, stages = 3)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(estimate_of({layers, 97, d_ff, experts}, machines, read),
                       "tensor parallelism divides the dimension that it cuts (dimension = 97, degree = 2)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(estimate_of(envelope::model, machines, {.sequences = 0}),
                       "a batch has at least one sequence (sequences = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(estimate_of(envelope::model, machines, {.sequences = 1, .sequence_length = 3}),
                       "every microbatch of every replica has as many whole sequences "
                       "(sequences = 1, data = 2, microbatches = 2)",
                       broken_rule);

  cluster without_network = machines;
  without_network.network = {};
  CHECK_THROWS_WITH_AS(estimate_of(envelope::model, without_network, read),
                       "a cluster has at least one network level", broken_rule);
  cluster too_fast = machines;
  too_fast.gpu.sustained_share = 1.5;
  CHECK_THROWS_WITH_AS(estimate_of(envelope::model, too_fast, read),
                       "the sustained share lies in (0, 1] (sustained_share = 1.5)", broken_rule);

  CHECK_THROWS_WITH_AS(estimate({.data = {0}}), "every degree of parallelism is at least 1 (degree = 0)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(estimate({.data = {1, 1, 2}}),
                       "a degree is placed on a level that the network has (level = 2, levels = 2)",
                       broken_rule);
}

// Numbers that no compiler can look through.
std::int64_t at_run_time(std::int64_t number) {
  const volatile std::int64_t not_known_before = number;
  return not_known_before;
}
plan at_run_time(plan split) {
  for (const auto axis : parallel_axes)
    for (std::int64_t& degree : (split.*axis).at_level) degree = at_run_time(degree);
  split.microbatches = at_run_time(split.microbatches);
  split.interleaving = at_run_time(split.interleaving);
  return split;
}

template <class Strategy>
void check_same(const auto& laws, std::int64_t d_model, const cluster& machines, const stack_recipe& how,
                const step_estimate& compiled) {
  const training_run run = laws(at_run_time(d_model));
  CHECK(estimate_step<Strategy>(run.model, machines, run.batch, how) == compiled);
  CHECK(estimate_step(run.model, machines, at_run_time(compiled.plan), run.batch, how) == compiled);
}

TEST_CASE("a strategy and its plan, compiled and run, give the same step to the last bit") {
  using dense = strategy<tensor<4, 8>, pipeline<64, zero_bubble>, data<4>>;
  constexpr training_run gpt = dense_laws(12288);
  constexpr step_estimate of_gpt = estimate_step<dense>(gpt.model, catalog::dgx_v100, gpt.batch);
  check_same<dense>(dense_laws, 12288, catalog::dgx_v100, {}, of_gpt);

  using sparse = strategy<tensor<4, 8>, expert<8>, pipeline<16, interleaved<3>>, data<32>, microbatches<16>>;
  constexpr stack_recipe careful{
      .recompute = true, .overlap_tensor = false, .overlap_data = true, .rules = plan_rules::reference};
  constexpr training_run experts = sparse_laws(12288);
  constexpr step_estimate of_experts =
      estimate_step<sparse>(experts.model, catalog::h100_superpod, experts.batch, careful);
  check_same<sparse>(sparse_laws, 12288, catalog::h100_superpod, careful, of_experts);

  using wide = strategy<data<over_levels(2, 512)>, tensor<32, 64>, pipeline<4>>;
  constexpr stack_recipe strict{.overlap_pipeline = false,
                                .latency_reading = zero_bubble_latency::larger_of_both};
  constexpr training_run wall = dense_laws(98304);
  constexpr step_estimate of_wall =
      estimate_step<wide>(wall.model, catalog::h100_low_latency, wall.batch, strict);
  check_same<wide>(dense_laws, 98304, catalog::h100_low_latency, strict, of_wall);
}

}  // namespace

namespace {

// At the prices of a library, within the default limits of g++ and clang.
constexpr training_run measured_run = dense_laws(12288);
constexpr step_estimate refined = estimate_step<strategy<tensor<8>, pipeline<4>, data<16>>>(
    measured_run.model, catalog::measured_dgx_h100, measured_run.batch);
static_assert(refined.utilization > 0.3 && refined.utilization < 0.78);

TEST_CASE("a step at refined prices is the same whether its multiplications are known or not") {
  const step_estimator question(measured_run.model, catalog::measured_dgx_h100, measured_run.batch);
  known_matmuls known;
  for (int round = 0; round < 2; ++round) {
    CHECK(question.estimate(refined.plan, {}, &known) == refined);
    CHECK(known.size() == 4);
  }
  const step_estimator plain(measured_run.model, catalog::measured_dgx_h100 | without_library(),
                             measured_run.batch);
  CHECK(plain.estimate(refined.plan, {}, &known).total != refined.total);
  CHECK(known.size() == 4);
}

/// A second for every FLOP of a multiplication, and a network that costs nothing.
struct second_a_flop {
  constexpr matmul_time matmul(const matmul_shape& shape, matmul_kind) const {
    return {.busy = flop_of(shape) / 1_FLOP_per_s};
  }
  constexpr transfer_time all_reduce(std::size_t, std::int64_t, bytes, const repetition&) const { return {}; }
  constexpr transfer_time point_to_point(std::size_t, bytes, const repetition&) const { return {}; }
  constexpr bool counts_parts() const { return false; }
};

// 1296 * 2^20 FLOP on twelve, and as long in the bubble.
static_assert(estimate_step(envelope::model, envelope::machines, envelope::split, envelope::read, {},
                            second_a_flop{})
                  .total == seconds::from_value(2 * 108.0 * (1 << 20)));

}  // namespace
