// A figure: series of points over two axes. A page: figures side by side.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/math.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace scalewall {

enum class series_style {
  line,
  points,
  line_with_points,
  stacked_area,  ///< on top of the stacked areas before it, which are over the same x
  band,          ///< between `base` and y, pale
  bars,  ///< from zero to x, lying at the places y of an axis with names; beside those of other series
  mark,  ///< rings around points of the series before it, in its colour, each with a line down to the axis
  guide  ///< a thin dashed grey line that leads the eye; takes no colour of the palette
};

struct plot_series {
  std::string title{};  ///< in the key, where it is not empty
  std::vector<double> x{};
  std::vector<double> y{};
  series_style style = series_style::line_with_points;
  std::vector<double> base{};  ///< of a band alone

  /// Beyond the ends of bars, or along the lines of marks: one for every point, or none at all.
  std::vector<std::string> labels{};
};

struct plot_axis {
  std::string label{};
  bool logarithmic = false;

  /// Left out: as the data have it.
  std::optional<double> from{};
  std::optional<double> to{};

  /// Instead of numbers, at 0, 1, 2...: from the left to the right, or from the top down.
  std::vector<std::string> names{};
};

struct figure {
  std::string title{};
  plot_axis x{};
  plot_axis y{};
  std::vector<plot_series> series{};
  std::vector<std::string>
      notes{};  ///< lines below the horizontal axis: what a reader may take for something else
};

struct figure_page {
  std::vector<std::string> heading{};  ///< sentences above all figures
  std::vector<figure> panels{};
};

/// Throws `broken_rule` unless the ends of the axis can be drawn.
inline void require_valid(const plot_axis& axis) {
  for (const std::optional<double>& end : {axis.from, axis.to})
    require(!end || (math::is_finite(*end) && (!axis.logarithmic || *end > 0)),
            "an end of an axis is finite, and positive on a logarithmic axis", {{"end", end.value_or(0)}});
  require(!axis.from || !axis.to || *axis.from < *axis.to, "an axis begins below its end",
          {{"from", axis.from.value_or(0)}, {"to", axis.to.value_or(0)}});
  require(axis.names.empty() || (!axis.logarithmic && !axis.from && !axis.to),
          "an axis with names is linear and ends with them");
}

/// Whether a series of that style has a colour of its own.
inline bool takes_colour(series_style style) {
  return style != series_style::guide && style != series_style::mark;
}

/// Throws `broken_rule` unless there is something to draw, and all of it can be drawn.
inline void require_valid(const figure& drawn) {
  require_valid(drawn.x);
  require_valid(drawn.y);
  require(!drawn.series.empty(), "a figure has at least one series");
  const plot_series* stacked = nullptr;
  for (const plot_series& each : drawn.series) {
    require(each.x.size() == each.y.size() && !each.x.empty(),
            "a series has as many x as y, and at least one", {{"x", each.x.size()}, {"y", each.y.size()}});
    require(each.base.size() == (each.style == series_style::band ? each.x.size() : 0),
            "a band has a base for every x, and nothing else has one",
            {{"x", each.x.size()}, {"base", each.base.size()}});
    const bool may_have_labels = each.style == series_style::bars || each.style == series_style::mark;
    require(each.labels.empty() || (may_have_labels && each.labels.size() == each.x.size()),
            "bars and marks have a label for every point or none, and nothing else has one",
            {{"x", each.x.size()}, {"labels", each.labels.size()}});
    require(each.style != series_style::mark ||
                (&each != drawn.series.data() && takes_colour((&each - 1)->style)),
            "a mark stands behind the series that it marks");
    if (each.style == series_style::bars) {
      require(!drawn.x.logarithmic, "bars begin at zero, on a linear axis");
      for (const double place : each.y)
        require(place >= 0 && place < static_cast<double>(drawn.y.names.size()), "a bar lies at a name",
                {{"place", place}, {"names", drawn.y.names.size()}});
    }
    for (std::size_t i = 0; i < each.base.size(); ++i)
      require(each.base[i] <= each.y[i] && math::is_finite(each.base[i]) &&
                  (!drawn.y.logarithmic || each.base[i] > 0),
              "a band has its base below its top, where the axis can show it",
              {{"base", each.base[i]}, {"top", each.y[i]}});
    for (std::size_t i = 0; i < each.x.size(); ++i) {
      require(math::is_finite(each.x[i]) && math::is_finite(each.y[i]), "a point of a figure is finite",
              {{"x", each.x[i]}, {"y", each.y[i]}});
      require((!drawn.x.logarithmic || each.x[i] > 0) && (!drawn.y.logarithmic || each.y[i] > 0),
              "a logarithmic axis shows positive numbers", {{"x", each.x[i]}, {"y", each.y[i]}});
    }
    if (each.style != series_style::stacked_area) continue;
    require(!drawn.y.logarithmic, "areas are stacked on a linear axis");
    require(stacked == nullptr || stacked->x == each.x, "stacked areas are over the same x");
    stacked = &each;
  }
}

/// Throws `broken_rule` if there is no figure, or one cannot be drawn.
inline void require_valid(const figure_page& page) {
  require(!page.panels.empty(), "a plot has at least one figure");
  for (const figure& each : page.panels) require_valid(each);
}

}  // namespace scalewall
