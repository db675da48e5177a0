// Mirrors include/scalewall/cost/matmul.hpp.
//
// A toy accelerator: its memories pass 1 KiB/s each, so that KiB moved are seconds, and it computes 2^22 FLOP/s.

#include "../constant.hpp"
#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr auto activation = matmul_kind::activation;
constexpr auto gradient = matmul_kind::weight_gradient;

constexpr accelerator toy{
    .name = "toy",
    .memory = {{.kind = memory_kind::global, .capacity = 1_GiB, .bandwidth = 1_KiB_per_s},
               {.kind = memory_kind::l2, .capacity = 128_KiB, .bandwidth = 1_KiB_per_s},
               {.kind = memory_kind::shared, .capacity = 8_KiB, .units = 4, .bandwidth = 1_KiB_per_s},
               {.kind = memory_kind::registers, .capacity = 2_KiB, .units = 16, .bandwidth = 1_KiB_per_s}},
    .rates = {{precision::bf16, 1_FLOP}},
    .threads = 1 << 23,
    .clock = 1_Hz,
    .sustained_share = 0.5,
    .tile_share = 1,
    .matmul_latency = 7_s,
};

/// The toy, which waits for nothing but one of its memories, or for none.
constexpr accelerator waiting_for(std::size_t only, auto... changes) {
  accelerator gpu = toy;
  (changes(gpu), ...);
  for (std::size_t k = 0; k < gpu.memory.size(); ++k)
    if (k != only) gpu.memory[k].bandwidth = {};
  return gpu;
}
constexpr std::size_t global = 0, l2 = 1, shared = 2, registers = 3, none = 4;

// Arithmetic: whole blocks of 8 x 8 x 8, with two FLOP in each place.
static_assert(padded_flop({8, 8, 8}) == 1024_FLOP && padded_flop({1, 1, 1}) == 1024_FLOP);
static_assert(padded_flop({9, 8, 8}) == 2048_FLOP && padded_flop({17, 9, 8}) == 6144_FLOP);
static_assert(padded_flop({256, 256, 64}) == 8'388'608_FLOP);

constexpr matmul_shape square{256, 256, 64};
static_assert(time_matmul(waiting_for(none), square, activation) ==
                  matmul_time{.busy = 2_s, .latency = 7_s, .busy_with = bottleneck::arithmetic},
              "2^23 FLOP at 2^22 FLOP/s");
static_assert(time_matmul(waiting_for(none), square, gradient) ==
              time_matmul(waiting_for(none), square, activation));
static_assert(time_matmul(waiting_for(none), square, activation).total() == 9_s);
static_assert(time_matmul(waiting_for(none), square, activation).bound_by() == bottleneck::matmul_latency);
static_assert(time_matmul(waiting_for(none), {512, 256, 256}, activation).bound_by() ==
                  bottleneck::arithmetic,
              "16 s at work");

// Data movement of `square`: W = 128 KiB, X = Y = 32 KiB. The L2 cache holds it in one tile. A shared memory holds 8 KiB:
// 4 x 4 tiles. A register file holds 2 KiB: 8 x 8 tiles. None has room for weight and gradient, 256 KiB. So there come
//                  forward                        for the weight's gradient
//   to L2          W + X + Y           = 192      2 W + X + Y       = 320
//   to shared      W + 4 X + 7 Y       = 480      2 W + 4 X + 4 Y   = 512
//   to registers   W + 8 X + 15 Y      = 864      2 W + 8 X + 8 Y   = 768
constexpr seconds busy(const accelerator& gpu, matmul_kind kind, const matmul_shape& shape = square) {
  return time_matmul(gpu, shape, kind).busy;
}
static_assert(busy(waiting_for(global), activation) == 192_s && busy(waiting_for(global), gradient) == 320_s);
static_assert(busy(waiting_for(l2), activation) == 672_s && busy(waiting_for(l2), gradient) == 832_s,
              "a memory passes what comes and what goes");
static_assert(busy(waiting_for(shared), activation) == 1344_s &&
              busy(waiting_for(shared), gradient) == 1280_s);
static_assert(busy(waiting_for(registers), activation) == 864_s &&
              busy(waiting_for(registers), gradient) == 768_s);

static_assert(time_matmul(waiting_for(global), square, activation).bound_by() == bottleneck::global_memory);
static_assert(time_matmul(waiting_for(l2), square, activation).bound_by() == bottleneck::l2_cache);
static_assert(time_matmul(waiting_for(shared), square, activation).bound_by() == bottleneck::shared_memory);
static_assert(time_matmul(waiting_for(registers), square, activation).bound_by() ==
              bottleneck::register_file);
static_assert(time_matmul(toy, square, activation) ==
                  matmul_time{.busy = 1344_s, .latency = 7_s, .busy_with = bottleneck::shared_memory},
              "the slowest counts");

