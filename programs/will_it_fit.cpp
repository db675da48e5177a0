// Will it fit, and will it be fast? The compiler answers: this program has nothing left to do when it runs.
//
// Read it from top to bottom. Every static_assert is true. A line after `No:` does not compile; the sentence
// after `Why:` is the one that the compiler prints.

#include "answer.hpp"
#include <scalewall/scalewall.hpp>

#include <cstdint>
#include <cstdio>

namespace sw = scalewall;
using namespace sw::literals;

// ---- A model, a cluster, and what an optimizer step reads -----------------------------------------------

constexpr auto model = sw::mlp_transformer{.layers = 192, .d_model = 12'288, .d_ff = 49'152};
constexpr auto cluster = sw::catalog::dgx_h100;  // nodes of eight over NVLink, InfiniBand between them
constexpr auto global_batch = sw::batch{.sequences = 3584};

static_assert(sw::parameters(model) == 231'928'233'984);
static_assert(sw::size(global_batch) == 7_Mi_tokens);
static_assert(sw::peak(cluster.gpu) > 989_TFLOP_per_s);

// A quantity knows its dimension, and prefixes are read as they are written.
static_assert(400_Gbit_per_s == 50_GB_per_s);
static_assert(6_GB / 3_GB_per_s == 2_s);
// No:  sw::seconds wrong = 3_TFLOP;
// No:  auto nonsense = 3_TFLOP + 2_GB;

// ---- A strategy, and what a step of it takes ------------------------------------------------------------

// 4 x 8 tensor parallel, 64 pipeline stages, one replica: 2048 accelerators. The order is that of placement:
// what comes first fills the innermost network level, NVLink, and spills to the next.
using strategy = sw::strategy<sw::tensor<4, 8>, sw::pipeline<64, sw::zero_bubble>, sw::data<1>>;

constexpr auto step = sw::estimate_step<strategy>(model, cluster, global_batch);
static_assert(step.accelerators == 2048);
static_assert(step.total < 8_s);
static_assert(step.utilization > 0.69);
static_assert(step.bound_by == sw::bottleneck::arithmetic);
static_assert(step.share(sw::bottleneck::matmul_latency) < 0.002);

// Whoever places the replicas inside the node instead pays for tensor parallelism over InfiniBand.
using inside_out = sw::strategy<sw::data<8>, sw::tensor<4, 8>, sw::pipeline<64, sw::zero_bubble>>;
constexpr auto slow = sw::estimate_step<inside_out>(model, cluster, global_batch);
static_assert(slow.utilization < 0.2);
static_assert(slow.bound_by == sw::bottleneck::tensor_communication);

// A degree can say how much of it goes on which level.
using spelled_out = sw::strategy<sw::tensor<sw::over_levels(4), sw::over_levels(2, 4)>,
                                 sw::pipeline<sw::over_levels(1, 64), sw::zero_bubble>>;
static_assert(sw::estimate_step<spelled_out>(model, cluster, global_batch) == step);

// Broken rules stop the build.
// No:  constexpr auto bad = sw::estimate_step<sw::strategy<sw::tensor<5, 8>>>(model, cluster, global_batch);
// Why: tensor parallelism divides the dimension that it cuts
// No:  constexpr auto bad = sw::estimate_step<sw::strategy<sw::pipeline<128>>>(model, cluster, global_batch);
// Why: the layers divide evenly over the pipeline stages
// No:  constexpr auto bad = sw::estimate_step<sw::strategy<sw::data<12>>>(model, cluster, global_batch);
// Why: the sizes of the network levels divide the number of accelerators
// No:  constexpr auto bad = sw::estimate_step<sw::strategy<sw::data<1024>>>(model, cluster, global_batch);
// Why: every replica has enough whole sequences
// No:  constexpr auto bad = sw::strategy<sw::data<2>, sw::data<4>>::value();
// Why: a strategy says each of its parts once

// ---- Does it fit? ---------------------------------------------------------------------------------------

// Weights, gradients, optimizer state and activations count. Without a batch it is asked whether any fits: one sequence in
// every microbatch.
using one_node = sw::strategy<sw::tensor<8>>;
static_assert(sw::fits<strategy>(model, cluster));
static_assert(!sw::fits<one_node>(model, cluster));

constexpr auto recomputing = sw::stack_recipe{.recompute = true};
static_assert(!sw::fits<strategy>(model, cluster, global_batch));
static_assert(sw::fits<strategy>(model, cluster, global_batch, recomputing));
static_assert(step.memory.activations / 2048 > 83_GB);

// In four times as many microbatches, a fourth of the activations is in flight.
using in_small_parts =
    sw::strategy<sw::tensor<4, 8>, sw::pipeline<64, sw::zero_bubble>, sw::microbatches<512>>;
static_assert(sw::fits<in_small_parts>(model, cluster, global_batch));

// What recomputing costs: a third more arithmetic, which the utilization does not count as useful.
constexpr auto recomputed = sw::estimate_step<strategy>(model, cluster, global_batch, recomputing);
static_assert(recomputed.total > 1.3 * step.total);
static_assert(sw::must_fit(recomputed, cluster).utilization > 0.52);

// No:  constexpr auto bad = sw::must_fit(sw::estimate_step<one_node>(model, cluster, global_batch), cluster);
// Why: weights, gradients, optimizer state and activations fit in the memory of the cluster

// ---- A plan is a strategy as a value --------------------------------------------------------------------

// It goes through the same functions and gives the same numbers; it is what a search moves.
constexpr auto plan = sw::plan_of<strategy>(model, cluster, global_batch);
static_assert(plan.pipeline.total() == 64 && plan.microbatches == 128);
static_assert(sw::estimate_step(model, cluster, plan, global_batch) == step);

// The search runs in the compiler too.
constexpr auto toy = sw::mlp_transformer{.layers = 4, .d_model = 1024, .d_ff = 4096};
constexpr auto best = sw::best_plan(toy, cluster, 16, {.sequences = 64});
static_assert(best.plan.tensor_ff.total() == 4 && best.plan.pipeline.total() == 4);

// ---- Other hardware -------------------------------------------------------------------------------------

// The catalog has what can be bought and what has been imagined; `|` makes a variant of either. A name that it does not
// have stops the build with the nearest ones.
static_assert(sw::catalog::at("A100 SXM") == sw::catalog::dgx_a100);

constexpr auto low_latency = cluster | sw::latencies_divided_by(10) | sw::named("H100 with low latency");
constexpr auto everywhere = cluster | sw::innermost_network_everywhere();
constexpr auto wider =
    cluster | sw::with_level_below_outermost(
                  {.size = 32, .bandwidth = sw::both_directions(450_GB_per_s), .latency = 1_us});
static_assert(wider.network.size() == 3);

// On 32,768 of them the latency of matrix multiplications is felt more than the network.
using large = sw::strategy<sw::tensor<4, 8>, sw::pipeline<64, sw::zero_bubble>, sw::data<16>>;
template <const sw::cluster& Machines>
constexpr double utilization_of_large = sw::estimate_step<large>(model, Machines, global_batch).utilization;
static_assert(utilization_of_large<sw::catalog::dgx_h100> < utilization_of_large<everywhere>);
static_assert(utilization_of_large<everywhere> < utilization_of_large<low_latency>);

// ---- Scaling laws, and where they end -------------------------------------------------------------------

// The paper's laws say how deep a model of this width is, and on what it trains. Any can be exchanged.
constexpr auto prescribed = sw::dense_laws(12'288);
static_assert(prescribed.model == model && prescribed.batch == global_batch);
static_assert(prescribed.compute > 6.4e24_FLOP);

constexpr auto shallow_laws =
    sw::dense_laws.with_depth([](std::int64_t d_model, std::int64_t) { return d_model / 128; });
static_assert(shallow_laws(12'288).model.layers == 96);

// Up to the first compute data movement hides behind arithmetic; beyond the second latency allows no run.
constexpr auto node = sw::node_rates{.size = 8,
                                     .peak = sw::peak(cluster.gpu),
                                     .network_one_way = cluster.network.back().bandwidth.one_way(),
                                     .memory = cluster.gpu.memory[0].bandwidth,
                                     .word = sw::word_size(cluster.gpu)};
static_assert(sw::critical_compute(node) > 1.9e28_FLOP && sw::critical_compute(node) < 2e28_FLOP);
static_assert(sw::latency_limit() > 2.3e31_FLOP && sw::latency_limit() < 2.4e31_FLOP);

int main(int argc, char** argv) {
  CLI::App app("Will it fit, and will it be fast? The compiler has checked; there is nothing left to do.",
               "will_it_fit");
  add_example(app, "will_it_fit");
  return answer_question(app, argc, argv, [] {
    std::puts("It fits: what there was to check, the compiler has checked.");
    return answered;
  });
}
