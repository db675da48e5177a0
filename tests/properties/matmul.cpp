#include "arbitrary.hpp"
#include "property.hpp"
#include <scalewall/cost/matmul.hpp>

#include <cstdint>

using namespace properties;
using namespace scalewall;

namespace {

std::int64_t any_size() { return 1 + static_cast<std::int64_t>(bits(18)); }

matmul_shape any_shape() { return {.rows = any_size(), .columns = any_size(), .tokens = any_size()}; }

matmul_kind any_kind() { return flag() ? matmul_kind::weight_gradient : matmul_kind::activation; }

}  // namespace

TEST_CASE("tiles cover the matrix, fit the level, and no tile is larger than the matrix") {
  check([] {
    const double height = static_cast<double>(any_size()), width = static_cast<double>(any_size());
    const bytes word = word_size(any_accelerator());
    const bytes capacity = bytes::from_value(real(16, 1e12));
    const tile_grid grid = tile(height, width, word, capacity);
    const double tiles = grid.rows * grid.columns;
    RC_ASSERT(at_most(1, grid.rows));
    RC_ASSERT(at_most(1, grid.columns));
    RC_ASSERT(at_most(height * width / tiles * word.value(), capacity.value()));
    // One tile fewer would not fit.
    RC_ASSERT(at_most(tiles, 1) || at_most(capacity.value(), height * width / (tiles - 1) * word.value()));
  });
}

TEST_CASE("a multiplication takes no less than its arithmetic at the sustained rate") {
  check([] {
    const accelerator gpu = any_accelerator();
    const matmul_shape shape = any_shape();
    const matmul_time time = time_matmul(gpu, shape, any_kind());
    const double words = static_cast<double>(shape.rows) * static_cast<double>(shape.columns) *
                         static_cast<double>(shape.tokens);
    RC_ASSERT(at_most((flop::from_value(2 * words) / sustained(gpu)).value(), time.busy.value()));
    RC_ASSERT(time.latency == gpu.matmul_latency);
  });
}

TEST_CASE("every level passes the activations at least once") {
  check([] {
    const accelerator gpu = any_accelerator();
    const matmul_shape shape = any_shape();
    const bytes once =
        static_cast<double>(shape.rows + shape.columns) * static_cast<double>(shape.tokens) * word_size(gpu);
    const seconds busy = time_matmul(gpu, shape, any_kind()).busy;
    for (const memory_level& level : gpu.memory)
      if (const bytes_per_second speed = bandwidth(gpu, level); speed.value() > 0)
        RC_ASSERT(at_most((once / speed).value(), busy.value()));
  });
}

TEST_CASE("a larger multiplication is never faster") {
  check([] {
    const accelerator gpu = any_accelerator();
    const matmul_shape shape = any_shape();
    matmul_shape larger = shape;
    larger.tokens += any_size();
    const matmul_kind kind = any_kind();
    RC_ASSERT(at_most(time_matmul(gpu, shape, kind).total().value(),
                      time_matmul(gpu, larger, kind).total().value()));
  });
}

TEST_CASE("words of twice the size at half the rate in levels of twice the size take twice the time") {
  check([] {
    accelerator gpu = any_accelerator();
    const flop rate = flop::from_value(real(1, 1024));
    gpu.rates = {{precision::fp8, rate}, {precision::bf16, 0.5 * rate}};
    gpu.format = precision::fp8;
    accelerator wide = gpu;
    wide.format = precision::bf16;
    for (memory_level& level : wide.memory) level.capacity *= 2.0;

    const matmul_shape shape = any_shape();
    const matmul_kind kind = any_kind();
    const matmul_time once = time_matmul(gpu, shape, kind);
    const matmul_time twice = time_matmul(wide, shape, kind);
    RC_ASSERT(twice.busy == 2.0 * once.busy);
    RC_ASSERT(twice.busy_with == once.busy_with);
  });
}

TEST_CASE("the tiles of a transposed weight are the transposed tiles") {
  check([] {
    const accelerator gpu = any_accelerator();
    const matmul_timer timer(gpu);
    const matmul_shape shape = any_shape();
    const matmul_kind kind = any_kind();
    const matmul_time turned =
        timer.time(timer.tile(shape.rows, shape.columns).transposed(), shape.tokens, kind);
    const matmul_time tiled_anew =
        timer.time({.rows = shape.columns, .columns = shape.rows, .tokens = shape.tokens}, kind);
    RC_ASSERT(nearly_equal(turned.busy.value(), tiled_anew.busy.value()));
  });
}
