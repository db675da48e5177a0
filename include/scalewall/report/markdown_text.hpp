// Text as Markdown shows it letter by letter: what Markdown would obey is escaped. The dialect is that of GitHub, which adds tables,
// struck text and formulas to CommonMark.
//
// Sources: CommonMark 0.31.2, sections 2.4 (backslash escapes), 2.5 (entities) and 6.2 (emphasis); GitHub Flavored Markdown 0.29,
// sections 4.10 (tables) and 6.5 (strikethrough).

#pragma once

#include <scalewall/quoted_text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace scalewall {

namespace detail {

constexpr bool is_ascii_digit(char letter) { return letter >= '0' && letter <= '9'; }

constexpr bool is_ascii_word(char letter) {
  return is_ascii_digit(letter) || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// Whether the text, which begins with an ampersand, begins with an entity.
constexpr bool begins_with_entity(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && (is_ascii_word(text[end]) || text[end] == '#')) ++end;
  return end > 1 && end < text.size() && text[end] == ';';
}

/// Letters before the mark that would make a list, a heading or a rule of a line: none of `- `, one of `1. `; all where there is no
/// such mark.
constexpr std::size_t before_block_mark(std::string_view line) {
  const auto ends_mark = [&](std::size_t place) { return place >= line.size() || line[place] == ' '; };
  if (line.empty()) return 0;
  if (std::string_view("#+-=").find(line.front()) != std::string_view::npos)
    return ends_mark(1) || line[1] == line[0] ? 0 : line.size();
  std::size_t digits = 0;
  while (digits < line.size() && is_ascii_digit(line[digits])) ++digits;
  const bool numbered = digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
  return numbered && ends_mark(digits + 1) ? digits : line.size();
}

}  // namespace detail

/// A line of text within Markdown: on one line, of which neither a terminal nor Markdown obeys anything. An underscore within a
/// word stands as it is, for addresses of pages.
inline std::string markdown_text(std::string_view text) {
  const std::string printable = printable_text(text);
  std::string_view line = printable;
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::size_t block_mark = detail::before_block_mark(line);
  std::string escaped;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char letter = line[i];
    const bool in_word = i > 0 && i + 1 < line.size() && detail::is_ascii_word(line[i - 1]) &&
                         detail::is_ascii_word(line[i + 1]);
    if (std::string_view("\\`*[]<>|~$").find(letter) != std::string_view::npos || i == block_mark ||
        (letter == '_' && !in_word) || (letter == '&' && detail::begins_with_entity(line.substr(i))))
      escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

}  // namespace scalewall
