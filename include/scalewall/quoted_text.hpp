// Text of a user, of a file or of another program, as a sentence may show it to a person.
//
// Letters of UTF-8 stay as they are. What a terminal obeys or does not show, and bytes that are no UTF-8, are escaped:
//
//     \n \r \t        line breaks and tabs
//     \x1b \xff       other control characters of ASCII; bytes that are no UTF-8
//     \u202e          control characters from U+0080 on, characters that turn the direction of a line or have no width
//     \U000e0041

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>

namespace scalewall {

/// Characters of an excerpt, at most.
inline constexpr std::size_t excerpt_length = 80;

namespace detail {

/// A character of UTF-8, or a byte that is none.
struct text_character {
  std::uint32_t code = 0;
  std::size_t size = 1;  ///< in bytes
  bool valid = false;
};

/// The character that the text, which is not empty, begins with: neither longer than it needs to be, nor a surrogate,
/// nor beyond U+10FFFF. Source: RFC 3629.
inline text_character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) -> std::uint32_t { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {.code = first, .valid = true};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  const text_character none{.code = first};
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return none;
  std::uint32_t code = first & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return none;
    code = code << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[size] || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) return none;
  return {.code = code, .size = size, .valid = true};
}

/// Whether a character is obeyed or hidden rather than shown: a control character, a break between lines or
/// paragraphs, or one of the format characters that have no width or turn the direction of a line.
/// Source: Unicode Character Database 15.0, general categories Cc, Zl, Zp and Cf.
constexpr bool is_obeyed(std::uint32_t code) {
  struct range {
    std::uint32_t first, last;
  };
  constexpr range ranges[] = {{0x0000, 0x001F},  {0x007F, 0x009F}, {0x00AD, 0x00AD},   {0x061C, 0x061C},
                              {0x180E, 0x180E},  {0x200B, 0x200F}, {0x2028, 0x202E},   {0x2060, 0x206F},
                              {0xFEFF, 0xFEFF},  {0xFFF9, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
                              {0xE0000, 0xE007F}};
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [code](const range& one) { return code >= one.first && code <= one.last; });
}

inline std::string escape_text(const text_character& character) {
  if (character.code == '\n') return "\\n";
  if (character.code == '\r') return "\\r";
  if (character.code == '\t') return "\\t";
  const char* format = !character.valid || character.code < 0x80 ? "\\x%02x"
                       : character.code <= 0xFFFF                ? "\\u%04x"
                                                                 : "\\U%08x";
  char escape[16];
  std::snprintf(escape, sizeof escape, format, static_cast<unsigned>(character.code));
  return escape;
}

}  // namespace detail

/// The text on one line, of which a terminal obeys nothing.
inline std::string printable_text(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const detail::text_character character = detail::first_character(text);
    if (character.valid && !detail::is_obeyed(character.code))
      shown += text.substr(0, character.size);
    else
      shown += detail::escape_text(character);
    text.remove_prefix(character.size);
  }
  return shown;
}

/// The beginning of a text that is longer than a sentence can bear.
struct text_excerpt {
  std::string shown;  ///< printable
  bool whole = true;  ///< otherwise an ellipsis ends it
};

/// Cut between two characters or escapes.
inline text_excerpt excerpt_of(std::string_view text) {
  constexpr std::string_view ellipsis = "...";
  text_excerpt excerpt;
  std::size_t length = 0, cut = 0;
  while (!text.empty()) {
    const std::size_t size = detail::first_character(text).size;
    const std::string character = printable_text(text.substr(0, size));
    length += character.size() > size ? character.size() : 1;
    if (length > excerpt_length) return {excerpt.shown.substr(0, cut).append(ellipsis), false};
    excerpt.shown += character;
    if (length + ellipsis.size() <= excerpt_length) cut = excerpt.shown.size();
    text.remove_prefix(size);
  }
  return excerpt;
}

/// 'H100 SXM'; a long one as 'aaa...' (600 bytes).
inline std::string quoted_text(std::string_view text, char quote = '\'') {
  const text_excerpt excerpt = excerpt_of(text);
  const std::string in_quotes = quote + excerpt.shown + quote;
  return excerpt.whole ? in_quotes : in_quotes + " (" + std::to_string(text.size()) + " bytes)";
}

}  // namespace scalewall
