// Mirrors include/scalewall/cost/tiled_matmul.hpp.
//
// Toy kernels on four multiprocessors, with one tile of 8 x 8 and steps of 8 words, that wait for nothing but what a
// case gives them: everything else is so fast that it leaves no trace in a double.

#include "../constant.hpp"
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr auto gradient = matmul_kind::weight_gradient;

constexpr matmul_kernels waiting_for(auto change) {
  constexpr auto fast = bytes_per_second::from_value(1e30);
  constexpr auto at_once = flop_per_second::from_value(1e30);
  matmul_kernels kernels{.name = "toy",
                         .multiprocessors = 4,
                         .peak = at_once,
                         .tiles = {{8, 8}},
                         .most_splits = 1,
                         .step_width = 16_B,
                         .burst = at_once,
                         .sustained = at_once,
                         .global = fast,
                         .l2 = fast,
                         .store = fast};
  change(kernels);
  return kernels;
}

constexpr matmul_shape square{.rows = 16, .columns = 8, .tokens = 16};  // four tiles: one round
constexpr matmul_shape six_tiles{.rows = 24, .columns = 8, .tokens = 16};

// A tile of 8 x 8 with 8 words of depth is 1024 FLOP, on one of four multiprocessors: a second.
constexpr auto arithmetic = [](matmul_kernels& k) { k.burst = 4_kFLOP_per_s * 1.024; };
static_assert(time_tiled_matmul(waiting_for(arithmetic), square) ==
              matmul_time{.busy = 1_s, .latency = 0_s, .busy_with = bottleneck::arithmetic});
static_assert(time_tiled_matmul(waiting_for(arithmetic), {1, 1, 1}).busy == 1_s, "a tile is computed whole");
constexpr auto slower_gradients = [](matmul_kernels& k) {
  arithmetic(k);
  k.gradient_share = 0.5;
};
static_assert(time_tiled_matmul(waiting_for(slower_gradients), square).busy == 1_s);
static_assert(time_tiled_matmul(waiting_for(slower_gradients), {16, 16, 8}, gradient).busy == 2_s);
static_assert(time_tiled_matmul(waiting_for(arithmetic), {16, 9, 16}).busy == 2_s, "in whole steps");

// Six tiles on four multiprocessors take two rounds, or one and a half where the rest is spread.
constexpr seconds with_quantization(double q, const matmul_shape& shape = six_tiles) {
  return time_tiled_matmul(waiting_for([q](matmul_kernels& k) {
                             arithmetic(k);
                             k.quantization = q;
                           }),
                           shape)
      .busy;
}
static_assert(with_quantization(1) == 2_s && with_quantization(0) == 1.5_s);
static_assert(with_quantization(0.5) == 1.75_s);
static_assert(with_quantization(0, {8, 8, 8}) == 1_s, "one tile is on one multiprocessor all the same");

// Power binds the accelerator as a whole, however few of its multiprocessors have a tile. A multiplication that would take
// a millisecond has half of the headroom.
constexpr auto heating = [](matmul_kernels& k) {
  k.sustained = 4.096_MFLOP_per_s;
  k.headroom = 0.5;
};
static_assert(time_tiled_matmul(waiting_for(heating), square).busy / 0.75_ms < 1 + 1e-12);
static_assert(time_tiled_matmul(waiting_for(heating), square).busy / 0.75_ms > 1 - 1e-12);
static_assert(time_tiled_matmul(waiting_for(heating), square).busy_with == bottleneck::arithmetic);
static_assert(time_tiled_matmul(waiting_for(heating), {8, 8, 8}).busy < 0.2_ms, "not whole tiles");

// 64 words are eight steps.
constexpr auto steps = [](matmul_kernels& k) { k.step = 1_s; };
static_assert(time_tiled_matmul(waiting_for(steps), {16, 64, 16}) ==
              matmul_time{.busy = 8_s, .busy_with = bottleneck::matmul_latency});

// Split in two they are four, and then parts of 16 x 16 words of 4 B are added: 2 KiB for both.
constexpr auto splitting = [](matmul_kernels& k) {
  k.step = 1_s;
  k.multiprocessors = 8;
  k.launch = 3_s;
  k.split = 0.5_s;
  k.most_splits = 2;
};
static_assert(time_tiled_matmul(waiting_for(splitting), {16, 64, 16}).latency == 3.5_s);
static_assert(time_tiled_matmul(waiting_for(splitting), {16, 64, 16}).busy == 4_s);
static_assert(time_tiled_matmul(waiting_for(splitting), {16, 8, 16}).latency == 3_s, "one step is not split");
constexpr auto splitting_dearly = [](matmul_kernels& k) {
  splitting(k);
  k.split = 5_s;
};
static_assert(time_tiled_matmul(waiting_for(splitting_dearly), {16, 64, 16}) ==
              matmul_time{.busy = 8_s, .latency = 3_s, .busy_with = bottleneck::matmul_latency});

// A tile stores 128 B, one at the edge what is left of it.
constexpr auto storing = [](matmul_kernels& k) { k.store = 128_B_per_s; };
static_assert(time_tiled_matmul(waiting_for(storing), square).busy == 1_s);
static_assert(time_tiled_matmul(waiting_for(storing), {4, 8, 4}).busy == 0.25_s);
static_assert(time_tiled_matmul(waiting_for(storing), square).busy_with == bottleneck::l2_cache);

// Factors of 512 B and a result of as much; a gradient of 1 KiB is read and written, both at a speed of its own.
constexpr auto global = [](matmul_kernels& k) { k.global = 1_KiB_per_s; };
static_assert(time_tiled_matmul(waiting_for(global), square) ==
              matmul_time{.busy = 1_s, .busy_with = bottleneck::global_memory});
