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
#include <initializer_list>
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
    case series_style::band:
      return " using 1:2:3 with filledcurves" + colour + " fs transparent solid 0.2 noborder";
    case series_style::bars:
      return " using 1:2:3:4:5:6 with boxxyerror" + colour + " fs solid 0.85 noborder";
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

/// For an axis with names: the marks, and the ends half a place beyond the first and the last, which is below.
inline std::string names_script(const plot_axis& axis, const std::string& letter) {
  std::string marks;
  for (std::size_t i = 0; i < axis.names.size(); ++i)
    marks += (i == 0 ? "" : ",") + gnuplot_quoted(axis.names[i]) + " " + std::to_string(i);
  const std::string last = exact_text(static_cast<double>(axis.names.size()) - 0.5);
  const std::string ends = letter == "y" ? last + ":-0.5" : "-0.5:" + last;
  return "unset logscale " + letter + "\nset " + letter + "range [" + ends + "]\nset " + letter + "tics (" +
         marks + ") noenhanced\n";
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
  const std::string scale = !axis.names.empty()
                                ? names_script(axis, letter)
                                : (axis.logarithmic ? "set logscale " : "unset logscale ") + letter +
                                      "\nset " + letter + "range [" + end(from) + ":" + end(to) + "]\nset " +
                                      letter + "tics " + marks + " format '" + format + "' enhanced\n";
  // The key below the figure comes too close to a label of one line.
  const std::string space = letter == "x" ? " . \"\\n\"" : "";
  return scale + "set " + letter + "label " + gnuplot_quoted(axis.label) + space + " noenhanced\n";
}

/// The data of a figure as lines of numbers, series by series, and all that its axes have to show.
struct figure_rows {
  std::vector<double> x, y;

  explicit figure_rows(const figure& drawn)
      : bar_series_(std::count_if(drawn.series.begin(), drawn.series.end(),
                                  [](const plot_series& each) { return each.style == series_style::bars; })) {
  }

  /// In the order of the series: an area stands on those before it, a bar lies below them.
  std::string of(const plot_series& each) {
    const bool stacked = each.style == series_style::stacked_area;
    if (stacked) top_.resize(each.x.size());
    const double thickness = 0.8 / static_cast<double>(bar_series_);
    const double above = -0.4 + static_cast<double>(bars_so_far_) * thickness;
    std::string rows;
    const auto row = [&](std::initializer_list<double> numbers) {
      for (const double& number : numbers)
        rows += exact_text(number) + (&number + 1 == numbers.end() ? "\n" : " ");
    };
    for (std::size_t i = 0; i < each.x.size(); ++i) {
      const double at = each.x[i];
      double end = each.y[i];
      if (stacked) {
        row({at, top_[i], end += top_[i]});
        top_[i] = end;
      } else if (each.style == series_style::band) {
        row({at, each.base[i], end});
        y.push_back(each.base[i]);
      } else if (each.style == series_style::bars) {
        row({at, end, std::min(at, 0.0), std::max(at, 0.0), end + above, end + above + thickness});
        x.push_back(0);
      } else {
        row({at, end});
      }
      x.push_back(at);
      y.push_back(end);
    }
    bars_so_far_ += each.style == series_style::bars ? 1 : 0;
    return rows;
  }

 private:
  std::ptrdiff_t bar_series_;
  std::ptrdiff_t bars_so_far_ = 0;
  std::vector<double> top_;  // of the areas so far
};

/// One figure: its data in blocks, whose lines hold nothing but numbers, its axes, and the command that draws
/// it.
inline std::string panel_script(const figure& drawn) {
  std::string blocks, plot;
  figure_rows rows(drawn);
  std::size_t blocks_so_far = 0, colours_taken = 0;
  for (const plot_series& each : drawn.series) {
    const std::string block = "$series" + std::to_string(blocks_so_far++);
    blocks += block + " << END\n" + rows.of(each) + "END\n";

    plot += (plot.empty() ? "plot " : ", ") + block;
    plot += series_look(each.style, each.style == series_style::guide ? 0 : colours_taken++);
    plot += each.title.empty() ? " notitle" : " title " + gnuplot_quoted(each.title) + " noenhanced";
  }
  return blocks + "set title " + gnuplot_quoted(drawn.title) + " noenhanced\n" +
         axis_script(drawn.x, "x", rows.x) + axis_script(drawn.y, "y", rows.y) + plot + "\n";
}

}  // namespace detail

/// The figures side by side, three in a row or four in a square, as an image on gnuplot's standard output. Throws `broken_rule` if
/// there is none, or one cannot be drawn.
inline std::string gnuplot_script(const std::vector<figure>& panels, image_format format) {
  require(!panels.empty(), "a plot has at least one figure");
  for (const figure& each : panels) require_valid(each);

  const bool named =
      std::any_of(panels.begin(), panels.end(), [](const figure& each) { return !each.y.names.empty(); });
  const std::size_t several = named ? 610 : 470;  // names take room beside the axis
  const std::size_t width = panels.size() == 1 ? 700 : several, height = 470;  // of a panel, as on a screen
  const std::size_t columns = panels.size() == 4 ? 2 : std::min<std::size_t>(panels.size(), 3);
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
