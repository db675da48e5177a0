// Mirrors include/scalewall/cost/prices.hpp.

#include <scalewall/cost/prices.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/hardware/variants.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr cluster plain = catalog::dgx_h100;
constexpr cluster tuned = plain | running(catalog::trtllm_and_nccl_on_h100_sxm);
constexpr matmul_shape shape{8192, 8192, 4096};
constexpr auto kind = matmul_kind::activation;

// Without a library all is as the reference has it, to the bit.
static_assert(prices(plain).matmul(shape, kind) == time_matmul(plain.gpu, shape, kind));
constexpr repetition often{.in_sequence = 4, .side_by_side = 3, .accelerators = 16, .parts = 6};
static_assert(prices(plain).all_reduce(0, 8, 1_MiB, often) == all_reduce(plain.network[0], 8, 1_MiB, often));
static_assert(!prices(plain).counts_parts());

// With one, multiplications are those of its kernels, in their formats alone.
static_assert(prices(tuned).matmul(shape, kind) ==
              time_tiled_matmul(catalog::h100_sxm_bf16_trtllm, shape, kind));
static_assert(prices(tuned | computing_in(precision::fp8)).kernels()->format == precision::fp8);
constexpr cluster in_tf32 = tuned | computing_in(precision::tf32);
static_assert(prices(in_tf32).matmul(shape, kind) == time_matmul(in_tf32.gpu, shape, kind));

// Of 8 participants each brings 1 MiB 4 * 3 * 8 / 16 = 6 times, in six parts; 4 messages are waited for.
constexpr seconds one_part =
    time_collective(catalog::nccl_h100_sxm, transfer_operation::all_reduce, 8, 1_MiB).total;
constexpr seconds smallest =
    time_collective(catalog::nccl_h100_sxm, transfer_operation::all_reduce, 8, 8_B).total;
static_assert(prices(tuned).all_reduce(0, 8, 1_MiB, often) ==
              transfer_time{.bandwidth = 6.0 * one_part, .latency = 4.0 * smallest});

// Beyond the node and beyond the participants that the protocols hold for, and between layers, the reference prices.
static_assert(prices(tuned).all_reduce(1, 8, 1_MiB, often) == all_reduce(plain.network[1], 8, 1_MiB, often));
static_assert(prices(tuned).all_reduce(0, 1, 1_MiB, often) == transfer_time{});
constexpr cluster wide = tuned | with_level_size(0, 16);
static_assert(prices(wide).all_reduce(0, 16, 1_MiB, often) == all_reduce(plain.network[0], 16, 1_MiB, often));
static_assert(prices(tuned).point_to_point(0, 1_MiB, often) ==
              point_to_point(plain.network[0], 1_MiB, often));

TEST_CASE("many small all-reduces take longer than a few large ones, by protocols alone") {
  repetition small = often;
  small.parts = 600;
  CHECK(prices(plain).all_reduce(0, 8, 1_MiB, small) == prices(plain).all_reduce(0, 8, 1_MiB, often));
  CHECK(prices(tuned).all_reduce(0, 8, 1_MiB, small).bandwidth >
        2.0 * prices(tuned).all_reduce(0, 8, 1_MiB, often).bandwidth);
}

TEST_CASE("the sustained rate is that of the numbers that price") {
  CHECK(sustained(plain) == sustained(plain.gpu));
  CHECK(sustained_utilization(plain) == sustained_utilization(plain.gpu));
  CHECK(sustained(tuned) == 832_TFLOP_per_s);
  CHECK(sustained_utilization(tuned) ==
        doctest::Approx(double(832_TFLOP_per_s / peak(tuned.gpu))).epsilon(1e-12));
  const matmul_shape large{65536, 65536, 65536};
  CHECK(flop_of(large) / prices(tuned).matmul(large, kind).total() <= sustained(tuned));
}

}  // namespace
