// Mirrors include/scalewall/estimate/overlap.hpp.

#include <scalewall/estimate/overlap.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr auto one_f_one_b = pipeline_schedule::one_forward_one_backward;
constexpr auto zero_bubble_schedule = pipeline_schedule::zero_bubble;

/// Half of the pipeline's time is bubble. Latencies are 9 s, 2 s and 1 s.
constexpr step_activities doing(seconds matmul, seconds tensor, seconds pipeline, seconds data) {
  return {.matmul = matmul,
          .communication = {.tensor = {tensor, 9_s}, .pipeline = {pipeline, 2_s}, .data = {data, 1_s}},
          .bubble_fraction = 0.5};
}
constexpr step_activities computing = doing(100_s, 30_s, 20_s, 7_s);
constexpr step_activities talking = doing(40_s, 30_s, 20_s, 7_s);
constexpr step_activities summing = doing(10_s, 3_s, 2_s, 70_s);

constexpr seconds total(const step_activities& of, const stack_recipe& how = {}) {
  return overlap(of, how).total;
}
constexpr stack_recipe neither{.overlap_tensor = false, .overlap_pipeline = false};
constexpr stack_recipe only_tensor{.overlap_pipeline = false};
constexpr stack_recipe only_pipeline{.overlap_tensor = false};
constexpr stack_recipe all{.overlap_data = true};

// Twice what the pipeline is busy, then 11 s of latency, 7 s of gradients, 1 s of their latency.
static_assert(total(computing) == 219_s, "200 + 19: tensors and stages are done while it computes");
static_assert(total(computing, only_tensor) == 259_s, "2 (100 + 20) + 19");
static_assert(total(computing, only_pipeline) == 279_s, "2 (100 + 30) + 19");
static_assert(total(computing, neither) == 319_s, "2 (100 + 50) + 19");

static_assert(total(talking) == 119_s, "2 * 50 + 19: both together take longer than to compute");
static_assert(total(talking, only_tensor) == 139_s, "2 (40 + 20) + 19: tensors alone do not");
static_assert(total(talking, only_pipeline) == 159_s, "2 (40 + 30) + 19");

static_assert(total(computing, all) == 212_s, "200 + 11 + 1: gradients are summed up meanwhile");
static_assert(total(summing) == 102_s, "20 + 11 + 70 + 1");
static_assert(total(summing, all) == 71_s, "gradients alone take longer than all the rest");

// What is waited for. A part that hides behind a longer one is not.
static_assert(overlap(computing, {}).matmul == 100_s && overlap(computing, {}).bubble == 100_s);
static_assert(overlap(computing, {}).tensor == 0_s && overlap(computing, {}).pipeline == 0_s);
static_assert(overlap(computing, {}).data == 7_s && overlap(computing, {}).latency == 12_s);
static_assert(overlap(computing, only_tensor).pipeline == 20_s &&
              overlap(computing, only_tensor).tensor == 0_s);
static_assert(overlap(computing, only_pipeline).tensor == 30_s &&
              overlap(computing, only_pipeline).pipeline == 0_s);
static_assert(overlap(talking, {}).matmul == 0_s && overlap(talking, {}).tensor == 30_s &&
              overlap(talking, {}).pipeline == 20_s && overlap(talking, {}).bubble == 50_s);
static_assert(overlap(computing, all).data == 0_s);
static_assert(overlap(summing, all).data == 70_s && overlap(summing, all).latency == 1_s &&
              overlap(summing, all).matmul == 0_s && overlap(summing, all).bubble == 0_s);

constexpr bool adds_up(const step_waits& waits) {
  return waits.matmul + waits.tensor + waits.pipeline + waits.bubble + waits.data + waits.latency ==
         waits.total;
}
constexpr bool all_add_up() {
  for (const step_activities& of : {computing, talking, summing})
    for (const stack_recipe& how : {stack_recipe{}, neither, only_tensor, only_pipeline, all})
      if (!adds_up(overlap(of, how))) return false;
  return true;
}
static_assert(all_add_up());

// Without a bubble, round trips are hidden: as the tables count, for nothing; as the paper says, if they are shorter
// than what hides them. The latency of the gradients is no round trip.
constexpr step_activities without_bubble(seconds matmul) {
  step_activities of = doing(matmul, 3_s, 2_s, 7_s);
  of.bubble_fraction = 0;
  of.schedule = zero_bubble_schedule;
  return of;
}
constexpr stack_recipe as_the_paper_says{.latency_reading = zero_bubble_latency::larger_of_both};
static_assert(total(without_bubble(100_s)) == 108_s &&
              total(without_bubble(100_s), as_the_paper_says) == 108_s);
static_assert(total(without_bubble(10_s)) == 18_s);
static_assert(total(without_bubble(10_s), as_the_paper_says) == 19_s, "11 s of round trips, then 7 and 1");
static_assert(overlap(without_bubble(10_s), {}).latency == 1_s);
static_assert(overlap(without_bubble(10_s), as_the_paper_says).latency == 12_s);
static_assert(overlap(without_bubble(10_s), as_the_paper_says).matmul == 0_s);
static_assert(adds_up(overlap(without_bubble(10_s), {})) &&
              adds_up(overlap(without_bubble(10_s), as_the_paper_says)));
static_assert(total(computing, as_the_paper_says) == total(computing),
              "the reading is one of zero bubble alone");
static_assert(computing.schedule == one_f_one_b);

}  // namespace
