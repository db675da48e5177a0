// Whether a file that is to be read as text is text in UTF-8.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>

#include <string>
#include <string_view>

namespace scalewall {

/// Whether a file begins with a byte order mark of UTF-16 or UTF-32, or with a letter of ASCII in one of them.
inline bool begins_as_utf16(std::string_view file) {
  using namespace std::string_view_literals;
  return file.starts_with("\xFF\xFE"sv) || file.starts_with("\xFE\xFF"sv) ||
         file.starts_with("\0\0\xFE\xFF"sv) || (file.size() >= 2 && (file[0] == '\0') != (file[1] == '\0'));
}

/// Throws `broken_rule` where a file is in UTF-16, or its first line has control characters but tabs, and a CR at its
/// end.
inline void require_text(std::string_view first_line) {
  if (begins_as_utf16(first_line)) throw broken_rule("the file is in UTF-16 or UTF-32, and is read in UTF-8");
  if (first_line.ends_with('\r')) first_line.remove_suffix(1);
  for (const char& byte : first_line)
    if ((byte >= '\0' && byte < ' ' && byte != '\t') || byte == '\x7F')
      throw broken_rule("the file is not a text: the byte " + printable_text({&byte, 1}) + " stands in it");
}

}  // namespace scalewall
