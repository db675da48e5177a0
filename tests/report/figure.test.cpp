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

TEST_CASE("a band has a base below it, and nothing else has one") {
  const auto band = sw::series_style::band;
  CHECK_NOTHROW(require_valid(with_series({{"a", {1, 2}, {3, 4}, band, {2, 4}}})));
  CHECK_THROWS_WITH_AS(require_valid(with_series({{"a", {1, 2}, {3, 4}, band, {2}}})),
                       "a band has a base for every x, and nothing else has one (x = 2, base = 1)",
                       sw::broken_rule);
  CHECK_THROWS_AS(require_valid(with_series({{"a", {1}, {3}, sw::series_style::line, {2}}})),
                  sw::broken_rule);
  CHECK_THROWS_WITH_AS(require_valid(with_series({{"a", {1}, {3}, band, {3.5}}})),
                       "a band has its base below its top, where the axis can show it (base = 3.5, top = 3)",
                       sw::broken_rule);
  sw::figure drawn = with_series({{"a", {1}, {3}, band, {0}}});
  CHECK_NOTHROW(require_valid(drawn));
  drawn.y.logarithmic = true;
  CHECK_THROWS_AS(require_valid(drawn), sw::broken_rule);
}

TEST_CASE("bars lie at the names of an axis") {
  sw::figure drawn = with_series({{"a", {-1, 2}, {0, 1}, sw::series_style::bars}});
  drawn.y.names = {"first", "second"};
  CHECK_NOTHROW(require_valid(drawn));
  drawn.y.names = {"first"};
  CHECK_THROWS_WITH_AS(require_valid(drawn), "a bar lies at a name (place = 1, names = 1)", sw::broken_rule);
  drawn.x.logarithmic = true;
  CHECK_THROWS_WITH_AS(require_valid(drawn), "bars begin at zero, on a linear axis", sw::broken_rule);

  drawn = with_series({{"a", {1}, {1}}});
  drawn.y = {.to = 2, .names = {"one"}};
  CHECK_THROWS_WITH_AS(require_valid(drawn), "an axis with names is linear and ends with them",
                       sw::broken_rule);
}

TEST_CASE("a mark is of the series before it, and labels are of marks and bars") {
  const auto mark = sw::series_style::mark;
  CHECK_NOTHROW(require_valid(
      with_series({{"a", {1, 2}, {3, 4}}, {.x = {1}, .y = {3}, .style = mark, .labels = {"here"}}})));
  CHECK_THROWS_WITH_AS(require_valid(with_series({{.x = {1}, .y = {3}, .style = mark}})),
                       "a mark stands behind the series that it marks", sw::broken_rule);
  CHECK_THROWS_AS(require_valid(with_series({{.x = {1}, .y = {3}, .style = sw::series_style::guide},
                                             {.x = {1}, .y = {3}, .style = mark}})),
                  sw::broken_rule);
  CHECK_THROWS_WITH_AS(
      require_valid(with_series({{.x = {1, 2}, .y = {3, 4}, .labels = {"one", "two"}}})),
      "bars and marks have a label for every point or none, and nothing else has one (x = 2, labels = 2)",
      sw::broken_rule);
  CHECK_THROWS_AS(require_valid(with_series(
                      {{"a", {1}, {3}}, {.x = {1}, .y = {3}, .style = mark, .labels = {"one", "two"}}})),
                  sw::broken_rule);
}

TEST_CASE("a page has figures that can be drawn") {
  CHECK_THROWS_WITH_AS(require_valid(sw::figure_page{}), "a plot has at least one figure", sw::broken_rule);
  CHECK_THROWS_AS(require_valid(sw::figure_page{.panels = {sw::figure{}}}), sw::broken_rule);
}
