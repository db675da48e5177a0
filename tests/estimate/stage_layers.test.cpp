#include <scalewall/estimate/stage_layers.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

TEST_CASE("layers of a stretch are found in their runs") {
  const sw::stack_of_runs deepseek(sw::catalog::deepseek_v3);
  CHECK(deepseek.size() == 2);
  CHECK(deepseek.among(0, 61) == sw::layers_by_run{3, 58});
  CHECK(deepseek.among(1, 10) == sw::layers_by_run{2, 8});
  CHECK(deepseek.among(60, 1) == sw::layers_by_run{0, 1});

  // Gemma 3 27B: five layers with a window and one without, ten times, and two more with one.
  const sw::stack_of_runs gemma(sw::catalog::gemma_3_27b_text);
  const sw::layers_by_run whole = gemma.among(0, 62);
  std::int64_t sum = 0;
  for (const std::int64_t number : whole) sum += number;
  CHECK(sum == 62);
  for (std::int64_t first = 0; first < 62; ++first) {
    const sw::layers_by_run one = gemma.among(first, 1);
    std::int64_t found = 0;
    for (const std::int64_t number : one) found += number;
    CHECK(found == 1);
  }
}

TEST_CASE("ranks are alike that hold the same layers") {
  const sw::training_plan plan{.mesh = {.pipeline = 4}, .layout = {.lighter_ends = true}};
  const sw::stage_layers layers(sw::catalog::deepseek_v3, plan);
  CHECK(layers.runs() == 2);
  CHECK(layers.of(0, 0) == sw::layers_by_run{3, 12});
  CHECK(layers.of(1, 0) == sw::layers_by_run{0, 16});
  CHECK_FALSE(layers.alike(0, 1));
  CHECK(layers.alike(2, 3));
}

}  // namespace
