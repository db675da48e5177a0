#include <scalewall/runs/coverage.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sw = scalewall;

namespace {

sw::predicted_run run_on(const std::string& id, std::string_view gpu, std::int64_t gpus, double predicted) {
  sw::predicted_run one;
  one.run.id = id;
  one.run.configuration = sw::run_configuration{.model = {.width = 4096, .layers = sw::equal_layers(32, {})},
                                                .batch = {.sequences = 64},
                                                .hardware = {.gpu = gpu, .gpus = gpus}};
  one.run.step = sw::measured_step{.time = sw::seconds::from_value(1)};
  one.time = sw::seconds::from_value(predicted);
  return one;
}

}  // namespace

TEST_CASE("Runs that are alike in a respect are counted, and apart those that no fit sees") {
  // CRC-32 of their names is a multiple of 5 for some and not for others.
  std::vector<sw::predicted_run> runs;
  std::size_t held_out = 0;
  for (int i = 0; i < 20; ++i) {
    const std::string id = "run " + std::to_string(i);
    if (sw::is_held_out_run(id)) ++held_out;
    runs.push_back(run_on(id, "H100 SXM", 64, 1.1));
  }
  REQUIRE(held_out > 0);
  REQUIRE(held_out < 20);
  runs.push_back(run_on("another", "A100 SXM", 64, 2));
  runs.push_back(run_on("doubtful", "H100 SXM", 64, 3));
  runs.back().run.doubt = "it is doubtful";
  const sw::run_coverage found = coverage_of(runs, sw::run_grouping::gpu, "H100 SXM");
  REQUIRE(found.all.has_value());
  REQUIRE(found.held_out.has_value());
  CHECK(found.all->rows == 20);
  CHECK(found.all->median == doctest::Approx(0.1));
  CHECK(found.held_out->rows == held_out);
  CHECK_FALSE(coverage_of(runs, sw::run_grouping::gpu, "GB300").all.has_value());
}

TEST_CASE("Sizes are covered between the least and the most of the runs") {
  const std::vector<sw::predicted_run> runs = {run_on("a", "H100 SXM", 8, 1), run_on("b", "H100 SXM", 64, 1)};
  sw::run_configuration what = *runs[0].run.configuration;
  what.hardware.gpus = 16;
  what.plan.mesh.tensor = 2;
  const std::vector<sw::size_coverage> sizes = size_coverage_of(what, runs);
  REQUIRE(sizes.size() == 10);
  CHECK(sizes.back().size == "GPUs");
  CHECK(sizes.back().asked == 16);
  CHECK(sizes.back().least == 8);
  CHECK(sizes.back().most == 64);
  CHECK(sizes.back().covered());
  CHECK(sizes[5].size == "tensor degree");
  CHECK_FALSE(sizes[5].covered());
  CHECK(size_coverage_of(what, {}).empty());
}