// Where the shared memories exchange data, their 32 KiB together hold 2 x 2 tiles of the weight. There come
// W + 2 X + 3 Y = 288 KiB, or 2 W + 2 X + 2 Y = 384, and the 4 x 4 tiles exchange 4 X + 6 Y = 320, or 4 X + 4 Y = 256.
constexpr auto exchanging = [](accelerator& gpu) { gpu.memory[shared].units_exchange_data = true; };
static_assert(busy(waiting_for(l2, exchanging), activation) == 480_s, "192 + 288");
static_assert(busy(waiting_for(l2, exchanging), gradient) == 704_s, "320 + 384");
static_assert(busy(waiting_for(shared, exchanging), activation) == 1472_s, "288 + 320 + 864");
static_assert(busy(waiting_for(shared, exchanging), gradient) == 1408_s, "384 + 256 + 768");
static_assert(busy(waiting_for(registers, exchanging), activation) == 864_s);

// With room for weight and gradient, the weight stays.
constexpr auto roomy = [](accelerator& gpu) { gpu.memory[l2].capacity = 256_KiB; };
static_assert(busy(waiting_for(global, roomy), activation) == 64_s &&
              busy(waiting_for(global, roomy), gradient) == 64_s);

// Tiles have three quarters of a cache if nothing else is said: 128 KiB then hold the weight in two halves, sqrt(2) along
// either side, and W + sqrt(2) X + (2 sqrt(2) - 1) Y = 128 + 32 (3 sqrt(2) - 1) KiB come.
constexpr auto as_shipped = [](accelerator& gpu) { gpu.tile_share = 0.75; };
static_assert(busy(waiting_for(global, as_shipped), activation) > 231.7645_s);
static_assert(busy(waiting_for(global, as_shipped), activation) < 231.7646_s);

// A cache that is smaller than what it feeds passes tiles on as they are.
constexpr auto tiny_cache = [](accelerator& gpu) { gpu.memory[l2].capacity = 1_KiB; };
static_assert(busy(waiting_for(global, tiny_cache), activation) == 480_s, "as to the shared memories");

// Tall and wide weights: X = 16 KiB and Y = 64 KiB, or the other way round, in 8 x 2 tiles, or 2 x 8.
static_assert(busy(waiting_for(l2), activation, {512, 128, 64}) == 656_s,
              "(128 + 16 + 64) + (128 + 8 * 16 + 3 * 64)");
static_assert(busy(waiting_for(l2), activation, {128, 512, 64}) == 704_s,
              "(128 + 64 + 16) + (128 + 2 * 64 + 15 * 16)");
static_assert(busy(waiting_for(l2), gradient, {512, 128, 64}) ==
                  busy(waiting_for(l2), gradient, {128, 512, 64}),
              "a gradient is indifferent to transposition");

static_assert(tiled_weight{.rows = 3, .columns = 5}.transposed().rows == 5);
static_assert(matmul_timer(toy).tile(512, 128).outer[shared] == tile_grid{8, 2});
static_assert(matmul_timer(toy).tile(512, 128).transposed().outer[shared] == tile_grid{2, 8});
static_assert(matmul_timer(toy).tile(512, 128).inner[shared] == tile_grid{}, "nothing is exchanged");

// The V100, too small a weight to leave the registers: X and Y, 4096 + 64 B, come from global memory once.
static_assert(time_matmul(catalog::v100_sxm, {4, 256, 8}, activation) ==
              matmul_time{
                  .busy = 4160_B / 900_GB_per_s, .latency = 4.5_us, .busy_with = bottleneck::global_memory});
static_assert(time_matmul(catalog::v100_sxm, {4, 256, 8}, gradient) ==
              time_matmul(catalog::v100_sxm, {4, 256, 8}, activation));

static_assert(!constant<[] { return time_matmul(toy, {256, 256, 0}, activation); }>);

TEST_CASE("a multiplication of nothing, or on nothing, is told") {
  CHECK_THROWS_WITH_AS(
      time_matmul(toy, {256, 256, 0}, activation),
      "the sizes of a matrix multiplication are positive (rows = 256, columns = 256, tokens = 0)",
      broken_rule);
  accelerator stopped = toy;
  stopped.clock = 0_Hz;
  CHECK_THROWS_WITH_AS(time_matmul(stopped, square, activation), "the clock is positive (clock = 0)",
                       broken_rule);
}

std::int64_t at_run_time(std::int64_t number) {
  const volatile std::int64_t not_known_before = number;
  return not_known_before;
}

TEST_CASE("a multiplication takes the same time in a constant expression and when it runs") {
  const auto check = [](const matmul_shape& shape, matmul_kind kind, const matmul_time& when_compiled) {
    const matmul_shape given{at_run_time(shape.rows), at_run_time(shape.columns), at_run_time(shape.tokens)};
    CHECK(time_matmul(catalog::h100_sxm, given, kind) == when_compiled);
  };
  constexpr matmul_shape large{12288, 6144, 1792}, odd{131, 65537, 9};
  constexpr matmul_time compiled[] = {
      time_matmul(catalog::h100_sxm, large, activation), time_matmul(catalog::h100_sxm, large, gradient),
      time_matmul(catalog::h100_sxm, odd, activation), time_matmul(catalog::h100_sxm, odd, gradient)};
  check(large, activation, compiled[0]);
  check(large, gradient, compiled[1]);
  check(odd, activation, compiled[2]);
  check(odd, gradient, compiled[3]);
}

}  // namespace
