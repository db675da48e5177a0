// A sample of the golden rows, settled by the compiler: the same formulas run in constant expressions.

#include "deviation.hpp"
#include <scalewall/estimate/run.hpp>
#include <scalewall/estimate/stack_bill.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/scaling/laws.hpp>

namespace {

using namespace scalewall;

constexpr bool agrees(double computed, double golden) {
  return golden::deviation(computed, golden) <= golden::tolerance;
}

constexpr bool takes(const cluster& machines, const matmul_shape& shape, matmul_kind kind, seconds golden) {
  return agrees(time_matmul(machines.gpu, shape, kind).total().value(), golden.value());
}

static_assert(takes(catalog::dgx_v100, {4, 256, 8}, matmul_kind::activation, 4.504622222222222e-06_s));
static_assert(takes(catalog::dgx_v100, {16384, 32768, 4096}, matmul_kind::activation, 0.03891664843806624_s));
static_assert(takes(catalog::dgx_a100, {1024, 2, 1}, matmul_kind::weight_gradient, 4.50131961414791e-06_s));
static_assert(takes(catalog::h100_pcie_nodes, {32, 4, 4096}, matmul_kind::activation,
                    4.644635605689064e-06_s));
static_assert(takes(catalog::dgx_h100, {2048, 131072, 64}, matmul_kind::weight_gradient,
                    0.00034454240335351653_s));
static_assert(takes(catalog::h100_low_latency, {30046, 2897, 11586}, matmul_kind::weight_gradient,
                    0.002921355737704918_s));

/// A run on 20 tokens per parameter. Its steps are held against their bill, priced and put together.
constexpr run_estimate run_of(const cluster& machines, const mlp_transformer& model, const plan& split,
                              const batch& read, const stack_recipe& how) {
  const run_estimate run =
      estimate_run(model, machines, split, read, tokens_per_parameter{}(double(parameters(model))), how);
  const step_activities doing =
      activities_of(bill_of(model, machines, split, read, how), prices(machines), how);
  if (!agrees((run.steps * overlap(doing, how).total).value(), run.duration().value()))
    throw "a bill, priced and put together, is the step";
  return run;
}

struct golden_run {
  double seconds, utilization, tensor, pipeline, data, latency, memory;
};

constexpr bool agrees(const run_estimate& run, const golden_run& golden) {
  return agrees(run.duration().value(), golden.seconds) && agrees(run.step.utilization, golden.utilization) &&
         agrees(run.tensor_communication().value(), golden.tensor) &&
         agrees(run.pipeline_communication().value(), golden.pipeline) &&
         agrees(run.data_communication().value(), golden.data) &&
         agrees(run.network_latency().value(), golden.latency) &&
         agrees(run.step.memory.total().value(), golden.memory);
}

// Interleaved, sparse, bound by arithmetic.
static_assert(agrees(run_of(catalog::dgx_a100,
                            {.layers = 128, .d_model = 12288, .d_ff = 49152, .experts = 16},
                            {.tensor_model = {2, 1},
                             .tensor_ff = {1, 2},
                             .pipeline = {1, 4},
                             .data = {8, 2},
                             .expert = {1, 1},
                             .microbatches = 4,
                             .interleaving = 4},
                            {.sequences = 16384, .sequence_length = 2048},
                            {.recompute = false,
                             .overlap_tensor = true,
                             .overlap_pipeline = true,
                             .overlap_data = false,
                             .rules = plan_rules::reference}),
                     {.seconds = 805966212.3747176,
                      .utilization = 0.7133395956026047,
                      .tensor = 97277751.95120272,
                      .pipeline = 5699868.278390784,
                      .data = 2659938.5299156993,
                      .latency = 1755.09504,
                      .memory = 98956046499840.0}));

// Replicas that hide their communication.
static_assert(agrees(run_of(catalog::h100_pcie_nodes,
                            {.layers = 32, .d_model = 12288, .d_ff = 49152, .experts = 8},
                            {.tensor_model = {4, 4},
                             .tensor_ff = {1, 2},
                             .pipeline = {2, 2},
                             .data = {4, 8},
                             .expert = {1, 1},
                             .microbatches = 4,
                             .interleaving = 1},
                            {.sequences = 16384, .sequence_length = 2048},
                            {.recompute = true,
                             .overlap_tensor = true,
                             .overlap_pipeline = true,
                             .overlap_data = true,
                             .rules = plan_rules::reference}),
                     {.seconds = 3246684.4781125635,
                      .utilization = 0.14259231762363025,
                      .tensor = 1852457.1904770047,
                      .pipeline = 2721.2912787456003,
                      .data = 7792.7886618624,
                      .latency = 122.13503999999999,
                      .memory = 25563645345792.0}));

// Nothing overlaps.
static_assert(agrees(run_of(catalog::dgx_h100, {.layers = 128, .d_model = 12288, .d_ff = 49152, .experts = 1},
                            {.tensor_model = {1, 4},
                             .tensor_ff = {4, 4},
                             .pipeline = {2, 2},
                             .data = {2, 2},
                             .expert = {1, 1},
                             .microbatches = 5,
                             .interleaving = 1},
                            {.sequences = 2560, .sequence_length = 2048},
                            {.recompute = false,
                             .overlap_tensor = false,
                             .overlap_pipeline = false,
                             .overlap_data = false,
                             .rules = plan_rules::reference}),
                     {.seconds = 24729678.203957256,
                      .utilization = 0.11449923351393201,
                      .tensor = 11399736.556781568,
                      .pipeline = 3628.3883716607997,
                      .data = 7124.83534798848,
                      .latency = 1025.851392,
                      .memory = 2473901162496.0}));

// Three network levels, zero bubble, activations recomputed.
static_assert(agrees(run_of(catalog::h100_superpod,
                            {.layers = 96, .d_model = 16384, .d_ff = 65536, .experts = 1},
                            {.tensor_model = {2, 4, 1},
                             .tensor_ff = {4, 2, 1},
                             .pipeline = {1, 1, 4},
                             .data = {8, 4, 4},
                             .expert = {1, 1, 1},
                             .microbatches = 8,
                             .interleaving = 1,
                             .schedule = pipeline_schedule::zero_bubble},
                            {.sequences = 4096, .sequence_length = 2048},
                            {.recompute = true,
                             .overlap_tensor = true,
                             .overlap_pipeline = true,
                             .overlap_data = false,
                             .rules = plan_rules::reference}),
                     {.seconds = 306112.0560709259,
                      .utilization = 0.5138875605342295,
                      .tensor = 137219.05114644478,
                      .pipeline = 742.1703487488,
                      .data = 3078.6325577728,
                      .latency = 1282.31424,
                      .memory = 55387898249216.0}));

constexpr bool prescribes(const training_run& run, const mlp_transformer& model, double all_parameters,
                          double data, double compute, std::int64_t critical, std::int64_t deepseek) {
  return run.model == model && double(parameters(run.model)) == all_parameters &&
         agrees(run.data.value(), data) && agrees(run.compute.value(), compute) &&
         run.batch == batch{.sequences = critical, .sequence_length = 2048} &&
         deepseek_batch{}(run.compute, run.model.experts, 2048) == deepseek;
}

static_assert(prescribes(dense_laws(12288), {.layers = 192, .d_model = 12288, .d_ff = 49152, .experts = 1},
                         231928233984.0, 4638564679680.0, 6.454884686272446e+24, 3584, 18432));
static_assert(prescribes(sparse_laws(12288), {.layers = 192, .d_model = 12288, .d_ff = 49152, .experts = 8},
                         1855425871872.0, 37108517437440.0, 5.163907749017957e+25, 14336, 98304));
static_assert(prescribes(dense_laws(53248), {.layers = 576, .d_model = 53248, .d_ff = 212992, .experts = 1},
                         13065290514432.0, 261305810288640.0, 2.0484217947180815e+28, 12288, 262144));
static_assert(prescribes(sparse_laws(61440), {.layers = 640, .d_model = 61440, .d_ff = 245760, .experts = 40},
                         773094113280000.0, 1.54618822656e+16, 1.7930235239645684e+30, 184320, 6553600));
static_assert(prescribes(dense_laws(294912),
                         {.layers = 2048, .d_model = 294912, .d_ff = 1179648, .experts = 1},
                         1424967069597696.0, 2.849934139195392e+16, 2.436637379325414e+32, 65536, 5242880));
static_assert(prescribes(sparse_laws(1572864),
                         {.layers = 7168, .d_model = 1572864, .d_ff = 6291456, .experts = 1024},
                         145268109580462718976.0, 2.9053621916092544e+21, 2.4729871477829677e+39, 29360128,
                         34359738368));

}  // namespace
