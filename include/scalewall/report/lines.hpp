// Text in lines of a limited width.

#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// The width of lines that are not broken.
inline constexpr std::size_t unlimited_width = std::numeric_limits<std::size_t>::max();

/// The lines of a text, which end at its line breaks and, where they would be longer than `widest` bytes, at the last blank before,
/// or behind a longer word.
inline std::vector<std::string> lines_of(std::string_view text, std::size_t widest = unlimited_width) {
  std::vector<std::string> lines;
  while (true) {
    std::size_t end = std::min(text.find('\n'), text.size());
    if (end > widest) {
      const std::size_t before = text.rfind(' ', widest);
      end = std::min(end, before != std::string_view::npos && before > 0 ? before : text.find(' ', widest));
    }
    lines.emplace_back(text.substr(0, end));
    if (end == text.size()) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace scalewall
