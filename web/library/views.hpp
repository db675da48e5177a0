// The questions that a page asks, by name, in units of their own: what the searches of the paper's models need is compiled for
// speed, the rest for size.

#pragma once

#include <scalewall/report/placed_json.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace page {

struct view {
  std::string_view name;
  nlohmann::ordered_json (*answer)(const scalewall::placed_json&);
};

/// Told how much is done of how much while an answer takes long; nobody where it is null.
inline void (*tell_progress)(std::size_t done, std::size_t whole) = nullptr;

std::span<const view> paper_views();
std::span<const view> language_views();

}  // namespace page
