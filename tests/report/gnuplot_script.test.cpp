#include <scalewall/report/gnuplot_script.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace sw = scalewall;

namespace {

sw::figure with_series(std::vector<sw::plot_series> series) {
  return {.x = {.label = "x"}, .y = {.label = "y"}, .series = std::move(series)};
}

std::string svg_script(const sw::figure& drawn) {
  return sw::gnuplot_script({.panels = {drawn}}, sw::image_format::svg);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the data are in the script, in full") {
  const std::string script = svg_script(with_series({{"a", {1, 2}, {0.1, 1.0 / 3}}}));
  CHECK(contains(script, "$series0 << END\n1 0.1\n2 0.3333333333333333\nEND\n"));
}

TEST_CASE("stacked areas stand on one another") {
  const auto area = sw::series_style::stacked_area;
  const std::string script =
      svg_script(with_series({{"a", {1, 2}, {3, 4}, area}, {"b", {1, 2}, {10, 20}, area}}));
  CHECK(contains(script, "$series0 << END\n1 0 3\n2 0 4\nEND\n"));
  CHECK(contains(script, "$series1 << END\n1 3 13\n2 4 24\nEND\n"));
  CHECK(contains(script, "using 1:2:3 with filledcurves"));
}

TEST_CASE("a band lies between its base and its top, and the axis shows both") {
  sw::figure drawn = with_series({{"a", {1, 2}, {3, 4}, sw::series_style::band, {0.5, 1}}});
  drawn.y.logarithmic = true;
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "$series0 << END\n1 0.5 3\n2 1 4\nEND\n"));
  CHECK(contains(script, "using 1:2:3 with filledcurves lc rgb '#0072B2' fs transparent"));
  CHECK(contains(script, "set yrange [0.3333333333333333:6]"));
}

TEST_CASE("bars of several series share the place of a name, from zero on") {
  const auto bars = sw::series_style::bars;
  sw::figure drawn = with_series({{"a", {5, -2}, {0, 1}, bars}, {"b", {4, 3}, {0, 1}, bars}});
  drawn.y.names = {"it's first", "second"};
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "$series0 << END\n5 0 0 5 -0.4 0\n-2 1 -2 0 0.6 1\nEND\n"));
  CHECK(contains(script, "$series1 << END\n4 0 0 4 0 0.4\n3 1 0 3 1 1.4\nEND\n"));
  CHECK(contains(script, "using 1:2:3:4:5:6 with boxxyerror"));
  CHECK(contains(script, "set yrange [1.5:-0.5]\nset ytics ('it''s first' 0,'second' 1) noenhanced\n"));
  drawn.x.from = 6;
  CHECK_THROWS_AS(svg_script(drawn), sw::broken_rule);
  drawn.x.from = 4.5;
  CHECK_NOTHROW(svg_script(drawn));
}

TEST_CASE("names stand below a figure from the left to the right") {
  sw::figure drawn = with_series({{"a", {0, 1}, {5, 6}}});
  drawn.x.names = {"left", "right"};
  CHECK(contains(svg_script(drawn), "set xrange [-0.5:1.5]\nset xtics ('left' 0,'right' 1) noenhanced\n"));
}

TEST_CASE("the first seven series differ in colour, a guide takes none, later ones differ in dash and mark") {
  std::vector<sw::plot_series> series;
  for (int i = 0; i < 8; ++i) series.push_back({"s" + std::to_string(i), {1, 2}, {1, 2}});
  series.insert(series.begin() + 1, {"g", {1, 1}, {1, 2}, sw::series_style::guide});
  const std::string script = svg_script(with_series(series));

  const auto look = [&](const std::string& title) {
    const std::size_t end = script.find(" title '" + title + "'");
    const std::size_t begin = script.rfind("with ", end);
    return script.substr(begin, end - begin);
  };
  CHECK(contains(look("s0"), "#0072B2"));
  CHECK(contains(look("s1"), "#D55E00"));
  CHECK(contains(look("s6"), "#000000"));
  CHECK(contains(look("s7"), "#0072B2"));
  CHECK(contains(look("g"), "#808080"));
  CHECK(look("s7") != look("s0"));
}

TEST_CASE("text is quoted, and never takes part in the script") {
  sw::figure drawn = with_series({{"it's\nset output 'x'", {1}, {1}}});
  drawn.title = "`date` $HOME \"q\" \\";
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "title 'it''s set output ''x''' noenhanced"));
  CHECK(contains(script, "set title '`date` $HOME \"q\" \\' noenhanced\n"));
}

TEST_CASE("a series without a title is not in the key") {
  CHECK(contains(svg_script(with_series({{"", {1}, {1}}})), " notitle"));
}

TEST_CASE("a logarithmic axis ends near the data, and has marks even where it is short") {
  sw::figure drawn = with_series({{"a", {6e24, 3e31}, {2, 4}}});
  drawn.x.logarithmic = true;
  drawn.y.logarithmic = true;
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "set logscale x\n"));
  CHECK(contains(script, "set xrange [4e+24:4.5e+31]\n"));
  CHECK(contains(script, "set xtics autofreq format '10^{%T}' enhanced\n"));
  CHECK(contains(script, "set ytics (2e0,3e0,5e0) format '%g' enhanced\n"));

  drawn.x.from = 1e27;
  drawn.x.to = 9e27;
  CHECK(contains(svg_script(drawn),
                 "set xrange [1e+27:9e+27]\nset xtics (1e27,2e27,3e27,5e27) format '%.0t×10^{%T}'"));
}

