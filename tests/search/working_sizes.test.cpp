#include <scalewall/search/working_sizes.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace {

using namespace scalewall;

constexpr model_shape odd_sizes = mlp_transformer{.layers = 6, .d_model = 5, .d_ff = 7};

std::vector<count> sizes(count accelerators) {
  return working_sizes(odd_sizes, {.sequences = 2, .sequence_length = 1}, accelerators);
}

TEST_CASE("what works divides the weights, the batch, the layers and the experts") {
  // The divisors of 5 * 7 * 2 * 6.
  CHECK(sizes(1) == std::vector<count>{1});
  CHECK(sizes(11) == std::vector<count>{1, 2, 3, 4, 5, 6, 7, 10});
  CHECK(sizes(1'000'000).size() == 24);
  CHECK(sizes(1'000'000).back() == 420);
}

TEST_CASE("a size may need more than 64 bits") {
  const model_shape wide =
      mlp_transformer{.layers = 1, .d_model = std::int64_t{1} << 40, .d_ff = std::int64_t{1} << 40};
  CHECK(working_sizes(wide, {.sequences = 1, .sequence_length = 1}, count{1} * INT64_MAX * 8).back() ==
        count{std::int64_t{1} << 33} * (std::int64_t{1} << 32));
}

}  // namespace
