#include <scalewall/report/figure.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace sw = scalewall;

namespace {

sw::figure with_series(std::vector<sw::plot_series> series) { return {.series = std::move(series)}; }

}  // namespace

TEST_CASE("a figure of finite points can be drawn") {
  const auto area = sw::series_style::stacked_area;
  CHECK_NOTHROW(require_valid(with_series({{"a", {1, 2}, {-1, 0}}, {"b", {3}, {1}}})));
  CHECK_NOTHROW(
      require_valid(with_series({{"a", {1}, {1}, area}, {"line", {2}, {1}}, {"b", {1}, {1}, area}})));
}

TEST_CASE("a figure that cannot be drawn says why") {
  const auto area = sw::series_style::stacked_area;
  CHECK_THROWS_WITH_AS(require_valid(sw::figure{}), "a figure has at least one series", sw::broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(with_series({{"a", {1, 2}, {1}}})),
                       "a series has as many x as y, and at least one (x = 2, y = 1)", sw::broken_rule);
  CHECK_THROWS_AS(require_valid(with_series({{"a", {}, {}}})), sw::broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(with_series({{"a", {1}, {std::nan("")}}})),
                       "a point of a figure is finite (x = 1, y = nan)", sw::broken_rule);
  CHECK_THROWS_AS(require_valid(with_series({{"a", {sw::math::infinity}, {1}}})), sw::broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(with_series({{"a", {1}, {1}, area}, {"b", {2}, {1}, area}})),
                       "stacked areas are over the same x", sw::broken_rule);

  sw::figure drawn = with_series({{"a", {0}, {1}}});
  drawn.x.logarithmic = true;
  CHECK_THROWS_WITH_AS(require_valid(drawn), "a logarithmic axis shows positive numbers (x = 0, y = 1)",
                       sw::broken_rule);
  drawn = with_series({{"a", {1}, {1}, area}});
  drawn.y.logarithmic = true;
  CHECK_THROWS_WITH_AS(require_valid(drawn), "areas are stacked on a linear axis", sw::broken_rule);
  drawn = with_series({{"a", {1}, {1}}});
  drawn.y.from = 2;
  drawn.y.to = 2;
  CHECK_THROWS_WITH_AS(require_valid(drawn), "an axis begins below its end (from = 2, to = 2)",
                       sw::broken_rule);
  drawn.y.to = sw::math::infinity;
  CHECK_THROWS_AS(require_valid(drawn), sw::broken_rule);
}
