// Mirrors include/scalewall/cost/memory.hpp.

#include <scalewall/cost/memory.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum plan_rules;
constexpr auto one_f_one_b = pipeline_schedule::one_forward_one_backward;
constexpr auto zero_bubble_schedule = pipeline_schedule::zero_bubble;
constexpr auto untracked = activation_memory::untracked;
constexpr auto kept = activation_memory::kept;
constexpr auto recomputed = activation_memory::recomputed;

// 2 * 8 * 32 * 4 * 2 = 4096 parameters.
constexpr mlp_transformer model{.layers = 4, .d_model = 8, .d_ff = 32, .experts = 2};
static_assert(parameters(model) == 4096);

// 16 bytes a parameter where there is one replica: 2 and 2, 4 of the master copy, 8 of two moments.
static_assert(model_states(4096, 1, 2_B, practice).total() == 4096 * 16_B);
static_assert(model_states(4096, 3, 2_B, practice) ==
              memory_footprint{.weights = 24'576_B, .gradients = 24'576_B, .optimizer = 49'152_B});
// Words of 4 bytes are their own master copy; those of one byte are kept in two.
static_assert(model_states(4096, 1, 4_B, practice).total() == 4096 * 16_B);
static_assert(model_states(4096, 1, 1_B, practice).total() == 4096 * 16_B);
static_assert(model_states(4096, 3, 2_B, reference) ==
                  memory_footprint{.weights = 24'576_B, .optimizer = 32'768_B},
              "a copy for each of three replicas, and four words of each once");

// In flight: one microbatch for every stage, no more than there are; more where stages are interleaved, nearly twice as
// many under a zero bubble schedule.
constexpr double in_flight(std::int64_t stages, std::int64_t microbatches, std::int64_t interleaving,
                           pipeline_schedule schedule, plan_rules rules = practice) {
  return microbatches_in_flight({.pipeline = {stages},
                                 .microbatches = microbatches,
                                 .interleaving = interleaving,
                                 .schedule = schedule},
                                rules);
}
static_assert(in_flight(8, 64, 1, one_f_one_b) == 8);
static_assert(in_flight(8, 4, 1, one_f_one_b) == 4, "four microbatches are all there are");
static_assert(in_flight(8, 64, 4, one_f_one_b) == 8 * (1 + 7.0 / 32));
static_assert(in_flight(8, 8, 4, one_f_one_b) == 8);
static_assert(in_flight(8, 64, 1, zero_bubble_schedule) == 15);
static_assert(in_flight(8, 4, 4, one_f_one_b, reference) == 8);
static_assert(in_flight(8, 64, 4, one_f_one_b, reference) == 8);

constexpr bytes activations(pipeline_schedule schedule, activation_memory kind, plan_rules rules,
                            std::int64_t microbatches = 16) {
  return activation_bytes(model,
                          {.pipeline = {2}, .data = {3}, .microbatches = microbatches, .schedule = schedule},
                          5, 2_B, kind, rules);
}

// An expert meets 5 tokens in a microbatch. Two stages keep 2 microbatches in flight: 5 * 2 * 3 replicas * 2 experts = 60
// tokens; with zero bubble 3 of them: 90; of a single microbatch 30.
// Kept, every layer has the inputs of both weights: (8 + 32) words * 4 layers * 2 B a token.
static_assert(activations(one_f_one_b, kept, practice) == 60.0 * 320_B);
static_assert(activations(zero_bubble_schedule, kept, practice) == 90.0 * 320_B);
static_assert(activations(one_f_one_b, kept, practice, 1) == 30.0 * 320_B);
static_assert(activations(one_f_one_b, kept, reference, 1) == 60.0 * 320_B);
static_assert(activations(one_f_one_b, untracked, practice) == 0_B);

// Recomputed, every layer keeps its input, 8 words, and a layer of each stage has all that it reads of 30 tokens. The
// reference keeps the input of every stage.
static_assert(activations(one_f_one_b, recomputed, practice) == 60.0 * 64_B + 30.0 * 2 * 80_B);
static_assert(activations(one_f_one_b, recomputed, reference) == 60.0 * 32_B);
static_assert(activations(zero_bubble_schedule, recomputed, reference) == 90.0 * 32_B);

constexpr memory_footprint whole =
    footprint(model, 4096, {.pipeline = {2}, .data = {3}, .microbatches = 16}, 5, 2_B, kept, practice);
static_assert(whole.states() == model_states(4096, 3, 2_B, practice).total());
static_assert(whole.total() == whole.states() + 60.0 * 320_B);

// An input that two weights share is kept once.
struct gated {
  std::int64_t layers = 4, experts = 1;
  static constexpr std::int64_t width() { return 8; }
  static constexpr layer_operations operations() {
    constexpr weight_dimension narrow{8, tensor_axis::model};
    constexpr weight_dimension wide{32, tensor_axis::ff};
    return {{wide, narrow}, {wide, narrow}, {narrow, wide}};
  }
};
static_assert(words_read(model) == 40);
static_assert(words_read(gated{}) == 40);

}  // namespace
