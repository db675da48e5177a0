// A plan on one line: TP 4x8 (model x ff), PP 64 zero bubble, DP 2, EP 8, 128 microbatches.
//
// Degrees of 1 are left out. A degree per network level is written innermost first, `4x2`, and can be read
// back.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/report/number_text.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>

namespace scalewall {

/// `1x4`: the degree on each of the inner `levels`, which the plan's network has. Throws `broken_rule` if a
/// degree stands on none of them.
inline std::string to_text(const level_degrees& degrees, std::size_t levels) {
  require(levels >= 1 && levels <= max_network_levels, "a network has between 1 and 4 levels",
          {{"levels", levels}});
  std::string text;
  for (std::size_t k = 0; k < max_network_levels; ++k) {
    require(k < levels || degrees[k] == 1, "a degree is placed on a level that the network has",
            {{"level", k}, {"levels", levels}});
    if (k < levels) text.append(k == 0 ? "" : "x").append(std::to_string(degrees[k]));
  }
  return text;
}

/// The degrees that `1x4` spells. Throws `broken_rule` unless they are positive whole numbers joined by x, at
/// most one per network level.
inline level_degrees read_level_degrees(std::string_view text) {
  level_degrees degrees;
  for (std::size_t k = 0;; ++k) {
    require(k < max_network_levels, "a degree is split over at most 4 network levels", {{"levels", k + 1}});
    const std::string_view number = text.substr(0, text.find('x'));
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), degrees[k]);
    require(error == std::errc{} && end == number.data() + number.size() && degrees[k] >= 1,
            "the degrees on the network levels are positive whole numbers joined by x, as in 1x4");
    if (number.size() == text.size()) return degrees;
    text.remove_prefix(number.size() + 1);
  }
}

namespace detail {

/// In the order of `parallel_axes`: tensor (model), tensor (ff), pipeline, data, expert.
using axis_degrees = std::array<std::int64_t, parallel_axes.size()>;

/// Those that are not 1, with `after_pipeline` behind that of the pipeline, which it makes stand even if it
/// is 1.
inline std::string list_degrees(const axis_degrees& degrees, std::string_view after_tensor = "",
                                std::string_view after_pipeline = "") {
  const auto [model, ff, pipeline, data, expert] = degrees;
  std::string list;
  const auto add = [&](bool shown, const std::string& item) {
    if (shown) list.append(list.empty() ? "" : ", ").append(item);
  };
  add(model > 1 || ff > 1,
      "TP " + std::to_string(model) + "x" + std::to_string(ff) + std::string(after_tensor));
  add(pipeline > 1 || !after_pipeline.empty(),
      "PP " + std::to_string(pipeline) + std::string(after_pipeline));
  add(data > 1, "DP " + std::to_string(data));
  add(expert > 1, "EP " + std::to_string(expert));
  return list;
}

}  // namespace detail

/// The whole plan, without its placement.
inline std::string to_text(const plan& split) {
  detail::axis_degrees degrees;
  for (std::size_t i = 0; i < parallel_axes.size(); ++i) degrees[i] = (split.*parallel_axes[i]).total();
  std::string schedule;
  if (split.schedule == pipeline_schedule::zero_bubble) schedule = " zero bubble";
  if (split.interleaving != 1) schedule += " interleaved " + std::to_string(split.interleaving);
  std::string text = detail::list_degrees(degrees, " (model x ff)", schedule);
  if (text.empty()) text = "1 GPU";
  return text + ", " + std::to_string(split.microbatches) +
         (split.microbatches == 1 ? " microbatch" : " microbatches");
}

/// What every network level carries, from the innermost outwards: `8 GPUs: TP 4x2; x 32: TP 1x4, PP 8; x 16:
/// DP 16`. A level that joins nothing is left out.
inline std::string placement_text(const plan& split) {
  std::string text;
  for (std::size_t k = 0; k < max_network_levels; ++k) {
    detail::axis_degrees degrees;
    count members = 1;
    for (std::size_t i = 0; i < parallel_axes.size(); ++i)
      members *= degrees[i] = (split.*parallel_axes[i])[k];
    const std::string size = to_text(members);
    if (k == 0) text = size + (members == count{1} ? " GPU" : " GPUs");
    if (k > 0 && members != count{1}) text += "; x " + size;
    if (members != count{1}) text += ": " + detail::list_degrees(degrees);
  }
  return text;
}

inline std::ostream& operator<<(std::ostream& out, const plan& split) { return out << to_text(split); }

}  // namespace scalewall
