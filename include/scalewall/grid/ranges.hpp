// Axes that are spelled as a range: from here to there, by equal steps or by equal factors.

#pragma once

#include <scalewall/error.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

/// Values on one axis of a design space.
inline constexpr std::int64_t max_axis_values = 1'000'000;

namespace detail {

inline void require_range(double from, double to, double values) {
  require(from <= to, "a range is not empty", {{"from", from}, {"to", to}});
  require(values <= static_cast<double>(max_axis_values), "an axis has at most a million values",
          {{"values", values}});
}

}  // namespace detail

/// from, from + by, ... up to `to`. Throws `broken_rule` unless there are some, at most a million. For numbers that are
/// not whole a last value within a billionth of a step counts as reached.
template <class Number>
std::vector<Number> range_by(Number from, Number to, Number by) {
  require(by > 0, "the steps of a range are positive", {{"by", by}});
  double steps = 0;
  if constexpr (std::integral<Number>) {
    require(from >= 0, "a range of whole numbers starts at 0 or above", {{"from", from}});
    if (from <= to) steps = static_cast<double>((to - from) / by);
  } else {
    steps = std::floor((to - from) / by + 1e-9);
  }
  detail::require_range(static_cast<double>(from), static_cast<double>(to), steps + 1);
  std::vector<Number> values;
  for (std::int64_t i = 0; i <= static_cast<std::int64_t>(steps); ++i)
    values.push_back(from + static_cast<Number>(i) * by);
  return values;
}

/// from, from * times, ... up to `to`, with the same rules.
template <class Number>
std::vector<Number> range_times(Number from, Number to, Number times) {
  require(from > 0, "a range by factors starts above 0", {{"from", from}});
  require(times > 1, "the factor of a range is larger than 1", {{"times", times}});
  std::vector<Number> values;
  if constexpr (std::integral<Number>) {
    detail::require_range(static_cast<double>(from), static_cast<double>(to), 1);
    values.push_back(from);
    while (values.back() <= to / times) values.push_back(values.back() * times);
  } else {
    const double steps = std::floor(std::log(to / from) / std::log(times) + 1e-9);
    detail::require_range(from, to, steps + 1);
    for (std::int64_t i = 0; i <= static_cast<std::int64_t>(steps); ++i)
      values.push_back(from * std::pow(times, static_cast<double>(i)));
  }
  return values;
}

}  // namespace scalewall
