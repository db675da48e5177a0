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
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
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

/// The words of sentences in lines of at most so many letters, but for words that are longer. A sentence begins a line.
inline std::vector<std::string> wrapped(const std::vector<std::string>& sentences, std::size_t letters) {
  std::vector<std::string> lines;
  for (const std::string& sentence : sentences) {
    lines.emplace_back();
    std::istringstream words(sentence);
    for (std::string word; words >> word;) {
      if (!lines.back().empty() && lines.back().size() + 1 + word.size() > letters) lines.emplace_back();
      lines.back() += (lines.back().empty() ? "" : " ") + word;
    }
  }
  return lines;
}

/// Lines of text.
inline std::string gnuplot_lines(const std::vector<std::string>& lines) {
  std::string joined;
  for (const std::string& line : lines)
    joined += (joined.empty() ? "" : " . \"\\n\" . ") + gnuplot_quoted(line);
  return joined;
}

inline constexpr std::array<const char*, 7> okabe_ito = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                         "#E69F00", "#56B4E9", "#000000"};

/// A mark.
inline constexpr const char* mark_look = " pt 6 ps 1.5 lw 1.8";

/// The colour of that number of the palette, which begins anew past its end.
inline std::string colour_of(std::size_t index) {
  return std::string("rgb '") + okabe_ito[index % okabe_ito.size()] + "'";
}

/// How the series that takes the colour number `index` of the palette looks. Past its end, dashes and marks
/// differ.
inline std::string series_look(series_style style, std::size_t index) {
  constexpr std::array<int, 7> marks = {7, 5, 9, 13, 11, 6, 4};
  const std::size_t round = index / okabe_ito.size();
  const std::string colour = " lc " + colour_of(index);
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
    case series_style::mark:
      return " using 1:2 with points" + colour + mark_look;
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

/// `letter` is x or y; `values` are those of all series along the axis, of which it must show some; `notes` are lines
/// below the label of the axis.
inline std::string axis_script(const plot_axis& axis, const std::string& letter,
                               const std::vector<double>& values,
                               const std::vector<std::string>& notes = {}) {
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
  std::vector<std::string> lines = {axis.label};
  lines.insert(lines.end(), notes.begin(), notes.end());
  return scale + "set " + letter + "label " + gnuplot_lines(lines) + space + " noenhanced\n";
}

/// The end of a command that writes a label.
inline constexpr const char* small_print = " front noenhanced font small_font\n";

/// The commands that write the labels of marks upwards from the horizontal axis, left of their lines. Where lines come
/// too close, labels stand above one another.
class mark_labels {
 public:
  /// `values` are those of all series along the axis; a label takes the part `room` of it.
  mark_labels(const plot_axis& axis, const std::vector<double>& values, double room)
      : axis_(&axis), room_(room) {
    const auto [least, largest] = std::minmax_element(values.begin(), values.end());
    from_ = place(axis.from.value_or(*least));
    length_ = place(axis.to.value_or(*largest)) - from_;
  }

  std::string of(const plot_series& marked, std::size_t colour) {
    constexpr double height = 0.3;  // of a label, as a part of a figure
    std::string script;
    for (std::size_t i = 0; i < marked.labels.size(); ++i) {
      const double at = length_ > 0 ? (place(marked.x[i]) - from_) / length_ : 0;
      const auto is_close = [&](double other) { return std::abs(other - at) < room_; };
      std::size_t row = 0;
      while (row < rows_.size() && std::any_of(rows_[row].begin(), rows_[row].end(), is_close)) ++row;
      if (row == rows_.size()) rows_.emplace_back();
      rows_[row].push_back(at);
      script += "set label " + gnuplot_quoted(marked.labels[i]) + " at first " + exact_text(marked.x[i]) +
                ", graph " + exact_text(0.02 + height * static_cast<double>(row)) +
                " left rotate by 90 offset -0.9,0 textcolor " + colour_of(colour) + small_print;
    }
    return script;
  }

 private:
  double place(double x) const { return axis_->logarithmic ? std::log(x) : x; }

  const plot_axis* axis_;
  double room_;
  double from_ = 0, length_ = 0;
  std::vector<std::vector<double>> rows_;  // where labels stand in each
};

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
        if (!each.labels.empty()) label_bar(each.labels[i], at, end + above + thickness / 2);
      } else {
        row({at, end});
      }
      x.push_back(at);
      y.push_back(end);
    }
    bars_so_far_ += each.style == series_style::bars ? 1 : 0;
    return rows;
  }

  /// The commands that put labels beyond the ends of bars.
  const std::string& bar_labels() const { return bar_labels_; }

 private:
  void label_bar(const std::string& text, double end, double place) {
    bar_labels_ += "set label " + gnuplot_quoted(text) + " at " + exact_text(end) + "," + exact_text(place) +
                   (end < 0 ? " right offset -0.5,0" : " left offset 0.5,0") + small_print;
  }

  std::string bar_labels_;
  std::ptrdiff_t bar_series_;
  std::ptrdiff_t bars_so_far_ = 0;
  std::vector<double> top_;  // of the areas so far
};

/// The size of a figure, in pixels of a screen.
struct panel_size {
  std::size_t width;
  bool has_names;  ///< beside its axis

