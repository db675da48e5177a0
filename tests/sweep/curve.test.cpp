// Mirrors include/scalewall/sweep/. What curves come to is compared with the published simulation in golden/.

#include <scalewall/sweep/sweep.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/take.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

using namespace scalewall;

static_assert(prescribes_runs<decltype(dense_laws)>);
static_assert(prescribes_runs<run_prescription>);
static_assert(!prescribes_runs<fitted_depth>, "a law of depth alone prescribes no run");
static_assert(ranges::input_range<curve<run_prescription>>);

TEST_CASE("widths ascend from that of GPT-3 to 128 times as much") {
  const std::vector<std::int64_t> widths = model_widths();
  CHECK(widths.front() == 12288);
  CHECK(widths.back() == 128 * 12288);
  CHECK(std::is_sorted(widths.begin(), widths.end()));
  CHECK(std::adjacent_find(widths.begin(), widths.end()) == widths.end());
  // 3 * 2^12 and 7 * 2^11 are of the form, 13 * 2^10 is not.
  CHECK(widths[1] == 14336);
}

TEST_CASE("a curve is computed as it is read, up to where training is not done in time") {
  int asked = 0;
  const auto counted = [&](std::int64_t d_model) {
    ++asked;
    return dense_laws(d_model);
  };
  for (const curve_point& point : curve(catalog::dgx_h100, counted) | ranges::views::take(2))
    CHECK(point.run.duration() < 0.25_years);
  CHECK(asked <= 3);

  curve_settings hurried;
  hurried.deadline = 1_s;
  const auto none = curve(catalog::dgx_h100, dense_laws, hurried);
  CHECK(none.begin() == none.end());
  CHECK(!landmarks(none, 0.7).largest_feasible);
}

TEST_CASE("a curve ends with the first point that uses next to nothing") {
  curve_settings settings;
  settings.negligible_utilization = 0.6;
  std::vector<double> utilization;
  for (const curve_point& point : curve(catalog::dgx_h100, dense_laws, settings))
    utilization.push_back(point.run.step.utilization);
  REQUIRE(utilization.size() >= 2);
  CHECK(utilization.back() < 0.6);
  CHECK(std::all_of(utilization.begin(), utilization.end() - 1, [](double share) { return share >= 0.6; }));
}

TEST_CASE("linear scaling ends between two points where the logarithms of compute and utilization meet it") {
  const auto point = [](double compute, double utilization) {
    curve_point made;
    made.wanted.compute = flop::from_value(compute);
    made.run.step.utilization = utilization;
    return made;
  };
  const double all = 1.25;  // four fifths of which are 1
  const std::vector<curve_point> falling = {point(1e24, 4), point(1e26, 2), point(1e28, 0.5), point(1e30, 4)};
  CHECK(interpolated_end_of_linear_scaling(falling, all)->value() == doctest::Approx(1e27));
  CHECK(interpolated_end_of_linear_scaling(std::vector{point(1e26, 2), point(1e28, 1)}, all)->value() ==
        doctest::Approx(1e28));
  CHECK(interpolated_end_of_linear_scaling(std::vector{point(1e26, 0.5)}, all) == 1e26_FLOP);
  CHECK(!interpolated_end_of_linear_scaling(std::vector{point(1e26, 2)}, all));
  CHECK(!interpolated_end_of_linear_scaling(std::vector<curve_point>{}, all));
}

TEST_CASE("there are seven scenarios of 21 curves") {
  std::size_t curves = 0;
  for (const scenario& compared : scenarios()) curves += compared.curves.size();
  CHECK(scenarios().size() == 7);
  CHECK(curves == 21);
}

TEST_CASE("looking at every plan is never worse than the rules of thumb") {
  double sum = 0;
  double most = 0;
  int points = 0;
  for (const scenario& compared : scenarios()) {
    if (compared.name != "base-dense") continue;
    for (const scenario_curve& one : compared.curves)
      for (const curve_point& point : one.points()) {
        const step_estimator question(point.wanted.model, one.machines, point.wanted.batch,
                                      point.run.step.how);
        const auto best = best_plans(question, point.run.step.accelerators, 1, space::full);
        REQUIRE(best.size() == 1);
        const double gain = point.run.step.total / best.front().total - 1;
        CHECK(gain > -1e-12);
        sum += gain;
        most = std::max(most, gain);
        ++points;
      }
  }
  MESSAGE("every plan instead of rules of thumb: ", 100 * sum / points, " % faster on average, at most ",
          100 * most, " %, over ", points, " points");
}

}  // namespace