TEST_CASE("a linear axis ends where it is told to, or where gnuplot finds it fit") {
  sw::figure drawn = with_series({{"a", {1, 2}, {0.5, 0.7}}});
  drawn.y.from = 0;
  drawn.y.to = 1;
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "unset logscale x\nset xrange [*:*]\n"));
  CHECK(contains(script, "set yrange [0:1]\n"));
}

TEST_CASE("figures stand side by side") {
  const sw::figure drawn = with_series({{"a", {1}, {1}}});
  const std::string script = sw::gnuplot_script({.panels = {drawn, drawn, drawn}}, sw::image_format::png);
  CHECK(contains(script, "set terminal pngcairo"));
  CHECK(contains(script, "set multiplot layout 1,3\n"));
  CHECK(contains(sw::gnuplot_script({.panels = {drawn, drawn, drawn, drawn}}, sw::image_format::svg),
                 "set multiplot layout 2,2\n"));
  CHECK_FALSE(contains(svg_script(drawn), "multiplot"));
  CHECK_THROWS_WITH_AS(sw::gnuplot_script({}, sw::image_format::png), "a plot has at least one figure",
                       sw::broken_rule);
}

TEST_CASE("a heading stands above one figure and above several, on as many lines as it takes") {
  const sw::figure drawn = with_series({{"a", {1}, {1}}});
  const std::string script = sw::gnuplot_script(
      {.heading = {"it's one sentence", "another"}, .panels = {drawn}}, sw::image_format::svg);
  CHECK(contains(script,
                 "set multiplot layout 1,1 title 'it''s one sentence' . \"\\n\" . 'another' noenhanced\n"));
  CHECK(contains(script, " size 700,506\n"));
  CHECK(contains(script, "unset multiplot\n"));
  std::string words = "word";
  for (int i = 0; i < 30; ++i) words += " word";
  CHECK(contains(sw::gnuplot_script({.heading = {words}, .panels = {drawn}}, sw::image_format::svg),
                 "word word' . \"\\n\" . 'word word"));
}

TEST_CASE("notes stand below the label of an axis, which they make room for") {
  sw::figure drawn = with_series({{"a", {1}, {1}}});
  drawn.notes = {"It's rounding.", "And nothing else."};
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "set xlabel 'x' . \"\\n\" . 'It''s rounding.' . \"\\n\" . 'And nothing else.' . "));
  CHECK(contains(script, " size 700,506\n"));
}

TEST_CASE("a mark has the colour of the series before it, a line, a label, and one place in the key") {
  const auto mark = sw::series_style::mark;
  const std::string script =
      svg_script(with_series({{"a", {1, 2}, {1, 2}},
                              {.title = "end", .x = {2}, .y = {2}, .style = mark, .labels = {"it's 2"}},
                              {"b", {1, 2}, {1, 2}},
                              {.title = "end", .x = {1}, .y = {1}, .style = mark, .labels = {"1"}}}));
  CHECK(contains(script, "$series1 using 1:2 with impulses lc rgb '#0072B2'"));
  CHECK(contains(script, "$series2 using 1:2 with linespoints lc rgb '#D55E00'"));
  CHECK(contains(script, "$series3 using 1:2 with points lc rgb '#D55E00'"));
  CHECK(contains(script, "set label 'it''s 2' at first 2, graph 0.02 left rotate by 90"));
  CHECK(contains(script, "set label '1' at first 1, graph 0.02"));
  CHECK(contains(script, "\nunset label\n"));
  const std::size_t in_key = script.find("title 'end'");
  CHECK(in_key > script.find("title 'b'"));
  CHECK(script.find("title 'end'", in_key + 1) == std::string::npos);
}

TEST_CASE("labels of marks that come too close stand above one another") {
  const auto mark = sw::series_style::mark;
  sw::figure drawn = with_series(
      {{"a", {1, 1e6}, {1, 2}},
       {.x = {1000, 1100, 1e5}, .y = {2, 2, 2}, .style = mark, .labels = {"one", "two", "three"}}});
  drawn.x.logarithmic = true;
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "'one' at first 1000, graph 0.02 "));
  CHECK(contains(script, "'two' at first 1100, graph 0.32 "));
  CHECK(contains(script, "'three' at first 1e+05, graph 0.02 "));
}

TEST_CASE("labels of bars stand beyond their ends") {
  const auto bars = sw::series_style::bars;
  sw::figure drawn =
      with_series({{.x = {5, -2}, .y = {0, 1}, .style = bars, .labels = {"five", "minus two"}}});
  drawn.y.names = {"first", "second"};
  const std::string script = svg_script(drawn);
  CHECK(contains(script, "set label 'five' at 5,0 left"));
  CHECK(contains(script, "set label 'minus two' at -2,1 right"));
}

TEST_CASE("an axis shows some of the data") {
  const auto area = sw::series_style::stacked_area;
  sw::figure drawn = with_series({{"a", {1}, {2}, area}, {"b", {1}, {3}, area}});
  drawn.y.from = 5;
  CHECK_NOTHROW(svg_script(drawn));
  drawn.y.from = 6;
  CHECK_THROWS_WITH_AS(svg_script(drawn), "an axis shows some of the data (least = 2, largest = 5)",
                       sw::broken_rule);
  drawn.y = {.to = 1};
  CHECK_THROWS_AS(svg_script(drawn), sw::broken_rule);
}

TEST_CASE("only what can be drawn has a script") {
  CHECK_THROWS_WITH_AS(svg_script({}), "a figure has at least one series", sw::broken_rule);
}
