// What figures show, in words: for those who cannot see them, and for search.

#pragma once

#include <scalewall/report/figure.hpp>

#include <string>
#include <vector>

namespace scalewall {

/// The heading on one line, or the titles of the figures where there is none.
inline std::string title_text(const figure_page& page) {
  std::string text;
  for (const std::string& sentence : page.heading) text.append(text.empty() ? "" : " ").append(sentence);
  if (!text.empty()) return text;
  for (const figure& each : page.panels)
    if (!each.title.empty()) text.append(text.empty() ? "" : "; ").append(each.title);
  return text;
}

/// Words for every figure: its title, its axes, its series, where these are marked, and its notes. Such as `Fall: utilization
/// over compute (FLOP); H100 SXM; linear scaling ends (H100 SXM): 2.05e28 FLOP. Steps are rounding.`
inline std::string description_text(const figure_page& page) {
  const auto listed = [](const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts)
      if (!text.empty()) list.append(list.empty() ? "" : ", ").append(text);
    return list;
  };
  const auto axis_text = [&](const plot_axis& axis) {
    return axis.label.empty() ? listed(axis.names) : axis.label;
  };
  std::string text;
  for (const figure& each : page.panels) {
    if (!text.empty()) text += " ";
    if (!each.title.empty()) text += each.title + ": ";
    text += axis_text(each.y) + " over " + axis_text(each.x);
    std::vector<std::string> titles;
    std::string marks;
    for (const plot_series& series : each.series) {
      if (series.style != series_style::mark)
        titles.push_back(series.title);
      else
        marks += "; " + series.title + " (" + (&series - 1)->title + "): " + listed(series.labels);
    }
    if (const std::string list = listed(titles); !list.empty()) text += "; " + list;
    text += marks + ".";
    for (const std::string& note : each.notes) text += " " + note;
  }
  return text;
}

}  // namespace scalewall
