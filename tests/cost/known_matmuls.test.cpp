// Mirrors include/scalewall/cost/known_matmuls.hpp.

#include <scalewall/cost/known_matmuls.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using namespace scalewall;

/// A price from which the multiplication can be read.
constexpr matmul_time told(const matmul_shape& shape, matmul_kind kind) {
  return {.busy = seconds::from_value(
              static_cast<double>(shape.rows * 1'000'000 + shape.columns * 1000 + shape.tokens)),
          .latency = seconds::from_value(kind == matmul_kind::activation ? 1 : 2)};
}

// Also in a constant expression.
static_assert([] {
  known_matmuls known;
  const matmul_shape shape{2, 3, 4};
  const bool first = known.time(shape, matmul_kind::activation, told) == told(shape, matmul_kind::activation);
  return first && known.size() == 1;
}());

TEST_CASE("every multiplication is priced once, however many there are") {
  known_matmuls known;
  std::int64_t priced = 0;
  const auto price = [&](const matmul_shape& shape, matmul_kind kind) {
    ++priced;
    return told(shape, kind);
  };
  for (int round = 0; round < 3; ++round)
    for (std::int64_t rows = 1; rows <= 12; ++rows)
      for (std::int64_t columns = 1; columns <= 12; ++columns)
        for (const std::int64_t tokens : {1, 8})
          for (const matmul_kind kind : {matmul_kind::activation, matmul_kind::weight_gradient})
            CHECK(known.time({rows, columns, tokens}, kind, price) == told({rows, columns, tokens}, kind));
  CHECK(priced == 12 * 12 * 2 * 2);
  CHECK(known.size() == 12 * 12 * 2 * 2);
}

}  // namespace
