#include <scalewall/cost/product_time.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

/// A second for every GFLOP.
constexpr auto by_flop = [](const matmul_kernels&, const matmul_shape& shape, matmul_kind) {
  return flop_of(shape) / 1_GFLOP_per_s;
};

/// Shapes and kinds of which a price was asked.
struct asked {
  matmul_shape shape{};
  matmul_kind kind{};
};

constexpr work::matmul product{.rows = 6, .columns = 4, .tokens = 10};

constexpr asked asked_for(work::phase part) {
  asked last;
  time_product(catalog::h100_machine, product, part,
               [&](const matmul_kernels&, const matmul_shape& shape, matmul_kind kind) {
                 last = {shape, kind};
                 return seconds{};
               });
  return last;
}

static_assert(asked_for(work::phase::forward).shape == matmul_shape{6, 4, 10});
static_assert(asked_for(work::phase::inputs).shape == matmul_shape{4, 6, 10});
static_assert(asked_for(work::phase::weights).shape == matmul_shape{6, 4, 10});
static_assert(asked_for(work::phase::weights).kind == matmul_kind::weight_gradient);
static_assert(asked_for(work::phase::inputs).kind == matmul_kind::activation);

TEST_CASE("experts take turns, or share a kernel that is a little slower, or wait for their weights") {
  const auto time = [](work::matmul experts, auto prices) {
    fixed_list<work::matmul, 2> list;
    list.push_back(experts);
    return time_grouped_products(catalog::h100_machine, list, work::phase::forward, prices);
  };
  work::matmul experts{.rows = 4096, .columns = 4096, .tokens = 1000, .groups = 8};
  const seconds apart = 8.0 * by_flop({}, {4096, 4096, 1000}, {});
  CHECK(time(experts, by_flop) == apart);

  // A product takes a second more, however small: one kernel for all is better.
  const auto launched = [](const matmul_kernels& kernels, const matmul_shape& shape, matmul_kind kind) {
    return 1000_s + by_flop(kernels, shape, kind);
  };
  CHECK(time(experts, launched).value() == doctest::Approx((1.15 * (1000_s + apart)).value()));

  // Nothing is multiplied in no time: the weights are still read.
  const auto free = [](const matmul_kernels&, const matmul_shape& shape, matmul_kind) {
    return shape.tokens == 1000 ? 1_s : 0_s;
  };
  CHECK(time(experts, free).value() ==
        doctest::Approx(8 * 4096 * 4096 * 2 / stream_bandwidth(catalog::h100_machine).value()));
}

TEST_CASE("eight bits are multiplied where the machine has them") {
  CHECK(&kernels_for(catalog::h100_machine, work::product_format::fp8) == &*catalog::h100_machine.products_8);
  CHECK_THROWS_WITH(kernels_for(catalog::a100_machine, work::product_format::fp8),
                    "a machine that multiplies in 16 bits alone trains in 16 bits");
}

}  // namespace
