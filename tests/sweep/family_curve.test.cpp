// Mirrors include/scalewall/sweep/family_curve.hpp.

#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/model_family.hpp>
#include <scalewall/scaling/grown_model.hpp>
#include <scalewall/sweep/family_curve.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace {

using namespace scalewall;

training_question on_h100() {
  return {.machine = catalog::h100_machine,
          .software = catalog::training_software_of(
              time_family::megatron_core, catalog::h100_machine.generation, {}, software_class::ordinary),
          .accounting = catalog::megatron_core,
          .generation = workspace_generation::hopper_and_newer,
          .memory = 80_GB};
}

language_model_run llama(std::int64_t width) { return grown(model_families[0], dense_laws, width); }

recipe in_bf16() {
  recipe how = with_states_of(catalog::megatron_core, {});
  how.attention_mask = false;
  return how;
}

constexpr training_space short_pipelines{.pipeline = at_most(8), .recomputations = usual_recomputations};

}  // namespace

TEST_CASE("widths of families are four an octave") {
  CHECK(family_widths(8192, 20'000) == std::vector<std::int64_t>{8192, 10'240, 12'288, 14'336, 16'384});
  CHECK(family_widths(8192, 20'000, 3) == std::vector<std::int64_t>{8192, 12'288, 16'384});
  CHECK(family_widths().front() == 8192);
}

TEST_CASE(
    "points are the fewest accelerators of each member, and their utilization is that of the laws' FLOP") {
  const std::vector<family_point> points =
      family_curve(llama, on_h100(), short_pipelines, in_bf16(), {.widths = {8192, 10'240}});
  REQUIRE(points.size() == 2);
  for (const family_point& point : points) {
    const double rate = point.wanted.compute.value() / point.trained.duration.value();
    CHECK(point.utilization ==
          doctest::Approx(rate / (double(point.trained.accelerators) * on_h100().machine.peak.value())));
    CHECK(point.utilization > 0.2);
    CHECK(point.utilization < 1);
    CHECK(point.trained.duration <= 0.25_years);
    CHECK(point.trained.answer.verdict.found == fit::fits);
  }
  CHECK(points[0].wanted.model == llama(8192).model);
  CHECK(points[0].trained.accelerators < points[1].trained.accelerators);
  CHECK(landmarks_of(points).largest_feasible == points[1].wanted.compute);
}

TEST_CASE("a curve ends where no number of accelerators is enough") {
  const std::vector<family_point> ended = family_curve(llama, on_h100(), short_pipelines, in_bf16(),
                                                       {.widths = {8192, 12'288}, .most_accelerators = 256});
  CHECK(ended.size() == 1);
  CHECK(family_curve(llama, on_h100(), short_pipelines, in_bf16(), {.widths = {8192}, .most_accelerators = 8})
            .empty());
  CHECK_FALSE(landmarks_of({}).largest_feasible.has_value());
}

TEST_CASE("linear scaling ends where a fifth of the most is lost") {
  std::vector<family_point> points(4);
  const double utilizations[] = {0.4, 0.5, 0.41, 0.4};
  for (int i = 0; i < 4; ++i) {
    points[static_cast<std::size_t>(i)].utilization = utilizations[i];
    points[static_cast<std::size_t>(i)].wanted.compute = flop::from_value(i + 1);
  }
  CHECK(landmarks_of(points).linear_scaling_ends == flop::from_value(4));
  points.pop_back();
  CHECK_FALSE(landmarks_of(points).linear_scaling_ends.has_value());
  CHECK(landmarks_of(points).largest_feasible == flop::from_value(3));
}
