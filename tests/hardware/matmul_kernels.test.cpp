// Mirrors include/scalewall/hardware/matmul_kernels.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/math.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

static_assert(result_word_size(precision::bf16) == 2_B && result_word_size(precision::fp8) == 2_B);
static_assert(gradient_word_size(precision::fp8) == 4_B && gradient_word_size(precision::fp64) == 8_B);
static_assert(result_word_size(precision::fp64) == 8_B && result_word_size(precision::int8) == 4_B);

// A start is made of what an accelerator's descriptor says.
constexpr matmul_kernels start = start_of(catalog::h100_sxm);
static_assert((require_valid(start), true));
static_assert(start.multiprocessors == 132 && start.format == precision::bf16);
static_assert(start.peak == peak(catalog::h100_sxm) && start.burst == start.peak);
static_assert(start.tiles == single_tiles);
static_assert(start.sustained == sustained(catalog::h100_sxm));
static_assert(start.global == 3352_GB_per_s && start.accumulation == start.global && start.launch == 4.5_us);

// A processor with four cores, of which less is known.
constexpr accelerator processor{
    .name = "four cores",
    .memory = {{.kind = memory_kind::global, .capacity = 16_GiB, .bandwidth = 20_GB_per_s},
               {.kind = memory_kind::shared, .capacity = 512_KiB, .units = 4}},
    .rates = {{precision::fp32, 64_FLOP}},
    .format = precision::fp32,
    .threads = 4,
    .clock = 2_GHz};
static_assert((require_valid(start_of(processor)), true));
static_assert(start_of(processor).multiprocessors == 4 && start_of(processor).result_word == 4_B);

constexpr matmul_kernels changed(auto change) {
  matmul_kernels kernels = start;
  change(kernels);
  return kernels;
}

// What was not found has no effect.
static_assert((require_valid(changed([](auto& k) {
                 k.sustained = flop_per_second::from_value(math::infinity);
                 k.headroom = 1;
                 k.l2 = k.store = bytes_per_second::from_value(math::infinity);
                 k.cached = k.cached_activations = bytes::from_value(math::infinity);
                 k.step = k.ramp = k.launch = k.split = {};
                 k.exposed = k.quantization = 0;
               })),
               true));
static_assert(!constant<[] { require_valid(matmul_kernels{}); }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.multiprocessors = 0; })), 0; }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.tiles = {}; })), 0; }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.tiles = {{0, 64}}; })), 0; }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.tiles = {{8, 8, 0}}; })), 0; }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.headroom = 1.1; })), 0; }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.gradient_share = 0; })), 0; }>);
static_assert(constant<[] { return require_valid(changed([](auto& k) { k.accumulation = {}; })), 0; }>);
static_assert(constant<[] { return require_valid(changed([](auto& k) { k.tiles = paired_tiles; })), 0; }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.most_splits = 2048; })), 0; }>);
static_assert(!constant<[] { return require_valid(changed([](auto& k) { k.launch = -1_us; })), 0; }>);

TEST_CASE("kernels that cannot multiply are told") {
  CHECK_THROWS_WITH_AS(require_valid(changed([](auto& k) { k.quantization = 1.5; })),
                       "the quantization lies between 0 and 1 (quantization = 1.5)", broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(changed([](auto& k) { k.store = {}; })),
                       "a multiprocessor stores at a positive rate (store = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(changed([](auto& k) {
                         k.tiles = {{128, -1}};
                       })),
                       "a tile is not empty, and some multiprocessor computes it (height = 128, width = -1, "
                       "multiprocessors = 1)",
                       broken_rule);
}

}  // namespace
