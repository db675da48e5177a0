// The questions that a page asks, by name, in units of their own: what the searches of the paper's models need is compiled for
// speed, the rest for size.

#pragma once

#include <scalewall/report/placed_json.hpp>

#include <nlohmann/json.hpp>

#include <span>
#include <string_view>

namespace page {

struct view {
  std::string_view name;
  nlohmann::ordered_json (*answer)(const scalewall::placed_json&);
};

std::span<const view> paper_views();
std::span<const view> language_views();

}  // namespace page