static_assert(time_tiled_matmul(waiting_for(global), {16, 16, 8}, gradient).busy == 2.5_s);
constexpr auto accumulating = [](matmul_kernels& k) {
  global(k);
  k.accumulation = 512_B_per_s;
};
static_assert(time_tiled_matmul(waiting_for(accumulating), {16, 16, 8}, gradient).busy == 4.5_s);
static_assert(time_tiled_matmul(waiting_for(accumulating), square).busy == 1_s, "a result is only written");
constexpr auto warm = [](matmul_kernels& k) {
  global(k);
  k.cached = 512_B;
};
static_assert(time_tiled_matmul(waiting_for(warm), square).busy == 0.875_s, "half of the weight is found");
constexpr auto warm_activations = [](matmul_kernels& k) {
  global(k);
  k.cached_activations = 256_B;
};
static_assert(time_tiled_matmul(waiting_for(warm_activations), square).busy == 0.875_s, "or of activations");
constexpr auto rising = [](matmul_kernels& k) {
  global(k);
  k.ramp = 1_s;
};
static_assert(time_tiled_matmul(waiting_for(rising), square).busy == 1.5_s);
constexpr auto quantizing = [](matmul_kernels& k) {
  global(k);
  k.quantized = 4_B;
};
static_assert(time_tiled_matmul(waiting_for(quantizing), square).busy == 1.5_s, "128 activations");
static_assert(time_tiled_matmul(waiting_for(quantizing), {16, 16, 8}, gradient).busy == 3.5_s, "256 of them");

// Four tiles fetch 256 B each, and the result passes.
constexpr auto cache = [](matmul_kernels& k) { k.l2 = 1.5_KiB_per_s; };
static_assert(time_tiled_matmul(waiting_for(cache), square) ==
              matmul_time{.busy = 1_s, .busy_with = bottleneck::l2_cache});

// What takes as long as something else hides behind it, but for the exposed share.
constexpr auto both(double exposed) {
  return time_tiled_matmul(waiting_for([exposed](matmul_kernels& k) {
                             arithmetic(k);
                             global(k);
                             k.exposed = exposed;
                           }),
                           square)
      .busy;
}
static_assert(both(0) > 1.1892_s && both(0) < 1.1893_s, "the fourth root of two");
static_assert(both(0.25) - both(0) == 0.25_s);

// Of several tiles the best is taken, either way round.
constexpr auto more_tiles = [](matmul_kernels& k) {
  arithmetic(k);
  k.tiles = {{8, 8}, {16, 4}};
};
static_assert(time_tiled_matmul(waiting_for(more_tiles), {64, 8, 4}).busy == 1_s, "four tiles of 16 x 4");
static_assert(time_tiled_matmul(waiting_for(more_tiles), {4, 8, 64}).busy == 1_s, "four tiles of 4 x 16");

// Two multiprocessors share a tile of 16 x 8: each computes and stores as much as of one of 8 x 8, and together they
// fetch 384 B in place of 512 B.
constexpr auto pairs = [](matmul_kernels& k) { k.tiles = {{16, 8, 2}}; };
constexpr auto pairs_compute = [](matmul_kernels& k) {
  arithmetic(k);
  pairs(k);
};
static_assert(time_tiled_matmul(waiting_for(pairs_compute), square).busy == 1_s);
static_assert(time_tiled_matmul(waiting_for(pairs_compute), six_tiles).busy == 2_s,
              "three pairs in two rounds");
constexpr auto pairs_store = [](matmul_kernels& k) {
  storing(k);
  pairs(k);
};
static_assert(time_tiled_matmul(waiting_for(pairs_store), square).busy == 1_s);
constexpr auto pairs_fetch = [](matmul_kernels& k) {
  k.l2 = 1.25_KiB_per_s;
  pairs(k);
};
static_assert(time_tiled_matmul(waiting_for(pairs_fetch), square).busy == 1_s);

static_assert(!constant<[] { return time_tiled_matmul(waiting_for(arithmetic), {16, 0, 16}); }>);
static_assert(!constant<[] { return time_tiled_matmul(matmul_kernels{}, square); }>);

TEST_CASE("a multiplication of nothing, or by no kernels, is told") {
  CHECK_THROWS_WITH_AS(
      time_tiled_matmul(waiting_for(arithmetic), {16, 0, 16}),
      "the sizes of a matrix multiplication are positive (rows = 16, columns = 0, tokens = 16)", broken_rule);
  CHECK_THROWS_WITH_AS(time_tiled_matmul(matmul_kernels{}, square),
                       "kernels run on at least one multiprocessor (multiprocessors = 0)", broken_rule);
}

TEST_CASE("tiles take the same time in a constant expression and when they run") {
  static constexpr matmul_shape shapes[] = {
      {12288, 6144, 1792}, {131, 65537, 9}, {1, 1, 1}, {65536, 16384, 16384}};
  static constexpr matmul_time compiled[] = {
      time_tiled_matmul(catalog::h100_sxm_bf16_trtllm, shapes[0]),
      time_tiled_matmul(catalog::h100_sxm_bf16_trtllm, shapes[1]),
      time_tiled_matmul(catalog::h100_sxm_bf16_trtllm, shapes[2]),
      time_tiled_matmul(catalog::h100_sxm_bf16_trtllm, shapes[3], gradient)};
  for (int i = 0; i < 4; ++i) {
    const volatile int at = i;
    CHECK(time_tiled_matmul(catalog::h100_sxm_bf16_trtllm, shapes[at],
                            at == 3 ? gradient : matmul_kind::activation) == compiled[at]);
  }
}

}  // namespace
