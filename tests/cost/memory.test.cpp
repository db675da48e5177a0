// Mirrors include/scalewall/cost/memory.hpp.

#include <scalewall/cost/memory.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

// 2 * 8 * 32 * 4 * 2 = 4096 parameters of 2 B.
constexpr mlp_transformer model{.layers = 4, .d_model = 8, .d_ff = 32, .experts = 2};
static_assert(parameters(model) == 4096);

constexpr memory_footprint of(pipeline_schedule schedule, activation_memory activations) {
  return footprint(model, 8192_B, {.pipeline = {2}, .data = {3}, .schedule = schedule}, 5, 2_B, activations);
}
constexpr auto one_f_one_b = pipeline_schedule::one_forward_one_backward;
constexpr auto zero_bubble_schedule = pipeline_schedule::zero_bubble;

constexpr memory_footprint state = of(one_f_one_b, activation_memory::untracked);
static_assert(state.weights == 24576_B, "a copy for each of three replicas");
static_assert(state.optimizer == 32768_B, "four words per weight, once");
static_assert(state.activations == 0_B);
static_assert(state.total() == 57344_B);
static_assert(of(zero_bubble_schedule, activation_memory::untracked) == state);

// An expert meets 5 tokens in a microbatch. Two stages keep 2 microbatches in flight: 5 * 2 * 3 replicas * 2 experts = 60
// tokens; with zero bubble 3 of them: 90.
// Recomputed, a stage keeps its input: 8 words * 2 stages * 2 B a token.
static_assert(of(one_f_one_b, activation_memory::recomputed).activations == 60.0 * 32_B);
static_assert(of(zero_bubble_schedule, activation_memory::recomputed).activations == 90.0 * 32_B);

// Kept, every layer has the inputs of both weights: (8 + 32) words * 4 layers * 2 B a token.
static_assert(of(one_f_one_b, activation_memory::kept).activations == 60.0 * 320_B);
static_assert(of(zero_bubble_schedule, activation_memory::kept).activations == 90.0 * 320_B);

static_assert(of(one_f_one_b, activation_memory::kept).weights == state.weights);
static_assert(of(one_f_one_b, activation_memory::kept).optimizer == state.optimizer);

}  // namespace
