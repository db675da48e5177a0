// What gnuplot is told to draw a figure.
//
// Series have the colours of Okabe and Ito, "Color universal design" (2008), which readers with any colour
// vision can tell apart. Its yellow is left out: it is too faint on white.

#pragma once

#include <scalewall/report/figure.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

enum class image_format { svg, png };

namespace detail {

/// Within single quotes gnuplot takes every character as it is, and a quote is written twice. A text has one
/// line.
inline std::string gnuplot_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7F';
    quoted.append(c == '\'' ? 2 : 1, control ? ' ' : c);
  }
  return quoted + "'";
}

/// How the series that takes the colour number `index` of the palette looks. Past its end, dashes and marks
/// differ.
inline std::string series_look(series_style style, std::size_t index) {
  constexpr std::array<const char*, 7> okabe_ito = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                    "#E69F00", "#56B4E9", "#000000"};
  constexpr std::array<int, 7> marks = {7, 5, 9, 13, 11, 6, 4};
  const std::size_t round = index / okabe_ito.size();
  const std::string colour = std::string(" lc rgb '") + okabe_ito[index % okabe_ito.size()] + "'";
  const std::string line = " lw 2 dt " + std::to_string(round % 5 + 1);
  const std::string mark = " ps 0.6 pt " + std::to_string(marks[(index + round) % marks.size()]);
  switch (style) {
    case series_style::line:
      return " using 1:2 with lines" + colour + line;
    case series_style::points:
      return " using 1:2 with points" + colour + mark;
    case series_style::line_with_points:
      return " using 1:2 with linespoints" + colour + line + mark;
    case series_style::stacked_area:
      return " using 1:2:3 with filledcurves" + colour + " fs solid 0.85 border lc rgb '#ffffff'";
    case series_style::guide:
      return " using 1:2 with lines lc rgb '#808080' lw 1.2 dt (8,6)";
  }
  return {};
}

/// For an axis of few powers of ten: those, and 2, 3 and 5 times them.
inline std::string marks_between(double least, double largest) {
  std::string marks;
  const int last = static_cast<int>(std::floor(std::log10(largest)));
  for (int power = static_cast<int>(std::floor(std::log10(least))); power <= last; ++power)
    for (const char* times : {"1e", "2e", "3e", "5e"}) {
      const std::string mark = times + std::to_string(power);
      const double at = std::strtod(mark.c_str(), nullptr);
      if (at >= least && at <= largest) marks += (marks.empty() ? "" : ",") + mark;
    }
  return "(" + marks + ")";
}

/// `letter` is x or y; `values` are those of all series along the axis, of which it must show some.
inline std::string axis_script(const plot_axis& axis, const std::string& letter,
                               const std::vector<double>& values) {
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  require((!axis.from || *axis.from <= *largest) && (!axis.to || *axis.to >= *least),
          "an axis shows some of the data", {{"least", *least}, {"largest", *largest}});
  std::optional<double> from = axis.from, to = axis.to;
  std::string marks = "autofreq", format = "%h";
  if (axis.logarithmic) {
    constexpr double margin = 1.5;
    if (!from) from = *least / margin;
    if (!to) to = *largest * margin;
    const bool is_short = *to / *from < 30;
    if (is_short) marks = marks_between(*from, *to);
    format = *from >= 1e-3 && *to <= 1e5 ? "%g" : is_short ? "%.0t×10^{%T}" : "10^{%T}";
  }
  const auto end = [](const std::optional<double>& value) { return value ? exact_text(*value) : "*"; };
  // The key below the figure comes too close to a label of one line.
  const std::string space = letter == "x" ? " . \"\\n\"" : "";
  return (axis.logarithmic ? "set logscale " : "unset logscale ") + letter + "\nset " + letter + "range [" +
         end(from) + ":" + end(to) + "]\nset " + letter + "tics " + marks + " format '" + format + "'\nset " +
         letter + "label " + gnuplot_quoted(axis.label) + space + " noenhanced\n";
}

/// One figure: its data in blocks, whose lines hold nothing but numbers, its axes, and the command that draws
/// it.
inline std::string panel_script(const figure& drawn) {
  std::string blocks, plot;
  std::vector<double> all_x, all_y, top;
  std::size_t blocks_so_far = 0, colours_taken = 0;
  for (const plot_series& each : drawn.series) {
    const bool stacked = each.style == series_style::stacked_area;
    const std::string block = "$series" + std::to_string(blocks_so_far++);
    blocks += block + " << END\n";
    if (stacked) top.resize(each.x.size());
    for (std::size_t i = 0; i < each.x.size(); ++i) {
      blocks += exact_text(each.x[i]) + " ";
      if (stacked) blocks += exact_text(top[i]) + " ";
      const double y = stacked ? top[i] += each.y[i] : each.y[i];
      blocks += exact_text(y) + "\n";
      all_x.push_back(each.x[i]);
      all_y.push_back(y);
    }
    blocks += "END\n";

    plot += (plot.empty() ? "plot " : ", ") + block;
    plot += series_look(each.style, each.style == series_style::guide ? 0 : colours_taken++);
    plot += each.title.empty() ? " notitle" : " title " + gnuplot_quoted(each.title) + " noenhanced";
  }
  return blocks + "set title " + gnuplot_quoted(drawn.title) + " noenhanced\n" +
         axis_script(drawn.x, "x", all_x) + axis_script(drawn.y, "y", all_y) + plot + "\n";
}

}  // namespace detail

/// The figures side by side, three in a row, as an image on gnuplot's standard output. Throws `broken_rule` if
/// there is none, or one cannot be drawn.
inline std::string gnuplot_script(const std::vector<figure>& panels, image_format format) {
  require(!panels.empty(), "a plot has at least one figure");
  for (const figure& each : panels) require_valid(each);

  const std::size_t width = panels.size() == 1 ? 700 : 470, height = 470;  // of a panel, as on a screen
  const std::size_t columns = std::min<std::size_t>(panels.size(), 3);
  const std::size_t rows = (panels.size() + columns - 1) / columns;
  const std::size_t scale = format == image_format::png ? 2 : 1;
  const std::string factor = std::to_string(scale);
  std::string script = "set encoding utf8\n";
  script += format == image_format::png
                ? "set terminal pngcairo enhanced rounded font 'sans,10' background '#ffffff' fontscale " +
                      factor + " linewidth " + factor + " pointscale " + factor
                : "set terminal svg enhanced rounded font 'sans-serif,13' background '#ffffff'";
  script +=
      " size " + std::to_string(scale * width * columns) + "," + std::to_string(scale * height * rows) + "\n";
  script +=
      "set border 3 lc rgb '#404040' lw 1\n"
      "set tics nomirror out scale 0.7,0.35\n"
      "set grid back lt 1 lc rgb '#e8e8e8' lw 0.8\n"
      "set key bmargin center horizontal Left reverse samplen 2.5 spacing 1.2\n";
  if (panels.size() > 1)
    script += "set multiplot layout " + std::to_string(rows) + "," + std::to_string(columns) + "\n";
  for (const figure& each : panels) script += detail::panel_script(each);
  if (panels.size() > 1) script += "unset multiplot\n";
  return script;
}

}  // namespace scalewall