  static constexpr double letter = 7.2;  ///< the width of one, on average
  static constexpr std::size_t line = 18;

  /// The letters of a line below the horizontal axis.
  std::size_t letters() const {
    return static_cast<std::size_t>(static_cast<double>(width - (has_names ? 230 : 60)) / letter);
  }
  double label_room() const { return 13.0 / static_cast<double>(width - 130); }
};

/// One figure: its data in blocks, whose lines hold nothing but numbers, its axes, and the command that draws it.
inline std::string panel_script(const figure& drawn, const panel_size& size) {
  std::string blocks, plot, key_of_marks;
  figure_rows rows(drawn);
  std::size_t blocks_so_far = 0, colours_taken = 0;
  const auto add = [&](const std::string& part) { plot += (plot.empty() ? "plot " : ", ") + part; };
  const auto key = [](const std::string& title) {
    return title.empty() ? " notitle" : " title " + gnuplot_quoted(title) + " noenhanced";
  };
  std::vector<std::pair<const plot_series*, std::size_t>> marked;  // and the number of its colour
  for (const plot_series& each : drawn.series) {
    const std::string block = "$series" + std::to_string(blocks_so_far++);
    blocks += block + " << END\n" + rows.of(each) + "END\n";
    if (each.style == series_style::mark) {
      const std::size_t colour = colours_taken - 1;
      marked.emplace_back(&each, colour);
      add(block + " using 1:2 with impulses lc " + colour_of(colour) + " lw 1.2 dt 3 notitle");
      add(block + series_look(each.style, colour) + " notitle");
      if (key_of_marks.empty() && !each.title.empty())  // of many colours and one meaning
        key_of_marks = "NaN with points lc rgb '#404040'" + std::string(mark_look) + key(each.title);
      continue;
    }
    add(block + series_look(each.style, takes_colour(each.style) ? colours_taken++ : 0) + key(each.title));
  }
  if (!key_of_marks.empty()) add(key_of_marks);
  mark_labels beside_marks(drawn.x, rows.x, size.label_room());
  std::string labels = rows.bar_labels();
  for (const auto& [series, colour] : marked) labels += beside_marks.of(*series, colour);
  return blocks + "set title " + gnuplot_quoted(drawn.title) + " noenhanced\n" +
         axis_script(drawn.x, "x", rows.x, wrapped(drawn.notes, size.letters())) +
         axis_script(drawn.y, "y", rows.y) + labels + plot + "\n" + (labels.empty() ? "" : "unset label\n");
}

}  // namespace detail

/// The figures of a page, three in a row or four in a square, as an image on gnuplot's standard output. Throws
/// `broken_rule` if there is none, or one cannot be drawn.
inline std::string gnuplot_script(const figure_page& page, image_format format) {
  require_valid(page);
  const std::vector<figure>& panels = page.panels;
  const bool named =
      std::any_of(panels.begin(), panels.end(), [](const figure& each) { return !each.y.names.empty(); });
  const std::size_t several = named ? 610 : 470;  // names take room beside the axis
  const detail::panel_size size{panels.size() == 1 ? 700 : several, named};
  std::size_t notes = 0;
  for (const figure& each : panels)
    notes = std::max(notes, detail::wrapped(each.notes, size.letters()).size());
  const std::size_t height = 470 + size.line * notes;
  const std::size_t columns = panels.size() == 4 ? 2 : std::min<std::size_t>(panels.size(), 3);
  const std::size_t rows = (panels.size() + columns - 1) / columns;
  const std::size_t scale = format == image_format::png ? 2 : 1;
  const std::string factor = std::to_string(scale);
  std::string script = "set encoding utf8\n";
  script += format == image_format::png
                ? "set terminal pngcairo enhanced rounded font 'sans,10' background '#ffffff' fontscale " +
                      factor + " linewidth " + factor + " pointscale " + factor
                : "set terminal svg enhanced rounded font 'sans-serif,13' background '#ffffff'";
  const std::vector<std::string> heading = detail::wrapped(
      page.heading, static_cast<std::size_t>(static_cast<double>(size.width * columns) / size.letter));
  script += " size " + std::to_string(scale * size.width * columns) + "," +
            std::to_string(scale * (height * rows + size.line * heading.size())) + "\n";
  script += std::string("small_font = '") + (format == image_format::png ? ",8" : ",10") + "'\n";
  script +=
      "set border 3 lc rgb '#404040' lw 1\n"
      "set tics nomirror out scale 0.7,0.35\n"
      "set grid back lt 1 lc rgb '#e8e8e8' lw 0.8\n"
      "set key bmargin center horizontal Left reverse samplen 2.5 spacing 1.2\n";
  const bool is_multiplot = panels.size() > 1 || !heading.empty();
  if (is_multiplot) script += "set multiplot layout " + std::to_string(rows) + "," + std::to_string(columns);
  if (!heading.empty()) script += " title " + detail::gnuplot_lines(heading) + " noenhanced";
  if (is_multiplot) script += "\n";
  for (const figure& each : panels) script += detail::panel_script(each, size);
  if (is_multiplot) script += "unset multiplot\n";
  return script;
}

}  // namespace scalewall
