// Mirrors include/scalewall/hardware/accelerator.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/accelerator.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

static_assert(word_size(precision::fp64) == 8_B);
static_assert(word_size(precision::fp32) == 4_B && word_size(precision::tf32) == 4_B);
static_assert(word_size(precision::fp16) == 2_B && word_size(precision::bf16) == 2_B);
static_assert(word_size(precision::fp8) == 1_B && word_size(precision::int8) == 1_B);
static_assert(name(precision::fp64) == "fp64" && name(precision::int8) == "int8");

// Small enough for the back of an envelope.
constexpr accelerator small{
    .name = "small",
    .memory = {{.kind = memory_kind::global, .capacity = 16_GB, .bandwidth = 100_GB_per_s},
               {.kind = memory_kind::shared, .capacity = 64_KiB, .units = 2, .unit_bytes_per_clock = 128_B}},
    .rates = {{precision::fp32, 1_FLOP}, {precision::bf16, 4_FLOP}, {precision::int8, 8_FLOP}},
    .format = precision::bf16,
    .threads = 256,
    .clock = 1_GHz,
    .sustained_share = 0.5,
};
static_assert((require_valid(small), true));

constexpr accelerator computing_in(precision format) {
  accelerator gpu = small;
  gpu.format = format;
  return gpu;
}

static_assert(sustained_clock(small) == 500_MHz);
static_assert(peak(small) == 1.024_TFLOP_per_s, "4 FLOP * 256 threads * 1 GHz");
constexpr accelerator published = [] {
  accelerator gpu = small;
  gpu.rates = {{precision::bf16, 4_FLOP, 1_TFLOP_per_s}};
  return gpu;
}();
static_assert(peak(published) == 1_TFLOP_per_s, "that of the data sheet");
static_assert(sustained(published) == sustained(small), "what runs does not know the data sheet");
static_assert(sustained_utilization(small) == 0.5 && sustained_utilization(published) == 0.512);
static_assert(small.evidence == evidence::data_sheet && name(evidence::measured) == "measured");

static_assert(sustained(small) == 512_GFLOP_per_s, "the same at half the clock");
static_assert(peak(computing_in(precision::fp32)) == 256_GFLOP_per_s, "a rate belongs to a format");
static_assert(word_size(small) == 2_B && word_size(computing_in(precision::int8)) == 1_B);
static_assert(flop_per_clock_and_thread(small, precision::int8) == 8_FLOP);
static_assert(flop_per_clock_and_thread(small, precision::fp8) == 0_FLOP, "it cannot compute in that format");

static_assert(bandwidth(small, small.memory[0]) == 100_GB_per_s,
              "memory does not follow the arithmetic clock");
static_assert(bandwidth(small, small.memory[1]) == 128_GB_per_s, "128 B * 2 units * 500 MHz");
static_assert(bandwidth(small, {}) == 0_B_per_s);

static_assert(memory_capacity(small) == 16_GB);

static_assert(!constant<[] { require_valid(accelerator{}); }>, "what nobody described cannot compute");

TEST_CASE("what could not compute is told") {
  accelerator gpu = small;

  SUBCASE("without memory to hold tiles") {
    gpu.memory = {small.memory[0]};
    CHECK_THROWS_WITH_AS(
        require_valid(gpu),
        "an accelerator has a global memory and at least one level that holds tiles (levels = 1)",
        broken_rule);
  }
  SUBCASE("with a level of no kind, which is global memory") {
    gpu.memory[1].kind = {};
    CHECK_THROWS_WITH_AS(require_valid(gpu),
                         "every memory level is of another kind, further in than the one before (level = 1)",
                         broken_rule);
  }
  SUBCASE("without room in a memory") {
    gpu.memory[1].capacity = 0_KiB;
    CHECK_THROWS_WITH_AS(require_valid(gpu),
                         "the capacity of a memory level is positive (memory = 1, capacity = 0)",
                         broken_rule);
  }
  SUBCASE("with room without end") {
    gpu.memory[0].capacity = bytes::from_value(std::numeric_limits<double>::infinity());
    CHECK_THROWS_WITH_AS(require_valid(gpu),
                         "the capacity of a memory level is positive (memory = 0, capacity = inf)",
                         broken_rule);
  }
  SUBCASE("without units") {
    gpu.memory[1].units = 0;
    CHECK_THROWS_WITH_AS(require_valid(gpu), "a memory level has at least one unit (memory = 1, units = 0)",
                         broken_rule);
  }
  SUBCASE("with a negative bandwidth") {
    gpu.memory[0].bandwidth = -100_GB_per_s;
    CHECK_THROWS_WITH_AS(require_valid(gpu),
                         "a memory bandwidth is not negative (memory = 0, bandwidth = -100000000000)",
                         broken_rule);
  }
  SUBCASE("with a negative bandwidth per clock") {
    gpu.memory[1].unit_bytes_per_clock = -1_B;
    CHECK_THROWS_WITH_AS(require_valid(gpu),
                         "a memory bandwidth is not negative (memory = 1, unit_bytes_per_clock = -1)",
                         broken_rule);
  }
  SUBCASE("without threads") {
    gpu.threads = 0;
    CHECK_THROWS_WITH_AS(require_valid(gpu), "an accelerator has threads (threads = 0)", broken_rule);
  }
  SUBCASE("without a clock") {
    gpu.clock = 0_Hz;
    CHECK_THROWS_WITH_AS(require_valid(gpu), "the clock is positive (clock = 0)", broken_rule);
  }
  SUBCASE("faster than its clock") {
    gpu.sustained_share = 1.5;
    CHECK_THROWS_WITH_AS(require_valid(gpu), "the sustained share lies in (0, 1] (sustained_share = 1.5)",
                         broken_rule);
  }
  SUBCASE("with no number as its share") {
    gpu.sustained_share = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH_AS(require_valid(gpu), doctest::Contains("the sustained share lies in (0, 1]"),
                         broken_rule);
  }
  SUBCASE("with tiles larger than a cache") {
    gpu.tile_share = 2;
    CHECK_THROWS_WITH_AS(require_valid(gpu),
                         "the share of a cache that tiles use lies in (0, 1] (tile_share = 2)", broken_rule);
  }
  SUBCASE("with a data sheet that says nothing") {
    gpu.rates = {{precision::bf16, 4_FLOP, 0_FLOP_per_s}};
    CHECK_THROWS_WITH_AS(require_valid(gpu), "a published rate is positive and finite (FLOP per second = 0)",
                         broken_rule);
  }
  SUBCASE("in a format it has no arithmetic for") {
    gpu.format = precision::fp8;
    CHECK_THROWS_WITH_AS(require_valid(gpu),
                         "the accelerator has an arithmetic rate for the format it computes in", broken_rule);
  }
  SUBCASE("before it was asked") {
    gpu.matmul_latency = -1_s;
    CHECK_THROWS_WITH_AS(require_valid(gpu), "a latency is not negative (matmul_latency = -1)", broken_rule);
  }
}

}  // namespace
