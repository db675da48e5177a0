// Mirrors include/scalewall/cost/optimistic.hpp. That no price is below it is a property, see properties/optimistic.cpp.

#include <scalewall/cost/optimistic.hpp>
#include <scalewall/hardware/catalog/all.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr cluster best = optimistic(catalog::measured_dgx_h100);
static_assert(best.library == nullptr);
static_assert(best.gpu.matmul_latency == 2.474_us, "the launch");
static_assert(best.network[1] == catalog::measured_dgx_h100.network[1], "nothing is known between nodes");
static_assert(best.network[0].latency == 1.125_us, "half of the smallest all-reduce takes longer");

TEST_CASE("without a library a cluster is its own optimistic one") {
  for (const cluster& machines : catalog::all)
    if (machines.library == nullptr) CHECK(optimistic(machines) == machines);
}

TEST_CASE("an optimistic cluster is as fast as the fastest kernel and the best all-reduce") {
  // min(945.3, 774 / (1 - 0.5012)) TFLOP/s; a switch of 305 GB/s among eight, 2 * 7 / 9 of that.
  CHECK(sustained(best.gpu).value() == doctest::Approx(945.3e12).epsilon(1e-12));
  CHECK(best.network[0].bandwidth.one_way().value() == doctest::Approx(14.0 / 9 * 305e9).epsilon(1e-12));
  CHECK(fastest_rate(catalog::b200_sxm_bf16_trtllm).value() ==
        doctest::Approx(1560e12 / (1 - 0.189)).epsilon(1e-12));
  CHECK(fastest_all_reduce(catalog::nccl_a100_sxm) == 231_GB_per_s);
  matmul_kernels cool = catalog::b200_sxm_bf16_trtllm;
  cool.headroom = 1;
  CHECK(fastest_rate(cool) == cool.burst);
}

}  // namespace
