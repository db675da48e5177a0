#include "arbitrary.hpp"
#include "property.hpp"
#include <scalewall/cost/tiled_matmul.hpp>

#include <cstdint>

using namespace properties;
using namespace scalewall;

namespace {

matmul_shape any_shape() {
  const auto any_size = [] { return 1 + static_cast<std::int64_t>(bits(17)); };
  return {.rows = any_size(), .columns = any_size(), .tokens = any_size()};
}

matmul_kind any_kind() { return flag() ? matmul_kind::weight_gradient : matmul_kind::activation; }

matmul_kernels any_kernels() {
  const auto speed = [](double least, double most) {
    return bytes_per_second::from_value(real(least, most));
  };
  const auto at_most_seconds = [](double most) { return seconds::from_value(real(1e-9, most)); };
  matmul_kernels kernels{.name = "any",
                         .format = flag() ? precision::bf16 : precision::fp8,
                         .multiprocessors = whole(1, 256),
                         .peak = flop_per_second::from_value(real(1e9, 1e16)),
                         .tiles = {{256, 128, whole(1, 2)}, {128, 64}, {whole(1, 512), whole(1, 512)}},
                         .most_splits = any_of({1, 2, 16, 1024}),
                         .headroom = real(1e-3, 0.9),
                         .global = speed(1e9, 1e13),
                         .ramp = at_most_seconds(1e-5),
                         .cached = bytes::from_value(real(1, 1e9)),
                         .cached_activations = bytes::from_value(real(1, 1e9)),
                         .l2 = speed(1e9, 1e14),
                         .store = speed(1e8, 1e12),
                         .step = at_most_seconds(1e-6),
                         .exposed = real(1e-3, 1),
                         .quantization = real(1e-2, 1),
                         .launch = at_most_seconds(1e-5),
                         .split = at_most_seconds(1e-5),
                         .quantized = bytes::from_value(flag() ? real(1, 8) : 0)};
  kernels.burst = real(0.3, 1) * kernels.peak;
  kernels.sustained = real(0.3, 2) * kernels.peak;
  return kernels;
}

}  // namespace

TEST_CASE("tiles take no less than the launch, and the arithmetic of tiles") {
  check([] {
    const matmul_kernels kernels = any_kernels();
    const matmul_shape shape = any_shape();
    const matmul_time time = time_tiled_matmul(kernels, shape, any_kind());
    RC_ASSERT(kernels.launch <= time.latency && time.latency <= kernels.launch + kernels.split);
    RC_ASSERT(at_most((flop_of(shape) / kernels.burst).value(), time.busy.value()));
    RC_ASSERT(time.busy.value() < 1e9);
  });
}

TEST_CASE("tiles of more tokens or rows are never faster") {
  check([] {
    const matmul_kernels kernels = any_kernels();
    const matmul_shape shape = any_shape();
    matmul_shape larger = shape;
    (flag() ? larger.tokens : larger.rows) += whole(1, 1000);
    RC_ASSERT(at_most(time_tiled_matmul(kernels, shape).total().value(),
                      time_tiled_matmul(kernels, larger).total().value()));
  });
}

TEST_CASE("tiles of a transposed result take the same time, unless activations are quantized or cached") {
  check([] {
    matmul_kernels kernels = any_kernels();
    kernels.quantized = {};
    kernels.cached = kernels.cached_activations = {};
    const matmul_shape shape = any_shape();
    const matmul_shape turned{.rows = shape.tokens, .columns = shape.columns, .tokens = shape.rows};
    RC_ASSERT(nearly_equal(time_tiled_matmul(kernels, shape).total().value(),
                           time_tiled_matmul(kernels, turned).total().value()));
  });
}

TEST_CASE("a gradient is never faster than the product of the same factors") {
  check([] {
    const matmul_kernels kernels = any_kernels();
    const matmul_shape shape = any_shape();
    const matmul_shape product{.rows = shape.rows, .columns = shape.tokens, .tokens = shape.columns};
    RC_ASSERT(at_most(time_tiled_matmul(kernels, product).total().value(),
                      time_tiled_matmul(kernels, shape, matmul_kind::weight_gradient).total().value()));
  });
}

TEST_CASE("a faster part never makes a multiplication slower") {
  check([] {
    const matmul_kernels kernels = any_kernels();
    matmul_kernels faster = kernels;
    const double factor = real(1, 10);
    switch (whole(0, 6)) {
      case 0:
        faster.burst *= factor;
        faster.sustained *= factor;
        break;
      case 1:
        faster.global *= factor;
        break;
      case 2:
        faster.l2 *= factor;
        break;
      case 3:
        faster.store *= factor;
        break;
      case 4:
        faster.step /= factor;
        break;
      case 5:
        faster.exposed /= factor;
        break;
      default:
        faster.quantization /= factor;
    }
    const matmul_shape shape = any_shape();
    const matmul_kind kind = any_kind();
    RC_ASSERT(at_most(time_tiled_matmul(faster, shape, kind).total().value(),
                      time_tiled_matmul(kernels, shape, kind).total().value()));
  });
}
